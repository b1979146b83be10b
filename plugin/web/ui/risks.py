"""The risks tab: raise a risk in one line, narrow the register, and open one risk in the drawer."""

from __future__ import annotations

from flask import Blueprint, Response, request

from plugin.domain.errors import Invalid
from plugin.domain.ids import ProjectId
from plugin.usecases import risks as commands
from plugin.web.asking import acting, require
from plugin.web.services import Services
from plugin.web.ui.answering import field_errors, fragment
from plugin.web.ui.decision_acts import add_decisions, add_drafts, add_relations
from plugin.web.ui.desk import Desk, desk_of
from plugin.web.ui.owners import chosen_owner
from plugin.web.ui.record_acts import add_actions, add_record
from plugin.web.ui.register_edits import add_bulk, add_cells
from plugin.web.ui.register_parts import register
from plugin.web.ui.risk_acts import add_deleting, add_ending, add_life, add_ties, add_wording
from plugin.web.ui.risk_forms import FIELDS, Typed, clean, one_line, risk_draft, typed
from plugin.web.ui.risk_moves import add_moves
from plugin.web.ui.risk_parts import drawer, quick
from plugin.web.ui.risk_triggers import add_triggers
from plugin.web.ui.risk_views import risks_tab
from plugin.web.ui.risk_work import add_work
from plugin.web.ui.saved_views import add_saved_views


def fragments(services: Services) -> Blueprint:
    """The tab and its parts, for htmx."""
    blueprint = Blueprint("risks-ui", __name__, url_prefix="/ui/projects/<project_id>/risks")
    desk = desk_of(services)
    _add_register(blueprint, desk)
    add_cells(blueprint, desk)
    add_bulk(blueprint, desk)
    add_moves(blueprint, desk)
    add_saved_views(blueprint, desk)
    _add_raising(blueprint, desk)
    add_wording(blueprint, desk)
    add_ties(blueprint, desk)
    add_life(blueprint, desk)
    add_ending(blueprint, desk)
    add_deleting(blueprint, desk)
    add_record(blueprint, desk)
    add_actions(blueprint, desk)
    add_decisions(blueprint, desk)
    add_relations(blueprint, desk)
    add_drafts(blueprint, desk)
    add_work(blueprint, desk)
    add_triggers(blueprint, desk)
    return blueprint


def _add_register(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.get("")
    def shown(project_id: str) -> str:
        return risks_tab(desk, ProjectId(project_id))

    @blueprint.get("/register")
    def listed(project_id: str) -> str:
        return register(desk, ProjectId(project_id))

    @blueprint.get("/<risk_id>")
    def opened(project_id: str, risk_id: str) -> str:
        require(desk.services, ProjectId(project_id))
        return drawer(desk, desk.risk(ProjectId(project_id), risk_id))


def _add_raising(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.get("/new")
    def asked_for(project_id: str) -> str:
        require(desk.services, ProjectId(project_id), "contribute")
        title = one_line(clean(request.args.get("title", "")))
        return quick(desk, ProjectId(project_id), Typed({"title": title}), is_open=request.args.get("open") != "0")

    @blueprint.post("")
    def raised(project_id: str) -> Response:
        project = ProjectId(project_id)
        require(desk.services, project, "contribute")
        chosen = chosen_owner(desk, project, typed())
        try:
            draft = risk_draft(chosen.values, desk.models(project).current, chosen.problems)
            with acting(desk.services) as act:
                risk = commands.raise_risk(act, project, draft)
        except Invalid as invalid:
            form = Typed(chosen.values, field_errors(invalid, FIELDS), chosen.name)
            return fragment(quick(desk, project, form, is_open=True), status=422)
        flag = {"title": desk.say.gettext("%(key)s added", key=risk.key), "body": risk.title, "type": "success"}
        return fragment(quick(desk, project, Typed(), is_open=False), flag=flag, changed=True)
