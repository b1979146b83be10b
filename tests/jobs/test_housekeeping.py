"""By the hour: the first time at once, then never more often; and each night every project that is on is compared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.ids import ProjectId, SiteId
from plugin.jobs.errands import Errands
from plugin.jobs.housekeeping import Housekeeping
from plugin.jobs.site_errands import SiteErrands
from plugin.storage import SqlForgeSites
from plugin.usecases import nightly
from plugin.usecases.nightly import NIGHTLY, next_turn
from plugin.wiring import new_id
from tests.jobs.desks import Lanes
from tests.jobs.office import Office
from tests.jobs.test_backfill import live_through
from tests.jobs.test_reconcile import agrees
from tests.jobs.test_site_errands import GRACE, Life
from tests.web.core.bench import LEAD


def test_once_an_hour(lanes: Lanes) -> None:
    """However often it is asked to look."""
    planned: list[datetime] = []
    house = Housekeeping(lanes.desk.queue, lambda: planned.append(lanes.desk.now), clock=lanes.desk.clock)
    for _ in range(30):
        house.look()
        lanes.wait(minutes=10)
    assert len(planned) == 5


@given(st.integers(1, 9), st.integers(1, 10**6), st.integers(0, 10**9))
def test_a_turn_is_at_night_and_within_a_day(site: int, project: int, seconds: int) -> None:
    """Whenever it is asked for; asked again before it came it is the same."""
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    turn = next_turn(SiteId(site), ProjectId(str(project)), at)
    assert at < turn <= at + timedelta(days=1)
    assert 1 <= turn.hour < 5
    assert next_turn(SiteId(site), ProjectId(str(project)), at + (turn - at) / 2) == turn


def test_projects_take_their_turns() -> None:
    """Not all of them are asked for in the same minute."""
    now = datetime(2026, 11, 24, tzinfo=UTC)
    turns = {next_turn(SiteId(1), ProjectId(str(number)), now) for number in range(10_000, 10_100)}
    assert len(turns) > 50


@pytest.fixture
def night(office: Office) -> Errands:
    """Who does the night's work of an office."""
    app = office.bench.app
    life = Life(app.sites, SqlForgeSites(app.database))
    whole = SiteErrands(
        app.work,
        app.queue,
        life,
        office.gateway,
        clock=office.clock,
        new_id=new_id,
        grace=GRACE,
        changed=lambda _site_id: None,
    )
    return Errands(app.queue, whole.runners(), clock=office.clock)


def test_what_no_event_told_is_made_good_by_the_morning(office: Office, night: Errands) -> None:
    """Sub-tasks that go with their parent, and whatever else came to nobody's ears."""
    release = live_through(office.jira)
    office.ask_for_reading()
    office.settle()
    office.ahead = timedelta()  # what happens in Jira from here on is younger than the baseline
    office.freeze(release)
    with office.jira.quiet():
        office.jira.update_issue("PAY-1", by=LEAD, points=13)
        office.jira.delete_issue("PAY-2", by=LEAD)
    for _ in range(3):
        nightly.plan(office.bench.app.work, office.bench.site_id, office.clock())
    assert office.errand(NIGHTLY)[0] == "ready"
    with pytest.raises(AssertionError):
        agrees(office)
    office.wait(days=1)
    assert night.run_once("night") == 1
    agrees(office)
    assert office.project().progress.state == "done"
    nightly.plan(office.bench.app.work, office.bench.site_id, office.clock())
    assert office.errand(NIGHTLY)[0] == "ready"


def test_projects_that_are_off_are_left_alone(office: Office) -> None:
    """Nothing is planned for them."""
    nightly.plan(office.bench.app.work, office.bench.site_id, office.clock())
    assert office.bench.rows("SELECT count(*) FROM errand") == [(0,)]
