"""Reconciling: what webhooks never told is made good, and what that moved is said and kept."""

from __future__ import annotations

import pytest

from plugin.domain.errors import Conflict, NotFound
from plugin.domain.ids import ProjectId
from plugin.usecases import backfill, reconcile
from plugin.usecases.reconcile import Reconciled
from plugin.wiring import new_id
from tests.e2e.truth import check_against_jira, check_recomputation
from tests.jobs.office import Office
from tests.jobs.test_backfill import live_through, remembered
from tests.web.core.bench import LEAD


def reconciled(office: Office, project_id: ProjectId | None = None) -> Reconciled:
    """Read a project again, as the command does."""
    work, site_id = office.bench.app.work, office.bench.site_id
    project_id = project_id or office.project_id
    since = office.clock()
    with office.act() as act:
        before = reconcile.begin(act, project_id)
    office.run_errands()
    gone = reconcile.look_after_missing(work, office.gateway(site_id), site_id, project_id, since, office.clock, new_id)
    with office.act() as act:
        return reconcile.finish(act, project_id, before, gone)


def agrees(office: Office, project_id: ProjectId | None = None) -> None:
    """Figures equal a fold of everything remembered, and what Jira's own issues add up to."""
    work, site_id, project_id = office.bench.app.work, office.bench.site_id, project_id or office.project_id
    check_recomputation(work, site_id, project_id)
    check_against_jira(work, office.jira, site_id, project_id)


@pytest.fixture
def release(office: Office) -> str:
    """A project that was read in, with its release frozen; the release's id."""
    made = live_through(office.jira)
    office.ask_for_reading()
    office.settle()
    office.freeze(made)
    return made


def test_what_webhooks_never_told_is_made_good(office: Office, release: str) -> None:
    """Re-estimated, added, finished, moved out and deleted while no webhook came: afterwards all is as in Jira."""
    jira = office.jira
    with jira.quiet():
        jira.update_issue("PAY-1", by=LEAD, points=13)
        jira.create_issue("PAY", "Late story", points=3, fix_versions=[jira.version(release)], by=LEAD)
        jira.transition("PAY-1", "Done", by=LEAD)
        jira.move_issue("PAY-5", "OPS", by=LEAD)
        jira.delete_issue("PAY-2", by=LEAD)
    office.settle()
    with pytest.raises(AssertionError):
        agrees(office)
    outcome = reconciled(office)
    agrees(office)
    assert (outcome.issues, outcome.gone, outcome.deltas_before) == (4, 2, 0)
    assert outcome.deltas_after == 4
    assert outcome.figures > 2
    assert {life[0] for life in remembered(office).values()} == {"PAY-1", "PAY-3", "PAY-4", "PAY-8"}
    assert jira.violations == []


def test_the_outcome_is_a_fact_of_the_project(office: Office, release: str) -> None:
    """With the numbers that were said, and the second time nothing moves."""
    with office.jira.quiet():
        office.jira.update_issue("PAY-1", by=LEAD, points=13)
    first, second = reconciled(office), reconciled(office)
    assert (first.figures, first.deltas_after) == (2, 1)
    assert second == Reconciled(5, 0, 0, 1, 1)
    with office.bench.app.work(office.bench.site_id) as uow:
        facts = [f for f in uow.facts.of("project", office.project_id) if f.name == "ProjectReconciled"]
    assert [f.detail["figures"] for f in facts] == [first.figures, second.figures]
    assert facts[1].detail == {"issues": 5, "gone": 0, "figures": 0, "deltas_before": 1, "deltas_after": 1}


def test_webhooks_that_come_after_all_count_nothing_twice(office: Office, release: str) -> None:
    """They lagged behind; the reading was quicker."""
    jira = office.jira
    jira.webhooks.pause()
    jira.update_issue("PAY-1", by=LEAD, points=13)
    jira.create_issue("PAY", "Late story", points=3, fix_versions=[jira.version(release)], by=LEAD)
    jira.delete_issue("PAY-2", by=LEAD)
    jira.move_issue("PAY-5", "OPS", by=LEAD)
    outcome = reconciled(office)
    agrees(office)
    jira.webhooks.resume()
    office.settle()
    agrees(office)
    assert reconciled(office).deltas_after == outcome.deltas_after


def test_an_issue_that_was_hidden_comes_back(office: Office, release: str) -> None:
    """Jira did not show it for a time; the next reading takes it back, and its delta goes."""
    hidden = next(one for one in office.jira.issues.values() if one.key == "PAY-1")
    del office.jira.issues[hidden.id]
    assert reconciled(office).gone == 1
    agrees(office)
    office.jira.issues[hidden.id] = hidden
    outcome = reconciled(office)
    assert (outcome.deltas_before, outcome.deltas_after) == (1, 0)
    agrees(office)


def test_an_issue_that_moved_into_a_project_leaves_the_other_there(office: Office, release: str) -> None:
    """Two projects that are on; whichever is reconciled first, both are right in the end."""
    operations = ProjectId(office.jira.project("OPS").id)
    with office.act() as act:
        backfill.switch_on(act, operations)
    office.settle()
    with office.jira.quiet():
        office.jira.move_issue("PAY-1", "OPS", by=LEAD)
    reconciled(office, operations)
    outcome = reconciled(office)
    assert (outcome.deltas_after, outcome.gone) == (1, 0)
    agrees(office)
    agrees(office, operations)


def test_a_project_that_is_off_or_being_read_is_left_alone(office: Office) -> None:
    """Off: there is nothing to reconcile. Being read: that will do."""
    live_through(office.jira)
    with pytest.raises(NotFound), office.act() as act:
        reconcile.begin(act, office.project_id)
    office.ask_for_reading()
    with pytest.raises(Conflict), office.act() as act:
        reconcile.begin(act, office.project_id)
