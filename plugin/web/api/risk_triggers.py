"""Early signs over REST: written down, changed, said to show, looked at, cleared, taken out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from plugin.domain.errors import NotFound
from plugin.domain.ids import RiskId
from plugin.domain.risk import Risk
from plugin.domain.trigger import Trigger, TriggerRule, TriggerState
from plugin.usecases import triggers as usecases
from plugin.usecases.act import Act
from plugin.usecases.triggers import TriggerDraft
from plugin.web.api.access import risk_for
from plugin.web.api.etags import expected, tagged
from plugin.web.api.resource import ETAG_HEADER, Resource, if_match, resource
from plugin.web.api.risk_view import risk_views
from plugin.web.api.schemas.risk_triggers import TriggerIn, TriggerPatchIn
from plugin.web.api.schemas.risks import RiskOut
from plugin.web.asking import acting
from plugin.web.services import Services
from plugin.web.watching import bound_draft

Answer = tuple[object, int, dict[str, str]]


def risk_triggers_resource(services: Services) -> Resource:
    """The routes of early signs; each answers with the risk as it is afterwards."""
    blueprint = resource(services, "risk-triggers", "What announces a risk, in words or as a rule that is watched")

    @blueprint.post("/risks/<ours:risk_id>/triggers")
    @_optional_match
    @blueprint.arguments(TriggerIn)
    @blueprint.response(201, RiskOut, headers=ETAG_HEADER)
    def add(body: dict[str, Any], risk_id: RiskId) -> Answer:
        """Write down an early sign; a rule's JQL is checked by Jira and stays within the project"""
        risk = risk_for(services, risk_id, "contribute")
        draft = bound_draft(services, TriggerDraft(body["text"], _rule(body["rule"])), risk.project_id)
        return _carry_out(services, risk, lambda act, seen: usecases.add_trigger(act, risk_id, draft, seen)[0], 201)

    @blueprint.patch("/risks/<ours:risk_id>/triggers/<ours:trigger_id>")
    @_optional_match
    @blueprint.arguments(TriggerPatchIn)
    @blueprint.response(200, RiskOut, headers=ETAG_HEADER)
    def change(body: dict[str, Any], risk_id: RiskId, trigger_id: str) -> Answer:
        """Change an early sign, or say that it shows (fired), was looked at (armed) or no longer matters (cleared)"""
        risk = risk_for(services, risk_id, "contribute")
        draft = None
        if "text" in body or "rule" in body:
            trigger = _trigger(risk, trigger_id)
            rule = _rule(body["rule"]) if "rule" in body else trigger.rule
            draft = bound_draft(services, TriggerDraft(body.get("text", trigger.text), rule), risk.project_id)
        return _carry_out(services, risk, lambda act, seen: _changed(act, risk, trigger_id, draft, body, seen))

    @blueprint.delete("/risks/<ours:risk_id>/triggers/<ours:trigger_id>")
    @_optional_match
    @blueprint.response(200, RiskOut, headers=ETAG_HEADER)
    def drop(risk_id: RiskId, trigger_id: str) -> Answer:
        """Take an early sign out"""
        risk = risk_for(services, risk_id, "contribute")
        return _carry_out(services, risk, lambda act, seen: usecases.drop_trigger(act, risk_id, trigger_id, seen))

    return blueprint


def _changed(
    act: Act, risk: Risk, trigger_id: str, draft: TriggerDraft | None, body: Mapping[str, Any], seen: int | None
) -> Risk:
    """Words and rule first, then the state, in one transaction."""
    after, comment = risk, body["comment"]
    if draft is not None:
        after = usecases.change_trigger(act, risk.id, trigger_id, draft, seen)
        seen = None
    state = body.get("state")
    if state is TriggerState.FIRED:
        return usecases.fire_trigger(act, risk.id, trigger_id, comment, seen)
    if state is TriggerState.ARMED:
        return usecases.rearm_trigger(act, risk.id, trigger_id, comment or None, seen)
    if state is TriggerState.CLEARED:
        return usecases.clear_trigger(act, risk.id, trigger_id, comment or None, seen)
    if draft is None:
        _trigger(risk, trigger_id)
    return after


def _trigger(risk: Risk, trigger_id: str) -> Trigger:
    found = next((one for one in risk.triggers if one.id == trigger_id), None)
    if found is None:
        raise NotFound("There is no such early sign.")
    return found


def _rule(body: Mapping[str, Any] | None) -> TriggerRule | None:
    if body is None:
        return None
    lasting = timedelta(hours=body["lasting_hours"])
    return TriggerRule(body["watched"], body["subject"], body["comparator"], body["limit"], lasting)


def _carry_out(services: Services, risk: Risk, command: Callable[[Act, int | None], Risk], status: int = 200) -> Answer:
    seen = expected(risk.id, risk.version, required=False)
    with acting(services) as act:
        after = command(act, seen)
    return risk_views(services, [after])[0], status, tagged(after.id, after.version)


def _optional_match(view: Callable[..., Any]) -> Callable[..., Any]:
    return if_match(view, required=False)
