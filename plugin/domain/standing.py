"""How a risk stands for a while, in the little that views over time need, and what moved it from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from plugin.domain.ids import AccountId, RiskId
from plugin.domain.quantities import THOUSANDTHS
from plugin.domain.rating import Stage, assess, cell
from plugin.domain.risk import ACTIVE, CloseReason, Outcome, Risk, Status
from plugin.domain.risk_model import RiskModels
from plugin.domain.treatment import Direction


class Move(StrEnum):
    """Why a risk stands as it does from some instant on."""

    RAISED = "raised"
    RERATED = "re-rated"
    RESPONDED = "responded"
    REMAPPED = "remapped"
    REOPENED = "reopened"
    CLOSED = "closed"
    EXPIRED = "expired"
    OCCURRED = "occurred"
    REJECTED = "rejected"
    DELETED = "deleted"
    RESTORED = "restored"
    CHANGED = "changed"


_ENDINGS = {
    Status.OCCURRED: Move.OCCURRED,
    Status.EXPIRED: Move.EXPIRED,
    Status.REJECTED: Move.REJECTED,
    Status.CLOSED: Move.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Placed:
    """One stage's rating as its model reads it: its cell, expected money in minor units, points in thousandths.

    Points are the model's score, which only orders risks; their sum shows a trend and is no amount of anything.
    """

    cell: str
    expected: int | None
    points: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What is the same from one change that counts to the next; `level` and `rank` are those of the current rating."""

    status: Status
    direction: Direction
    stages: Mapping[Stage, Placed]
    level: str | None = None
    rank: int = 0
    score: int = 0
    outcome: Outcome | None = None
    reason: CloseReason | None = None
    owner: AccountId | None = None
    category: str | None = None
    model_version: str | None = None
    is_deleted: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it counts among the open risks."""
        return self.status in ACTIVE and not self.is_deleted and Stage.CURRENT in self.stages


@dataclass(frozen=True, slots=True)
class Period:
    """The `number`-th stretch of one risk's life, from `since` (included) to `until` (excluded; None: until now).

    A change that is heard of late begins where the one before it began, at the earliest: order is kept, and a stretch
    of no length is never seen at any instant, but its cause is.
    """

    risk_id: RiskId
    number: int
    since: datetime
    until: datetime | None
    standing: Standing
    move: Move

    def followed(self, standing: Standing, move: Move, at: datetime) -> tuple[Period, Period]:
        """This period ended, and the one that follows it."""
        since = max(at, self.since)
        return replace(self, until=since), Period(self.risk_id, self.number + 1, since, None, standing, move)


@dataclass(frozen=True, slots=True)
class Stood:
    """One risk as it stood at some instant, with the name it goes by now."""

    risk_id: RiskId
    key: str
    title: str
    standing: Standing


def standing_of(risk: Risk, models: RiskModels) -> Standing:
    """How a risk stands now."""
    assessment = risk.assessed(models)
    return Standing(
        status=risk.status,
        direction=risk.direction,
        stages={stage: _placed(risk, stage, models) for stage in risk.ratings},
        level=assessment.level.name if assessment else None,
        rank=assessment.level.rank if assessment else 0,
        score=assessment.score if assessment else 0,
        outcome=risk.outcome,
        reason=risk.ending.reason,
        owner=risk.owner,
        category=risk.category,
        model_version=risk.current.model_version if risk.current else None,
        is_deleted=risk.deleted_at is not None,
    )


def move_between(before: Risk | None, after: Risk) -> Move:
    """What moved a risk; where several things changed at once, the one that weighs most for the register."""
    if before is None:
        return Move.RAISED
    if (before.deleted_at is None) != (after.deleted_at is None):
        return Move.RESTORED if after.deleted_at is None else Move.DELETED
    if before.status is not after.status:
        moved = _moved_on(before.status, after.status)
        if moved is not None:
            return moved
    return _rating_move(before, after)


def _moved_on(before: Status, after: Status) -> Move | None:
    if after in _ENDINGS:
        return _ENDINGS[after]
    if before in _ENDINGS:
        return Move.REOPENED
    return Move.RAISED if before is Status.DRAFT else None


def _rating_move(before: Risk, after: Risk) -> Move:
    old, new = before.current, after.current
    if new is None or (old is not None and old.same_as(new)):
        return Move.CHANGED
    if old is not None and old.model_version != new.model_version:
        return Move.REMAPPED
    proposed = before.proposal is not None and before.proposal.rating.same_as(new)
    return Move.RESPONDED if old is not None and (new.by is None or proposed) else Move.RERATED


def _placed(risk: Risk, stage: Stage, models: RiskModels) -> Placed:
    rating = risk.ratings[stage]
    found = assess(models, rating)
    return Placed(cell(rating), found.expected, found.score * THOUSANDTHS // found.model.score_unit)
