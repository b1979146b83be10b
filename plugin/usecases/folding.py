"""Follow agreed scopes: fold the issues that an event touched; deltas, ledger and burn-up move by the difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from plugin.domain.baseline import Contribution
from plugin.domain.delta import Delta, Detected, DoneStep, fold
from plugin.domain.ids import BaselineId, DeltaId, IssueId, ProjectId
from plugin.domain.issue import Vocabulary
from plugin.domain.ledger import NOTHING, Column, Ledger, entry
from plugin.usecases.ports import NewId, UnitOfWork
from plugin.usecases.records import DayMove, FollowedBaseline, KnownIssue


@dataclass(slots=True)
class Shift:
    """What is to be written after folding, and by how much totals move."""

    put: list[Delta] = field(default_factory=list)
    drop: list[DeltaId] = field(default_factory=list)
    put_steps: list[tuple[BaselineId, DoneStep]] = field(default_factory=list)
    drop_steps: list[tuple[BaselineId, DoneStep]] = field(default_factory=list)
    ledgers: dict[BaselineId, Ledger] = field(default_factory=dict)
    days: dict[BaselineId, dict[date, DayMove]] = field(default_factory=dict)
    scoped: set[IssueId] = field(default_factory=set)

    def move_ledger(self, baseline_id: BaselineId, difference: Ledger, sign: int = 1) -> None:
        """Add a difference to (or take it from) what a ledger is to be moved by."""
        self.ledgers[baseline_id] = self.ledgers.get(baseline_id, NOTHING).plus(difference, sign)

    def move_day(self, baseline_id: BaselineId, move: DayMove, sign: int) -> None:
        """Add a movement to (or take it from) its day."""
        days = self.days.setdefault(baseline_id, {})
        old = days.get(move.day, DayMove(move.day))
        days[move.day] = DayMove(
            move.day,
            old.scope_points + sign * move.scope_points,
            old.scope_count + sign * move.scope_count,
            old.done_points + sign * move.done_points,
            old.done_count + sign * move.done_count,
        )


def follow_scope(
    uow: UnitOfWork, project_id: ProjectId, issues: Mapping[IssueId, KnownIssue], words: Vocabulary, new_id: NewId
) -> set[IssueId]:
    """Bring every followed baseline of a project up to date with these issues; returns those that any baseline knows.

    Cost grows with the issues touched and their own changes, never with the project.
    """
    followed = uow.baselines.followed(project_id)
    if not followed or not issues:
        return set()
    shift = shifted(uow, followed, issues, words, new_id)
    apply_shift(uow, shift)
    return shift.scoped


def shifted(
    uow: UnitOfWork,
    followed: Sequence[FollowedBaseline],
    issues: Mapping[IssueId, KnownIssue],
    words: Vocabulary,
    new_id: NewId,
) -> Shift:
    """Fold the issues against each baseline and compare with what is stored."""
    heads = [baseline.id for baseline in followed]
    agreed = uow.baselines.agreed(heads, issues.keys())
    deltas: dict[tuple[BaselineId, IssueId], list[Delta]] = defaultdict(list)
    for delta in uow.baselines.deltas_of(heads, issues.keys()):
        deltas[delta.baseline_id, delta.detected.issue_id].append(delta)
    steps: dict[tuple[BaselineId, IssueId], list[DoneStep]] = defaultdict(list)
    for baseline_id, step in uow.baselines.steps_of(heads, issues.keys()):
        steps[baseline_id, step.issue_id].append(step)
    shift = Shift()
    for baseline in followed:
        for issue_id, known in issues.items():
            item = agreed.get((baseline.id, issue_id))
            frozen = None if item is None else Contribution(item.points, False)
            folded = fold(baseline.definition, baseline.captured_at, frozen, known.history, words)
            if frozen is not None or folded.deltas or deltas[baseline.id, issue_id]:
                shift.scoped.add(issue_id)
            _reconcile_deltas(shift, baseline.id, known, deltas[baseline.id, issue_id], folded.deltas, new_id)
            _reconcile_steps(shift, baseline.id, steps[baseline.id, issue_id], folded.steps)
    return shift


def apply_shift(uow: UnitOfWork, shift: Shift) -> None:
    """Write what folding found."""
    uow.baselines.write_deltas(put=shift.put, drop=shift.drop)
    uow.baselines.write_steps(put=shift.put_steps, drop=shift.drop_steps)
    for baseline_id in shift.ledgers.keys() | shift.days.keys():
        uow.baselines.move(baseline_id, shift.ledgers.get(baseline_id, NOTHING), shift.days.get(baseline_id, {}))


def _reconcile_deltas(
    shift: Shift,
    baseline_id: BaselineId,
    known: KnownIssue,
    stored: Sequence[Delta],
    fresh: Sequence[Detected],
    new_id: NewId,
) -> None:
    """Stored deltas keep id and what people said of them; a correction hands both on to the change that came late."""
    by_change = {delta.detected.change_id: delta for delta in stored}
    orphans = [d for d in stored if d.detected.change_id not in {f.change_id for f in fresh}]
    for detected in fresh:
        kept = by_change.get(detected.change_id) or _heir(orphans, detected)
        if kept is None:
            kept = Delta(DeltaId(new_id()), baseline_id, known.key, known.summary, detected)
        elif kept.detected == detected:
            continue
        else:
            _count(shift, kept, -1)
            kept = replace(kept, detected=detected)
        shift.put.append(kept)
        _count(shift, kept, 1)
    for orphan in orphans:
        shift.drop.append(orphan.id)
        _count(shift, orphan, -1)


def _heir(orphans: list[Delta], detected: Detected) -> Delta | None:
    for orphan in orphans:
        if orphan.detected.delta_class is detected.delta_class:
            orphans.remove(orphan)
            return orphan
    return None


def _count(shift: Shift, delta: Delta, sign: int) -> None:
    detected = delta.detected
    shift.move_ledger(delta.baseline_id, entry(detected, delta.disposition), sign)
    move = DayMove(detected.at.date(), scope_points=detected.points, scope_count=detected.count)
    shift.move_day(delta.baseline_id, move, sign)


def _reconcile_steps(
    shift: Shift, baseline_id: BaselineId, stored: Iterable[DoneStep], fresh: Iterable[DoneStep]
) -> None:
    before, after = set(stored), set(fresh)
    for sign, steps, pile in ((-1, before - after, shift.drop_steps), (1, after - before, shift.put_steps)):
        for step in sorted(steps, key=lambda s: (s.at, s.change_id)):
            pile.append((baseline_id, step))
            shift.move_ledger(baseline_id, Ledger(Column(done=step.points), Column(done=step.count)), sign)
            day = DayMove(step.at.date(), done_points=step.points, done_count=step.count)
            shift.move_day(baseline_id, day, sign)
