"""How each figure is made: its formula in words, its inputs by name, and which list holds what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plugin.domain.ledger import Column, Ledger
from plugin.domain.quantities import plain, plain_money
from plugin.domain.register import RiskTotals
from plugin.domain.register_health import RegisterHealth

Inputs = Mapping[str, int | float | None]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`risks` filters the register, `scope` names a list of the baseline ("items" or "deltas"), `is_of_health` stands
    for the findings of the register's health; one of them is set.
    """

    formula: str
    inputs: Inputs
    risks: Mapping[str, str] | None = None
    scope: str | None = None
    is_of_health: bool = False


RISKS = {
    "risk.open": "Risks that were raised, less those that occurred and those that were closed.",
    "risk.exposure.threats": "Minus the sum of point probability × cost over open threats with a cost.",
    "risk.exposure.opportunities": "The sum of point probability × cost over open opportunities with a cost.",
    "risk.exposure.net": "The exposure to opportunities plus the exposure to threats, which is negative.",
    "risk.reviewsOverdue": "Open risks whose next review should have been before today.",
    "risk.actionsOverdue": "Actions of open risks that are neither done nor cancelled and were due before today.",
    "risk.flagged": "Open risks with at least one flag, as they were last written or swept for the day.",
    "risk.unowned": "Open risks that nobody owns.",
}
HEALTH = (
    "The mean over open risks of 1 less the weights of the rules that a risk breaks, each rule once and never below 0."
    " The findings name the rules with their weights."
)
LEVEL = "Open risks whose current rating the matrix puts at this level."
PARTS = {
    "baseline": "What was frozen in the baseline.",
    "approved": "The sum of the scope changes since the baseline that were approved.",
    "pending": "The sum of the scope changes since the baseline that wait for a decision.",
    "unapproved": "The sum of the scope changes since the baseline that nobody approved: unreviewed or rejected.",
    "current": "Baseline + approved + pending + unapproved.",
}
RATIOS = {
    "scope.growth": "(current − baseline) / baseline.",
    "scope.churn": "(added + removed + sum of absolute re-estimates) / baseline.",
    "scope.unapprovedShare": "Unapproved additions / all additions.",
}
_FILTERS = {
    "risk.exposure.threats": {"direction": "threat"},
    "risk.exposure.opportunities": {"direction": "opportunity"},
    "risk.reviewsOverdue": {"due": "overdue"},
    "risk.actionsOverdue": {"flag": "action-overdue"},
    "risk.flagged": {"flag": "any"},
    "risk.unowned": {"owner": "none"},
}


def explained(key: str, totals: RiskTotals, ledger: Ledger | None, health: RegisterHealth) -> Explanation:
    """The explanation of a figure that exists; KeyError for any other key."""
    if key == "risk.health":
        counts = {rule.value: count for rule, count in health.counts.items()}
        return Explanation(HEALTH, {"open": health.open, "clean": health.clean, **counts}, is_of_health=True)
    if key.startswith("risk."):
        return _of_risks(key, totals)
    return _of_scope(key, ledger)


def _of_risks(key: str, totals: RiskTotals) -> Explanation:
    opened: dict[str, str] = {"status": "open"}
    if key.startswith("risk.level."):
        level = key.removeprefix("risk.level.")
        return Explanation(LEVEL, {"open": totals["open"]}, risks={**opened, "level": level})
    formula = RISKS[key]
    inputs: Inputs = {"open": totals["open"]}
    if key == "risk.open":
        inputs = {name: totals[name] for name in ("identified", "occurred", "closed")}
    elif key.startswith("risk.exposure."):
        inputs = _exposure(totals)
    return Explanation(formula, inputs, risks={**opened, **_FILTERS.get(key, {})})


def _exposure(totals: RiskTotals) -> Inputs:
    sides = ("threats", "opportunities")
    counted = {f"{side}.{name}": totals[f"{side}.{name}"] for side in sides for name in ("valued", "unvalued")}
    return {**counted, **{f"{side}.expected": plain_money(totals[f"{side}.expected"]) for side in sides}}


def _of_scope(key: str, ledger: Ledger | None) -> Explanation:
    if key in RATIOS:
        column = ledger.points if ledger else None
        return Explanation(RATIOS[key], _ratio_inputs(key, column), scope="deltas")
    part, _, measure = key.removeprefix("scope.").partition(".")
    formula = PARTS[part]
    column = None if ledger is None else (ledger.count if measure else ledger.points)
    inputs = {name: _amount(column, name, counted=bool(measure)) for name in PARTS}
    return Explanation(formula, inputs, scope="items" if part == "baseline" else "deltas")


def _ratio_inputs(key: str, column: Column | None) -> Inputs:
    names = {
        "scope.growth": {"current": "current", "baseline": "baseline"},
        "scope.churn": {"added": "added", "removed": "removed", "reestimated": "reestimated", "baseline": "baseline"},
        "scope.unapprovedShare": {"unapprovedAdded": "unapproved_added", "added": "added"},
    }[key]
    return {shown: _amount(column, name, counted=False) for shown, name in names.items()}


def _amount(column: Column | None, name: str, *, counted: bool) -> int | float | None:
    if column is None:
        return None
    amount: int = getattr(column, name)
    return amount if counted else plain(amount)
