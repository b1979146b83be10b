"""Dashboard gadgets: pages that know no project, the choice of one, and how often its figures changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, render_template, request, url_for

from plugin.domain.ids import ProjectId
from plugin.web.asking import reading, require
from plugin.web.seeing import projects_seen
from plugin.web.services import Services
from plugin.web.ui.answering import JIRA_ID, only_ids
from plugin.web.ui.desk import Desk, desk_of
from plugin.web.ui.gadget_figures import risk_matrix, scope, top_risks
from plugin.web.ui.wording import Spoken

KINDS = '<any("risk-matrix", "scope", "top-risks"):kind>'
FIGURES: Mapping[str, Callable[[Desk, ProjectId], str]] = {
    "risk-matrix": risk_matrix,
    "scope": scope,
    "top-risks": top_risks,
}


def pages(services: Services) -> Blueprint:
    """What Jira frames on a dashboard; there is nothing of anybody's in it."""
    blueprint = Blueprint("gadget-pages", __name__, url_prefix="/ui/gadgets")

    @blueprint.get(f"/{KINDS}")
    def page(kind: str) -> str:
        return render_template(
            "gadget.html",
            frame="panel",
            title=_title(services, kind),
            figure_url=url_for("gadgets-ui.shown", kind=kind, project_id="0").removesuffix("0"),
            choice_url=url_for("gadgets-ui.choice"),
            bridge_url=services.all_js_url,
        )

    return blueprint


def fragments(services: Services) -> Blueprint:
    """The gadgets' parts, for htmx."""
    blueprint = Blueprint("gadgets-ui", __name__, url_prefix="/ui/gadgets")
    blueprint.url_value_preprocessor(only_ids)
    desk = desk_of(services)

    @blueprint.get("/choice")
    def choice() -> str:
        options = [(project.id, f"{project.name} ({project.key})") for project in projects_seen(services)]
        asked = request.args.get("project", "")
        chosen = asked if JIRA_ID.fullmatch(asked) else ""
        options.sort(key=lambda option: option[1].casefold())
        return render_template("fragments/gadgets/choice.html", options=options, chosen=chosen)

    @blueprint.get(f"/{KINDS}/projects/<project_id>")
    def shown(kind: str, project_id: str) -> str:
        return FIGURES[kind](desk, ProjectId(project_id))

    # The map's own links ask for the register below the map's address; here that is the gadget anew.
    @blueprint.get("/risk-matrix/projects/<project_id>/register")
    def narrowed(project_id: str) -> str:
        return risk_matrix(desk, ProjectId(project_id))

    @blueprint.get("/projects/<project_id>/live")
    def live(project_id: str) -> dict[str, int]:
        require(services, ProjectId(project_id))
        with reading(services) as uow:
            return {"revision": uow.projects.revision(ProjectId(project_id))}

    return blueprint


def _title(services: Services, kind: str) -> str:
    say = Spoken(services.clock())
    titles = {"scope": say.gettext("Scope change"), "top-risks": say.gettext("Top risks")}
    return titles.get(kind) or say.gettext("Risk matrix")
