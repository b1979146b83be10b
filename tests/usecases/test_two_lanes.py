"""An issue that goes to and fro between two projects: in whatever order both lanes hear of it, their figures hold."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.domain.baseline import Definition, Kind
from plugin.domain.commands import TrackIssue
from plugin.domain.ids import IssueId, ProjectId, VersionId
from plugin.domain.issue import Field, IssueChange, IssueState, Move, applied
from plugin.usecases.scope import freeze
from plugin.usecases.tracking import Step, execute, to_tell
from tests.e2e.truth import check_recomputation
from tests.usecases.desk import ELSEWHERE, PROJECT, RELEASE, Desk, born, days, open_desk, story, track

OTHER_OF = {PROJECT: ELSEWHERE, ELSEWHERE: PROJECT}
VERSION_OF = {PROJECT: RELEASE, ELSEWHERE: VersionId("20001")}
"""A version belongs to one project; Jira gives none of another to an issue."""


def change(number: int, what: str, state: IssueState) -> IssueChange:
    """The change of that kind, as Jira would make it of an issue in this state; a move leaves the version behind."""
    if what == "project":
        moves = [Move(Field.PROJECT, state.project_id, OTHER_OF[state.project_id])]
        moves += [Move(Field.VERSION, version, None) for version in state.versions]
    elif what == "version":
        version = VERSION_OF[state.project_id]
        inside = version in state.versions
        moves = [Move(Field.VERSION, version if inside else None, None if inside else version)]
    else:
        moves = [Move(Field.ESTIMATE, None if state.estimate is None else str(state.estimate // 1000), what)]
    return IssueChange(str(500 + number), days(2) + timedelta(minutes=number), None, tuple(moves))


@dataclass(frozen=True)
class Post:
    """A delivery on its way into a lane; a relayed one is told to nobody else."""

    lane: ProjectId
    command: TrackIssue
    relayed: bool = False


def hear(desk: Desk, lane: ProjectId, batch: list[Post]) -> list[Post]:
    """One batch in one lane; returns what other lanes are told, as the worker would."""
    with desk.work(desk.site_id, write=True) as uow:
        steps = [Step(None, (post.command,)) for post in batch]
        elsewhere = execute(uow, lane, steps, desk.now, desk.new_id)
        uow.commit()
    told = [to_tell([post.command], elsewhere) for post in batch if not post.relayed]
    return [Post(project_id, command, relayed=True) for one in told for project_id, command in one.items()]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(["project", "version", "3", "8"]), min_size=2, max_size=7), st.randoms())
def test_both_projects_equal_a_recomputation(kinds: list[str], rng: random.Random) -> None:
    """Creation, moves, re-estimates and releases in any order, in batches of any size, relays at any time after."""
    state = story()
    posts = [Post(PROJECT, born("10001", state, days(2)))]
    for number, kind in enumerate(kinds):
        made = change(number, kind, state)
        state = applied(state, made)
        posts.append(Post(state.project_id, track("10001", state, made, days(2))))
    with TemporaryDirectory() as folder:
        desk = open_desk(Path(folder))
        desk.switch_on()
        desk.switch_on(ELSEWHERE, "OPS")
        desk.now = days(1)
        with desk.act() as act:
            freeze(act, PROJECT, "2.0 as agreed", Definition(Kind.VERSION, RELEASE))
            freeze(act, ELSEWHERE, "all of it", Definition(Kind.PROJECT, ELSEWHERE))
        while posts:
            lane = rng.choice(posts).lane
            batch = rng.sample([post for post in posts if post.lane == lane], 1)
            batch += [post for post in posts if post.lane == lane and post not in batch and rng.random() < 0.4]
            posts = [post for post in posts if post not in batch] + hear(desk, lane, batch)
        for project_id in (PROJECT, ELSEWHERE):
            check_recomputation(desk.work, desk.site_id, project_id)
        with desk.work(desk.site_id) as uow:
            [known] = uow.issues.known([IssueId("10001")]).values()
        assert known.history.now == state
        assert {c.id for c in known.history.changes if c.id.isdigit()} == {str(500 + n) for n in range(len(kinds))}
        desk.database.dispose()
