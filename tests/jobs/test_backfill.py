"""Back-fill: what Jira tells afterwards is what events told at the time, whatever goes wrong on the way."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from plugin.domain.baseline import BaselineItem
from plugin.domain.issue import IssueHistory, IssueState
from plugin.jira.gateway import CloudJira
from plugin.jobs.errands import MOST_ATTEMPTS
from plugin.usecases import backfill
from plugin.usecases.jira_port import Jira
from plugin.usecases.records import SearchPage
from tests.jobs.office import Office
from tests.standin.world import Site
from tests.web.core.bench import LEAD, MEMBER

Life = tuple[str, str, IssueState, tuple[str, ...]]
"""Key, summary, how the issue stands now, and the ids of the changes that made it so."""


def live_through(site: Site) -> str:
    """A project with some history; the id of its release."""
    release, later = site.create_version("PAY", "2.0"), site.create_version("PAY", "2.1")
    sprint = site.create_sprint(site.create_board("PAY"), "Sprint 1")
    site.create_project("OPS", "Operations", lead=LEAD)
    for number in range(1, 8):
        versions = [release] if number % 2 else []
        site.create_issue("PAY", f"Story {number}", points=number, fix_versions=versions, by=LEAD)
    site.update_issue("PAY-1", by=MEMBER, points=8)
    site.update_issue("PAY-2", by=LEAD, fix_versions=[release])
    site.update_issue("PAY-3", by=LEAD, fix_versions=[later])
    site.update_issue("PAY-4", by=LEAD, sprint=sprint, summary="Story 4, told better")
    site.start_sprint(sprint)
    for status in ("In Progress", "Done"):
        site.transition("PAY-5", status, by=MEMBER)
    site.update_issue("PAY-5", by=MEMBER, points=None)
    site.move_issue("PAY-6", "OPS", by=LEAD)
    site.delete_issue("PAY-7", by=LEAD)
    return release.id


def remembered(office: Office) -> dict[str, Life]:
    """What the app knows of the issues that Jira still has in the project."""
    with office.bench.app.work(office.bench.site_id) as uow:
        known = list(uow.issues.of_project(office.project_id))
    return {
        i.history.issue_id: (i.key, i.summary, i.history.now, turns(i.history))
        for i in known
        if not i.history.now.deleted and i.history.now.project_id == office.project_id
    }


def turns(history: IssueHistory) -> tuple[str, ...]:
    """The changes that moved anything: a correction that the late event has made needless does not."""
    instants = list(history.instants())
    return tuple(after.change_id for before, after in pairwise(instants) if before.state != after.state)


def frozen(office: Office, release: str) -> set[BaselineItem]:
    """What a baseline taken now holds."""
    return set(office.freeze(release).items)


def test_reading_afterwards_equals_hearing_at_the_time(office: Office) -> None:
    """The app heard every event, forgets all and reads anew: it knows the same as before, and freezes the same."""
    office.ask_for_reading()
    office.settle()
    assert office.project().progress.state == "done"
    release = live_through(office.jira)
    office.settle()
    heard = remembered(office)
    assert {"PAY-1", "PAY-2", "PAY-3", "PAY-4", "PAY-5"} == {life[0] for life in heard.values()}
    taken = frozen(office, release)
    assert {"PAY-1", "PAY-2", "PAY-5"} == {heard[item.issue_id][0] for item in taken}
    office.bench.change("DELETE FROM baseline")
    for table in ("baseline_item", "issue", "issue_change", "issue_past_project", "issue_link", "meaning"):
        office.bench.change(f"DELETE FROM {table}")  # noqa: S608 - our own tables
    office.ask_for_reading()
    office.settle()
    assert heard == remembered(office)
    assert taken == frozen(office, release)
    assert office.jira.violations == []


def test_reading_twice_changes_nothing(office: Office) -> None:
    """A run that was cut off is simply begun again."""
    live_through(office.jira)
    office.ask_for_reading()
    office.settle()
    first = remembered(office)
    office.ask_for_reading()
    office.settle()
    assert first == remembered(office)
    progress = office.project().progress
    assert (progress.state, progress.done, progress.total) == ("done", 5, 5)


def test_reading_among_events_agrees_with_jira(office: Office) -> None:
    """What arrives while pages are read is neither lost nor counted twice."""
    live_through(office.jira)
    office.jira.search_page_cap = 2

    def meddle() -> None:
        office.jira.update_issue("PAY-1", by=LEAD, points=21)
        office.jira.create_issue("PAY", "Late story", points=2, by=LEAD)
        office.take_deliveries()

    office.through = _interrupted(on_page=2, do=meddle)
    office.ask_for_reading()
    office.settle()
    office.settle()
    by_key = {life[0]: life for life in remembered(office).values()}
    assert by_key["PAY-1"][2].estimate == 21_000
    assert "Late story" in {life[1] for life in by_key.values()}
    assert len(set(by_key["PAY-1"][3])) == len(by_key["PAY-1"][3])


def test_a_cancelled_reading_stops_after_its_page(office: Office) -> None:
    """What was read stays, the project says that it was cancelled, and no worker takes it up again."""
    live_through(office.jira)
    office.jira.search_page_cap = 2

    def cancel() -> None:
        with office.act() as act:
            backfill.cancel(act, office.project_id)

    office.take_deliveries()
    office.through = _interrupted(on_page=2, do=cancel)
    office.ask_for_reading()
    office.settle()
    progress = office.project().progress
    assert (progress.state, progress.message, progress.done) == ("failed", "Cancelled.", 2)
    assert len(remembered(office)) == 2
    assert office.errand(backfill.ERRAND)[0] == "done"


def test_a_reading_cancelled_while_it_waits_for_jira_is_not_begun_again(office: Office) -> None:
    """Its errand is still there; it looks first."""
    live_through(office.jira)
    office.jira.faults.fail(1, path_contains="/search/jql")
    office.ask_for_reading()
    office.run_errands()
    assert office.errand(backfill.ERRAND)[0] == "ready"
    with office.act() as act:
        backfill.cancel(act, office.project_id)
    office.wait(minutes=1)
    before = len(office.jira.requests)
    office.run_errands()
    assert office.project().progress.message == "Cancelled."
    assert before == len(office.jira.requests)


@pytest.mark.parametrize("path", ["/search/jql", "/field", "/versions", "/rest/agile/"])
def test_a_reading_that_jira_failed_is_tried_again(office: Office, path: str) -> None:
    """Twice trouble, a wait that Jira asked for, then all is read."""
    live_through(office.jira)
    office.jira.faults.fail(1, 503, "<html>down</html>", path)
    office.jira.faults.rate_limit(1, 20, path)
    office.jira.faults.fail(1, 500, None, path)
    office.ask_for_reading()
    for _ in range(3):
        office.run_errands()
        assert office.project().progress.state == "running"
        office.wait(seconds=21)
    office.run_errands()
    assert ((progress := office.project().progress).state, progress.done) == ("done", 5)


def test_a_reading_that_fails_too_often_says_so(office: Office) -> None:
    """The project shows why, and may be switched on again."""
    live_through(office.jira)
    office.jira.faults.fail(100, 500, path_contains="/search/jql")
    office.ask_for_reading()
    for _ in range(MOST_ATTEMPTS):
        office.run_errands()
        office.wait(minutes=12)
    progress = office.project().progress
    assert progress.state == "failed"
    assert progress.message is not None
    assert "Jira failed at" in progress.message
    office.jira.faults.clear()
    office.ask_for_reading()
    office.settle()
    assert office.project().progress.state == "done"


class _Interrupted:
    """The gateway, with something that happens just before one of its pages."""

    def __init__(self, jira: CloudJira, on_page: int, do: Callable[[], None]) -> None:
        self._jira = jira
        self._countdown = on_page
        self._do = do

    def __getattr__(self, name: str) -> Any:
        return getattr(self._jira, name)

    def search(self, *given: Any) -> SearchPage:
        self._countdown -= 1
        if self._countdown == 0:
            self._do()
        return self._jira.search(*given)


def _interrupted(*, on_page: int, do: Callable[[], None]) -> Callable[[CloudJira], Jira]:
    once: list[Any] = []

    def through(jira: CloudJira) -> Jira:
        if once:
            return jira
        found: Any = _Interrupted(jira, on_page, do)
        once.append(found)
        return found  # type: ignore[no-any-return]

    return through
