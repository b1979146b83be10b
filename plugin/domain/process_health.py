"""How well a register works: reductions planned and achieved, half-life of risks, observed against expected.

Every figure is None exactly where it is undefined, with the reason beside it (domain-methods 2.12, K1).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from plugin.domain.burndown import Step
from plugin.domain.ids import RiskId
from plugin.domain.risk import Outcome
from plugin.domain.risk_life import HAPPENED
from plugin.domain.risk_model import RiskModels
from plugin.domain.standing import Move
from plugin.domain.treatment import Direction

SECONDS_A_DAY = 86_400
_ENDED = frozenset({Move.CLOSED, Move.EXPIRED, Move.OCCURRED})
_WITHDRAWN = frozenset({Move.REJECTED, Move.DELETED})


@dataclass(frozen=True, slots=True)
class Reductions:
    """Money in minor units of the `n` open threats that are valued before, with, and after their responses."""

    inherent: int
    current: int
    target: int
    n: int

    @property
    def planned(self) -> float | None:
        """1 − target / inherent."""
        return _less(self.target, self.inherent)

    @property
    def achieved(self) -> float | None:
        """1 − current / inherent."""
        return _less(self.current, self.inherent)

    @property
    def gap(self) -> float | None:
        """Planned − achieved: what the responses still owe."""
        return None if self.planned is None or self.achieved is None else self.planned - self.achieved


@dataclass(frozen=True, slots=True)
class HalfLife:
    """ln 2 / λ, where λ = endings / risk-days open; risks that are still open contribute their age."""

    endings: int
    open_days: float

    @property
    def days(self) -> float | None:
        """In how many days half of the risks have ended; None until one has."""
        return math.log(2) * self.open_days / self.endings if self.endings and self.open_days else None


@dataclass(frozen=True, slots=True)
class Foresight:
    """Of the `n` risks that ended with a known outcome: how many occurred, how many their first ratings foretold."""

    occurred: int
    expected: float
    n: int

    @property
    def ratio(self) -> float | None:
        """Observed / expected: above 1 the probabilities were too hopeful; None where nothing was expected."""
        return self.occurred / self.expected if self.expected else None


def reductions(steps: Sequence[Step]) -> Reductions:
    """What responses were to take off exposure, and what they have taken off so far."""
    held = {step.risk_id: step for step in steps}
    sums = [
        (step.inherent_money, step.money, step.target_money)
        for step in held.values()
        if step.is_open and step.direction is Direction.THREAT
    ]
    whole = [(i, c, t) for i, c, t in sums if i is not None and c is not None and t is not None]
    inherent, current, target = (sum(column) for column in zip(*whole, strict=True)) if whole else (0, 0, 0)
    return Reductions(inherent, current, target, len(whole))


def half_life(steps: Sequence[Step], now: datetime) -> HalfLife:
    """How long risks stay open; a risk that was deleted was never seen to end."""
    since: dict[RiskId, datetime] = {}
    endings, seconds = 0, 0.0
    for step in steps:
        began = since.get(step.risk_id)
        if step.is_open and began is None:
            since[step.risk_id] = step.at
        elif not step.is_open and began is not None:
            seconds += (step.at - since.pop(step.risk_id)).total_seconds()
            endings += step.move in _ENDED
    seconds += sum((now - began).total_seconds() for began in since.values())
    return HalfLife(endings, seconds / SECONDS_A_DAY)


def foresight(steps: Sequence[Step], models: RiskModels) -> Foresight:
    """Outcomes against the probability of each risk's first rating, which cannot have known the outcome."""
    first: dict[RiskId, float] = {}
    last: dict[RiskId, Step] = {}
    for step in steps:
        if step.cell is not None and step.risk_id not in first:
            first[step.risk_id] = _point(step.cell, models)
        last[step.risk_id] = step
    ended = {risk_id: step.outcome for risk_id, step in last.items() if _is_told(step) and risk_id in first}
    return Foresight(
        occurred=sum(outcome in HAPPENED for outcome in ended.values()),
        expected=math.fsum(first[risk_id] for risk_id in ended),
        n=len(ended),
    )


def _is_told(step: Step) -> bool:
    """Whether the risk has ended with an outcome that tells something; withdrawn and deleted ones do not."""
    return not step.is_open and step.move not in _WITHDRAWN and step.outcome not in {None, Outcome.COULD_NOT_TELL}


def _point(cell: str, models: RiskModels) -> float:
    version, probability, _ = cell.rsplit(".", 2)
    return models.of(version).probabilities[int(probability) - 1].point


def _less(part: int, whole: int) -> float | None:
    return None if whole == 0 else 1 - part / whole
