"""The project that a page is about, for whoever has the right."""

from __future__ import annotations

from plugin.domain.errors import NotFound
from plugin.domain.ids import ProjectId
from plugin.usecases.records import Project
from plugin.web.asking import reading, require
from plugin.web.services import Services


def known_project(services: Services, project_id: ProjectId, right: str = "see") -> Project:
    """The project, once the reader has the right; NotFound where Plumbline never met it."""
    require(services, project_id, right)
    with reading(services) as uow:
        project = uow.projects.get(project_id)
    if project is None:
        raise NotFound("Plumbline is not switched on for this project.")
    return project
