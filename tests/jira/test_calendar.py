"""Projects, fields, statuses, versions and sprints as the site tells them."""

from datetime import UTC, datetime

import pytest

from plugin.domain.errors import JiraRefused
from plugin.domain.ids import ProjectId
from plugin.jira.gateway import CloudJira
from plugin.usecases.records import Sprint, Version
from tests.jira.conftest import NOW
from tests.standin.catalogue import POINTS, SPRINT
from tests.standin.world import Site


def pay(site: Site) -> ProjectId:
    """The id of the one project."""
    return ProjectId(site.project("PAY").id)


def test_a_project_is_found_by_id_and_by_key(site: Site, jira: CloudJira) -> None:
    """Both ways give id, key and name."""
    expected = (pay(site), "PAY", "Payments")
    assert (jira.project("PAY"), jira.project(pay(site))) == (expected, expected)


@pytest.mark.parametrize("foreign", ["../myself", "PAY/properties", "PAY?expand=lead", "..", ""])
def test_only_names_reach_a_path(site: Site, jira: CloudJira, foreign: str) -> None:
    """Text that could lead to another path is refused before anything is sent."""
    with pytest.raises(JiraRefused):
        jira.project(foreign)
    assert site.requests == []


def test_an_unknown_project_is_refused(jira: CloudJira) -> None:
    """Asking for a project that is not there says so and does not ask to try again."""
    with pytest.raises(JiraRefused, match=r"refused GET /rest/api/3/project/NONE \(404\)"):
        jira.project("NONE")


def test_custom_fields_tell_their_type(jira: CloudJira) -> None:
    """System fields have no custom type; estimates and sprints are known by theirs."""
    kinds = {field_id: kind for field_id, _, kind in jira.fields()}
    assert kinds["summary"] is None
    assert kinds[POINTS] == "com.pyxis.greenhopper.jira:jsw-story-points"
    assert kinds[SPRINT] == "com.pyxis.greenhopper.jira:gh-sprint"


def test_statuses_have_categories(jira: CloudJira) -> None:
    """Each status id is told with its category."""
    assert jira.status_categories() == {
        "10000": "new",
        "3": "indeterminate",
        "10011": "indeterminate",
        "10002": "done",
        "10012": "done",
    }


def test_versions_are_read_with_their_days(site: Site, jira: CloudJira) -> None:
    """Every version comes with its days; the instant of a release is unknown to Jira."""
    first = site.create_version("PAY", "1.0", start_date="2026-09-01", release_date="2026-10-01")
    second = site.create_version("PAY", "1.1")
    site.release_version(first)
    assert list(jira.versions(pay(site))) == [
        Version(
            first.id,  # type: ignore[arg-type]
            pay(site),
            "1.0",
            released=True,
            start_on="2026-09-01",
            release_on="2026-10-01",
            seen_at=NOW,
        ),
        Version(second.id, pay(site), "1.1", seen_at=NOW),  # type: ignore[arg-type]
    ]


def test_sprints_of_all_scrum_boards_are_read(site: Site, jira: CloudJira) -> None:
    """Sprints come from every board that has any, over all pages, with their state and instants."""
    start, end = datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 16, 9, tzinfo=UTC)
    site.create_board("PAY", "Flow", "kanban")
    scrum, other = site.create_board("PAY", "Team A"), site.create_board("PAY", "Team B")
    first = site.create_sprint(scrum, "Sprint 1")
    site.start_sprint(first, start, end)
    later = [site.create_sprint(other, f"Sprint {turn}") for turn in range(60)]
    found = jira.sprints(pay(site))
    assert found[0] == Sprint(str(first.id), str(scrum.id), "Sprint 1", "active", start, end, seen_at=NOW)
    assert [sprint.id for sprint in found[1:]] == [str(sprint.id) for sprint in later]


def test_a_board_that_has_no_sprints_after_all_is_passed_over(site: Site, jira: CloudJira) -> None:
    """A board answering 400 does not keep the sprints of the others from being read."""
    first, second = site.create_board("PAY", "Team A"), site.create_board("PAY", "Team B")
    site.create_sprint(first, "Lost")
    kept = site.create_sprint(second, "Kept")
    site.faults.fail(1, 400, {"errorMessages": ["The board does not support sprints"]}, path_contains="/sprint")
    assert [sprint.id for sprint in jira.sprints(pay(site))] == [str(kept.id)]


@pytest.mark.parametrize(
    ("status", "reason"), [(403, "No."), (404, "No."), (401, "Unauthorized; scope does not match")]
)
def test_a_site_without_boards_has_no_sprints(site: Site, jira: CloudJira, status: int, reason: str) -> None:
    """Where Jira Software is not there, not licensed or not in our scopes there are no sprints: that is no failure."""
    site.faults.fail(1, status, {"errorMessages": [reason]}, path_contains="/rest/agile/")
    assert list(jira.sprints(pay(site))) == []


@pytest.mark.parametrize("path", ["/rest/agile/1.0/board", "/sprint"])
def test_whether_sprints_are_told_can_be_asked(site: Site, jira: CloudJira, path: str) -> None:
    """Two small questions at most, and a refusal is told, which a reading takes for none."""
    jira.check_sprints()
    site.create_board("PAY")
    before = len(site.requests)
    jira.check_sprints()
    assert len(site.requests) - before == 2
    site.faults.fail(1, 403, {"errorMessages": ["No."]}, path_contains=path)
    with pytest.raises(JiraRefused):
        jira.check_sprints()


def test_a_wrong_signature_is_not_an_empty_calendar(site: Site, jira: CloudJira) -> None:
    """401 is told as a refusal, never as a site without sprints."""
    site.faults.fail(1, 401, {"errorMessages": ["Client must be authenticated."]}, path_contains="/rest/agile/")
    with pytest.raises(JiraRefused):
        jira.sprints(pay(site))
