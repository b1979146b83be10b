"""The project page: register, scope log and reviews of one project."""

from descriptors.views import ProjectPage

module = ProjectPage(key="project-page", name="Plumbline", path="/ui/projects/{project.id}")
