"""What people decide about a risk in its drawer: accept, escalate, relate, raise what follows, keep, dismiss."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from plugin.domain.errors import Invalid, Problem
from plugin.domain.ids import AccountId, ProjectId, RiskId
from plugin.domain.rating import Stage
from plugin.domain.risk import RelationKind, Risk
from plugin.domain.risk_model import Authority
from plugin.usecases import accepting, closing, relating
from plugin.usecases.act import Act
from plugin.web.asking import require
from plugin.web.ui.answering import OUR_ID
from plugin.web.ui.desk import Desk
from plugin.web.ui.owners import chosen_owner
from plugin.web.ui.record_forms import acceptance_draft
from plugin.web.ui.risk_doing import Part, done, held
from plugin.web.ui.risk_forms import LONGEST_RATIONALE, Typed, rating_draft, typed


def add_decisions(blueprint: Blueprint, desk: Desk) -> None:
    """Acceptance and escalation."""

    @blueprint.post("/<risk_id>/accept")
    def accepted(project_id: str, risk_id: str) -> Response:
        risk, values = held(desk, project_id, risk_id), typed()
        manages = require(desk.services, ProjectId(project_id)).manage

        def accept(act: Act, risk: Risk, seen: int | None) -> Risk:
            return accepting.accept_risk(act, risk.id, acceptance_draft(values), manages=manages, expected=seen)

        return done(desk, risk, accept, Part("accepting", Typed(values)))

    @blueprint.post("/<risk_id>/acceptance/revoke")
    def acceptance_revoked(project_id: str, risk_id: str) -> Response:
        risk = held(desk, project_id, risk_id)
        return done(desk, risk, lambda act, risk, seen: accepting.revoke_acceptance(act, risk.id, None, seen))

    @blueprint.post("/<risk_id>/escalate")
    def escalated(project_id: str, risk_id: str) -> Response:
        risk, values = held(desk, project_id, risk_id), typed()
        to = values.get("to", "")
        if to not in set(Authority):
            abort(400)

        def escalate(act: Act, risk: Risk, seen: int | None) -> Risk:
            why = values.get("why", "")[: LONGEST_RATIONALE * 2]
            return accepting.escalate_risk(act, risk.id, Authority(to), why, seen)

        return done(desk, risk, escalate, Part("escalating", Typed(values)))

    @blueprint.post("/<risk_id>/decision")
    def decided(project_id: str, risk_id: str) -> Response:
        risk, values = held(desk, project_id, risk_id), typed()

        def decide(act: Act, risk: Risk, seen: int | None) -> Risk:
            return accepting.decide_escalation(act, risk.id, values.get("decision", "")[: LONGEST_RATIONALE * 2], seen)

        return done(desk, risk, decide, Part("deciding", Typed(values)))


def add_relations(blueprint: Blueprint, desk: Desk) -> None:
    """Other risks that bear on it."""

    @blueprint.post("/<risk_id>/relations")
    def related(project_id: str, risk_id: str) -> Response:
        risk, values = held(desk, project_id, risk_id), typed()
        kind = _kind(values.get("kind", ""))

        def relate(act: Act, risk: Risk, _: int | None) -> Risk:
            other = act.uow.risks.by_key(risk.project_id, values.get("other-key", "").strip().upper())
            if other is None:
                raise Invalid([Problem("/riskId", "give the key of a risk of this register, such as R-7")])
            return relating.relate_risks(act, risk.id, other.id, kind)

        return done(desk, risk, relate, Part("relating", Typed(values)))

    @blueprint.post("/<risk_id>/relations/remove")
    def unrelated(project_id: str, risk_id: str) -> Response:
        risk, values = held(desk, project_id, risk_id), typed()
        kind, other = _kind(values.get("kind", "")), values.get("other", "")
        if not OUR_ID.fullmatch(other):
            abort(400)
        return done(desk, risk, lambda act, risk, _: relating.unrelate_risks(act, risk.id, RiskId(other), kind))

    @blueprint.post("/<risk_id>/secondary")
    def secondary_raised(project_id: str, risk_id: str) -> Response:
        risk, values = held(desk, project_id, risk_id), typed()

        def raise_it(act: Act, risk: Risk, _: int | None) -> Risk:
            title = " ".join(values.get("secondary-title", "").split())
            after, _raised = relating.raise_secondary(act, risk.id, title)
            return after

        flag = {"title": desk.say.gettext("A draft is made and tied to %(key)s", key=risk.key), "type": "success"}
        return done(desk, risk, raise_it, Part("secondary", Typed(values)), flag)


def add_drafts(blueprint: Blueprint, desk: Desk) -> None:
    """A draft is kept with an owner and a rating, or dismissed with a reason."""

    @blueprint.post("/<risk_id>/keep")
    def kept(project_id: str, risk_id: str) -> Response:
        risk = held(desk, project_id, risk_id)
        chosen = chosen_owner(desk, risk.project_id, typed(), kept=risk.owner)
        model = desk.models(risk.project_id).current

        def keep(act: Act, risk: Risk, seen: int | None) -> Risk:
            if chosen.problems:
                raise Invalid(chosen.problems)
            rating = None if risk.current else rating_draft(chosen.values, Stage.CURRENT, model)
            owner = AccountId(chosen.values["owner"]) if chosen.values.get("owner") else None
            return closing.keep_draft(act, risk.id, owner, rating, seen)

        flag = {"title": desk.say.gettext("%(key)s is in the register", key=risk.key), "type": "success"}
        return done(desk, risk, keep, Part("keeping", Typed(chosen.values, owner_name=chosen.name)), flag)

    @blueprint.post("/<risk_id>/dismiss")
    def dismissed(project_id: str, risk_id: str) -> Response:
        risk, values = held(desk, project_id, risk_id), typed()
        why = values.get("reason", "")[:LONGEST_RATIONALE]
        return done(
            desk,
            risk,
            lambda act, risk, seen: closing.dismiss_draft(act, risk.id, why, seen),
            Part("dismissing", Typed(values)),
        )


def _kind(text: str) -> RelationKind:
    if text not in set(RelationKind):
        abort(400)
    return RelationKind(text)
