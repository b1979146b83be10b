"""An issue that goes to and fro between two projects: in whatever order both lanes hear of it, their figures hold."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.domain.baseline import Definition, Kind
from plugin.domain.commands import TrackIssue
from plugin.domain.ids import ProjectId
from plugin.domain.issue import Field, IssueChange, IssueState, Move, applied
from plugin.usecases.scope import freeze
from plugin.usecases.tracking import Step, execute, to_tell
from tests.e2e.truth import check_recomputation
from tests.usecases.desk import ELSEWHERE, PROJECT, RELEASE, START, Desk, born, days, open_desk, story, track

OTHER_OF = {PROJECT: ELSEWHERE, ELSEWHERE: PROJECT}


def change(number: int, what: str, state: IssueState) -> IssueChange:
    """The change of that kind, as Jira would make it of an issue in this state; a move leaves the version behind."""
    if what == "project":
        moves = [Move(Field.PROJECT, state.project_id, OTHER_OF[state.project_id])]
        moves += [Move(Field.VERSION, version, None) for version in state.versions]
    elif what == "version":
        inside = RELEASE in state.versions
        moves = [Move(Field.VERSION, RELEASE if inside else None, None if inside else RELEASE)]
    else:
        moves = [Move(Field.ESTIMATE, None if state.estimate is None else str(state.estimate // 1000), what)]
    return IssueChange(str(500 + number), days(2) + timedelta(minutes=number), None, tuple(moves))


def hear(
    desk: Desk, command: TrackIssue, lane: ProjectId, *, relayed: bool = False
) -> list[tuple[ProjectId, TrackIssue]]:
    """One delivery in one lane; returns what other lanes are told, as the worker would."""
    with desk.work(desk.site_id, write=True) as uow:
        elsewhere = execute(uow, lane, [Step(None, (command,))], desk.now, desk.new_id)
        uow.commit()
    return [] if relayed else list(to_tell([command], elsewhere).items())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(["project", "version", "3", "8"]), min_size=2, max_size=7), st.randoms())
def test_both_projects_equal_a_recomputation(kinds: list[str], rng: random.Random) -> None:
    """Moves, re-estimates and releases told in any order, and relays at any time after."""
    state = story()
    commands = []
    for number, kind in enumerate(kinds):
        made = change(number, kind, state)
        state = applied(state, made)
        commands.append(track("10001", state, made, START))
    with TemporaryDirectory() as folder:
        desk = open_desk(Path(folder))
        desk.switch_on()
        desk.switch_on(ELSEWHERE, "OPS")
        desk.tell(born("10001", story(), START))
        desk.now = days(1)
        with desk.act() as act:
            freeze(act, PROJECT, "2.0 as agreed", Definition(Kind.VERSION, RELEASE))
            freeze(act, ELSEWHERE, "all of it", Definition(Kind.PROJECT, ELSEWHERE))
        waiting = [(command.snapshot.project_id, command, False) for command in commands]
        while waiting:
            lane, command, relayed = waiting.pop(rng.randrange(len(waiting)))
            told = hear(desk, command, lane, relayed=relayed)
            waiting += [(project_id, one, True) for project_id, one in told]
        for project_id in (PROJECT, ELSEWHERE):
            check_recomputation(desk.work, desk.site_id, project_id)
        desk.database.dispose()
