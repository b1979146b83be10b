"""The settings' section on work in Jira: what issues are made as, what is missing for it, one button to set it up."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request

from plugin.domain.errors import Conflict, JiraBusy, JiraRefused, JiraTrouble
from plugin.domain.ids import ProjectId
from plugin.usecases.project_settings import change_settings
from plugin.usecases.records import ProjectSettings
from plugin.usecases.work_in_jira import SetUp, examine, set_up
from plugin.web.asking import account, acting, reading, require, require_admin, site_id
from plugin.web.services import Services
from plugin.web.ui.answering import fragment, only_ids
from plugin.web.ui.desk import Desk, desk_of

TEMPLATE = "fragments/settings/work.html"


def fragments(services: Services) -> Blueprint:
    """The section, for htmx; it asks Jira, so the page loads it after itself."""
    blueprint = Blueprint("work-settings-ui", __name__, url_prefix="/ui/projects/<project_id>/settings/work")
    blueprint.url_value_preprocessor(only_ids)
    desk = desk_of(services)

    @blueprint.get("")
    def shown(project_id: str) -> str:
        require(services, ProjectId(project_id), "manage")
        return _section(desk, ProjectId(project_id))

    @blueprint.post("")
    def chosen_types(project_id: str) -> Response:
        project = ProjectId(project_id)
        require(services, project, "manage")
        wanted = {name: request.form.get(name, "") or None for name in ("risk_type", "response_type", "link_type")}
        asked = _asked(desk, project)
        offered = _offered(asked)
        if asked is None or any(value is not None and value not in offered[name] for name, value in wanted.items()):
            return fragment(_section(desk, project, desk.say.gettext("Choose one of the listed types.")), status=422)
        settings = replace(
            _settings(desk, project),
            risk_type=wanted["risk_type"],
            response_type=wanted["response_type"],
            link_type=wanted["link_type"],
            tell_watchers=request.form.get("tell_watchers") == "1",
        )
        return _save(desk, project, settings)

    @blueprint.post("/set-up")
    def made(project_id: str) -> Response:
        project = ProjectId(project_id)
        require(services, project, "manage")
        require_admin(services)
        try:
            settings = set_up(services.jira(site_id()), project, _settings(desk, project))
        except (JiraBusy, JiraTrouble, JiraRefused) as trouble:
            return fragment(_section(desk, project, str(trouble)), status=422)
        return _save(desk, project, settings)

    return blueprint


def _save(desk: Desk, project: ProjectId, settings: ProjectSettings) -> Response:
    try:
        with acting(desk.services) as act:
            change_settings(act, project, settings, None)
    except Conflict as conflict:
        return fragment(_section(desk, project, str(conflict)), status=422)
    return fragment(_section(desk, project), flag={"title": desk.say.gettext("Saved"), "type": "success"})


def _section(desk: Desk, project: ProjectId, problem: str = "") -> str:
    asked = _asked(desk, project)
    return desk.render(
        TEMPLATE,
        project_id=project,
        settings=_settings(desk, project),
        work=asked,
        problem=problem,
        is_admin=desk.services.authority.is_admin(site_id(), account()),
    )


def _asked(desk: Desk, project: ProjectId) -> SetUp | None:
    """How it stands; None while Jira does not answer."""
    try:
        return examine(desk.services.jira(site_id()), project, _settings(desk, project))
    except (JiraBusy, JiraTrouble, JiraRefused):
        return None


def _offered(asked: SetUp | None) -> dict[str, set[str]]:
    types = {one.id for one in asked.types} if asked else set()
    links = {one.id for one in asked.link_types} if asked else set()
    return {"risk_type": types, "response_type": types, "link_type": links}


def _settings(desk: Desk, project: ProjectId) -> ProjectSettings:
    with reading(desk.services) as uow:
        found = uow.projects.get(project)
    return found.settings if found else ProjectSettings()
