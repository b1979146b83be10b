"""Review meetings over HTTP: their agenda and what was decided, for reports and archives."""

from __future__ import annotations

from dataclasses import asdict

from plugin.domain.ids import ProjectId
from plugin.web.api.access import switched_on
from plugin.web.api.resource import Resource, resource
from plugin.web.api.schemas.meetings import MeetingsOut
from plugin.web.asking import reading
from plugin.web.services import Services


def meetings_resource(services: Services) -> Resource:
    """The route below a project."""
    blueprint = resource(services, "meetings", "Review meetings of a project's risks, held on the project page")

    @blueprint.get("/projects/<jira:project_id>/meetings")
    @blueprint.response(200, MeetingsOut)
    def held(project_id: ProjectId) -> object:
        """The last fifty review meetings with their decisions, newest first"""
        switched_on(services, project_id)
        with reading(services) as uow:
            return {"items": [asdict(one) for one in uow.meetings.of_project(project_id)]}

    return blueprint
