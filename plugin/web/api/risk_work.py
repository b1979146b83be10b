"""Work in Jira over REST: make an issue for a risk, and see what a project needs for that."""

from __future__ import annotations

from typing import Any

from plugin.domain.ids import ProjectId, RiskId
from plugin.domain.risk import Role
from plugin.usecases.made_issues import Wanted
from plugin.usecases.project_settings import change_settings
from plugin.usecases.work_in_jira import examine, set_up
from plugin.web.api.access import risk_for, switched_on
from plugin.web.api.etags import tagged
from plugin.web.api.resource import ETAG_HEADER, Resource, resource
from plugin.web.api.risk_view import risk_views
from plugin.web.api.schemas.risk_work import MadeIssueIn, WorkInJiraOut
from plugin.web.api.schemas.risks import RiskOut
from plugin.web.asking import acting, require_admin, site_id
from plugin.web.making import make_issue
from plugin.web.services import Services


def risk_work_resource(services: Services) -> Resource:
    """The routes of work in Jira."""
    blueprint = resource(services, "risk-work", "Risks and responses as issues of Jira")

    @blueprint.post("/risks/<ours:risk_id>/issues")
    @blueprint.arguments(MadeIssueIn)
    @blueprint.response(201, RiskOut, headers=ETAG_HEADER)
    def make(body: dict[str, Any], risk_id: RiskId) -> tuple[object, int, dict[str, str]]:
        """Make a Jira issue for the risk and tie it; sending this twice makes two responses"""
        risk, role = risk_for(services, risk_id, "contribute"), Role(body["role"].value)
        wanted = Wanted(body["summary"], due=body["due"])
        _, after = make_issue(services, risk, role, wanted, f"For risk {risk.key}: {risk.title}")
        return risk_views(services, [after])[0], 201, tagged(after.id, after.version)

    @blueprint.get("/projects/<jira:project_id>/work-in-jira")
    @blueprint.response(200, WorkInJiraOut)
    def health(project_id: ProjectId) -> object:
        """What risks and responses can be made as, and what is missing"""
        project = switched_on(services, project_id)
        return examine(services.jira(site_id()), project_id, project.settings)

    @blueprint.post("/projects/<jira:project_id>/work-in-jira")
    @blueprint.response(200, WorkInJiraOut)
    def make_types(project_id: ProjectId) -> object:
        """Make the types that are missing and choose them; for administrators of the site"""
        project = switched_on(services, project_id, "manage")
        require_admin(services)
        jira = services.jira(site_id())
        settings = set_up(jira, project_id, project.settings)
        with acting(services) as act:
            change_settings(act, project_id, settings, None)
        return examine(jira, project_id, settings)

    return blueprint
