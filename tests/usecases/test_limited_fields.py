"""Events that show few fields: what they tell counts at once, what they hide stays, and what is doubtful is read."""

from __future__ import annotations

from dataclasses import replace

from plugin.domain.commands import BuryIssue, Command, ReadIssue, ReadVersions, TrackIssue
from plugin.domain.ids import IssueId, ProjectId
from plugin.domain.issue import Field, IssueChange, IssueState, Move
from plugin.usecases.tracking import Step, execute
from tests.usecases.desk import ELSEWHERE, PROJECT, RELEASE, Desk, born, days, snapshot, story, track
from tests.usecases.test_tracking import frozen_release

HIDDEN = frozenset({Field.ESTIMATE, Field.SPRINT, Field.VERSION, Field.RESOLUTION})
NUMBER = "10001"


def part(state: IssueState, change: IssueChange, issue_id: str = NUMBER, **shown: str) -> TrackIssue:
    """The command of an update that showed neither versions nor estimate, sprints or resolution."""
    bare = replace(state, versions=frozenset(), estimate=None, sprints=frozenset(), resolution=None)
    command = track(issue_id, bare, change, days(0))
    return replace(command, snapshot=replace(command.snapshot, unseen=HIDDEN, **shown))  # type: ignore[arg-type]


def move(number: int, day: float, *moves: Move) -> IssueChange:
    """A change of that number on that day."""
    return IssueChange(str(number), days(day), None, moves)


def state_of(desk: Desk, issue_id: str = NUMBER) -> IssueState:
    """How an issue stands."""
    with desk.work(desk.site_id) as uow:
        return uow.issues.known({IssueId(issue_id)})[IssueId(issue_id)].history.now


def to_read(desk: Desk) -> list[tuple[str, str, str]]:
    """Kind, subject and lane of every errand that waits to read something."""
    with desk.database.reading("*") as connection:
        rows = connection.exec_driver_sql("SELECT kind, subject, lane FROM errand WHERE kind LIKE 'read-%'").all()
    return sorted((kind, subject, lane) for kind, subject, lane in rows)


def test_a_change_that_is_told_in_part_counts_at_once(desk: Desk) -> None:
    """Five points become eight: one delta of three, the release stays, and nothing needs to be read."""
    baseline = frozen_release(desk)
    desk.tell(part(story(), move(500, 2, Move(Field.ESTIMATE, "5", "8"))))
    assert state_of(desk) == story(estimate=8000)
    with desk.work(desk.site_id) as uow:
        [delta] = uow.baselines.all_deltas(baseline.id)
    assert (delta.detected.change_id, delta.detected.points) == ("500", 3000)
    assert to_read(desk) == []


def test_what_is_shown_is_corrected_and_then_read(desk: Desk) -> None:
    """A status that nobody told of is taken as shown; as more may have been lost, the issue is read."""
    desk.tell(born(NUMBER, story(), days(0)))
    desk.tell(part(story(status_id="3"), move(500, 2, Move(Field.ESTIMATE, "5", "8"))))
    assert state_of(desk) == story(estimate=8000, status_id="3")
    assert to_read(desk) == [("read-issue", NUMBER, PROJECT)]


def test_a_late_change_keeps_its_place_below_what_was_shown_later(desk: Desk) -> None:
    """Late, its hidden fields count and its status does not undo the later one; the issue is read to be sure."""
    desk.tell(born(NUMBER, story(), days(0)))
    desk.tell(part(story(), move(501, 3, Move(Field.ESTIMATE, "8", "13"))))
    desk.tell(part(story(status_id="3"), move(500, 2, Move(Field.STATUS, "1", "3"), Move(Field.ESTIMATE, "5", "8"))))
    assert state_of(desk) == story(estimate=13000)
    assert to_read(desk) == [("read-issue", NUMBER, PROJECT)]


def test_a_late_change_that_agrees_with_all_else_is_read_too(desk: Desk) -> None:
    """Something came out of order: whether anything else was lost, only Jira can tell."""
    desk.tell(born(NUMBER, story(), days(0)))
    desk.tell(part(story(), move(501, 3, Move(Field.ESTIMATE, "8", "13"))))
    desk.tell(part(story(), move(500, 2, Move(Field.ESTIMATE, "5", "8"))))
    assert state_of(desk) == story(estimate=13000)
    assert to_read(desk) == [("read-issue", NUMBER, PROJECT)]


def test_the_same_again_changes_nothing(desk: Desk) -> None:
    """Repeated, at once or late, it is taken once and asks for nothing."""
    desk.tell(born(NUMBER, story(), days(0)))
    first = part(story(), move(500, 2, Move(Field.ESTIMATE, "5", "8")))
    second = part(story(), move(501, 3, Move(Field.ESTIMATE, "8", "3")))
    desk.tell(first, second, first)
    desk.tell(first, second)
    assert state_of(desk) == story(estimate=3000)
    assert to_read(desk) == []


def test_an_issue_that_we_do_not_know_is_read(desk: Desk) -> None:
    """Nothing is remembered of it from the few fields; many events ask once."""
    desk.tell(part(story(), move(500, 2, Move(Field.ESTIMATE, "5", "8"))))
    desk.tell(part(story(), move(501, 3, Move(Field.ESTIMATE, "8", "3"))))
    with desk.work(desk.site_id) as uow:
        assert uow.issues.known({IssueId(NUMBER)}) == {}
    assert to_read(desk) == [("read-issue", NUMBER, PROJECT)]


def test_an_issue_that_turns_up_in_another_project_is_read(desk: Desk) -> None:
    """Its move was not told yet; until it is read, it stands as it stood."""
    desk.switch_on(ELSEWHERE, "OPS")
    desk.tell(born(NUMBER, story(), days(0)))
    there = story(project_id=ELSEWHERE)
    desk.tell(part(there, move(501, 3, Move(Field.ESTIMATE, "5", "8"))), lane=ELSEWHERE)
    assert state_of(desk) == story()
    assert to_read(desk) == [("read-issue", NUMBER, ELSEWHERE)]


def test_meanings_that_were_not_shown_are_not_unlearned(desk: Desk) -> None:
    """A body without category and role leaves what we know; one with an unknown type or status is read."""
    desk.tell(born(NUMBER, story(), days(0)))
    desk.tell(part(story(), move(500, 2, Move(Field.ESTIMATE, "5", "8")), status_category="", type_role=""))
    assert to_read(desk) == []
    done = move(501, 3, Move(Field.STATUS, "1", "10"))
    desk.tell(part(story(status_id="10"), done, status_category=""))
    with desk.work(desk.site_id) as uow:
        assert dict(uow.projects.meanings().categories) == {"1": "new"}
    assert to_read(desk) == [("read-issue", NUMBER, PROJECT)]


def test_a_deletion_needs_no_more_than_it_shows(desk: Desk) -> None:
    """With its last fields hidden the issue leaves the scope as it stood."""
    baseline = frozen_release(desk)
    shown = replace(snapshot(NUMBER, story(versions=frozenset()), days(0)), unseen=HIDDEN)
    desk.tell(BuryIssue(IssueId(NUMBER), PROJECT, None, days(3), shown))
    with desk.work(desk.site_id) as uow:
        assert [d.detected.points for d in uow.baselines.all_deltas(baseline.id)] == [-5000]
    assert to_read(desk) == []


def test_a_reading_is_asked_for_where_a_project_is_on(desk: Desk) -> None:
    """Moved from a project that is on to one that is off, it is read; between two that are off, it is not."""
    here, there, off = PROJECT, ELSEWHERE, ProjectId("10500")
    told: list[Command] = [
        ReadIssue(IssueId("10001"), frozenset({here, there}), days(1)),
        ReadIssue(IssueId("10001"), frozenset({here}), days(1)),
        ReadIssue(IssueId("10002"), frozenset({there, off}), days(1)),
        ReadVersions(here, days(1)),
        ReadVersions(there, days(1)),
    ]
    with desk.work(desk.site_id, write=True) as uow:
        execute(uow, there, [Step(None, (command,)) for command in told], desk.now, desk.new_id)
        uow.commit()
    assert to_read(desk) == [("read-issue", "10001", here), ("read-versions", here, here)]


def test_what_a_creation_shows_of_types_and_statuses_is_learned(desk: Desk) -> None:
    """By the time it is read the issue may be of another type, and nobody would tell what the first one meant."""
    shown = replace(snapshot(NUMBER, story(type_id="sub"), days(0)), unseen=HIDDEN)
    with desk.work(desk.site_id, write=True) as uow:
        told = ReadIssue(IssueId(NUMBER), frozenset({PROJECT}), days(0), shown)
        execute(uow, PROJECT, [Step(None, (told,))], desk.now, desk.new_id)
        uow.commit()
    with desk.work(desk.site_id) as uow:
        meanings = uow.projects.meanings()
    assert (meanings.roles["sub"].value, meanings.categories["1"]) == ("subtask", "new")


def test_versions_shown_count_as_shown(desk: Desk) -> None:
    """Where the manifest asks for versions, an empty list is an empty list."""
    baseline = frozen_release(desk)
    command = part(story(), move(500, 2, Move(Field.VERSION, RELEASE, None)))
    shown = replace(command.snapshot, unseen=HIDDEN - {Field.VERSION})
    desk.tell(replace(command, snapshot=shown))
    assert state_of(desk).versions == frozenset()
    with desk.work(desk.site_id) as uow:
        assert [d.detected.points for d in uow.baselines.all_deltas(baseline.id)] == [-5000]
