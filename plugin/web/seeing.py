"""Which of a site's projects its caller may see: asked of Jira for all of them at once, however many there are."""

from __future__ import annotations

from plugin.usecases.records import Project
from plugin.web.asking import account, reading, site_id
from plugin.web.services import Services


def projects_seen(services: Services) -> tuple[Project, ...]:
    """The projects that are switched on and that the caller may see, by key. May ask Jira: not in a unit of work."""
    with reading(services) as uow:
        enabled = [project for project in uow.projects.all() if project.enabled]
    rights = services.authority.rights_of(site_id(), account(), [project.id for project in enabled])
    return tuple(project for project in enabled if rights[project.id].see)
