"""Deltas: what each later event did to an agreed scope, one classed entry an event, found by folding histories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plugin.domain.baseline import Contribution, Definition, contribution
from plugin.domain.ids import AccountId, BaselineId, DeltaId, IssueId
from plugin.domain.issue import Instant, IssueHistory, IssueState, Vocabulary


class DeltaClass(StrEnum):
    """How a scope moved; a newly created item is told apart from one that was moved in."""

    ADDED_NEW = "added-new"
    ADDED_MOVED_IN = "added-moved-in"
    REMOVED_MOVED_OUT = "removed-moved-out"
    REMOVED_DELETED = "removed-deleted"
    REMOVED_CANCELLED = "removed-cancelled"
    RE_ESTIMATED = "re-estimated"
    TYPE_CHANGED = "type-changed"


class Disposition(StrEnum):
    """What people decided about a delta; all but approved and pending count as unapproved."""

    UNREVIEWED = "unreviewed"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Detected:
    """A delta as the history shows it: points are thousandths, `points` and `count` are signed differences."""

    issue_id: IssueId
    change_id: str
    at: datetime
    actor: AccountId | None
    delta_class: DeltaClass
    before: int | None
    after: int | None
    points: int
    count: int


@dataclass(frozen=True, slots=True)
class Delta:
    """A detected delta as it is kept, with the issue's key for the day when it is gone, and what people said of it."""

    id: DeltaId
    baseline_id: BaselineId
    issue_key: str
    summary: str
    detected: Detected
    disposition: Disposition = Disposition.UNREVIEWED
    reason: str | None = None
    comment: str | None = None
    change_request_id: str | None = None


@dataclass(frozen=True, slots=True)
class DoneStep:
    """A movement of the finished part of the scope, for the burn-up: signed points (thousandths) and count."""

    issue_id: IssueId
    change_id: str
    at: datetime
    points: int
    count: int


@dataclass(frozen=True, slots=True)
class Folded:
    """What one issue's history says about one baseline."""

    deltas: tuple[Detected, ...]
    steps: tuple[DoneStep, ...]
    now: Contribution | None


def fold(
    definition: Definition,
    captured_at: datetime,
    agreed: Contribution | None,
    history: IssueHistory,
    vocabulary: Vocabulary,
) -> Folded:
    """Walk an issue's history past the capture and note each difference to what was agreed.

    `agreed` is the frozen item (its done-flag is not looked at), None where the issue was not in the baseline.
    A late change from before the capture does not rewrite the baseline: it shows as a delta at the instant of capture.
    """
    deltas: list[Detected] = []
    steps: list[DoneStep] = []
    scope, done, was_in = agreed, None, agreed is not None
    previous: IssueState | None = None
    for instant in _from_capture(history, captured_at):
        after = contribution(definition, instant.state, vocabulary)
        if _differ(scope, after):
            is_new = history.created_at > captured_at and not was_in
            kind = _class_of(scope, after, previous, instant.state, vocabulary, is_new=is_new)
            deltas.append(_detected(history.issue_id, kind, scope, after, instant))
        finished = after if after is not None and after.done else None
        if (step := _step(history.issue_id, done, finished, instant)) is not None:
            steps.append(step)
        scope, done, previous = after, finished, instant.state
        was_in = was_in or after is not None
    return Folded(tuple(deltas), tuple(steps), scope)


def _from_capture(history: IssueHistory, captured_at: datetime) -> Iterator[Instant]:
    """The state at capture as one instant, then each later one."""
    at_capture: Instant | None = None
    for instant in history.instants():
        if instant.at <= captured_at:
            at_capture = Instant(captured_at, f"capture-{instant.change_id}", instant.actor, instant.state)
            continue
        if at_capture is not None:
            yield at_capture
            at_capture = None
        yield instant
    if at_capture is not None:
        yield at_capture


def _differ(before: Contribution | None, after: Contribution | None) -> bool:
    return (before is None) != (after is None) or _points(before) != _points(after)


def _class_of(
    before: Contribution | None,
    after: Contribution | None,
    previous: IssueState | None,
    state: IssueState,
    vocabulary: Vocabulary,
    *,
    is_new: bool,
) -> DeltaClass:
    if before is not None and after is not None:
        return DeltaClass.RE_ESTIMATED
    if previous is not None and _only_the_type_changed(previous, state, vocabulary):
        return DeltaClass.TYPE_CHANGED
    if after is not None:
        return DeltaClass.ADDED_NEW if is_new else DeltaClass.ADDED_MOVED_IN
    return _why_removed(state, vocabulary)


def _detected(
    issue_id: IssueId, kind: DeltaClass, before: Contribution | None, after: Contribution | None, instant: Instant
) -> Detected:
    return Detected(
        issue_id=issue_id,
        change_id=instant.change_id,
        at=instant.at,
        actor=instant.actor,
        delta_class=kind,
        before=_points(before),
        after=_points(after),
        points=(_points(after) or 0) - (_points(before) or 0),
        count=(after is not None) - (before is not None),
    )


def _points(part: Contribution | None) -> int | None:
    return None if part is None else part.points


def _only_the_type_changed(previous: IssueState, state: IssueState, vocabulary: Vocabulary) -> bool:
    return (
        vocabulary.counts(previous) != vocabulary.counts(state)
        and previous.versions == state.versions
        and previous.project_id == state.project_id
        and not state.deleted
    )


def _why_removed(state: IssueState, vocabulary: Vocabulary) -> DeltaClass:
    if state.deleted:
        return DeltaClass.REMOVED_DELETED
    if vocabulary.is_withdrawn(state):
        return DeltaClass.REMOVED_CANCELLED
    return DeltaClass.REMOVED_MOVED_OUT


def _step(
    issue_id: IssueId, before: Contribution | None, after: Contribution | None, instant: Instant
) -> DoneStep | None:
    points = ((after.points or 0) if after else 0) - ((before.points or 0) if before else 0)
    count = (after is not None) - (before is not None)
    if points == 0 and count == 0:
        return None
    return DoneStep(issue_id, instant.change_id, instant.at, points, count)
