"""The ledger of one baseline: baseline + approved + pending + unapproved = current, in count and in points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from plugin.domain.baseline import Totals
from plugin.domain.delta import Delta, Detected, Disposition
from plugin.domain.quantities import share


@dataclass(frozen=True, slots=True)
class Column:
    """The ledger in one measure: points in thousandths, or a count of issues.

    `added` and `removed` are sizes (never negative); `reestimated` is the sum of absolute changes.
    """

    baseline: int = 0
    approved: int = 0
    pending: int = 0
    unapproved: int = 0
    added: int = 0
    removed: int = 0
    reestimated: int = 0
    unapproved_added: int = 0
    done: int = 0

    @property
    def current(self) -> int:
        """The scope now: by definition of the classes, the sum of the four parts."""
        return self.baseline + self.approved + self.pending + self.unapproved

    @property
    def growth(self) -> float | None:
        """Net growth (current − baseline) / baseline; None for an empty baseline (domain-methods 3.4)."""
        return share(self.current - self.baseline, self.baseline)

    @property
    def churn(self) -> float | None:
        """Gross churn (added + removed + |re-estimated|) / baseline; never mixed with growth (domain-methods 3.4)."""
        return share(self.added + self.removed + self.reestimated, self.baseline)

    @property
    def unapproved_share(self) -> float | None:
        """Unapproved additions over all additions; None where nothing was added (features D4)."""
        return share(self.unapproved_added, self.added)

    def plus(self, other: Column, sign: int = 1) -> Column:
        """This column moved by another, for totals that move by difference."""
        return Column(*(getattr(self, f.name) + sign * getattr(other, f.name) for f in fields(Column)))


@dataclass(frozen=True, slots=True)
class Ledger:
    """Both measures of one baseline."""

    points: Column
    count: Column

    def plus(self, other: Ledger, sign: int = 1) -> Ledger:
        """This ledger moved by another."""
        return Ledger(self.points.plus(other.points, sign), self.count.plus(other.count, sign))


NOTHING = Ledger(Column(), Column())


def opening(totals: Totals) -> Ledger:
    """The ledger of a baseline before anything moved."""
    return Ledger(Column(baseline=totals.points), Column(baseline=totals.count))


def entry(detected: Detected, disposition: Disposition) -> Ledger:
    """What one delta adds to the ledger."""
    return Ledger(
        _column(detected.points, detected.count, disposition), _column(detected.count, detected.count, disposition)
    )


def of_deltas(deltas: Iterable[Delta]) -> Ledger:
    """The sum of entries."""
    total = NOTHING
    for delta in deltas:
        total = total.plus(entry(delta.detected, delta.disposition))
    return total


def _column(amount: int, count: int, disposition: Disposition) -> Column:
    approved = disposition is Disposition.APPROVED
    pending = disposition is Disposition.PENDING
    grew = max(amount, 0)
    return Column(
        approved=amount if approved else 0,
        pending=amount if pending else 0,
        unapproved=amount if not approved and not pending else 0,
        added=amount if count > 0 else 0,
        removed=-amount if count < 0 else 0,
        reestimated=abs(amount) if count == 0 else 0,
        unapproved_added=grew if count > 0 and not approved and not pending else 0,
    )
