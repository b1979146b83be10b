"""The glance: the highest level of the risks tied to an issue, and how many there are."""

from descriptors.identity import GLANCE_KEY
from descriptors.views import IssueGlance

module = IssueGlance(
    key=GLANCE_KEY,
    name="Risk",
    label="Risk",
    path="/ui/issues/{issue.id}/glance?project={project.id}",
)
