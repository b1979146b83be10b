"""Whatever order and repetition deliveries come in, the figures are those of a recomputation from scratch."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.domain.baseline import Baseline, Contribution, Definition, Kind, totals
from plugin.domain.commands import BuryIssue, TrackIssue
from plugin.domain.delta import DeltaClass, Disposition, fold
from plugin.domain.ids import IssueId, ProjectId
from plugin.domain.issue import Field, IssueChange, Move
from plugin.domain.ledger import Column, Ledger, entry, opening
from plugin.usecases.reading_issues import vocabulary
from plugin.usecases.scope import decide_delta, freeze
from plugin.usecases.tracking import projects_left
from tests.domain.histories import Life, lives
from tests.usecases.desk import (
    ELSEWHERE,
    OTHER,
    PROJECT,
    RELEASE,
    START,
    Desk,
    born,
    days,
    in_turn,
    open_desk,
    story,
    track,
)

RELEASE_SCOPE = Definition(Kind.VERSION, RELEASE)


def told(life: Life) -> list[TrackIssue | BuryIssue]:
    """Everything Jira would say of a life, in its order."""
    issue_id = life.history.issue_id
    commands: list[TrackIssue | BuryIssue] = [born(issue_id, life.history.opening, life.history.created_at)]
    states = [instant.state for instant in life.whole.instants()]
    for state, change in zip(states[1:], life.changes, strict=True):
        if any(move.field is Field.DELETED for move in change.moves):
            other = tuple(move for move in change.moves if move.field is not Field.DELETED)
            before = replace(state, deleted=False)
            if other:
                commands.append(track(issue_id, before, replace(change, moves=other), life.history.created_at))
            commands.append(BuryIssue(IssueId(issue_id), state.project_id, change.actor, change.at, None))
        else:
            commands.append(track(issue_id, state, change, life.history.created_at))
    return commands


def recomputed(desk: Desk, baseline: Baseline) -> tuple[Ledger, Counter[object]]:
    """Ledger and deltas of a baseline by folding every stored history anew."""
    with desk.work(desk.site_id) as uow:
        project = uow.projects.get(PROJECT)
        assert project is not None
        words = vocabulary(project.settings, uow.projects.meanings())
        known = list(uow.issues.of_project(PROJECT))
    agreed = {item.issue_id: Contribution(item.points, False) for item in baseline.items}
    ledger, deltas = opening(totals(baseline.items)), Counter[object]()
    for issue in known:
        found = fold(
            baseline.definition, baseline.captured_at, agreed.get(issue.history.issue_id), issue.history, words
        )
        for detected in found.deltas:
            ledger = ledger.plus(entry(detected, Disposition.UNREVIEWED))
            deltas[detected] += 1
        for step in found.steps:
            ledger = ledger.plus(Ledger(Column(done=step.points), Column(done=step.count)))
    return ledger, deltas


def stored(desk: Desk, baseline: Baseline) -> tuple[Ledger, Counter[object]]:
    """Ledger and deltas as they were kept up by events."""
    with desk.work(desk.site_id) as uow:
        return uow.baselines.ledger(baseline.id), Counter(d.detected for d in uow.baselines.all_deltas(baseline.id))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.lists(st.integers(1, 5), min_size=1, max_size=4), st.randoms())
def test_figures_kept_by_events_equal_a_recomputation(
    data: st.DataObject, sizes: list[int], rng: random.Random
) -> None:
    """Three issues, shuffled and every third message twice, in batches of any size, around a freeze (P14)."""
    commands = [c for number in (1, 2, 3) for c in told(data.draw(lives(number=number, most=6)))]
    frozen = data.draw(st.integers(0, len(commands)))
    early, late = commands[:frozen], commands[frozen:]
    late += late[::3]
    rng.shuffle(late)
    with TemporaryDirectory() as folder:
        desk = open_desk(Path(folder))
        desk.switch_on()
        for batch in in_turn(early, sizes):
            desk.tell(*batch)
        desk.now = max([START, *(c.at for c in early)]) + timedelta(minutes=1)
        with desk.act() as act:
            baseline = freeze(act, PROJECT, "2.0 as agreed", RELEASE_SCOPE)
        for batch in in_turn(late, sizes):
            desk.tell(*batch)
        assert recomputed(desk, baseline) == stored(desk, baseline)
        _days_add_up(desk, baseline)
        desk.database.dispose()


def _days_add_up(desk: Desk, baseline: Baseline) -> None:
    with desk.work(desk.site_id) as uow:
        ledger, moves = uow.baselines.ledger(baseline.id), uow.baselines.days(baseline.id)
    assert ledger.points.current == ledger.points.baseline + sum(d.scope_points for d in moves)
    assert ledger.count.current == ledger.count.baseline + sum(d.scope_count for d in moves)
    assert ledger.points.done == sum(d.done_points for d in moves)
    assert ledger.count.done == sum(d.done_count for d in moves)


def frozen_release(desk: Desk) -> Baseline:
    """Two stories agreed on day one."""
    desk.tell(born("10001", story(), days(0)), born("10002", story(estimate=3000), days(0)))
    desk.now = days(1)
    with desk.act() as act:
        return freeze(act, PROJECT, "2.0 as agreed", RELEASE_SCOPE)


def test_one_event_yields_one_delta_and_redelivery_none(desk: Desk) -> None:
    """A story created in the release is one "added-new"; the same body again changes nothing."""
    baseline = frozen_release(desk)
    command = born("10003", story(estimate=8000), days(2))
    desk.tell(command)
    desk.tell(command, command)
    with desk.work(desk.site_id) as uow:
        (delta,) = uow.baselines.all_deltas(baseline.id)
        ledger = uow.baselines.ledger(baseline.id)
    assert (delta.detected.delta_class, delta.detected.points) == (DeltaClass.ADDED_NEW, 8000)
    assert (ledger.points.baseline, ledger.points.unapproved, ledger.points.current) == (8000, 8000, 16000)


def test_what_people_said_of_a_gap_stays_when_the_lost_event_arrives(desk: Desk) -> None:
    """A correction that got a reason hands it on to the true change."""
    baseline = frozen_release(desk)
    opening_state = story(versions=frozenset())
    desk.tell(born("10003", opening_state, days(0)))
    moved_in = IssueChange("500", days(2), None, (Move(Field.VERSION, None, RELEASE),))
    started = IssueChange("501", days(3), None, (Move(Field.STATUS, "1", "3"),))
    desk.tell(track("10003", story(status_id="3"), started, days(0)))
    with desk.act() as act:
        (gap,) = act.uow.baselines.all_deltas(baseline.id)
        decide_delta(act, gap.id, reason="customer")
    desk.tell(track("10003", story(), moved_in, days(0)))
    with desk.work(desk.site_id) as uow:
        (delta,) = uow.baselines.all_deltas(baseline.id)
    assert (gap.detected.change_id, delta.detected.change_id) == ("gap-501", "500")
    assert ("customer", gap.id, days(2)) == (delta.reason, delta.id, delta.detected.at)


def test_a_late_change_does_not_undo_what_was_shown_after_it(desk: Desk) -> None:
    """3 → 8 comes late, 8 → 3 was lost, a later snapshot had shown 3: three points it is, also after the late one."""
    desk.tell(born("10003", story(estimate=3000), days(0)))
    started = IssueChange("502", days(3), None, (Move(Field.STATUS, "1", "3"),))
    desk.tell(track("10003", story(estimate=3000, status_id="3"), started, days(0)))
    grown = IssueChange("500", days(1), None, (Move(Field.ESTIMATE, "3", "8"),))
    desk.tell(track("10003", story(estimate=8000), grown, days(0)))
    with desk.work(desk.site_id) as uow:
        [known] = uow.issues.known([IssueId("10003")]).values()
    assert known.history.now == story(estimate=3000, status_id="3")


def test_an_approved_delta_moves_between_the_parts_of_the_ledger(desk: Desk) -> None:
    """Deciding changes no current scope; it says which part of it was agreed to."""
    baseline = frozen_release(desk)
    desk.tell(born("10003", story(), days(2)))
    with desk.act() as act:
        (delta,) = act.uow.baselines.all_deltas(baseline.id)
        decide_delta(act, delta.id, disposition=Disposition.APPROVED)
    ledger, _ = stored(desk, baseline)
    assert (ledger.points.approved, ledger.points.unapproved, ledger.points.current) == (5000, 0, 13000)


def test_a_move_to_another_project_leaves_here_and_enters_there(desk: Desk) -> None:
    """Both lanes hear of it: a removal in the old project, and the totals of both never change (invariant 11)."""
    here = frozen_release(desk)
    desk.switch_on(ELSEWHERE, "OPS")
    with desk.act() as act:
        there = freeze(act, ELSEWHERE, "all of it", Definition(Kind.PROJECT, ELSEWHERE))
    change = IssueChange(
        "600", days(2), None, (Move(Field.PROJECT, PROJECT, ELSEWHERE), Move(Field.VERSION, RELEASE, None))
    )
    command = track("10001", story(project_id=ELSEWHERE, versions=frozenset()), change, days(0))
    assert list(projects_left([command])) == [PROJECT]
    desk.tell(command, lane=ELSEWHERE)
    desk.tell(command, lane=PROJECT)
    left, entered = stored(desk, here)[1], stored(desk, there)[1]
    assert [(d.delta_class, d.points) for d in left] == [(DeltaClass.REMOVED_MOVED_OUT, -5000)]  # type: ignore[attr-defined]
    assert [(d.delta_class, d.points) for d in entered] == [(DeltaClass.ADDED_MOVED_IN, 5000)]  # type: ignore[attr-defined]


def test_a_project_that_is_not_on_keeps_nothing(desk: Desk) -> None:
    """Events of other projects leave no trace."""
    desk.tell(born("10009", story(project_id=ProjectId("10500")), days(1)), lane=ProjectId("10500"))
    with desk.work(desk.site_id) as uow:
        assert uow.issues.known([IssueId("10009")]) == {}


def test_a_baseline_of_the_past_sees_what_was_agreed_then(desk: Desk) -> None:
    """Frozen as of day one, taken on day nine: what moved since shows as deltas at once."""
    desk.tell(born("10001", story(), days(0)), born("10002", story(versions=frozenset({OTHER})), days(0)))
    desk.tell(
        track(
            "10001", story(estimate=8000), IssueChange("7", days(3), None, (Move(Field.ESTIMATE, "5", "8"),)), days(0)
        )
    )
    desk.now = days(9)
    with desk.act() as act:
        baseline = freeze(act, PROJECT, "2.0 as agreed", RELEASE_SCOPE, as_of=days(1))
    assert [item.points for item in baseline.items] == [5000]
    ledger, deltas = stored(desk, baseline)
    assert (ledger.points.baseline, ledger.points.unapproved, ledger.points.current) == (5000, 3000, 8000)
    assert recomputed(desk, baseline) == (ledger, deltas)
