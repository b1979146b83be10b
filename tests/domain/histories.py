"""Random but legal lives of Jira issues, told as changelog entries, for properties that must hold whatever happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from plugin.domain.ids import AccountId, IssueId, ProjectId, VersionId
from plugin.domain.issue import Field, IssueChange, IssueHistory, IssueState, Move, TypeRole, Vocabulary, applied
from plugin.domain.quantities import plain

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
RELEASE = VersionId("10001")
OTHER = VersionId("10002")
PROJECT = ProjectId("10000")
ELSEWHERE = ProjectId("10100")

WORDS = Vocabulary(
    estimate_field="customfield_10016",
    sprint_field="customfield_10020",
    categories={"1": "new", "3": "indeterminate", "10": "done"},
    roles={"story": TypeRole.ITEM, "sub": TypeRole.SUBTASK, "epic": TypeRole.CONTAINER},
    undelivered=frozenset({"won't do"}),
)


@dataclass(frozen=True)
class Life:
    """An issue with the whole truth about it: how it began and each change in order."""

    history: IssueHistory
    changes: tuple[IssueChange, ...]

    @property
    def whole(self) -> IssueHistory:
        told = self.history
        for change in self.changes:
            told = told.with_change(change)
        return told


@st.composite
def moves(draw: st.DrawFn, state: IssueState) -> Move:  # noqa: PLR0911 - one return a kind of move
    """One legal move from a state."""
    kind = draw(st.sampled_from(["version", "estimate", "status", "resolution", "type", "project", "deleted"]))
    if kind == "version":
        version = draw(st.sampled_from([RELEASE, OTHER]))
        return Move(Field.VERSION, version, None) if version in state.versions else Move(Field.VERSION, None, version)
    if kind == "estimate":
        new = draw(st.sampled_from([None, "0", "1", "2.5", "3", "8"]))
        return Move(Field.ESTIMATE, None, new)
    if kind == "status":
        return Move(Field.STATUS, state.status_id, draw(st.sampled_from(["1", "3", "10"])))
    if kind == "resolution":
        return Move(Field.RESOLUTION, state.resolution, draw(st.sampled_from([None, "Done", "Won't do"])))
    if kind == "type":
        return Move(Field.TYPE, state.type_id, draw(st.sampled_from(["story", "sub", "epic"])))
    if kind == "project":
        return Move(Field.PROJECT, state.project_id, draw(st.sampled_from([PROJECT, ELSEWHERE])))
    return (
        Move(Field.DELETED, None, "true") if draw(st.integers(0, 5)) == 0 else Move(Field.STATUS, state.status_id, "3")
    )


@st.composite
def lives(draw: st.DrawFn, number: int = 1, most: int = 12) -> Life:
    """One issue's life of up to `most` changelog entries, each with one to three moves."""
    created = START + timedelta(hours=draw(st.integers(0, 200)))
    state = IssueState(
        PROJECT,
        draw(st.sampled_from(["story", "story", "story", "sub"])),
        "1",
        None,
        draw(st.sampled_from([None, 1000, 5000])),
        draw(st.sampled_from([frozenset(), frozenset({RELEASE})])),
    )
    opening = IssueHistory(IssueId(str(10000 + number)), created, AccountId("a"), state, created)
    changes, at = [], created
    for index in range(draw(st.integers(0, most))):
        at += timedelta(minutes=draw(st.integers(1, 3000)))
        told = []
        for _ in range(draw(st.integers(1, 3))):
            move = draw(moves(state))
            move = Move(move.field, _old(state, move), move.new)
            told.append(move)
            state = applied(state, IssueChange("x", at, None, (move,)))
        changes.append(IssueChange(str(number * 1000 + index), at, AccountId("b"), tuple(told)))
        if state.deleted:
            break
    return Life(opening, tuple(changes))


def _old(state: IssueState, move: Move) -> str | None:
    if move.field is Field.ESTIMATE:
        return None if state.estimate is None else str(plain(state.estimate))
    return move.old
