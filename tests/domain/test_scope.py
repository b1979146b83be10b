"""Deltas, ledger and burn-up hold their identities over random lives, and class each event as people would."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.baseline import Contribution, Definition, Kind, contribution, state_at
from plugin.domain.delta import DeltaClass, Disposition, Folded, fold
from plugin.domain.ids import AccountId, IssueId, VersionId
from plugin.domain.issue import Field, IssueChange, IssueHistory, IssueState, Move
from plugin.domain.ledger import NOTHING, Column, entry
from tests.domain.histories import ELSEWHERE, OTHER, PROJECT, RELEASE, START, WORDS, Life, lives

RELEASE_SCOPE = Definition(Kind.VERSION, RELEASE)


def folded(history: IssueHistory, captured_at: datetime, definition: Definition = RELEASE_SCOPE) -> Folded:
    """The fold against what the history itself says was agreed at the capture."""
    state = state_at(history, captured_at)
    agreed = None if state is None else contribution(definition, state, WORDS)
    return fold(definition, captured_at, agreed, history, WORDS)


def amount(part: Contribution | None) -> tuple[int, int]:
    """Points and count of a contribution."""
    return (0, 0) if part is None else (part.points or 0, 1)


@given(lives(), st.integers(0, 400))
def test_what_was_agreed_plus_deltas_is_what_there_is(life: Life, hours: int) -> None:
    """Baseline + deltas = current, in points and in count, for any capture (invariant 6)."""
    history, captured_at = life.whole, START + timedelta(hours=hours)
    state = state_at(history, captured_at)
    agreed = amount(None if state is None else contribution(RELEASE_SCOPE, state, WORDS))
    found = folded(history, captured_at)
    points = agreed[0] + sum(d.points for d in found.deltas)
    count = agreed[1] + sum(d.count for d in found.deltas)
    assert amount(contribution(RELEASE_SCOPE, history.now, WORDS)) == (points, count)
    assert amount(found.now) == (points, count)


@given(lives(), st.integers(0, 400))
def test_each_event_yields_at_most_one_delta(life: Life, hours: int) -> None:
    """One changelog entry, one delta: never two, whatever it changed at once."""
    ids = [d.change_id for d in folded(life.whole, START + timedelta(hours=hours)).deltas]
    assert sorted(set(ids)) == sorted(ids)


@given(lives(), st.integers(0, 400))
def test_finished_work_adds_up_and_never_exceeds_scope(life: Life, hours: int) -> None:
    """The burn-up's done line ends where the finished part of the scope stands (invariant 6: done <= scope)."""
    history = life.whole
    captured_at = START + timedelta(hours=hours)
    found = folded(history, captured_at)
    now = contribution(RELEASE_SCOPE, history.now, WORDS)
    done = amount(now if now is not None and now.done else None)
    assert done == (sum(s.points for s in found.steps), sum(s.count for s in found.steps))
    assert done[1] <= amount(now)[1]


@given(lives(), st.integers(0, 400), st.sampled_from(list(Disposition)))
def test_churn_is_never_smaller_than_growth(life: Life, hours: int, disposition: Disposition) -> None:
    """Gross movement bounds net movement (invariant 7), and the ledger's parts add up to its current scope."""
    total = NOTHING
    for delta in folded(life.whole, START + timedelta(hours=hours)).deltas:
        total = total.plus(entry(delta, disposition))
    for column in (total.points, total.count):
        assert column.added + column.removed + column.reestimated >= abs(column.current - column.baseline)
        assert column.current == column.baseline + column.approved + column.pending + column.unapproved
        assert column.unapproved_added <= max(column.added, 0)


def test_growth_of_an_empty_baseline_is_undefined() -> None:
    """An empty denominator gives None, never zero (K1)."""
    assert (Column(added=5).growth, Column(added=5).churn, Column().unapproved_share) == (None, None, None)


def history_of(*moves: tuple[Move, ...], created: datetime = START, **state: object) -> IssueHistory:
    """A story that moved once a day after the freeze."""
    plain: dict[str, object] = {"project_id": PROJECT, "type_id": "story", "status_id": "1", "estimate": 5000}
    history = IssueHistory(IssueId("10007"), created, AccountId("a"), IssueState(**{**plain, **state}), created)  # type: ignore[arg-type]
    for day, entry_moves in enumerate(moves, start=2):
        history = history.with_change(IssueChange(str(day), START + timedelta(days=day), AccountId("b"), entry_moves))
    return history


FREEZE = START + timedelta(days=1)
IN: frozenset[VersionId] = frozenset({RELEASE})


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            history_of(created=FREEZE + timedelta(hours=1), versions=IN),
            [("added-new", 5000, 1)],
            id="created in the release",
        ),
        pytest.param(
            history_of((Move(Field.VERSION, None, RELEASE),), created=FREEZE + timedelta(hours=1)),
            [("added-new", 5000, 1)],
            id="created after the freeze, then put into the release",
        ),
        pytest.param(history_of((Move(Field.VERSION, None, RELEASE),)), [("added-moved-in", 5000, 1)], id="moved in"),
        pytest.param(
            history_of((Move(Field.VERSION, RELEASE, None), Move(Field.VERSION, None, OTHER)), versions=IN),
            [("removed-moved-out", -5000, -1)],
            id="moved to another release",
        ),
        pytest.param(
            history_of((Move(Field.PROJECT, PROJECT, ELSEWHERE), Move(Field.VERSION, RELEASE, None)), versions=IN),
            [("removed-moved-out", -5000, -1)],
            id="moved to another project",
        ),
        pytest.param(
            history_of((Move(Field.DELETED, None, "true"),), versions=IN),
            [("removed-deleted", -5000, -1)],
            id="deleted",
        ),
        pytest.param(
            history_of((Move(Field.STATUS, "1", "10"), Move(Field.RESOLUTION, None, "Won't do")), versions=IN),
            [("removed-cancelled", -5000, -1)],
            id="closed without doing it",
        ),
        pytest.param(
            history_of((Move(Field.ESTIMATE, "5", "8"),), versions=IN), [("re-estimated", 3000, 0)], id="re-estimated"
        ),
        pytest.param(
            history_of((Move(Field.ESTIMATE, None, "3"),), versions=IN, estimate=None),
            [("re-estimated", 3000, 0)],
            id="estimated for the first time",
        ),
        pytest.param(
            history_of((Move(Field.TYPE, "story", "sub"),), versions=IN),
            [("type-changed", -5000, -1)],
            id="made a sub-task",
        ),
        pytest.param(
            history_of((Move(Field.VERSION, None, RELEASE), Move(Field.ESTIMATE, "5", "13"))),
            [("added-moved-in", 13000, 1)],
            id="moved in and re-estimated at once",
        ),
        pytest.param(
            history_of((Move(Field.STATUS, "1", "10"), Move(Field.RESOLUTION, None, "Done")), versions=IN),
            [],
            id="done is not a change of scope",
        ),
        pytest.param(
            history_of((Move(Field.VERSION, RELEASE, None),), (Move(Field.VERSION, None, RELEASE),), versions=IN),
            [("removed-moved-out", -5000, -1), ("added-moved-in", 5000, 1)],
            id="out and back in",
        ),
    ],
)
def test_each_kind_of_event_has_its_class(history: IssueHistory, expected: list[tuple[str, int, int]]) -> None:
    """What people would call the change is what the log calls it."""
    found = folded(history, FREEZE).deltas
    assert expected == [(d.delta_class.value, d.points, d.count) for d in found]


def test_a_late_change_from_before_the_freeze_is_a_correction_at_the_freeze() -> None:
    """The frozen item stays as it was agreed; the truth that came late shows as a delta dated at the capture."""
    history = history_of(versions=IN, estimate=8000)
    found = fold(RELEASE_SCOPE, FREEZE, Contribution(5000, False), history, WORDS)
    (delta,) = found.deltas
    assert (delta.delta_class, delta.points, delta.at) == (DeltaClass.RE_ESTIMATED, 3000, FREEZE)
