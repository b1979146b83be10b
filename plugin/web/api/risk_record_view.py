"""The record of a risk beyond statement and ratings, as the API answers it, and its parts as the API takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from plugin.domain.quantities import plain_money
from plugin.domain.rating_rules import lacks_response
from plugin.domain.risk import Risk, Window
from plugin.domain.risk_model import RiskModels
from plugin.domain.treatment import Action
from plugin.domain.urgency import urgency
from plugin.usecases.risk_record import NOTHING_SAID, RecordDraft
from plugin.usecases.treating import ActionDraft

UNANSWERED_TARGET = "target-unanswered"
_RENAMED = {"identified_how": "identified"}
_PARTS = (
    "speciality",
    "identified_how",
    "identified_on",
    "labels",
    "window",
    "strategy",
    "contingency_plan",
    "fallback_plan",
)


def record_draft(body: Mapping[str, Any]) -> RecordDraft:
    """The parts that a body gives; what it leaves out is kept."""
    given = {_RENAMED.get(name, name): body[name] for name in _PARTS if name in body}
    if "labels" in given:
        given["labels"] = tuple(given["labels"])
    if "window" in given:
        given["window"] = Window(**given["window"])
    return replace(NOTHING_SAID, **given)


def action_draft(held: ActionDraft, body: Mapping[str, Any]) -> ActionDraft:
    """The action with what a body gives of it."""
    return replace(held, **body)


def record_view(risk: Risk, models: RiskModels, today: date) -> dict[str, object]:
    """The record as it stands on that day."""
    treatment, ending = risk.treatment, risk.ending
    return {
        "speciality": risk.speciality,
        "identified_how": risk.identified and risk.identified.value,
        "identified_on": risk.identified_on,
        "labels": list(risk.labels),
        "source": asdict(risk.source),
        "window": _window(risk.window, today),
        "strategy": treatment.strategy and treatment.strategy.value,
        "contingency_plan": treatment.contingency_plan,
        "fallback_plan": treatment.fallback_plan,
        "actions": [_action(action) for action in treatment.actions],
        "acceptance": treatment.acceptance
        and {**asdict(treatment.acceptance), "holds": treatment.acceptance.holds(today)},
        "escalation": treatment.escalation and asdict(treatment.escalation),
        "relations": [
            {"risk_id": one.risk_id, "kind": one.kind.value, "inverse": one.is_inverse} for one in risk.relations
        ],
        "last_review": risk.last_review,
        "ending": {
            "close_reason": ending.reason and ending.reason.value,
            "comment": ending.comment,
            "actual_impact": {objective.value: order for objective, order in ending.actual_impact.items()},
            "actual_cost": plain_money(ending.actual_cost),
            "lesson": ending.lesson,
        },
        "advice": [UNANSWERED_TARGET] if lacks_response(risk, models) else [],
    }


def _window(window: Window, today: date) -> dict[str, object]:
    near = urgency(window, today)
    return {
        "first": window.first,
        "last": window.last,
        "lead_days": window.lead_days,
        "act_by": window.act_by,
        "urgency": near and near.value,
    }


def _action(action: Action) -> dict[str, object]:
    return {**asdict(action), "cost": plain_money(action.cost)}
