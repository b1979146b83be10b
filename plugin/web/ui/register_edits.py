"""Cells of the register edited in place, and the bar that does something to all picked risks."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort, request

from plugin.domain.errors import Conflict, Invalid, Stale
from plugin.domain.ids import ProjectId, RiskId
from plugin.domain.risk import Risk
from plugin.domain.treatment import STRATEGIES
from plugin.usecases.register_edits import MOST_AT_ONCE, Deed, Order, Part, edit_risk
from plugin.usecases.views.register import row
from plugin.web.asking import acting, require
from plugin.web.bulk import Pick, carried_out
from plugin.web.ui.answering import OUR_ID, expected_version, field_errors, fragment
from plugin.web.ui.desk import Desk
from plugin.web.ui.owners import Chosen, chosen_owner
from plugin.web.ui.risk_forms import LONGEST_RATIONALE, Typed, typed
from plugin.web.ui.risk_parts import scales

CELLS = "any(title, owner, category, strategy, review)"
FIELD_OF = {Deed.CLOSE: "outcome"}
"""The form field that a deed's value stands in, where it is not called as the deed."""


def add_cells(blueprint: Blueprint, desk: Desk) -> None:
    """One cell as a form, saved or given up."""

    @blueprint.get(f"/<risk_id>/cell/<{CELLS}:part>")
    def cell(project_id: str, risk_id: str, part: str) -> str:
        require(desk.services, ProjectId(project_id), "contribute")
        risk = desk.risk(ProjectId(project_id), risk_id)
        return _shown(desk, risk, part) if request.args.get("shown") == "1" else _form(desk, risk, part, Typed())

    @blueprint.post(f"/<risk_id>/cell/<{CELLS}:part>")
    def written(project_id: str, risk_id: str, part: str) -> Response:
        require(desk.services, ProjectId(project_id), "contribute")
        risk = desk.risk(ProjectId(project_id), risk_id)
        chosen = _settled(desk, risk, part)
        try:
            after = _edited(desk, risk, part, chosen)
        except (Invalid, Conflict, Stale) as error:
            said = _what_is_wrong(desk, risk, part, error)
            return fragment(_form(desk, risk, part, Typed(chosen.values, {part: said}, chosen.name)), status=422)
        return fragment(_shown(desk, after, part), changed=True)


def add_bulk(blueprint: Blueprint, desk: Desk) -> None:
    """What is done to all picked risks; the answer lists those that stayed as they were."""

    @blueprint.post("/bulk")
    def done(project_id: str) -> Response:
        project = ProjectId(project_id)
        require(desk.services, project, "contribute")
        deed = request.form.get("do", "")
        if deed not in set(Deed):
            abort(400)
        chosen = chosen_owner(desk, project, typed()) if deed == Deed.OWNER else Chosen(typed(), "", ())
        if chosen.problems:
            detail = field_errors(Invalid(chosen.problems), {})[""]
            return fragment(desk.render("fragments/risks/bulk_result.html", wrong=detail), status=422)
        order = _order(Deed(deed), chosen)
        outcome = carried_out(desk.services, project, _picks(), order)
        body = desk.render("fragments/risks/bulk_result.html", project_id=project, order=order, outcome=outcome)
        return fragment(body, changed=bool(outcome.changed))


def _order(deed: Deed, chosen: Chosen) -> Order:
    reason = chosen.values.get("reason", "")[:LONGEST_RATIONALE] or None
    return Order(deed, chosen.values.get(FIELD_OF.get(deed, deed.value), ""), reason)


def _picks() -> list[Pick]:
    """The ticked rows, each "<id>.<version>"; what is no id of ours was not ticked by anybody."""
    found = []
    for text in request.form.getlist("pick")[:MOST_AT_ONCE]:
        risk_id, _, version = text.partition(".")
        if OUR_ID.fullmatch(risk_id):
            seen = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else None
            found.append(Pick(RiskId(risk_id), seen))
    return found


def _edited(desk: Desk, risk: Risk, part: str, chosen: Chosen) -> Risk:
    if chosen.problems:
        raise Invalid(chosen.problems)
    with acting(desk.services) as act:
        return edit_risk(act, risk.id, Part(part), chosen.values.get(part, ""), expected_version())


def _settled(desk: Desk, risk: Risk, part: str) -> Chosen:
    return chosen_owner(desk, risk.project_id, typed(), risk.owner) if part == "owner" else Chosen(typed(), "", ())


def _what_is_wrong(desk: Desk, risk: Risk, part: str, error: Exception) -> str:
    """In words beneath the field; where somebody else was quicker, what it is now."""
    if isinstance(error, Invalid):
        return " ".join(field_errors(error, {}).values())
    if not isinstance(error, Stale):
        return str(error)
    now = desk.render("fragments/risks/cell_now.html", part=part, risk=_row(desk, risk))
    return desk.say.gettext(
        "Somebody changed this in the meantime; it is now: %(now)s. Save again to replace it.", now=now
    )


def _row(desk: Desk, risk: Risk) -> object:
    models = desk.models(risk.project_id)
    return row(risk, desk.people([risk.owner]), desk.today, models)


def _shown(desk: Desk, risk: Risk, part: str) -> str:
    return desk.render(
        "fragments/risks/cell_shown.html", part=part, risk=_row(desk, risk), may_edit=True, is_fresh=True
    )


def _form(desk: Desk, risk: Risk, part: str, form: Typed) -> str:
    values = {
        "title": risk.title,
        "owner": risk.owner or "",
        "category": risk.category or "",
        "strategy": risk.treatment.strategy.value if risk.treatment.strategy else "",
        "review": risk.next_review.isoformat() if risk.next_review else "",
    }
    name = form.owner_name or desk.people([risk.owner]).person(risk.owner).name
    filled = replace(form, values={part: values[part], **form.values}, owner_name=name)
    return desk.render(
        "fragments/risks/cell_form.html",
        project_id=risk.project_id,
        risk=risk,
        part=part,
        form=filled,
        strategies=tuple(one.value for one in STRATEGIES[risk.direction]),
        **scales(desk, desk.models(risk.project_id)),
    )
