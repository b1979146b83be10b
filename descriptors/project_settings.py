"""The project's settings: switching it on, its fields and its risk model."""

from descriptors.views import ProjectSettingsPage

module = ProjectSettingsPage(
    key="project-settings",
    name="Plumbline",
    path="/ui/projects/{project.id}/settings",
    location="projectgroup4",
)
