"""One cell of the register edited in place, and the same thing done to many risks at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from plugin.domain.errors import Conflict, Invalid, Problem
from plugin.domain.ids import AccountId, RiskId
from plugin.domain.risk import Outcome, Risk, risk_problems
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.domain.treatment import STRATEGIES, Direction, Strategy
from plugin.usecases.act import Act
from plugin.usecases.register_acts import act_fact, hold, saved
from plugin.usecases.risks import close_risk, drop_risk, restore_risk, review_risk

ACCOUNT = re.compile(r"[A-Za-z0-9:_.-]{1,128}")
LONGEST_LABEL = 40
MOST_LABELS = 20
MOST_AT_ONCE = 500


class Part(StrEnum):
    """What can be edited in a list; a label is added to those that are there."""

    TITLE = "title"
    OWNER = "owner"
    CATEGORY = "category"
    STRATEGY = "strategy"
    REVIEW = "review"
    LABEL = "label"


class Deed(StrEnum):
    """What can be done to many risks at once."""

    OWNER = "owner"
    CATEGORY = "category"
    STRATEGY = "strategy"
    REVIEW = "review"
    LABEL = "label"
    REVIEWED = "reviewed"
    CLOSE = "close"
    DELETE = "delete"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Order:
    """A deed with its value as text: an account, a code, a day, a label, an outcome; "" takes a value away."""

    deed: Deed
    value: str = ""
    reason: str | None = None


def edit_risk(act: Act, risk_id: RiskId, part: Part, value: str, expected: int | None) -> Risk:
    """Write one part of a risk; Invalid says what is wrong with the value. Nothing is written where nothing moved."""
    risk, models = hold(act, risk_id, expected)
    after = _EDITS[part](risk, value.strip())
    if problems := risk_problems(models, after):
        raise Invalid(problems)
    old, new = (_plain(one, part) for one in (risk, after))
    if old == new:
        return risk
    name = "nextReview" if part is Part.REVIEW else "labels" if part is Part.LABEL else part.value
    return saved(act, risk, after, [act_fact(act, "RiskRewritten", risk, {"changes": {name: [old, new]}})])


def carry_out(act: Act, risk_id: RiskId, order: Order, expected: int | None) -> Risk:
    """Do one deed to one risk; the errors are those of doing it alone."""
    deed = order.deed
    if deed is Deed.REVIEWED:
        return review_risk(act, risk_id, order.reason, expected)
    if deed is Deed.CLOSE:
        if order.value not in set(Outcome):
            raise Invalid([Problem("/value", "say how it ended")])
        return close_risk(act, risk_id, Outcome(order.value), order.reason, expected)
    if deed is Deed.DELETE:
        return drop_risk(act, risk_id, expected)
    if deed is Deed.RESTORE:
        return restore_risk(act, risk_id)
    return edit_risk(act, risk_id, Part(deed.value), order.value, expected)


def _titled(risk: Risk, value: str) -> Risk:
    return replace(risk, title=" ".join(value.split()))


def _owned(risk: Risk, value: str) -> Risk:
    if value and not ACCOUNT.fullmatch(value):
        raise Invalid([Problem("/owner", "choose a person by their account id")])
    return replace(risk, owner=AccountId(value) if value else None)


def _filed(risk: Risk, value: str) -> Risk:
    if value and value not in STARTER_CATEGORIES:
        raise Invalid([Problem("/category", "choose one of the listed categories")])
    return replace(risk, category=value or None)


def _answered(risk: Risk, value: str) -> Risk:
    if value and value not in {one.value for one in STRATEGIES[risk.direction]}:
        what = "a threat" if risk.direction is Direction.THREAT else "an opportunity"
        raise Invalid([Problem("/strategy", f"choose a strategy that fits {what}")])
    return replace(risk, treatment=replace(risk.treatment, strategy=Strategy(value) if value else None))


def _due(risk: Risk, value: str) -> Risk:
    if not risk.is_open:
        raise Conflict("A closed risk is not reviewed.")
    try:
        return replace(risk, next_review=date.fromisoformat(value))
    except ValueError as error:
        raise Invalid([Problem("/review", "give a day, such as 2026-12-24")]) from error


def _labelled(risk: Risk, value: str) -> Risk:
    label = " ".join(value.split())
    if not label or len(label) > LONGEST_LABEL:
        raise Invalid([Problem("/label", f"give a label of at most {LONGEST_LABEL} characters")])
    if label in risk.labels:
        return risk
    if len(risk.labels) >= MOST_LABELS:
        raise Invalid([Problem("/label", f"a risk has at most {MOST_LABELS} labels; take one away first")])
    return replace(risk, labels=(*risk.labels, label))


_EDITS: Mapping[Part, Callable[[Risk, str], Risk]] = {
    Part.TITLE: _titled,
    Part.OWNER: _owned,
    Part.CATEGORY: _filed,
    Part.STRATEGY: _answered,
    Part.REVIEW: _due,
    Part.LABEL: _labelled,
}


def _plain(risk: Risk, part: Part) -> object:
    if part is Part.STRATEGY:
        return risk.treatment.strategy.value if risk.treatment.strategy else None
    if part is Part.REVIEW:
        return risk.next_review.isoformat() if risk.next_review else None
    return list(risk.labels) if part is Part.LABEL else getattr(risk, part.value)
