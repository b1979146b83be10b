"""The glance: the highest level of the risks tied to an issue, and how many there are."""

from descriptors.base import IssueGlance
from descriptors.identity import GLANCE_KEY

module = IssueGlance(
    key=GLANCE_KEY,
    name="Risk",
    label="Risk",
    path="/ui/issues/{issue.id}/glance?project={project.id}",
)
