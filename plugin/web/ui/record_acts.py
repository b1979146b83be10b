"""What people write of a risk in its drawer besides statement and ratings: how it was found, plans, window, actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, Response, abort, request

from plugin.domain.ids import ProjectId
from plugin.domain.risk import Risk
from plugin.domain.statement_lint import Finding, Statement, lint
from plugin.domain.treatment import ActionState, Direction
from plugin.usecases import treating
from plugin.usecases.act import Act
from plugin.usecases.risk_record import RecordDraft, record_risk
from plugin.web.asking import require
from plugin.web.ui.desk import Desk
from plugin.web.ui.owners import chosen_owner
from plugin.web.ui.record_forms import about_draft, action_draft, plan_draft, window_draft
from plugin.web.ui.risk_doing import Part, done, held
from plugin.web.ui.risk_forms import Typed, typed
from plugin.web.ui.risk_parts import Shown, drawer
from plugin.web.ui.twins import twins_of

READERS: Mapping[str, Callable[[Mapping[str, str]], RecordDraft]] = {
    "about": about_draft,
    "plan": plan_draft,
    "window": window_draft,
}
LINTED = ("title", "cause", "event", "effect")
FORMS = frozenset({"edit", "quick"})


def add_record(blueprint: Blueprint, desk: Desk) -> None:
    """How it was found, its plans and its window; and advice on wording while somebody types."""

    @blueprint.post("/<risk_id>/<any(about, plan, window):part>")
    def recorded(project_id: str, risk_id: str, part: str) -> Response:
        risk, values = held(desk, project_id, risk_id), typed()

        def record(act: Act, risk: Risk, seen: int | None) -> Risk:
            return record_risk(act, risk.id, READERS[part](values), seen)

        return done(desk, risk, record, Part(part, Typed(values)))

    @blueprint.post("/advice")
    def advised(project_id: str) -> str:
        require(desk.services, ProjectId(project_id), "contribute")
        prefix = request.args.get("form", "edit")
        values = typed()
        alike = twins_of(desk, ProjectId(project_id), values.get("title", ""), request.args.get("risk", ""))
        return _advice(desk, prefix if prefix in FORMS else "edit", values, alike)


def add_actions(blueprint: Blueprint, desk: Desk) -> None:
    """Its actions, one by one."""

    @blueprint.get("/<risk_id>/actions/<action_id>/edit")
    def action_edited(project_id: str, risk_id: str, action_id: str) -> str:
        risk = held(desk, project_id, risk_id)
        if risk.treatment.action(action_id) is None:
            abort(404)
        return drawer(desk, risk, "action", None, Shown(subject=action_id))

    @blueprint.post("/<risk_id>/actions")
    def action_added(project_id: str, risk_id: str) -> Response:
        risk = held(desk, project_id, risk_id)
        chosen = chosen_owner(desk, risk.project_id, typed())

        def add(act: Act, risk: Risk, _: int | None) -> Risk:
            # What is new takes nothing from anybody, so no version is compared.
            return treating.add_action(act, risk.id, action_draft(chosen.values, chosen.problems))

        return done(desk, risk, add, Part("action", Typed(chosen.values, owner_name=chosen.name)))

    @blueprint.post("/<risk_id>/actions/<action_id>")
    def action_changed(project_id: str, risk_id: str, action_id: str) -> Response:
        risk = held(desk, project_id, risk_id)
        action = risk.treatment.action(action_id)
        chosen = chosen_owner(desk, risk.project_id, typed(), kept=action.owner if action else None)

        def change(act: Act, risk: Risk, seen: int | None) -> Risk:
            draft = action_draft(chosen.values, chosen.problems)
            return treating.change_action(act, risk.id, action_id, draft, seen)

        return done(desk, risk, change, Part("action", Typed(chosen.values, owner_name=chosen.name), action_id))

    @blueprint.post("/<risk_id>/actions/<action_id>/state")
    def action_moved(project_id: str, risk_id: str, action_id: str) -> Response:
        risk, state = held(desk, project_id, risk_id), request.form.get("state", "")
        if state not in set(ActionState):
            abort(400)
        return done(desk, risk, lambda act, risk, _: treating.move_action(act, risk.id, action_id, ActionState(state)))

    @blueprint.post("/<risk_id>/actions/<action_id>/drop")
    def action_dropped(project_id: str, risk_id: str, action_id: str) -> Response:
        risk = held(desk, project_id, risk_id)
        return done(desk, risk, lambda act, risk, _: treating.drop_action(act, risk.id, action_id))


def _advice(desk: Desk, prefix: str, values: Mapping[str, str], alike: Sequence[Finding]) -> str:
    """Advice on what stands in the form, once there is a title, and on titles like it; each piece beneath its field."""
    way = Direction.OPPORTUNITY if values.get("direction") == "opportunity" else Direction.THREAT
    title, cause, event, effect = (values.get(name, "") for name in LINTED)
    said = Statement(title, cause, event, effect, way)
    found = [*alike, *(lint(said) if said.title and (said.cause or said.event or said.effect) else ())]
    by_field: dict[str, list[dict[str, str]]] = {}
    for finding in found:
        by_field.setdefault(finding.field, []).append(_words(desk, finding))
    return desk.render(
        "fragments/risks/record/advised.html", prefix=prefix, fields=LINTED, advice=by_field, count=len(found)
    )


def _words(desk: Desk, finding: Finding) -> dict[str, str]:
    return {
        "message": desk.say.gettext(finding.rule.message, **finding.values),
        "why": desk.say.gettext(finding.rule.why),
    }
