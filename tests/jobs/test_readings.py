"""What Forge's events told too little of is read from Jira: once, by errand, and into every project it concerns."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from typing import Any

import pytest

from handlers import event_of, identity_of, lane_of
from plugin.domain.ids import IssueId, ProjectId
from plugin.jobs.deliveries import Deliveries
from plugin.usecases import backfill
from plugin.usecases.queue import NewDelivery
from plugin.usecases.reading_later import ISSUE_ERRAND, VERSIONS_ERRAND
from plugin.wiring import decide, new_id
from tests.jobs.office import QUIET_SECONDS, Office
from tests.jobs.test_backfill import live_through
from tests.jobs.test_reconcile import agrees
from tests.standin import issue_shapes
from tests.standin.model import Issue
from tests.web.core.bench import LEAD

SHOWN = ("summary", "issuetype", "creator", "created", "project", "updated", "status")


@pytest.fixture
def release(office: Office) -> str:
    """A project that was read in, with its release frozen; from here on Jira speaks as Forge does, if at all."""
    made = live_through(office.jira)
    office.ask_for_reading()
    office.settle()
    office.ahead = timedelta()  # what happens in Jira from here on is younger than the baseline
    office.freeze(made)
    return made


def tell(office: Office, event: str, **body: Any) -> None:
    """One of Forge's events, received and processed."""
    told = {"eventType": event, "atlassianId": LEAD, **body}
    site_id, now, raw = office.bench.site_id, office.clock(), json.dumps(told).encode()
    queue = office.bench.app.queue
    queue.receive([NewDelivery(site_id, lane_of(told), event_of(told), identity_of(event, told, now), raw, now)])
    worker = Deliveries(queue, office.bench.app.work, decide, clock=office.clock, new_id=new_id)
    while worker.run_once("worker"):
        pass


def shown(office: Office, issue: Issue) -> dict[str, Any]:
    """What Forge shows of an issue."""
    fields = issue_shapes.issue_fields(office.jira, issue, api=2)
    return {"id": issue.id, "key": issue.key, "fields": {name: fields[name] for name in SHOWN}}


def tell_update(office: Office, issue: Issue, *, numbered: bool = True) -> None:
    """The last change of an issue."""
    last = issue.changelog[-1]
    items = [dict(item) for item in last.items]
    changelog = {"id": last.id, "items": items} if numbered else items
    tell(office, "avi:jira:updated:issue", issue=shown(office, issue), changelog=changelog)


def later(office: Office) -> None:
    """What was asked for, run."""
    office.wait(seconds=1)
    office.run_errands()


def questions(office: Office, path: str) -> list[str]:
    """The paths asked of Jira that contain this."""
    return [request.path for request in office.jira.requests if request.method == "GET" and path in request.path]


def deltas(office: Office) -> list[tuple[str, str]]:
    """Class and change of every delta of the project."""
    with office.bench.app.work(office.bench.site_id) as uow:
        [head] = uow.baselines.followed(office.project_id)
        return sorted((str(d.detected.delta_class), d.detected.change_id) for d in uow.baselines.all_deltas(head.id))


def test_a_new_issue_is_read_once_and_counts(office: Office, release: str) -> None:
    """Created and changed three times within a moment: one question to Jira, and the figures are Jira's."""
    jira = office.jira
    with jira.quiet():
        issue = jira.create_issue("PAY", "Late story", points=3, fix_versions=[jira.version(release)], by=LEAD)
        tell(office, "avi:jira:created:issue", issue=shown(office, issue))
        for points in (5, 8, 13):
            jira.update_issue(issue.key, by=LEAD, points=points)
            tell_update(office, issue)
    before = len(questions(office, f"/issue/{issue.id}"))
    later(office)
    agrees(office)
    assert len(questions(office, f"/issue/{issue.id}")) - before == 1
    assert ("added-new", "created") in deltas(office)


def test_a_numbered_change_of_a_known_issue_asks_nothing(office: Office, release: str) -> None:
    """It is taken as told."""
    with office.jira.quiet():
        issue = office.jira.update_issue("PAY-1", by=LEAD, points=13)
    before = len(questions(office, "/issue/"))
    tell_update(office, issue)
    agrees(office)
    later(office)
    assert len(questions(office, "/issue/")) == before


def test_an_unnumbered_change_is_read_with_jira_s_number(office: Office, release: str) -> None:
    """The delta bears the id of Jira's changelog."""
    with office.jira.quiet():
        issue = office.jira.update_issue("PAY-1", by=LEAD, points=13)
    tell_update(office, issue, numbered=False)
    assert deltas(office) == []
    later(office)
    agrees(office)
    assert deltas(office) == [("re-estimated", issue.changelog[-1].id)]


def test_an_issue_deleted_before_it_was_read_leaves_nothing(office: Office, release: str) -> None:
    """Jira shows none: nothing is remembered, nothing fails."""
    with office.jira.quiet():
        issue = office.jira.create_issue("PAY", "Short-lived", points=3, by=LEAD)
        body = shown(office, issue)
        office.jira.delete_issue(issue.key, by=LEAD)
    tell(office, "avi:jira:created:issue", issue=body)
    later(office)
    agrees(office)
    assert office.errand(ISSUE_ERRAND)[0] == "done"


def test_an_issue_that_jira_shows_no_more_is_gone_and_its_deletion_says_who(office: Office, release: str) -> None:
    """Read before its deletion was told: it leaves the scope at once, and the deletion then takes over the delta."""
    with office.jira.quiet():
        issue = office.jira.update_issue("PAY-1", by=LEAD, points=13)
        body = shown(office, issue)
        office.jira.delete_issue("PAY-1", by=LEAD)
    tell(office, "avi:jira:updated:issue", issue=body, changelog=[dict(i) for i in issue.changelog[-1].items])
    later(office)
    assert deltas(office) == [("removed-deleted", "gap-gone")]
    tell(office, "avi:jira:deleted:issue", issue=body)
    agrees(office)
    assert deltas(office) == [("removed-deleted", "deleted")]


def test_a_move_between_projects_reaches_both(office: Office, release: str) -> None:
    """One reading, and both lanes have it; back again likewise."""
    operations = ProjectId(office.jira.project("OPS").id)
    with office.act() as act:
        backfill.switch_on(act, operations)
    office.settle()
    for target in ("OPS", "PAY"):
        with office.jira.quiet():
            key = next(one.key for one in office.jira.issues.values() if one.summary == "Story 1")
            issue = office.jira.move_issue(key, target, by=LEAD)
        before = len(questions(office, f"/issue/{issue.id}"))
        tell_update(office, issue)
        later(office)
        agrees(office)
        agrees(office, operations)
        assert len(questions(office, f"/issue/{issue.id}")) - before == 1
    assert [kind for kind, _ in deltas(office)] == ["removed-moved-out"]


def test_moved_and_deleted_before_it_was_read(office: Office, release: str) -> None:
    """The deletion comes in the lane of the project that it moved to; ours hears of it by the reading."""
    operations = ProjectId(office.jira.project("OPS").id)
    with office.act() as act:
        backfill.switch_on(act, operations)
    office.settle()
    with office.jira.quiet():
        issue = office.jira.move_issue("PAY-1", "OPS", by=LEAD)
        body = shown(office, issue)
        tell_update(office, issue)
        office.jira.delete_issue(issue.key, by=LEAD)
    tell(office, "avi:jira:deleted:issue", issue=body)
    later(office)
    agrees(office)
    agrees(office, operations)
    assert len(deltas(office)) == 1


@pytest.mark.parametrize("told", ["deletion", "change", "both"])
def test_moved_and_gone_when_it_was_read(office: Office, release: str, told: str) -> None:
    """What comes afterwards in the lane of the project that it moved to, unknown to us, reaches ours as well."""
    operations = ProjectId(office.jira.project("OPS").id)
    with office.act() as act:
        backfill.switch_on(act, operations)
    office.settle()
    with office.jira.quiet():
        issue = office.jira.move_issue("PAY-1", "OPS", by=LEAD)
        moved = shown(office, issue)
        move = [dict(item) for item in issue.changelog[-1].items]
        office.jira.update_issue(issue.key, points=13, by=LEAD)
        body, last = shown(office, issue), issue.changelog[-1]
        office.jira.delete_issue(issue.key, by=LEAD)
    tell(office, "avi:jira:updated:issue", issue=moved, changelog=move)
    later(office)
    assert deltas(office) == [("removed-deleted", "gap-gone")]
    if told != "deletion":
        change = {"id": last.id, "items": [dict(item) for item in last.items]}
        tell(office, "avi:jira:updated:issue", issue=body, changelog=change)
    if told != "change":
        tell(office, "avi:jira:deleted:issue", issue=body)
    later(office)
    agrees(office)
    agrees(office, operations)
    assert deltas(office)[-1] == ("removed-deleted", "gap-gone" if told == "change" else "deleted")


def test_a_move_to_a_project_that_is_off_leaves_ours(office: Office, release: str) -> None:
    """The event comes in the lane of a project that keeps nothing, and ours hears of it all the same."""
    with office.jira.quiet():
        issue = office.jira.move_issue("PAY-1", "OPS", by=LEAD)
    tell_update(office, issue)
    later(office)
    agrees(office)
    assert [kind for kind, _ in deltas(office)] == ["removed-moved-out"]


def test_nothing_is_read_for_projects_that_are_off(office: Office, release: str) -> None:
    """Their events ask for no errand."""
    with office.jira.quiet():
        issue = office.jira.create_issue("OPS", "Elsewhere", by=LEAD)
    tell(office, "avi:jira:created:issue", issue=shown(office, issue))
    tell(office, "avi:jira:created:version", version=version(office, "x", projectId=issue.project_id))
    assert office.bench.rows("SELECT count(*) FROM errand WHERE kind LIKE 'read-%'") == [(0,)]


def version(office: Office, version_id: str, **changed: object) -> dict[str, Any]:
    """A version as an event shows it."""
    plain = {"id": version_id, "projectId": office.project_id, "name": "2.0", "released": False, "archived": False}
    return {**plain, **changed}


def test_several_issues_are_read_in_one_run(office: Office, release: str) -> None:
    """One claim of the queue, a question each."""
    with office.jira.quiet():
        made = [office.jira.create_issue("PAY", f"New {number}", points=1, by=LEAD) for number in range(5)]
    for issue in made:
        tell(office, "avi:jira:created:issue", issue=shown(office, issue))
    office.wait(seconds=1)
    office.errands().run_once("worker")
    agrees(office)
    assert office.bench.rows("SELECT state, count(*) FROM errand WHERE kind = 'read-issue' GROUP BY 1") == [("done", 5)]


def test_an_issue_that_jira_refuses_holds_up_no_other(office: Office, release: str) -> None:
    """The others are read in the same run; what Jira refuses is tried again, as any errand is."""
    with office.jira.quiet():
        made = [office.jira.create_issue("PAY", f"New {number}", points=1, by=LEAD) for number in range(3)]
    for issue in made:
        tell(office, "avi:jira:created:issue", issue=shown(office, issue))
    office.jira.faults.fail(1, 403, path_contains=f"/issue/{made[0].id}")
    later(office)
    known = [IssueId(issue.id) for issue in made]
    with office.bench.app.work(office.bench.site_id) as uow:
        assert set(uow.issues.known(known)) == set(known[1:])
    assert office.errand(ISSUE_ERRAND)[:2] == ("ready", 1)
    office.wait(minutes=1)
    office.run_errands()
    agrees(office)


def test_a_wait_that_jira_asks_for_is_kept(office: Office, release: str) -> None:
    """The reading is put off and counts as no failure."""
    with office.jira.quiet():
        issue = office.jira.create_issue("PAY", "New", points=1, by=LEAD)
    tell(office, "avi:jira:created:issue", issue=shown(office, issue))
    office.jira.faults.rate_limit(1, 7, f"/issue/{issue.id}")
    later(office)
    assert office.errand(ISSUE_ERRAND)[:2] == ("ready", 0)
    office.wait(seconds=8)
    office.run_errands()
    agrees(office)


def test_version_events_out_of_order_end_as_in_jira(office: Office, release: str) -> None:
    """Released, taken back, released: in whatever order they come, once read it is as Jira has it, by one question."""
    office.wait(seconds=QUIET_SECONDS + 1)  # past the reading that switched the project on
    for order in itertools.permutations(("released", "unreleased", "released")):
        with office.jira.quiet():
            office.jira.release_version(office.jira.version(release))
        before = len(questions(office, f"/project/{office.project_id}/versions"))
        for verb in order:
            body = version(office, release, released=verb == "released")
            tell(office, f"avi:jira:{verb}:version", version=body)
            office.wait(seconds=0.1)
        later(office)
        with office.bench.app.work(office.bench.site_id) as uow:
            kept = uow.calendar.versions(office.project_id)
        assert [v.released for v in kept if v.id == release] == [True]
        assert all(v.released_at is not None for v in kept if v.id == release)
        assert len(questions(office, f"/project/{office.project_id}/versions")) - before == 1
    assert office.errand(VERSIONS_ERRAND)[0] == "done"
