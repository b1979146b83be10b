"""What stands in each form of a risk's drawer before somebody types, by the form's own field names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from plugin.domain.rating import Rating, Stage
from plugin.domain.risk import Risk
from plugin.domain.treatment import Action
from plugin.web.ui.money import editable

MERGING = frozenset({"statement", "about", "plan", "window", "action", *(stage.value for stage in Stage)})
"""Parts whose fields can be compared when somebody else changed them meanwhile."""


def values_of(risk: Risk, part: str, subject: str = "") -> dict[str, str]:
    """The values of a part's form; nothing for parts that begin empty."""
    if part in set(Stage):
        rating = risk.ratings.get(Stage(part)) or risk.ratings.get(Stage.CURRENT)
        return _rating(rating) if rating else {}
    if part == "action":
        action = risk.treatment.action(subject) if subject else None
        return _action(action) if action else {}
    parts: Mapping[str, dict[str, str]] = {
        "statement": _statement(risk),
        "about": _about(risk),
        "plan": _plan(risk),
        "window": _window(risk),
        "keeping": {"owner": risk.owner or ""},
    }
    return parts.get(part, {})


def base_of(risk: Risk, part: str, subject: str = "") -> dict[str, str]:
    """What a form that can be merged was made from; a stage that is not rated has nothing to compare with."""
    if part not in MERGING or (part in set(Stage) and Stage(part) not in risk.ratings):
        return {}
    return values_of(risk, part, subject)


def _statement(risk: Risk) -> dict[str, str]:
    return {
        "title": risk.title,
        "cause": risk.cause,
        "event": risk.event,
        "effect": risk.effect,
        "category": risk.category or "",
        "owner": risk.owner or "",
        "direction": risk.direction.value,
    }


def _about(risk: Risk) -> dict[str, str]:
    return {
        "identified": risk.identified.value if risk.identified else "",
        "identified-on": _day(risk.identified_on),
        "speciality": risk.speciality or "",
        "labels": ", ".join(risk.labels),
    }


def _plan(risk: Risk) -> dict[str, str]:
    treatment = risk.treatment
    return {
        "strategy": treatment.strategy.value if treatment.strategy else "",
        "contingency": treatment.contingency_plan,
        "fallback": treatment.fallback_plan,
    }


def _window(risk: Risk) -> dict[str, str]:
    return {"first": _day(risk.window.first), "last": _day(risk.window.last), "lead": _number(risk.window.lead_days)}


def _rating(rating: Rating) -> dict[str, str]:
    values = {"probability": str(rating.probability)}
    values |= {f"impact-{objective.value}": str(order) for objective, order in rating.impact.items()}
    values |= {
        "cost": _money(rating.cost),
        "cost-low": _money(rating.cost_low),
        "cost-high": _money(rating.cost_high),
        "days": _number(rating.days),
        "confidence": rating.confidence.value if rating.confidence else "",
    }
    return values


def _action(action: Action) -> dict[str, str]:
    return {
        "action-title": action.title,
        "kind": action.kind.value,
        "owner": action.owner or "",
        "due": _day(action.due),
        "state": action.state.value,
        "cost": _money(action.cost),
        "effort": _number(action.effort_hours),
        "expected": action.expected_effect,
        "effectiveness": action.effectiveness.value if action.effectiveness else "",
    }


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _money(minor: int | None) -> str:
    return "" if minor is None else editable(minor)
