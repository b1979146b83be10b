"""The project page: its frame with head and tabs, switching on, and where the drawer's addresses lead."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request, url_for

from plugin.domain.errors import Conflict, NotFound
from plugin.domain.ids import ProjectId
from plugin.usecases import backfill
from plugin.usecases.records import Project
from plugin.usecases.views.project import TABS
from plugin.web.asking import acting, reading, require, site_id
from plugin.web.services import Services
from plugin.web.ui.answering import fragment
from plugin.web.ui.desk import Desk, desk_of
from plugin.web.ui.overview import WHYS, explanation, head, head_of, overview_tab, view
from plugin.web.ui.risk_parts import drawer


def pages(services: Services) -> Blueprint:
    """The page that Jira frames; the chosen tab is in it, so that the first paint is whole."""
    blueprint = Blueprint("project-page", __name__, url_prefix="/ui")
    desk = desk_of(services)

    @blueprint.get("/projects/<project_id>")
    def page(project_id: str) -> str:
        project = ProjectId(project_id)
        shown = head_of(desk, project)
        return render_template(
            "project.html",
            head=shown,
            view=view(desk, project, _tab(), shown),
            bridge_url=services.all_js_url,
            live_url=url_for("project-ui.live", project_id=project_id),
            live_revision=shown.revision,
            deep_link=url_for("project-ui.opened", project_id=project_id, what=""),
        )

    return blueprint


def fragments(services: Services) -> Blueprint:
    """The page's parts, for htmx."""
    blueprint = Blueprint("project-ui", __name__, url_prefix="/ui/projects/<project_id>")
    desk = desk_of(services)
    _add_frame(blueprint, desk)
    _add_drawer(blueprint, desk)
    _add_switching(blueprint, desk)
    return blueprint


def _add_frame(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.get("/view")
    def viewed(project_id: str) -> str:
        project = ProjectId(project_id)
        return view(desk, project, _tab(), head_of(desk, project))

    @blueprint.get("/head")
    def headed(project_id: str) -> str:
        return head(desk, ProjectId(project_id), _tab(), head_of(desk, ProjectId(project_id)))

    @blueprint.get("/overview")
    def overviewed(project_id: str) -> str:
        return overview_tab(desk, ProjectId(project_id))

    @blueprint.get("/live")
    def live(project_id: str) -> dict[str, int]:
        require(desk.services, ProjectId(project_id))
        with reading(desk.services) as uow:
            return {"revision": uow.projects.revision(ProjectId(project_id))}


def _add_drawer(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.get("/why/<key>")
    def explained(project_id: str, key: str) -> str:
        require(desk.services, ProjectId(project_id))
        if key not in WHYS:
            abort(404)
        return explanation(desk, ProjectId(project_id), key)

    @blueprint.get("/open/", defaults={"what": ""})
    @blueprint.get("/open/<what>")
    def opened(project_id: str, what: str) -> str:
        """What a hash in the page's address names: "risk-<id>" or "why-<key>"."""
        require(desk.services, ProjectId(project_id))
        kind, _, name = what.partition("-")
        if kind == "risk":
            return drawer(desk, desk.risk(ProjectId(project_id), name))
        if kind == "why" and name in WHYS:
            return explanation(desk, ProjectId(project_id), name)
        raise NotFound("There is nothing at this address.")


def _add_switching(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.post("/enable")
    def enabled(project_id: str) -> Response:
        project = ProjectId(project_id)
        require(desk.services, project, "manage")
        _, key, name = desk.services.jira(site_id()).project(project)
        try:
            with acting(desk.services) as act:
                if act.uow.projects.lock(project) is None:
                    act.uow.projects.save(Project(project, key, name))
                backfill.switch_on(act, project)
        except Conflict:
            # Somebody else was quicker: the page shows how far it is.
            return fragment(view(desk, project, _tab(), head_of(desk, project)))
        return fragment(view(desk, project, _tab(), head_of(desk, project)))

    @blueprint.post("/cancel")
    def cancelled(project_id: str) -> Response:
        project = ProjectId(project_id)
        require(desk.services, project, "manage")
        try:
            with acting(desk.services) as act:
                backfill.cancel(act, project)
        except Conflict:
            # It ended while the button was on its way: the head shows how.
            return fragment(head(desk, project, _tab(), head_of(desk, project)))
        return fragment(head(desk, project, _tab(), head_of(desk, project)))


def _tab() -> str:
    asked = request.args.get("tab", "")
    return asked if asked in TABS else TABS[0]
