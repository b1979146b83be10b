"""The issue panel: risks, scope and lessons of this issue."""

from descriptors.views import IssuePanel

module = IssuePanel(
    key="issue-panel",
    name="Plumbline",
    tooltip="Show this issue's risks and scope",
    path="/ui/issues/{issue.id}/panel?project={project.id}",
)
