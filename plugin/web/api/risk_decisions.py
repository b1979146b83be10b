"""What is decided about a risk: accepted, handed up, tied to others, kept or dismissed, taken back."""

from __future__ import annotations

from typing import Any

from flask import url_for

from plugin.domain.errors import Conflict
from plugin.domain.ids import RiskId
from plugin.usecases import accepting, closing, relating
from plugin.usecases import risks as usecases
from plugin.usecases.accepting import AcceptanceDraft
from plugin.web.api.access import any_risk_for, risk_for
from plugin.web.api.carrying import Answer, answered, carry_out, optional_match
from plugin.web.api.etags import expected, tagged
from plugin.web.api.resource import ETAG_HEADER, Resource, resource
from plugin.web.api.risk_view import risk_views
from plugin.web.api.risks import rating_draft
from plugin.web.api.schemas.risk_record import (
    AcceptIn,
    DecisionIn,
    DismissIn,
    EscalateIn,
    RelationIn,
    RelationQuery,
    SecondaryIn,
)
from plugin.web.api.schemas.risks import KeepIn, RiskOut
from plugin.web.api.schemas.shapes import ReasonIn
from plugin.web.asking import acting, require
from plugin.web.services import Services


def risk_decisions_resource(services: Services) -> Resource:
    """The routes of decisions; each answers with the risk as it is afterwards."""
    blueprint = resource(services, "risk-decisions", "What is decided about a risk")
    _acceptance(services, blueprint)
    _escalation(services, blueprint)
    _relations(services, blueprint)
    _drafts(services, blueprint)
    _restoring(services, blueprint)
    return blueprint


def _acceptance(services: Services, blueprint: Resource) -> None:
    answers = blueprint.response(200, RiskOut, headers=ETAG_HEADER)

    @blueprint.post("/risks/<ours:risk_id>/accept")
    @optional_match
    @blueprint.arguments(AcceptIn)
    @answers
    def accept(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Accept the risk until a day; above appetite only by who administers the project"""
        manages = require(services, risk_for(services, risk_id, "contribute").project_id).manage
        draft = AcceptanceDraft(**body)
        return carry_out(
            services,
            risk_id,
            lambda act, seen: accepting.accept_risk(act, risk_id, draft, manages=manages, expected=seen),
        )

    @blueprint.post("/risks/<ours:risk_id>/revoke")
    @optional_match
    @blueprint.arguments(ReasonIn, required=False)
    @answers
    def revoke(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Take an acceptance back"""
        why = body["reason"]
        return carry_out(services, risk_id, lambda act, seen: accepting.revoke_acceptance(act, risk_id, why, seen))


def _escalation(services: Services, blueprint: Resource) -> None:
    answers = blueprint.response(200, RiskOut, headers=ETAG_HEADER)

    @blueprint.post("/risks/<ours:risk_id>/escalate")
    @optional_match
    @blueprint.arguments(EscalateIn)
    @answers
    def escalate(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Hand the risk up for a decision"""
        to, why = body["to"], body["why"]
        return carry_out(services, risk_id, lambda act, seen: accepting.escalate_risk(act, risk_id, to, why, seen))

    @blueprint.post("/risks/<ours:risk_id>/decide")
    @optional_match
    @blueprint.arguments(DecisionIn)
    @answers
    def decide(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Note what was decided about a risk that was handed up"""
        said = body["decision"]
        return carry_out(services, risk_id, lambda act, seen: accepting.decide_escalation(act, risk_id, said, seen))


def _relations(services: Services, blueprint: Resource) -> None:
    answers = blueprint.response(200, RiskOut, headers=ETAG_HEADER)

    @blueprint.post("/risks/<ours:risk_id>/relations")
    @optional_match
    @blueprint.arguments(RelationIn)
    @answers
    def relate(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Tie the risk to another one of its register; ties of cause run in no circle"""
        other, kind = RiskId(body["risk_id"]), body["kind"]
        return carry_out(services, risk_id, lambda act, seen: relating.relate_risks(act, risk_id, other, kind, seen))

    @blueprint.delete("/risks/<ours:risk_id>/relations/<ours:other_id>")
    @optional_match
    @blueprint.arguments(RelationQuery, location="query")
    @answers
    def unrelate(query: dict[str, Any], risk_id: RiskId, other_id: str) -> Answer:
        """Undo a tie to another risk, from whichever end"""
        other, kind = RiskId(other_id), query["kind"]
        return carry_out(services, risk_id, lambda act, seen: relating.unrelate_risks(act, risk_id, other, kind, seen))

    @blueprint.post("/risks/<ours:risk_id>/secondary")
    @blueprint.arguments(SecondaryIn)
    @blueprint.response(201, RiskOut, headers={**ETAG_HEADER, "Location": {"schema": {"type": "string"}}})
    def secondary(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Raise the risk that answering this one brings about, as a draft tied to it; answers with the new one"""
        risk_for(services, risk_id, "contribute")
        with acting(services) as act:
            _, raised = relating.raise_secondary(act, risk_id, body["title"])
        location = url_for("api-risks.read", risk_id=raised.id)
        return risk_views(services, [raised])[0], 201, {"Location": location, **tagged(raised.id, raised.version)}


def _drafts(services: Services, blueprint: Resource) -> None:
    answers = blueprint.response(200, RiskOut, headers=ETAG_HEADER)

    @blueprint.post("/risks/<ours:risk_id>/keep")
    @optional_match
    @blueprint.arguments(KeepIn)
    @answers
    def keep(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Take a draft into the register with an owner and a rating"""
        owner, rating = body["owner"], rating_draft(body["rating"]) if body["rating"] else None
        return carry_out(services, risk_id, lambda act, seen: closing.keep_draft(act, risk_id, owner, rating, seen))

    @blueprint.post("/risks/<ours:risk_id>/dismiss")
    @optional_match
    @blueprint.arguments(DismissIn)
    @answers
    def dismiss(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Judge a draft as not wanted, and say why"""
        why = body["reason"]
        return carry_out(services, risk_id, lambda act, seen: closing.dismiss_draft(act, risk_id, why, seen))


def _restoring(services: Services, blueprint: Resource) -> None:
    @blueprint.post("/risks/<ours:risk_id>/restore")
    @optional_match
    @blueprint.response(200, RiskOut, headers=ETAG_HEADER)
    def restore(risk_id: RiskId) -> Answer:
        """Take a deleted risk back into the register"""
        held = any_risk_for(services, risk_id, "contribute")
        if held.deleted_at is None:
            raise Conflict("This risk is not deleted.")
        seen = expected(held.id, held.version, required=False)
        with acting(services) as act:
            risk = usecases.restore_risk(act, risk_id, seen)
        return answered(services, risk)
