"""What is done about a risk: its actions, one by one."""

from __future__ import annotations

from typing import Any

from plugin.domain.actions import found_action
from plugin.domain.ids import RiskId
from plugin.domain.risk import Risk
from plugin.usecases import treating
from plugin.usecases.act import Act
from plugin.usecases.register_acts import hold
from plugin.web.api.carrying import Answer, carry_out, optional_match
from plugin.web.api.resource import ETAG_HEADER, Resource, resource
from plugin.web.api.risk_record_view import action_draft
from plugin.web.api.schemas.risk_record import ActionIn, ActionPatchIn
from plugin.web.api.schemas.risks import RiskOut
from plugin.web.services import Services


def risk_treatment_resource(services: Services) -> Resource:
    """The routes of actions; each answers with the risk as it is afterwards."""
    blueprint = resource(services, "risk-treatment", "What is done about a risk")
    _actions(services, blueprint)
    return blueprint


def _actions(services: Services, blueprint: Resource) -> None:
    answers = blueprint.response(200, RiskOut, headers=ETAG_HEADER)

    @blueprint.post("/risks/<ours:risk_id>/actions")
    @optional_match
    @blueprint.arguments(ActionIn)
    @answers
    def add(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Add an action; it has the last place of the risk's actions"""
        draft = action_draft(treating.ActionDraft(body.pop("title")), body)
        return carry_out(services, risk_id, lambda act, seen: treating.add_action(act, risk_id, draft, seen))

    @blueprint.patch("/risks/<ours:risk_id>/actions/<ours:action_id>")
    @optional_match
    @blueprint.arguments(ActionPatchIn)
    @answers
    def change(body: dict[str, Any], risk_id: RiskId, action_id: str) -> Answer:
        """Change an action; when the last one is done, the rating follows as the project chose"""

        def carried(act: Act, seen: int | None) -> Risk:
            risk, _ = hold(act, risk_id, seen)
            draft = action_draft(treating.draft_of(found_action(risk, action_id)), body)
            return treating.change_action(act, risk_id, action_id, draft, seen)

        return carry_out(services, risk_id, carried)

    @blueprint.delete("/risks/<ours:risk_id>/actions/<ours:action_id>")
    @optional_match
    @answers
    def drop(risk_id: RiskId, action_id: str) -> Answer:
        """Take an action away; an issue that it was worked on in stays tied"""
        return carry_out(services, risk_id, lambda act, seen: treating.drop_action(act, risk_id, action_id, seen))
