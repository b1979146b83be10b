"""Writing properties, asking for permissions, and finding people."""

import pytest

from plugin.domain.errors import JiraRefused
from plugin.domain.ids import AccountId, IssueId, ProjectId
from plugin.jira.gateway import CloudJira
from plugin.usecases.records import Permitted
from tests.jira.conftest import LEAD, MEMBER
from tests.standin.world import Site

RISK = "plumbline.risk"


def pay(site: Site) -> ProjectId:
    """The id of the one project."""
    return ProjectId(site.project("PAY").id)


def an_issue(site: Site, name: str = "Refund") -> IssueId:
    """The id of a new issue."""
    return IssueId(site.create_issue("PAY", name, by=LEAD).id)


def test_each_issue_gets_its_own_values(site: Site, jira: CloudJira) -> None:
    """One bulk call sets different values on different issues; the task it starts is no error."""
    one, other = an_issue(site), an_issue(site)
    jira.put_issue_properties({one: {RISK: {"level": "High"}}, other: {RISK: {"level": "Low"}, "plumbline.scope": {}}})
    assert site.issue(one).properties == {RISK: {"level": "High"}}
    assert site.issue(other).properties == {RISK: {"level": "Low"}, "plumbline.scope": {}}
    assert [(request.method, request.path, request.status) for request in site.requests] == [
        ("POST", "/rest/api/3/issue/properties/multi", 303)
    ]


def test_many_issues_go_in_hundreds(site: Site, jira: CloudJira) -> None:
    """Jira takes a hundred issues a call; more are split, and none is forgotten."""
    issues = [an_issue(site, f"Item {turn}") for turn in range(101)]
    jira.put_issue_properties({issue_id: {RISK: turn} for turn, issue_id in enumerate(issues)})
    assert [site.issue(issue_id).properties[RISK] for issue_id in issues] == list(range(101))
    assert [len(request.body["issues"]) for request in site.requests] == [100, 1]


def test_nothing_to_write_is_no_call(site: Site, jira: CloudJira) -> None:
    """Without values nothing is sent."""
    jira.put_issue_properties({})
    jira.put_issue_properties({an_issue(site): {}})
    assert site.requests == []


@pytest.mark.parametrize("value", [{"exposure": 1200, "health": "watch"}, [1, 2], "text", 0, False])
def test_a_project_property_takes_any_value(site: Site, jira: CloudJira, value: object) -> None:
    """What is put is what Jira holds afterwards, new or replaced; the answer's empty body is no error."""
    jira.put_project_property(pay(site), "plumbline.project", {"old": True})
    jira.put_project_property(pay(site), "plumbline.project", value)
    assert site.project("PAY").properties["plumbline.project"] == value
    assert [request.status for request in site.requests] == [201, 200]


def test_permissions_are_what_jira_lists(site: Site, jira: CloudJira) -> None:
    """A member may edit but not administer, and not see a hidden issue; ids that Jira drops are not granted."""
    shown, hidden = an_issue(site), an_issue(site)
    site.hide_issue(hidden, MEMBER)
    found = jira.permitted(
        AccountId(MEMBER),
        ["EDIT_ISSUES", "ADMINISTER_PROJECTS", "ADMINISTER"],
        project_ids=[pay(site)],
        issue_ids=[shown, hidden, IssueId("999999"), IssueId("no id")],
    )
    assert found == Permitted(frozenset({("EDIT_ISSUES", pay(site))}), frozenset({("EDIT_ISSUES", shown)}))
    assert not found.on_project("ADMINISTER_PROJECTS", pay(site))


def test_global_permissions_are_asked_beside(site: Site, jira: CloudJira) -> None:
    """Global permissions go with the same call, apart from those on projects."""
    found = jira.permitted(AccountId(LEAD), ["ADMINISTER", "BROWSE_PROJECTS"], project_ids=[pay(site)], issue_ids=[])
    assert found.globals == frozenset({"ADMINISTER"})
    assert found.on_project("BROWSE_PROJECTS", pay(site))
    assert len(site.requests) == 1


def test_more_than_a_thousand_issues_take_two_calls(site: Site, jira: CloudJira) -> None:
    """Jira checks a thousand issues a call; grants of all calls count, and the project is asked for once."""
    issue_id = an_issue(site)
    ids = [IssueId(str(number)) for number in range(1, 1001)]
    found = jira.permitted(AccountId(LEAD), ["BROWSE_PROJECTS"], project_ids=[pay(site)], issue_ids=[*ids, issue_id])
    assert found.on_issue("BROWSE_PROJECTS", issue_id)
    assert found.on_project("BROWSE_PROJECTS", pay(site))
    groups = [request.body["projectPermissions"][0] for request in site.requests]
    assert [(len(group["issues"]), group["projects"]) for group in groups] == [(1000, [int(pay(site))]), (1, [])]


def test_many_projects_are_one_call(site: Site, jira: CloudJira) -> None:
    """Rights in several projects are asked together and granted one by one; more than a thousand take two calls."""
    site.create_project("OPS", "Operations", lead=LEAD)
    ops = ProjectId(site.project("OPS").id)
    found = jira.permitted(AccountId(MEMBER), ["EDIT_ISSUES"], project_ids=[pay(site), ops], issue_ids=[])
    assert found.projects == frozenset({("EDIT_ISSUES", pay(site))})
    assert len(site.requests) == 1
    ids = [ProjectId(str(number)) for number in range(20_000, 21_000)]
    found = jira.permitted(AccountId(LEAD), ["EDIT_ISSUES"], project_ids=[pay(site), ops, *ids], issue_ids=[])
    assert found.projects == frozenset({("EDIT_ISSUES", pay(site)), ("EDIT_ISSUES", ops)})
    groups = [request.body["projectPermissions"][0] for request in site.requests[1:]]
    assert [len(group["projects"]) for group in groups] == [1000, 2]


def test_asking_for_nothing_grants_nothing(site: Site, jira: CloudJira) -> None:
    """Without a project, an issue or a global permission nothing is sent and nothing granted."""
    found = jira.permitted(AccountId(LEAD), ["BROWSE_PROJECTS"], project_ids=[], issue_ids=[IssueId("x")])
    assert (found, site.requests) == (Permitted(), [])


def test_an_unknown_account_is_refused(site: Site, jira: CloudJira) -> None:
    """Jira refuses to answer for an account it does not know: an error, not an empty grant."""
    with pytest.raises(JiraRefused):
        jira.permitted(AccountId("nobody"), ["BROWSE_PROJECTS"], project_ids=[pay(site)], issue_ids=[])


def test_site_administrators_are_known(jira: CloudJira) -> None:
    """ADMINISTER decides."""
    assert (jira.is_admin(AccountId(LEAD)), jira.is_admin(AccountId(MEMBER))) == (True, False)


def test_people_are_named(site: Site, jira: CloudJira) -> None:
    """Names come for those who are found, over several calls, and for nobody else."""
    crowd = [AccountId(f"5b10a2844c20165700ee{turn:04}") for turn in range(120)]
    for account in crowd:
        site.create_user(account, f"Person {account[-3:]}")
    found = jira.people([*crowd, AccountId("557058:gone"), AccountId("")])
    assert found == {account: f"Person {account[-3:]}" for account in crowd}


def test_nobody_to_name_is_no_call(site: Site, jira: CloudJira) -> None:
    """Without accounts nothing is sent."""
    assert (jira.people([]), site.requests) == ({}, [])


def test_people_are_found_by_name(site: Site, jira: CloudJira) -> None:
    """Only people of the project are offered, whatever characters are typed."""
    site.create_user("5b10a2844c20165700ede009", "Delivery outsider")
    site.create_user("5b10a2844c20165700ede010", "Zoë & söhne = 100%")
    site.set_permission("5b10a2844c20165700ede010", "PAY", ["BROWSE_PROJECTS"])
    assert jira.find_people(pay(site), "delivery") == [(MEMBER, "Delivery member")]
    assert jira.find_people(pay(site), "zoë & söhne = 1") == [("5b10a2844c20165700ede010", "Zoë & söhne = 100%")]
