"""Issues made for risks and responses: what Jira is told to make, how it is followed, and what an empty site lacks."""

from dataclasses import replace
from datetime import date

import pytest

from plugin.domain.backing import Followed
from plugin.domain.errors import JiraRefused
from plugin.domain.ids import AccountId, IssueId, ProjectId
from plugin.jira.gateway import CloudJira
from plugin.usecases.records import IssueDraft, ProjectSettings
from plugin.usecases.work_in_jira import examine, set_up
from tests.jira.conftest import LEAD, MEMBER
from tests.standin.world import Site

DUE = date(2026, 12, 8)


@pytest.fixture
def admitted(site: Site) -> Site:
    """The site with the app's scope for setting up."""
    assert site.installation is not None
    site.installation = replace(
        site.installation, descriptor={**site.installation.descriptor, "scopes": ["READ", "WRITE", "ADMIN"]}
    )
    return site


def project_of(site: Site) -> ProjectId:
    """Payments."""
    return ProjectId(site.project("PAY").id)


def test_an_issue_is_made_with_our_words_and_a_way_back(site: Site, jira: CloudJira) -> None:
    """Summary, statement, link, assignee and due day stand in the new issue; text with markup stays text."""
    draft = IssueDraft(
        "10002",
        "Pair on\nthe billing core",
        ("A response to R-1", "Because one person knows *it*,\nthat person may leave."),
        "https://acme.example/R-1",
        "R-1 Key developer leaves",
        AccountId(LEAD),
        DUE,
    )
    issue_id, key = jira.create_issue(project_of(site), draft)
    made = site.issue(key)
    assert (made.id, made.summary, made.assignee, made.due) == (
        issue_id,
        "Pair on the billing core",
        LEAD,
        DUE.isoformat(),
    )
    assert "that person may leave." in (made.description or "")
    assert "R-1 Key developer leaves" in (made.description or "")
    assert jira.followed(issue_id) == Followed(AccountId(LEAD), DUE)


def test_issue_and_risk_follow_each_other(site: Site, jira: CloudJira) -> None:
    """Only what differs is changed, and the status by the first way that leads there."""
    issue = site.create_issue("PAY", "A risk", "Task", by=LEAD)
    before = Followed()
    after = Followed(AccountId(MEMBER), DUE, over=True)
    jira.change_followed(IssueId(issue.id), before, after)
    assert jira.followed(IssueId(issue.id)) == after
    jira.change_followed(IssueId(issue.id), after, before)
    assert jira.followed(IssueId(issue.id)) == before
    assert jira.followed(IssueId("99999")) is None


def test_a_link_reads_outward_from_the_response(site: Site, jira: CloudJira) -> None:
    """The response "blocks" the risk's issue, as the types were chosen."""
    risk, response = (site.create_issue("PAY", name, "Task", by=LEAD) for name in ("Risk", "Response"))
    jira.link_issues(IssueId(response.id), IssueId(risk.id), "10000")
    [link] = site.links.values()
    assert (link.source, link.destination) == (response.id, risk.id)


def test_a_new_site_is_set_up_once(admitted: Site, jira: CloudJira) -> None:
    """What is missing is named, made with one call each, found the second time, and healthy afterwards."""
    project = project_of(admitted)
    before = examine(jira, project, ProjectSettings())
    assert [check.code for check in before.checks if not check.is_ok] == [
        "risk-type",
        "risk-fields",
        "response-type",
        "link-type",
    ]
    assert "Sub-task" not in {one.name for one in before.types}
    settings = set_up(jira, project, ProjectSettings())
    assert examine(jira, project, settings).is_healthy
    assert set_up(jira, project, settings) == settings
    assert set_up(jira, project, ProjectSettings()) == settings
    assert [one.name for one in admitted.issue_types].count("Risk") == 1
    _, key = jira.create_issue(project, IssueDraft(settings.risk_type or "", "A risk"))
    assert admitted.issue(key).type.name == "Risk"


def test_a_comment_names_whom_it_is_for(site: Site, jira: CloudJira) -> None:
    """The words stand in the issue's comments, with the person mentioned."""
    issue = site.create_issue("PAY", "A risk", "Task", by=LEAD)
    jira.comment(IssueId(issue.id), "Risk R-1 went from Low to High: The supplier is late", AccountId(MEMBER))
    [comment] = site.issue(issue.key).comments
    assert "went from Low to High" in str(comment.body)
    assert MEMBER in str(comment.body)


def test_a_team_managed_project_says_what_to_do(admitted: Site, jira: CloudJira) -> None:
    """Its work types are its own; the refusal says where they are added."""
    admitted.project("PAY").team_managed = True
    with pytest.raises(JiraRefused, match="its own settings"):
        set_up(jira, project_of(admitted), ProjectSettings())


def test_a_workflow_without_a_way_is_told(site: Site, jira: CloudJira) -> None:
    """Where no transition leads to done, the person is asked to move the issue in Jira."""
    site.project("PAY").statuses.remove("Done")
    site.project("PAY").statuses.remove("Won't do")
    issue = site.create_issue("PAY", "A risk", "Task", by=LEAD)
    with pytest.raises(JiraRefused, match="move it in Jira"):
        jira.change_followed(IssueId(issue.id), Followed(), Followed(over=True))
