"""What a site writes into changelogs and webhook bodies when people work on it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.standin.catalogue import POINTS, SPRINT
from tests.standin.conftest import LEAD, MEMBER
from tests.standin.world import Missing, Site


@pytest.fixture
def quietly() -> Site:
    """A site that is not served, with one project and one board."""
    made = Site("acme")
    made.create_user(LEAD, "Release lead")
    made.create_user(MEMBER, "Developer")
    made.create_project("PAY", "Payments", lead=LEAD)
    made.create_board("PAY")
    return made


def last(site: Site, event: str) -> dict[str, Any]:
    """The body of the newest event of this name."""
    return next(one.body for one in reversed(site.emitted) if one.event == event)


def items(site: Site) -> list[dict[str, Any]]:
    """The changelog items of the newest issue update."""
    found: list[dict[str, Any]] = last(site, "jira:issue_updated")["changelog"]["items"]
    return found


def test_fix_versions_give_one_item_per_value(quietly: Site) -> None:
    """Replacing a fix version writes what left and what came, each with its id."""
    old, new = quietly.create_version("PAY", "1.0"), quietly.create_version("PAY", "1.1")
    issue = quietly.create_issue("PAY", "Refunds", fix_versions=[old], by=LEAD)
    quietly.update_issue(issue.key, by=MEMBER, fix_versions=["1.1"])
    base = {"field": "Fix Version", "fieldtype": "jira", "fieldId": "fixVersions"}
    assert items(quietly) == [
        {**base, "from": old.id, "fromString": "1.0", "to": None, "toString": None},
        {**base, "from": None, "fromString": None, "to": new.id, "toString": "1.1"},
    ]


def test_points_have_no_ids(quietly: Site) -> None:
    """Story points are written as text; clearing them leaves an empty text."""
    issue = quietly.create_issue("PAY", "Refunds", points=3, by=LEAD)
    quietly.update_issue(issue.key, by=LEAD, points=2.5)
    assert items(quietly) == [
        {
            "field": "Story point estimate",
            "fieldtype": "custom",
            "fieldId": POINTS,
            "from": None,
            "fromString": "3",
            "to": None,
            "toString": "2.5",
        }
    ]
    quietly.update_issue(issue.key, by=LEAD, points=None)
    assert items(quietly)[0]["toString"] == ""


def test_sprints_are_whole_lists(quietly: Site) -> None:
    """An issue carried over has the closed and the new sprint, as ids and as names."""
    first, second = quietly.create_sprint(1, "Sprint 1"), quietly.create_sprint(1, "Sprint 2")
    issue = quietly.create_issue("PAY", "Refunds", by=LEAD, sprint=first)
    quietly.start_sprint(first)
    quietly.close_sprint(first, move_to=second)
    carried = items(quietly)[0]
    assert carried["fieldId"] == SPRINT
    assert (carried["from"], carried["to"]) == ("1", "1, 2")
    assert (carried["fromString"], carried["toString"]) == ("Sprint 1", "Sprint 1, Sprint 2")
    assert issue.sprints == [1, 2]


def test_an_issue_is_in_one_open_sprint(quietly: Site) -> None:
    """Planning an issue into another sprint takes it out of the open one it was in; no sprint leaves an empty text."""
    first, second = quietly.create_sprint(1, "Sprint 1"), quietly.create_sprint(1, "Sprint 2")
    issue = quietly.create_issue("PAY", "Refunds", by=LEAD, sprint=first)
    quietly.update_issue(issue.key, by=LEAD, sprint=second)
    assert (items(quietly)[0]["from"], items(quietly)[0]["to"]) == ("1", "2")
    quietly.update_issue(issue.key, by=LEAD, sprint=None)
    assert (items(quietly)[0]["from"], items(quietly)[0]["to"], items(quietly)[0]["toString"]) == ("2", "", "")


def test_done_issues_stay_in_the_closed_sprint(quietly: Site) -> None:
    """Closing a sprint moves only what is unfinished."""
    first, second = quietly.create_sprint(1, "Sprint 1"), quietly.create_sprint(1, "Sprint 2")
    issue = quietly.create_issue("PAY", "Refunds", by=LEAD, sprint=first)
    quietly.start_sprint(first)
    quietly.transition(issue.key, "Done", LEAD)
    quietly.close_sprint(first, move_to=second)
    assert issue.sprints == [1]


def test_several_fields_share_one_entry(quietly: Site) -> None:
    """One update is one changelog entry, whatever it touches."""
    issue = quietly.create_issue("PAY", "Refunds", points=3, by=LEAD)
    quietly.update_issue(issue.key, by=LEAD, points=5, summary="Refunds and reversals", labels=["late"])
    assert {item["field"] for item in items(quietly)} == {"Story point estimate", "summary", "labels"}
    assert len(issue.changelog) == 1


def test_done_sets_and_reopening_clears_the_resolution(quietly: Site) -> None:
    """The resolution goes with the status, in the same entry and with ids."""
    issue = quietly.create_issue("PAY", "Refunds", by=LEAD)
    quietly.transition(issue.key, "Won't do", LEAD)
    assert [(one["field"], one["to"], one["toString"]) for one in items(quietly)] == [
        ("resolution", "10001", "Won't Do"),
        ("status", "10012", "Won't do"),
    ]
    quietly.transition(issue.key, "In Progress", LEAD)
    assert items(quietly)[0]["to"] is None
    assert issue.resolved is None


def test_moving_keeps_the_id(quietly: Site) -> None:
    """A moved issue has a new key and the same id; ids of the projects and both keys are in the changelog."""
    other = quietly.create_project("OPS", "Operations", lead=LEAD)
    issue = quietly.create_issue("PAY", "Refunds", by=LEAD, fix_versions=[quietly.create_version("PAY", "1.0")])
    before = issue.project_id
    quietly.move_issue("PAY-1", "OPS")
    body = last(quietly, "jira:issue_updated")
    fields = {item["field"]: item for item in body["changelog"]["items"]}
    assert body["issue_event_type_name"] == "issue_moved"
    assert (fields["project"]["from"], fields["project"]["to"]) == (before, other.id)
    assert (fields["Key"]["fromString"], fields["Key"]["toString"]) == ("PAY-1", "OPS-1")
    assert fields["Fix Version"]["to"] is None
    assert quietly.issue("PAY-1") is issue


def test_unchanged_fields_send_nothing(quietly: Site) -> None:
    """An update that changes nothing leaves no trace."""
    issue = quietly.create_issue("PAY", "Refunds", points=3, by=LEAD)
    count = len(quietly.emitted)
    quietly.update_issue(issue.key, by=LEAD, points=3)
    assert len(quietly.emitted) == count
    assert issue.changelog == []


def test_seeding_is_quiet_and_back_dated(quietly: Site) -> None:
    """Inside ``quiet`` nothing is sent, and ``at`` dates what is written."""
    count, past = len(quietly.emitted), datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
    with quietly.quiet():
        issue = quietly.create_issue("PAY", "Refunds", by=LEAD, at=past)
        quietly.transition(issue.key, "Done", LEAD, past.replace(day=4))
    assert len(quietly.emitted) == count
    assert issue.created == past
    assert issue.resolved == past.replace(day=4)


def test_deleting_a_version_moves_its_issues(quietly: Site) -> None:
    """Issues of a deleted version get the one they are moved to, and say so."""
    old, new = quietly.create_version("PAY", "1.0"), quietly.create_version("PAY", "1.1")
    issue = quietly.create_issue("PAY", "Refunds", fix_versions=[old], by=LEAD)
    quietly.delete_version(old, move_to=new)
    assert issue.fix_versions == [new.id]
    assert last(quietly, "jira:version_deleted")["mergedTo"]["id"] == new.id


def test_plan_events_carry_no_user(quietly: Site) -> None:
    """Sprint, version, project and link events name no user; a sprint update carries the old values."""
    sprint = quietly.create_sprint(1, "Sprint 1")
    quietly.update_sprint(sprint, goal="Refunds work")
    body = last(quietly, "sprint_updated")
    assert body["oldValue"] == {"goal": ""}
    assert "user" not in body
    assert last(quietly, "project_created")["project"]["id"] == 10000


def test_deleting_a_project_takes_its_issues(quietly: Site) -> None:
    """Only the project's own event is sent, and its issues are gone."""
    quietly.create_issue("PAY", "Refunds", by=LEAD)
    count = len(quietly.emitted)
    quietly.delete_project("PAY")
    assert [one.event for one in list(quietly.emitted)[count:]] == ["project_deleted"]
    with pytest.raises(Missing):
        quietly.issue("PAY-1")


def test_links_read_both_ways(quietly: Site) -> None:
    """Both issues of a link note it, each in its own reading."""
    one, other = (quietly.create_issue("PAY", name, by=LEAD) for name in ("Refunds", "Ledger"))
    link = quietly.link_issues(one.key, other.key)
    assert one.changelog[0].items[0]["toString"] == "This issue blocks PAY-2"
    assert other.changelog[0].items[0]["toString"] == "This issue is blocked by PAY-1"
    quietly.unlink_issues(link)
    assert last(quietly, "issuelink_deleted")["issueLink"]["sourceIssueId"] == int(one.id)
