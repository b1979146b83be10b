"""Errands: asked for often and run once, obedient to Jira's waits, patient with its troubles, ended when hopeless."""

from __future__ import annotations

import pytest

from plugin.jobs.errands import MOST_ATTEMPTS
from plugin.usecases.mirror import ISSUE_ERRAND, PROJECT_ERRAND, ask, ask_project
from tests.jobs.office import QUIET_SECONDS, Office
from tests.web.core.bench import LEAD


@pytest.fixture
def busy(office: Office) -> Office:
    """An office with one agreed story, all of it mirrored and quiet."""
    version = office.jira.create_version("PAY", "2.0")
    office.jira.create_issue("PAY", "Refunds", points=3, fix_versions=[version], by=LEAD)
    office.ask_for_reading()
    office.settle()
    office.freeze(version.id)
    with office.act() as act:
        ask(act.uow, office.project_id, [i.issue_id for i in act.uow.issues.search(office.project_id, "", 10)], act.now)
    office.settle()
    return office


def test_three_hundred_events_cost_two_writes(busy: Office) -> None:
    """However often an issue changes, its property and its project's are written once when it is quiet again."""
    before = len(busy.writes())
    for points in range(300):
        busy.jira.update_issue("PAY-1", by=LEAD, points=5 + points % 7)
    busy.jira.update_issue("PAY-1", by=LEAD, points=13)
    busy.settle()
    assert 1 <= len(busy.writes()) - before <= 3
    issue = busy.jira.issue("PAY-1")
    assert (
        issue.properties["plumbline.scope"]["state"],
        issue.properties["plumbline.scope"]["delta"],
    ) == ("reestimated", 10)
    assert busy.jira.project("PAY").properties["plumbline.project"]["scopeUnapproved"] == 10
    assert busy.jira.violations == []


def test_errands_that_wait_are_one(busy: Office) -> None:
    """While one waits, asking again adds none; a stream of questions does not put it off."""
    for _ in range(5):
        with busy.act() as act:
            ask_project(act.uow, busy.project_id, act.now)
        busy.wait(seconds=0.3)
    assert busy.bench.rows("SELECT count(*) FROM errand WHERE state = 'ready'") == [(1,)]
    assert busy.run_errands() == 1


def test_what_jira_knows_already_is_not_written_again(busy: Office) -> None:
    """The errand is run, compares, and stays silent."""
    before = len(busy.writes())
    issue = busy.jira.issue("PAY-1")
    with busy.act() as act:
        ask(act.uow, busy.project_id, [issue.id], act.now)  # type: ignore[list-item]
    busy.wait(seconds=QUIET_SECONDS)
    assert busy.run_errands() == 2
    assert before == len(busy.writes())


def _changed(office: Office, points: int) -> None:
    office.jira.update_issue("PAY-1", by=LEAD, points=points)
    office.take_deliveries()
    office.wait(seconds=QUIET_SECONDS)


@pytest.mark.parametrize(("kind", "path"), [(ISSUE_ERRAND, "/issue/properties"), (PROJECT_ERRAND, "/project/")])
def test_a_wait_that_jira_asks_for_is_kept_and_is_no_failure(busy: Office, kind: str, path: str) -> None:
    """Retry-After sets the time of the next attempt; however often Jira says so, the errand is not worn out."""
    for turn in range(MOST_ATTEMPTS + 2):
        busy.jira.faults.rate_limit(1, 7, path)
        if turn == 0:
            _changed(busy, 8)
        busy.run_errands()
        state, attempts, seconds, error = busy.errand(kind)
        assert (state, attempts) == ("ready", 0)
        assert 5.5 < seconds <= 7
        assert error is not None
        assert "7 s" in error
        before = len(busy.jira.requests)
        assert busy.run_errands() == 0
        assert before == len(busy.jira.requests)
        busy.wait(seconds=7.5)
    assert busy.run_errands() == 1
    assert busy.errand(kind)[0] == "done"


TROUBLES = {
    "an error": {"status": 500},
    "a page": {"status": 200, "body": "<html>Jira is being upgraded</html>"},
    "an error page": {"status": 503, "body": "<html>Sorry</html>"},
    "nothing": {"status": 200, "body": None},
    "no answer in time": {"status": 200, "hang_seconds": 0.6},
    "a redirect": {"status": 302},
    "a refusal": {"status": 400, "body": {"errorMessages": ["no"]}},
}


@pytest.mark.parametrize("name", TROUBLES)
def test_trouble_makes_an_errand_wait_longer_each_time(busy: Office, name: str) -> None:
    """It counts as an attempt, the next one comes later, and once Jira is well the property is right."""
    _changed(busy, 8)
    waits = []
    for attempt in (1, 2, 3):
        busy.jira.faults.fail(1, path_contains="/issue/properties", **TROUBLES[name])  # type: ignore[arg-type]
        busy.run_errands()
        state, attempts, seconds, error = busy.errand(ISSUE_ERRAND)
        assert ("ready", attempt) == (state, attempts)
        assert error
        assert "<html>" not in error
        waits.append(seconds)
        busy.wait(seconds=seconds + 0.1)
    assert waits == sorted(waits)
    busy.run_errands()
    assert busy.errand(ISSUE_ERRAND)[0] == "done"
    assert busy.jira.issue("PAY-1").properties["plumbline.scope"]["delta"] == 5


def test_an_errand_that_fails_too_often_is_buried_and_may_be_asked_for_anew(busy: Office) -> None:
    """After eight attempts Jira is left alone; the next event begins afresh."""
    _changed(busy, 8)
    busy.jira.faults.fail(100, path_contains="/issue/properties")
    for _ in range(MOST_ATTEMPTS):
        busy.run_errands()
        busy.wait(minutes=12)
    assert busy.errand(ISSUE_ERRAND)[:2] == ("dead", MOST_ATTEMPTS)
    before = len(busy.jira.requests)
    assert busy.run_errands() == 0
    assert before == len(busy.jira.requests)
    busy.jira.faults.clear()
    _changed(busy, 13)
    busy.run_errands()
    assert busy.errand(ISSUE_ERRAND)[0] == "done"
    assert busy.jira.issue("PAY-1").properties["plumbline.scope"]["delta"] == 10


def test_one_project_that_jira_refuses_holds_up_no_other(busy: Office) -> None:
    """Each project's property is an errand of its own."""
    lead = busy.jira.users[LEAD].account_id
    other = busy.jira.create_project("OPS", "Operations", lead=lead)
    with busy.act() as act:
        project = act.uow.projects.get(busy.project_id)
        assert project is not None
        act.uow.projects.save(type(project)(other.id, "OPS", "Operations", enabled=True))  # type: ignore[arg-type]
        ask_project(act.uow, other.id, act.now)  # type: ignore[arg-type]
    _changed(busy, 8)
    busy.jira.faults.fail(50, 403, path_contains=f"/project/{busy.project_id}/")
    busy.run_errands()
    busy.run_errands()
    assert "plumbline.project" in other.properties


def test_an_uninstalled_site_is_left_alone(busy: Office) -> None:
    """What was still to be written is not, and nothing breaks."""
    _changed(busy, 8)
    busy.jira.uninstall()
    before = len(busy.jira.requests)
    assert busy.bench.app.errands.run_once("worker") == 0
    assert before == len(busy.jira.requests)
