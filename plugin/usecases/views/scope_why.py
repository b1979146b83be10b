"""Why a figure of the scope is what it is: its formula in words, the inputs, and the changes behind it."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.domain.ledger import Ledger
from plugin.usecases.views.scope_place import Measure, Part, amount, bare, column, signed_percent
from plugin.usecases.views.wording import UNKNOWN, Wording

KEYS = ("current", "growth", "churn", "unapprovedShare")


@dataclass(frozen=True, slots=True)
class ScopeWhy:
    """An explanation: title, value, formula in words, inputs as pairs, and the part of the log that lies behind it."""

    title: str
    value: str
    formula: str
    inputs: tuple[tuple[str, str], ...]
    part: Part


def scope_why(say: Wording, key: str, measure: Measure, ledger: Ledger) -> ScopeWhy:
    """The explanation of one of KEYS; raises KeyError for any other."""
    line = column(ledger, measure)

    def shown(value: int) -> str:
        return bare(say, measure, value)

    def ratio(value: float | None) -> str:
        return UNKNOWN if value is None else say.percent(value)

    baseline = (say.gettext("Baseline"), shown(line.baseline))
    approved = (say.gettext("Approved changes"), shown(line.approved))
    pending = (say.gettext("Pending changes"), shown(line.pending))
    unapproved = (say.gettext("Unapproved changes"), shown(line.unapproved))
    current = (say.gettext("Current scope"), shown(line.current))
    added = (say.gettext("Added"), shown(line.added))
    removed = (say.gettext("Removed"), shown(line.removed))
    changed = (say.gettext("New estimates, up or down"), shown(line.reestimated))
    return {
        "current": ScopeWhy(
            say.gettext("Current scope"),
            amount(say, measure, line.current),
            say.gettext(
                "Baseline + approved + pending + unapproved. Rejected and undecided changes count as unapproved."
            ),
            (baseline, approved, pending, unapproved, current),
            Part.ALL,
        ),
        "growth": ScopeWhy(
            say.gettext("Net growth"),
            UNKNOWN if line.growth is None else signed_percent(say, line.growth),
            say.gettext("(Current scope − baseline) ÷ baseline. What came in and what went out cancel each other."),
            (baseline, current),
            Part.ALL,
        ),
        "churn": ScopeWhy(
            say.gettext("Gross churn"),
            ratio(line.churn),
            say.gettext("(Added + removed + new estimates, each without its sign) ÷ baseline. Nothing cancels."),
            (added, removed, changed, baseline),
            Part.ALL,
        ),
        "unapprovedShare": ScopeWhy(
            say.gettext("Added without approval"),
            ratio(line.unapproved_share),
            say.gettext("Additions that are neither approved nor pending ÷ all additions."),
            ((say.gettext("Added without approval"), shown(line.unapproved_added)), added),
            Part.UNAPPROVED,
        ),
    }[key]
