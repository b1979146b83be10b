"""Planned against actual, line by line: labels in words, numbers with units, a dash with its reason where undefined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plugin.domain.review import FactLine
from plugin.usecases.views.wording import UNKNOWN, Wording, signed, signless


@dataclass(frozen=True, slots=True)
class FactRow:
    """One figure: `reason` says why its dash is one; `note` is the reason where it is not the same as a line above."""

    key: str
    label: str
    planned: str
    planned_reason: str
    actual: str
    difference: str
    reason: str
    note: str


def fact_rows(say: Wording, facts: Sequence[FactLine]) -> tuple[FactRow, ...]:
    """The fact sheet as rows, in its order."""
    labels = _labels(say)
    rows = []
    above = ""
    for fact in facts:
        reason = _reason(say, fact)
        rows.append(
            FactRow(
                key=fact.key,
                label=labels.get(fact.key, fact.key),
                planned=_value(say, fact, fact.planned),
                planned_reason=say.gettext("Nothing was planned.") if fact.planned is None else "",
                actual=_value(say, fact, fact.actual),
                difference=_difference(say, fact),
                reason=reason,
                note="" if reason == above else reason,
            )
        )
        above = reason
    return tuple(rows)


def _labels(say: Wording) -> dict[str, str]:
    return {
        "scope.points": say.gettext("Scope in points"),
        "scope.count": say.gettext("Scope in issues"),
        "scope.added": say.gettext("Points added"),
        "scope.removed": say.gettext("Points removed"),
        "scope.reestimated": say.gettext("Points moved by new estimates"),
        "scope.growth": say.gettext("Net growth"),
        "scope.churn": say.gettext("Gross churn"),
        "scope.unapproved": say.gettext("Points never approved"),
        "scope.done": say.gettext("Points done"),
        "date.finish": say.gettext("Release day"),
        "risk.identified": say.gettext("Risks identified"),
        "risk.occurred": say.gettext("Risks that occurred"),
        "risk.open": say.gettext("Risks still open"),
        "risk.hitRate": say.gettext("Occurred of those that ended"),
    }


def _value(say: Wording, fact: FactLine, value: float | str | None) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, str):
        return say.day(date.fromisoformat(value)) if fact.unit == "days" else value
    return say.percent(value) if fact.unit == "ratio" else signless(say, value)


def _difference(say: Wording, fact: FactLine) -> str:
    value = fact.value
    if value is None:
        return UNKNOWN
    if fact.unit == "ratio":
        return f"+{say.percent(value)}" if fact.planned is not None and value > 0 else say.percent(value)
    if fact.unit == "days":
        return _slip(say, round(value))
    return signless(say, value) if fact.planned is None else signed(say, value)


def _slip(say: Wording, days: int) -> str:
    if days == 0:
        return say.gettext("on the day")
    if days > 0:
        return say.ngettext("%(n)s day late", "%(n)s days late", days, n=days)
    return say.ngettext("%(n)s day early", "%(n)s days early", -days, n=-days)


def _reason(say: Wording, fact: FactLine) -> str:
    """The record's own reason, in the reader's language where the text is one of ours."""
    if fact.value is not None:
        return ""
    known = {
        "No baseline is followed yet.": say.gettext("No baseline is followed yet."),
        "The baseline holds no estimated work.": say.gettext("The baseline holds no estimated work."),
        "No release date was set when the baseline was frozen.": say.gettext(
            "No release date was set when the baseline was frozen."
        ),
        "The version is not released yet.": say.gettext("The version is not released yet."),
        "No risk has ended yet.": say.gettext("No risk has ended yet."),
    }
    return known.get(fact.reason or "", fact.reason or say.gettext("Not measured."))
