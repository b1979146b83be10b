"""The REST calls the app makes, over real HTTP."""

import time

import pytest

from tests.standin.conftest import LEAD, MEMBER, STRANGER
from tests.standin.fake_app import FakeApp
from tests.standin.world import Site


def test_search_pages_by_token(site: Site, app: FakeApp) -> None:
    """Pages follow each other by token, without total; the last says so."""
    with site.quiet():
        for number in range(7):
            site.create_issue("PAY", f"Story {number}", by=LEAD)
    body: dict[str, object] = {"jql": "project = PAY ORDER BY key", "fields": ["summary"], "maxResults": 3}
    keys, pages = [], 0
    while True:
        page = app.call("POST", "/rest/api/3/search/jql", json=body).json()
        keys += [one["key"] for one in page["issues"]]
        pages += 1
        assert "total" not in page
        if page["isLast"]:
            break
        body["nextPageToken"] = page["nextPageToken"]
    assert keys == [f"PAY-{number}" for number in range(1, 8)]
    assert pages == 3


def test_a_page_token_serves_its_own_query_only(site: Site, app: FakeApp) -> None:
    """A token from one query is refused for another."""
    for number in range(2):
        site.create_issue("PAY", f"Story {number}", by=LEAD)
    first = app.call("GET", "/rest/api/3/search/jql", params={"jql": "project = PAY", "maxResults": 1}).json()
    other = {"jql": "project = PAY order by key", "nextPageToken": first["nextPageToken"]}
    assert app.call("GET", "/rest/api/3/search/jql", params=other).status_code == 400


def test_search_gives_ids_only_unless_fields_are_named(site: Site, app: FakeApp) -> None:
    """The default is the bare id."""
    issue = site.create_issue("PAY", "Refunds", by=LEAD)
    page = app.call("GET", "/rest/api/3/search/jql", params={"jql": "project = PAY"}).json()
    assert page == {"issues": [{"id": issue.id}], "isLast": True}


def test_the_old_search_is_gone(site: Site, app: FakeApp) -> None:
    """The removed search answers 410."""
    assert app.call("GET", "/rest/api/3/search", params={"jql": "project = PAY"}).status_code == 410


def test_unbounded_search_is_refused(site: Site, app: FakeApp) -> None:
    """A query without any restriction gives 400 in Jira's error shape."""
    answer = app.call("POST", "/rest/api/3/search/jql", json={"jql": "order by created"})
    assert answer.status_code == 400
    assert "Unbounded" in answer.json()["errorMessages"][0]


def test_long_histories_are_cut_in_search_and_whole_on_their_own(site: Site, app: FakeApp) -> None:
    """Search shows the newest 40 entries and the true total; the issue's own changelog has all, oldest first."""
    issue = site.create_issue("PAY", "Refunds", by=LEAD)
    with site.quiet():
        for points in range(1, 131):
            site.update_issue(issue.key, by=LEAD, points=points)
    query = {"jql": "project = PAY", "fields": "summary", "expand": "changelog"}
    shown = app.call("GET", "/rest/api/3/search/jql", params=query).json()["issues"][0]["changelog"]
    assert (shown["total"], len(shown["histories"])) == (130, 40)
    assert shown["histories"][0]["items"][0]["toString"] == "130"
    path = f"/rest/api/3/issue/{issue.id}/changelog"
    first = app.call("GET", path, params={"maxResults": 1000}).json()
    rest = app.call("GET", path, params={"startAt": 100}).json()
    assert (len(first["values"]), first["isLast"]) == (100, False)
    assert (len(rest["values"]), rest["isLast"]) == (30, True)
    assert first["values"][0]["items"][0]["toString"] == "1"


def test_properties_are_written_read_and_logged(site: Site, app: FakeApp) -> None:
    """A property is new with 201, replaced with 200, and readable in search by name."""
    issue = site.create_issue("PAY", "Refunds", by=LEAD)
    path = f"/rest/api/3/issue/{issue.id}/properties/plumbline.risk"
    assert app.call("PUT", path, json={"level": "High"}).status_code == 201
    assert app.call("PUT", path, json={"level": "Low"}).status_code == 200
    assert app.call("GET", path).json() == {"key": "plumbline.risk", "value": {"level": "Low"}}
    query = {"jql": "riskLevel = Low", "fields": "summary", "properties": "plumbline.risk"}
    found = app.call("GET", "/rest/api/3/search/jql", params=query).json()["issues"][0]
    assert found["properties"] == {"plumbline.risk": {"level": "Low"}}
    assert app.call("DELETE", path).status_code == 204
    assert [(one.value, one.deleted) for one in site.property_writes(issue.id)] == [
        ({"level": "High"}, False),
        ({"level": "Low"}, False),
        ({"level": "Low"}, True),
    ]
    assert app.call("PUT", path, data=b'"' + b"x" * 32_800 + b'"').status_code == 400


def test_bulk_properties_answer_with_a_task(site: Site, app: FakeApp) -> None:
    """Bulk writing answers 303 with the task's address; the task says when it is done."""
    issue, site.task_polls = site.create_issue("PAY", "Refunds", by=LEAD), 1
    entry = {"issueID": int(issue.id), "properties": {"plumbline.risk": {"score": 3}}}
    missing = {"issueID": 99999, "properties": {"plumbline.risk": {"score": 3}}}
    answer = app.call("POST", "/rest/api/3/issue/properties/multi", json={"issues": [entry, missing]})
    assert answer.status_code == 303
    path = answer.headers["Location"].removeprefix(site.base_url)
    assert app.call("GET", path).json()["status"] == "RUNNING"
    task = app.call("GET", path).json()
    assert task["status"] == "COMPLETE"
    assert list(task["result"]["errors"]) == ["99999"]
    assert issue.properties["plumbline.risk"] == {"score": 3}
    assert site.violations == []


def test_project_properties(site: Site, app: FakeApp) -> None:
    """A project's property is kept and logged under the project's id."""
    project = site.project("PAY")
    path = "/rest/api/3/project/PAY/properties/plumbline.project"
    assert app.call("PUT", path, json={"health": "good"}).status_code == 201
    assert app.call("GET", path).json()["value"] == {"health": "good"}
    assert [one.key for one in site.property_writes(project_id=project.id)] == ["plumbline.project"]


def test_permissions_are_answered_for_anyone(site: Site, app: FakeApp) -> None:
    """The app may ask about any account; unknown ids vanish, hidden issues are not granted."""
    issue, secret = (site.create_issue("PAY", name, by=LEAD) for name in ("Refunds", "Fraud rules"))
    site.hide_issue(secret.key, MEMBER)
    asked = {
        "permissions": ["BROWSE_PROJECTS", "ADMINISTER_PROJECTS"],
        "projects": [int(issue.project_id), 424242],
        "issues": [int(issue.id), int(secret.id), 424242],
    }
    told = {}
    for account in (LEAD, MEMBER, STRANGER):
        body = {"accountId": account, "globalPermissions": ["ADMINISTER"], "projectPermissions": [asked]}
        told[account] = app.call("POST", "/rest/api/3/permissions/check", json=body).json()
    project, both = [int(issue.project_id)], [int(issue.id), int(secret.id)]
    browse, administer = told[MEMBER]["projectPermissions"]
    assert browse == {"permission": "BROWSE_PROJECTS", "issues": [int(issue.id)], "projects": project}
    assert administer == {"permission": "ADMINISTER_PROJECTS", "issues": [], "projects": []}
    assert told[LEAD]["projectPermissions"][1]["issues"] == both
    assert told[STRANGER]["projectPermissions"][0]["projects"] == []
    assert told[LEAD]["globalPermissions"] == []
    site.set_site_admin(LEAD)
    body = {"accountId": LEAD, "globalPermissions": ["ADMINISTER"]}
    assert app.call("POST", "/rest/api/3/permissions/check", json=body).json()["globalPermissions"] == ["ADMINISTER"]
    assert site.violations == []


def test_rate_limits_on_demand(site: Site, app: FakeApp) -> None:
    """The next requests that fit answer 429 with Retry-After, then all is well again."""
    site.faults.rate_limit(2, 7, path_contains="/field")
    assert app.call("GET", "/rest/api/3/status").status_code == 200
    for _ in range(2):
        answer = app.call("GET", "/rest/api/3/field")
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert app.call("GET", "/rest/api/3/field").status_code == 200


def test_odd_failures_on_demand(site: Site, app: FakeApp) -> None:
    """A failing Jira may answer HTML, nothing at all, or late."""
    site.faults.fail(1, 502, "<html>Bad gateway</html>")
    site.faults.fail(1, 503)
    site.faults.fail(1, 504, hang_seconds=0.2)
    assert "text/html" in app.call("GET", "/rest/api/3/field").headers["Content-Type"]
    assert app.call("GET", "/rest/api/3/field").content == b""
    before = time.monotonic()
    assert app.call("GET", "/rest/api/3/field").status_code == 504
    assert time.monotonic() - before >= 0.2


def test_boards_sprints_and_versions(site: Site, app: FakeApp) -> None:
    """The agile API and the versions answer in pages and know the estimation field."""
    board, kanban = site.create_board("PAY"), site.create_board("PAY", "Flow", "kanban")
    sprint = site.create_sprint(board, "Sprint 1")
    version = site.create_version("PAY", "1.0", release_date="2026-12-01")
    site.create_issue("PAY", "Refunds", by=LEAD, points=3, sprint=sprint, fix_versions=[version])
    agile = "/rest/agile/1.0"
    boards = app.call("GET", f"{agile}/board", params={"projectKeyOrId": "PAY", "type": "scrum"}).json()
    assert [one["id"] for one in boards["values"]] == [board.id]
    configuration = app.call("GET", f"{agile}/board/{board.id}/configuration").json()
    assert configuration["estimation"]["field"]["fieldId"] == "customfield_10016"
    sprints = app.call("GET", f"{agile}/board/{board.id}/sprint", params={"state": "future"}).json()
    assert sprints["values"][0]["name"] == "Sprint 1"
    assert app.call("GET", f"{agile}/board/{kanban.id}/sprint").status_code == 400
    issues = app.call("GET", f"{agile}/sprint/{sprint.id}/issue", params={"fields": "customfield_10016"}).json()
    assert issues["issues"][0]["fields"] == {"customfield_10016": 3.0}
    versions = app.call("GET", "/rest/api/3/project/PAY/versions").json()
    assert versions[0] | {"releaseDate": "2026-12-01", "released": False} == versions[0]
    assert site.violations == []


def test_comments_must_be_documents(site: Site, app: FakeApp) -> None:
    """A comment in ADF is kept; a plain string is refused."""
    site.create_issue("PAY", "Refunds", by=LEAD)
    document = {"type": "doc", "version": 1, "content": []}
    assert app.call("POST", "/rest/api/3/issue/PAY-1/comment", json={"body": document}).status_code == 201
    assert app.call("POST", "/rest/api/3/issue/PAY-1/comment", json={"body": "Hello"}).status_code == 400


def test_bulk_fetch_names_what_is_missing(site: Site, app: FakeApp) -> None:
    """Issues that cannot be had are listed with their reason."""
    site.create_issue("PAY", "Refunds", by=LEAD)
    body = {"issueIdsOrKeys": ["PAY-1", "424242"], "fields": ["summary"]}
    answer = app.call("POST", "/rest/api/3/issue/bulkfetch", json=body).json()
    assert [one["key"] for one in answer["issues"]] == ["PAY-1"]
    assert [one["id"] for one in answer["issueErrors"]] == ["424242"]


@pytest.mark.usefixtures("contract_data")
def test_creating_and_editing_issues(site: Site, app: FakeApp) -> None:
    """The app can create an issue, change it, move it on and link it; each is a change by the app's account."""
    fields = {"project": {"key": "PAY"}, "issuetype": {"name": "Task"}, "summary": "Mitigate"}
    made = app.call("POST", "/rest/api/3/issue", json={"fields": fields})
    assert made.status_code == 201
    issue = site.issue(made.json()["id"])
    path = f"/rest/api/3/issue/{issue.id}"
    assert app.call("PUT", path, json={"fields": {"labels": ["risk"]}}).status_code == 204
    offered = app.call("GET", f"{path}/transitions").json()["transitions"]
    done = next(one["id"] for one in offered if one["name"] == "Done")
    assert app.call("POST", f"{path}/transitions", json={"transition": {"id": done}}).status_code == 204
    assert (issue.labels, issue.status.name, issue.changelog[-1].author) == (["risk"], "Done", site.app_account_id)
    assert site.violations == []


def test_dashboard_items_keep_what_they_show(site: Site, app: FakeApp) -> None:
    """A property belongs to one item of one dashboard; it is put, read, listed, replaced and deleted."""
    base = "/rest/api/3/dashboard/10000/items/10001/properties"
    assert app.call("GET", f"{base}/plumbline.gadget").status_code == 404
    assert app.call("PUT", f"{base}/plumbline.gadget", json={"projectId": "10000"}).status_code == 201
    assert app.call("PUT", f"{base}/plumbline.gadget", json={"projectId": "10001"}).status_code == 200
    assert app.call("GET", f"{base}/plumbline.gadget").json()["value"] == {"projectId": "10001"}
    assert [one["key"] for one in app.call("GET", base).json()["keys"]] == ["plumbline.gadget"]
    other = "/rest/api/3/dashboard/10000/items/10002/properties"
    assert app.call("GET", other).json()["keys"] == []
    assert app.call("DELETE", f"{base}/plumbline.gadget").status_code == 204
    assert app.call("GET", f"{base}/plumbline.gadget").status_code == 404


def test_app_properties_are_the_apps_own(site: Site, app: FakeApp) -> None:
    """An app keeps properties under its own key only."""
    base = "/rest/atlassian-connect/1/addons"
    assert app.call("PUT", f"{base}/app.plumbline.jira/properties/settings", json={"a": 1}).status_code == 201
    assert app.call("GET", f"{base}/app.plumbline.jira/properties/settings").json()["value"] == {"a": 1}
    assert app.call("GET", f"{base}/someone.else/properties/settings").status_code == 401


def test_people_and_fields(site: Site, app: FakeApp) -> None:
    """People are found in bulk, unknown ones left out; both story point fields are listed."""
    people = app.call("GET", "/rest/api/3/user/bulk", params={"accountId": [LEAD, "nobody"]}).json()
    assert [one["displayName"] for one in people["values"]] == ["Release lead"]
    names = {one["name"] for one in app.call("GET", "/rest/api/3/field").json()}
    assert {"Story point estimate", "Story Points", "Sprint"} <= names
    assert app.call("GET", "/rest/api/3/user", params={"accountId": "nobody"}).status_code == 404
