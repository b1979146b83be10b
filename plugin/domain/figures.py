"""Figures: every number we show, with its key, its unit, and a reason where it is undefined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugin.domain.ledger import Column, Ledger
from plugin.domain.quantities import plain, plain_money
from plugin.domain.register import RiskTotals
from plugin.domain.risk_model import RiskModel


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `value` is None exactly when `reason` says why (domain-methods K1); `n` is what it is measured on."""

    key: str
    value: float | int | None
    unit: str
    reason: str | None = None
    n: int | None = None


NO_BASELINE = "No baseline is followed yet."
NO_COST = "No open risk has a cost estimate."


@dataclass(frozen=True, slots=True)
class Late:
    """What the day makes of a register: reviews and actions overdue, and risks that have a flag."""

    reviews: int = 0
    actions: int = 0
    flagged: int = 0


def risk_figures(totals: RiskTotals, model: RiskModel, late: Late) -> list[Figure]:
    """The register's figures from its totals; exposure is signed: threats negative, opportunities positive (K2)."""
    opened = totals["open"]
    figures = [Figure("risk.open", opened, "risks", n=totals["identified"])]
    figures += [
        Figure(f"risk.level.{name}", totals[f"level.{name}"], "risks", n=opened) for name in _levels(totals, model)
    ]
    figures += _exposure(totals)
    figures.append(Figure("risk.reviewsOverdue", late.reviews, "risks", n=opened))
    figures.append(Figure("risk.actionsOverdue", late.actions, "actions", n=opened))
    figures.append(Figure("risk.flagged", late.flagged, "risks", n=opened))
    figures.append(Figure("risk.unowned", totals["unowned"], "risks", n=opened))
    return figures


def _levels(totals: RiskTotals, model: RiskModel) -> list[str]:
    """The model's levels, then those that open risks still have from older models: together they are all."""
    names = [level.name for level in model.levels]
    held = (key.removeprefix("level.") for key, count in totals.items() if key.startswith("level.") and count)
    return [*names, *sorted(set(held) - set(names))]


def _exposure(totals: RiskTotals) -> list[Figure]:
    threats, opportunities = totals["threats.valued"], totals["opportunities.valued"]
    parts = (
        ("risk.exposure.threats", -totals["threats.expected"], threats),
        ("risk.exposure.opportunities", totals["opportunities.expected"], opportunities),
        ("risk.exposure.net", totals["opportunities.expected"] - totals["threats.expected"], threats + opportunities),
    )
    return [
        Figure(key, plain_money(minor), "money", n=valued) if valued else Figure(key, None, "money", NO_COST, 0)
        for key, minor, valued in parts
    ]


def scope_figures(ledger: Ledger | None) -> list[Figure]:
    """The scope's figures of the active baseline, points under the bare key and issues under `.count`."""
    figures = []
    for part in ("baseline", "approved", "pending", "unapproved", "current"):
        if ledger is None:
            figures.append(Figure(f"scope.{part}", None, "points", NO_BASELINE))
            figures.append(Figure(f"scope.{part}.count", None, "issues", NO_BASELINE))
        else:
            figures.append(
                Figure(f"scope.{part}", plain(getattr(ledger.points, part)), "points", n=ledger.count.current)
            )
            figures.append(Figure(f"scope.{part}.count", getattr(ledger.count, part), "issues"))
    for name in ("growth", "churn", "unapproved_share"):
        key = "scope.unapprovedShare" if name == "unapproved_share" else f"scope.{name}"
        figures.append(_ratio(key, None if ledger is None else ledger.points, name))
    return figures


def _ratio(key: str, column: Column | None, name: str) -> Figure:
    if column is None:
        return Figure(key, None, "ratio", NO_BASELINE)
    value: float | None = getattr(column, name)
    if value is None:
        empty = "Nothing was added." if name == "unapproved_share" else "The baseline holds no estimated work."
        return Figure(key, None, "ratio", empty, 0)
    return Figure(key, value, "ratio")


def days_late(planned: date | None, actual: date | None) -> int | None:
    """Slip in days, late is positive (K2); None where a date is missing."""
    return None if planned is None or actual is None else (actual - planned).days
