"""Exposure from day to day and what moved it: new, re-rated, responded, expired, occurred or closed.

For every stretch, exposure = exposure before + new + re-rated − responded − expired − occurred − closed
(domain-methods 2.10).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from plugin.domain.ids import RiskId
from plugin.domain.risk import Outcome
from plugin.domain.standing import Move
from plugin.domain.treatment import Direction

WEEK = 7
DAILY_AT_MOST = 92
"""Up to so many days are shown one by one, longer spans by the week."""


class Measure(StrEnum):
    """What exposure is counted in: minor units of money, or thousandths of the model's severity points."""

    MONEY = "money"
    POINTS = "points"


class Flow(StrEnum):
    """The causes that a movement of exposure is split into."""

    NEW = "new"
    RERATED = "re-rated"
    RESPONDED = "responded"
    EXPIRED = "expired"
    OCCURRED = "occurred"
    CLOSED = "closed"


UPWARD = frozenset({Flow.NEW, Flow.RERATED})
"""Flows that add to exposure; all others are told as what they took away."""

FLOWS = {
    Move.RAISED: Flow.NEW,
    Move.REOPENED: Flow.NEW,
    Move.RESTORED: Flow.NEW,
    Move.RERATED: Flow.RERATED,
    Move.REMAPPED: Flow.RERATED,
    Move.CHANGED: Flow.RERATED,
    Move.RESPONDED: Flow.RESPONDED,
    Move.EXPIRED: Flow.EXPIRED,
    Move.OCCURRED: Flow.OCCURRED,
    Move.CLOSED: Flow.CLOSED,
    Move.REJECTED: Flow.CLOSED,
    Move.DELETED: Flow.CLOSED,
}
"""A risk that comes back counts as new, one that is withdrawn or deleted as closed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change of one risk, with what it adds to exposure from then on; amounts are those of an open risk only.

    A target that is not rated, or not valued, counts as the current rating: nothing is promised yet.
    """

    risk_id: RiskId
    at: datetime
    move: Move
    direction: Direction
    is_open: bool
    money: int | None = None
    points: int = 0
    target_money: int | None = None
    target_points: int | None = None
    inherent_money: int | None = None
    cell: str | None = None
    outcome: Outcome | None = None

    def amount(self, measure: Measure) -> int:
        """What it adds to the exposure of its direction."""
        if not self.is_open:
            return 0
        return self.points if measure is Measure.POINTS else (self.money or 0)

    def target(self, measure: Measure) -> int:
        """What it would add once every planned response is done."""
        planned = self.target_points if measure is Measure.POINTS else self.target_money
        return self.amount(measure) if planned is None or not self.is_open else planned


@dataclass(frozen=True, slots=True)
class Stretch:
    """Exposure of open threats at the end of `last`, and what moved it from `first` to `last`, both included.

    `flows` are signed as in the identity above; `risks` counts the changes behind each. `opportunities` is their
    expected gain, never netted into `exposure`.
    """

    first: date
    last: date
    exposure: int
    target: int
    opportunities: int
    open: int
    flows: Counter[Flow] = field(default_factory=Counter)
    risks: Counter[Flow] = field(default_factory=Counter)

    @property
    def net(self) -> int:
        """Opportunities less threats."""
        return self.opportunities - self.exposure


@dataclass(frozen=True, slots=True)
class Burndown:
    """The stretches in order, and the exposure of threats before the first of them."""

    measure: Measure
    before: int
    stretches: tuple[Stretch, ...]


def usual_measure(steps: Sequence[Step]) -> Measure:
    """Money where any risk was ever valued, else severity points."""
    return Measure.MONEY if any(step.money is not None for step in steps) else Measure.POINTS


def burndown(steps: Sequence[Step], measure: Measure, first: date, last: date) -> Burndown:
    """Exposure from `first` to `last`, day by day, or by weeks that end with `last` where that is long.

    `steps` are in the order of their instants, and those of one risk in its own order.
    """
    tally, place = _Tally(measure), 0
    while place < len(steps) and steps[place].at.date() < first:
        tally.take(steps[place])
        place += 1
    before = tally.exposure
    stretches = []
    for begin, end in spans(first, last):
        tally.begin()
        while place < len(steps) and steps[place].at.date() <= end:
            tally.take(steps[place])
            place += 1
        stretches.append(tally.stretch(begin, end))
    return Burndown(measure, before, tuple(stretches))


def spans(first: date, last: date) -> list[tuple[date, date]]:
    """The days from first to last one by one, or whole weeks back from the last day, the first one cut short."""
    count = (last - first).days + 1
    if count <= DAILY_AT_MOST:
        return [(first + timedelta(days=n), first + timedelta(days=n)) for n in range(count)]
    ends = [last - timedelta(days=WEEK * n) for n in range((count + WEEK - 1) // WEEK)][::-1]
    return [(max(first, end - timedelta(days=WEEK - 1)), end) for end in ends]


class _Tally:
    """Running sums over steps; each step moves them by new minus old."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._held: dict[RiskId, Step] = {}
        self.exposure = self._target = self._opportunities = self._open = 0
        self.begin()

    def begin(self) -> None:
        """Start a new stretch."""
        self._flows: Counter[Flow] = Counter()
        self._risks: Counter[Flow] = Counter()

    def take(self, step: Step) -> None:
        """Move the sums by one change."""
        old = self._held.get(step.risk_id)
        self._held[step.risk_id] = step
        moved = self._add(step, 1) + (self._add(old, -1) if old else 0)
        flow = FLOWS[step.move]
        if moved:
            self._flows[flow] += moved if flow in UPWARD else -moved
        if moved or _counts(step) != _counts(old):
            self._risks[flow] += 1

    def stretch(self, first: date, last: date) -> Stretch:
        """What the sums say at the end of `last`."""
        sums = (self.exposure, self._target, self._opportunities, self._open)
        return Stretch(first, last, *sums, self._flows, self._risks)

    def _add(self, step: Step, sign: int) -> int:
        """Add a step to the sums, or take it out; the part of it that is exposure of threats."""
        amount = sign * step.amount(self._measure)
        if step.direction is Direction.OPPORTUNITY:
            self._opportunities += amount
            return 0
        self.exposure += amount
        self._target += sign * step.target(self._measure)
        self._open += sign if step.is_open else 0
        return amount


def _counts(step: Step | None) -> bool:
    return step is not None and step.is_open and step.direction is Direction.THREAT
