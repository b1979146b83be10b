"""An issue's history folds to the same state whatever the order, the gaps and the repetitions of what Jira delivers."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.ids import IssueId
from plugin.domain.issue import Field, IssueChange, IssueHistory, IssueState, Move, applied, rewound
from tests.domain.histories import PROJECT, RELEASE, START, Life, lives

BORN = START - timedelta(days=1)
PLAIN = IssueHistory(
    IssueId("10042"), BORN, None, IssueState(PROJECT, "story", "1", None, 1000, frozenset({RELEASE})), BORN
)


@given(lives(), st.randoms())
def test_any_order_of_arrival_gives_the_same_history(life: Life, rng: random.Random) -> None:
    """Changes that arrive shuffled and twice fold to what the true order gives (invariants 2 and 3)."""
    arrivals = [*life.changes, *life.changes]
    rng.shuffle(arrivals)
    told = life.history
    for change in arrivals:
        told = told.with_change(change)
    assert list(life.whole.instants()) == list(told.instants())


@given(lives())
def test_a_change_rewinds_to_where_it_came_from(life: Life) -> None:
    """Taking a change back undoes applying it."""
    state = life.history.opening
    for change in life.changes:
        after = applied(state, change)
        assert state == rewound(after, change)
        state = after


@given(lives(), st.integers(0, 12))
def test_an_issue_first_seen_late_is_the_same_issue(life: Life, seen: int) -> None:
    """Known only from its n-th change on, then told the older ones: the history becomes the whole one."""
    if not life.changes:
        return
    seen %= len(life.changes)
    states = [instant.state for instant in life.whole.instants()]
    first = life.changes[seen]
    late = replace(life.history, opening=states[seen], known_from=first.at).with_change(first)
    for change in [*life.changes[seen + 1 :], *reversed(life.changes[:seen])]:
        late = late.with_change(change)
    assert states == [instant.state for instant in late.instants()]


@given(lives(), st.data())
def test_a_lost_change_is_made_good_by_the_next_snapshot_and_again_when_it_arrives(
    life: Life, data: st.DataObject
) -> None:
    """The correction carries the state at once; once the true change is there, the correction moves nothing."""
    if len(life.changes) < 2:
        return
    lost = data.draw(st.integers(0, len(life.changes) - 2))
    told = life.history
    states = [instant.state for instant in life.whole.instants()]
    for index, change in enumerate(life.changes):
        if index == lost:
            continue
        told = told.with_change(change)
        if not states[index + 1].deleted:
            told = told.corrected(states[index + 1], change.id, change.at)
    if not states[-1].deleted:
        assert states[-1] == told.now
    whole = told.with_change(life.changes[lost])
    seen = {instant.change_id: instant.state for instant in whole.instants()}
    for index in range(lost, len(life.changes)):
        assert states[index + 1] == seen[life.changes[index].id]


def test_a_change_without_moves_is_not_kept() -> None:
    """A renamed summary leaves no entry in the history."""
    assert PLAIN.with_change(IssueChange("7", START, None, ())) == PLAIN


def test_two_changes_of_one_instant_keep_jiras_numbering() -> None:
    """Changelog 9 comes before changelog 10 when both carry the same time."""
    later = IssueChange("10", START, None, (Move(Field.ESTIMATE, "3", "8"),))
    earlier = IssueChange("9", START, None, (Move(Field.ESTIMATE, "1", "3"),))
    told = PLAIN.with_change(later).with_change(earlier)
    assert [instant.change_id for instant in told.instants()] == ["created", "9", "10"]
