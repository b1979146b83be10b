"""Searching a project page by page, with each issue's whole history."""

from datetime import UTC, datetime, timedelta

import pytest

from plugin.domain.commands import LinkEnds, RawMove
from plugin.domain.errors import JiraRefused
from plugin.domain.ids import ProjectId, VersionId
from plugin.jira.gateway import CloudJira
from plugin.usecases.records import FoundIssue
from tests.jira.conftest import LEAD, MEMBER, NOW
from tests.standin.catalogue import POINTS, SPRINT
from tests.standin.world import Site

START = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def pay(site: Site) -> ProjectId:
    """The id of the one project."""
    return ProjectId(site.project("PAY").id)


def all_issues(site: Site, jira: CloudJira) -> list[FoundIssue]:
    """Every issue of the project, page by page."""
    found: list[FoundIssue] = []
    token = None
    while True:
        page = jira.search(pay(site), [POINTS], [SPRINT], token)
        found += page.issues
        token = page.next_token
        if token is None:
            return found


def re_estimate(site: Site, key: str, times: int) -> None:
    """As many changes of an issue, an hour apart."""
    for turn in range(1, times + 1):
        site.update_issue(key, by=LEAD, at=START + timedelta(hours=turn), points=float(turn))


def test_an_issue_is_read_as_it_stands(site: Site, jira: CloudJira) -> None:
    """A found issue shows its project, type, status, versions, estimate, sprints and who created it when."""
    board = site.create_board("PAY")
    sprint = site.create_sprint(board, "Sprint 1")
    version = site.create_version("PAY", "1.1")
    made = site.create_issue(
        "PAY", "Refund by card", points=2.5, fix_versions=["1.1"], sprint=sprint, by=MEMBER, at=START, status="Done"
    )
    (found,) = all_issues(site, jira)
    seen = found.snapshot
    assert (seen.issue_id, seen.key, seen.project_id, seen.project_key) == (made.id, made.key, pay(site), "PAY")
    assert (seen.summary, seen.type_id, seen.type_role) == ("Refund by card", "10001", "item")
    assert (seen.status_id, seen.status_category, seen.resolution) == ("10002", "done", "Done")
    assert seen.versions == frozenset({VersionId(version.id)})
    assert (seen.numbers, seen.sprints) == ({POINTS: "2.5"}, {SPRINT: frozenset({str(sprint.id)})})
    assert (seen.created_at, seen.creator, seen.links, found.read_at) == (START, MEMBER, (), NOW)


@pytest.mark.parametrize(("kind", "role"), [("Epic", "container"), ("Task", "item"), ("Sub-task", "subtask")])
def test_types_have_roles(site: Site, jira: CloudJira, kind: str, role: str) -> None:
    """Epics are containers and sub-tasks are sub-tasks; anything else is an item of scope."""
    site.create_issue("PAY", "Any", kind, by=LEAD)
    (found,) = all_issues(site, jira)
    assert found.snapshot.type_role == role


def test_pages_lead_to_the_end(site: Site, jira: CloudJira) -> None:
    """Following the tokens gives every issue of the project once, in the order of their ids, and none of another."""
    site.create_project("OPS", "Operations", LEAD)
    site.create_issue("OPS", "Elsewhere", by=LEAD)
    made = [site.create_issue("PAY", f"Item {turn}", by=LEAD).id for turn in range(7)]
    site.search_page_cap = 3
    assert [found.snapshot.issue_id for found in all_issues(site, jira)] == made
    assert sum(request.path.endswith("/search/jql") for request in site.requests) == 3


def test_one_page_is_one_call(site: Site, jira: CloudJira) -> None:
    """A page costs one request, and no other is made before it: no server info, no field list."""
    site.create_issue("PAY", "Only", by=LEAD)
    jira.search(pay(site), [], [], None)
    assert [(request.method, request.path) for request in site.requests] == [("GET", "/rest/api/3/search/jql")]


def test_history_comes_oldest_first(site: Site, jira: CloudJira) -> None:
    """Each change has its id, instant, actor and moves in the raw form that webhooks have, the oldest first."""
    version = site.create_version("PAY", "1.1")
    key = site.create_issue("PAY", "Refund", points=3, by=LEAD, at=START).key
    site.update_issue(key, by=MEMBER, at=START + timedelta(hours=1), points=5)
    site.update_issue(key, by=LEAD, at=START + timedelta(hours=2), fix_versions=["1.1"])
    (found,) = all_issues(site, jira)
    first, second = found.changes
    assert found.whole
    assert (first.at, first.actor, first.id) == (START + timedelta(hours=1), MEMBER, site.issue(key).changelog[0].id)
    assert first.moves == (RawMove(POINTS, "Story point estimate", None, None, "3", "5"),)
    assert second.moves == (RawMove("fixVersions", "Fix Version", None, version.id, None, "1.1"),)


def test_a_history_cut_short_is_read_whole(site: Site, jira: CloudJira) -> None:
    """Where search shows only the latest changes, all pages of the issue's own changelog are read."""
    key = site.create_issue("PAY", "Refund", by=LEAD, at=START).key
    re_estimate(site, key, 130)
    (found,) = all_issues(site, jira)
    assert found.whole
    assert [change.moves[0].new_text for change in found.changes] == [str(turn) for turn in range(1, 131)]
    assert sum(request.path.endswith("/changelog") for request in site.requests) == 2


def test_as_many_changes_as_search_shows_at_most_are_checked(site: Site, jira: CloudJira) -> None:
    """Forty changes may be all or the latest forty, whatever total is told, so the changelog itself is asked."""
    key = site.create_issue("PAY", "Refund", by=LEAD, at=START).key
    re_estimate(site, key, 40)
    (found,) = all_issues(site, jira)
    assert (len(found.changes), found.whole) == (40, True)
    assert sum(request.path.endswith("/changelog") for request in site.requests) == 1


def test_a_history_that_cannot_be_had_is_not_whole(site: Site, jira: CloudJira) -> None:
    """Where the changelog is refused, the latest changes stand, marked as not the whole."""
    key = site.create_issue("PAY", "Refund", by=LEAD, at=START).key
    re_estimate(site, key, 50)
    site.faults.fail(1, 404, {"errorMessages": ["Issue does not exist."]}, path_contains="/changelog")
    (found,) = all_issues(site, jira)
    assert (len(found.changes), found.whole) == (40, False)


def test_links_name_both_ends(site: Site, jira: CloudJira) -> None:
    """A link reads the same from both its issues: where it starts, where it points, and both readings."""
    one, other = (site.create_issue("PAY", name, by=LEAD) for name in ("Ledger", "Refund"))
    link = site.link_issues(one.key, other.key, "Blocks")
    ends = LinkEnds(link.id, one.id, other.id, "blocks", "is blocked by")  # type: ignore[arg-type]
    assert [found.snapshot.links for found in all_issues(site, jira)] == [(ends,), (ends,)]


def test_an_empty_project_has_one_empty_page(site: Site, jira: CloudJira) -> None:
    """A project without issues is read at once and has no further page."""
    page = jira.search(pay(site), [POINTS], [SPRINT], None)
    assert (page.issues, page.next_token) == ((), None)


@pytest.mark.parametrize("foreign", ["PAY", "1 OR project = 2", "", "\u0661"])
def test_only_ids_reach_jql(site: Site, jira: CloudJira, foreign: str) -> None:
    """Text that is no id is refused before anything is sent."""
    with pytest.raises(JiraRefused):
        jira.search(ProjectId(foreign), [], [], None)
    assert site.requests == []


def test_counting_is_about_one_project(site: Site, jira: CloudJira) -> None:
    """The count is that of the project's issues; where Jira will not count it is unknown."""
    for turn in range(4):
        site.create_issue("PAY", f"Item {turn}", by=LEAD)
    assert jira.count(pay(site)) == 4
    site.faults.fail(1, 400, {"errorMessages": ["No."]})
    assert jira.count(pay(site)) is None


def test_one_issue_is_found_wherever_it_is(site: Site, jira: CloudJira) -> None:
    """As search would show it, also after it moved to another project; a deleted one is None."""
    site.create_issue("PAY", "Refund a card payment", points=3.0, by=LEAD)
    re_estimate(site, "PAY-1", 3)
    (found,) = all_issues(site, jira)
    issue_id = found.snapshot.issue_id
    alone = jira.issue(issue_id, [POINTS], [SPRINT])
    assert alone is not None
    assert (alone.snapshot, alone.changes, alone.whole) == (found.snapshot, found.changes, True)
    other = site.create_project("OPS", "Operations", lead=LEAD)
    site.move_issue("PAY-1", "OPS", by=LEAD)
    moved = jira.issue(issue_id, [POINTS], [SPRINT])
    assert moved is not None
    assert (moved.snapshot.project_id, len(moved.changes)) == (other.id, 4)
    site.delete_issue(moved.snapshot.key, by=LEAD)
    assert jira.issue(issue_id, [POINTS], [SPRINT]) is None
    site.faults.fail(1, 403, path_contains="/issue/")
    with pytest.raises(JiraRefused):
        jira.issue(issue_id, [POINTS], [SPRINT])
