"""The issue's panel and glance: what is at risk here and what this issue did to the scope, answered where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, abort, render_template, request, url_for

from plugin.domain.errors import Invalid, NotFound
from plugin.domain.ids import DeltaId, ProjectId, RiskId
from plugin.domain.risk import Risk, Role
from plugin.usecases import risks as commands
from plugin.usecases.scope import decide_delta
from plugin.usecases.views.reasons import reasons
from plugin.web.asking import acting, reading, refuse_foreign, require
from plugin.web.services import Services
from plugin.web.ui.answering import field_errors, fragment
from plugin.web.ui.desk import Desk, desk_of
from plugin.web.ui.panel_parts import Place, glance_section, panel, placed, risks_section, scope_section
from plugin.web.ui.risk_forms import FIELDS, Typed, clean, one_line, risk_draft, typed


def pages(services: Services) -> Blueprint:
    """What Jira frames inside an issue."""
    blueprint = Blueprint("issue-pages", __name__, url_prefix="/ui/issues/<issue_id>")
    desk = desk_of(services)

    def page(issue_id: str, content: Callable[[Desk, Place], str], template: str) -> str:
        place = placed(desk, issue_id, _said_project())
        return render_template(
            template,
            frame="panel",
            content=content(desk, place),
            bridge_url=services.all_js_url,
            live_url=url_for("issues-ui.live", issue_id=issue_id, project=place.project_id),
            live_revision=place.project.revision if place.project else 0,
        )

    @blueprint.get("/panel")
    def panel_page(issue_id: str) -> str:
        return page(issue_id, panel, "panel.html")

    @blueprint.get("/glance")
    def glance_page(issue_id: str) -> str:
        return page(issue_id, glance_section, "glance.html")

    return blueprint


def fragments(services: Services) -> Blueprint:
    """The panel's sections, for htmx."""
    blueprint = Blueprint("issues-ui", __name__, url_prefix="/ui/issues/<issue_id>")
    desk = desk_of(services)
    _add_reading(blueprint, desk)
    _add_risks(blueprint, desk)
    _add_scope(blueprint, desk)
    return blueprint


def _add_reading(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.get("/risks")
    def risks_shown(issue_id: str) -> str:
        adding = request.args.get("add", "")
        title = one_line(clean(request.args.get("title", "")))
        return risks_section(
            desk,
            placed(desk, issue_id, _said_project()),
            form=Typed({"title": title}),
            adding=adding if adding in {"new", "existing"} else "",
            show_all=request.args.get("all") == "1",
        )

    @blueprint.get("/scope")
    def scope_shown(issue_id: str) -> str:
        return scope_section(desk, placed(desk, issue_id, _said_project()))

    @blueprint.get("/glance/risks")
    def glance_shown(issue_id: str) -> str:
        return glance_section(desk, placed(desk, issue_id, _said_project()))

    @blueprint.get("/sections")
    def sections_shown(issue_id: str) -> str:
        return panel(desk, placed(desk, issue_id, _said_project()))

    @blueprint.get("/live")
    def live(issue_id: str) -> dict[str, int]:
        place = placed(desk, issue_id, _said_project())
        return {"revision": place.project.revision if place.project else 0}


def _add_risks(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.post("/risks")
    def raised(issue_id: str) -> Response:
        place = _may_act(desk, issue_id)
        values, role = typed(), _role()
        _may_keep(desk, place, role)
        try:
            draft = replace(risk_draft(values, desk.models(place.project_id).current), issues=((place.issue_id, role),))
            with acting(desk.services) as act:
                risk = commands.raise_risk(act, place.project_id, draft)
        except Invalid as invalid:
            form = Typed(values, field_errors(invalid, FIELDS))
            return fragment(risks_section(desk, place, form=form, adding="new"), status=422)
        return _added(desk, place, risk)

    @blueprint.post("/risks/tie")
    def tied(issue_id: str) -> Response:
        place = _may_act(desk, issue_id)
        values, role = typed(), _role()
        _may_keep(desk, place, role)
        with reading(desk.services) as uow:
            risk = uow.risks.get(RiskId(values.get("risk", "")))
        if risk is None or risk.project_id != place.project_id:
            form = Typed(values, {"risk": desk.say.gettext("Choose a risk from the list.")})
            return fragment(risks_section(desk, place, form=form, adding="existing"), status=422)
        with acting(desk.services) as act:
            commands.link_issue(act, risk.id, place.issue_id, role)
        return _added(desk, place, risk)


def _add_scope(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.post("/scope/<delta_id>/reason")
    def reasoned(issue_id: str, delta_id: str) -> Response:
        place = _may_act(desk, issue_id)
        code = request.form.get("reason", "")
        if code not in reasons(desk.say):
            abort(400)
        with reading(desk.services) as uow:
            delta = uow.baselines.delta(DeltaId(delta_id))
        if delta is None or delta.detected.issue_id != place.issue_id:
            raise NotFound("There is no such scope change.")
        with acting(desk.services) as act:
            decide_delta(act, delta.id, reason=code)
        return fragment(scope_section(desk, place), changed=True)


def _may_act(desk: Desk, issue_id: str) -> Place:
    place = placed(desk, issue_id, _said_project())
    require(desk.services, place.project_id, "contribute")
    return place


def _added(desk: Desk, place: Place, risk: Risk) -> Response:
    flag = {"title": desk.say.gettext("%(key)s added", key=risk.key), "body": risk.title, "type": "success"}
    return fragment(risks_section(desk, place), flag=flag, changed=True)


def _role() -> Role:
    text = request.form.get("role", Role.AFFECTED.value)
    if text not in set(Role):
        abort(400)
    return Role(text)


def _may_keep(desk: Desk, place: Place, role: Role) -> None:
    if role is Role.BACKING:
        refuse_foreign(desk.services, {place.issue_id})


def _said_project() -> ProjectId:
    return ProjectId(request.args.get("project", "")[:64])
