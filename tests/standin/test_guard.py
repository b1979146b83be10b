"""Who is let in to the REST API, and what is noted against those who are not."""

import time

import pytest
import requests

from tests.standin.conftest import LEAD, STRANGER
from tests.standin.fake_app import FakeApp
from tests.standin.world import Site

DAY = 86_400
"""Seconds; a test is told its claims when all tests are collected, which may be long before it runs."""


def test_a_signed_call_is_let_in(site: Site, app: FakeApp) -> None:
    """A rightly signed call passes, with awkward parameters, and leaves no violation."""
    site.create_issue("PAY", "Refunds", by=LEAD)
    jql = "project = PAY AND summary ~ 'refunds' ORDER BY created"
    found = app.call("GET", "/rest/api/3/search/jql", params={"jql": jql, "fields": "summary,status"})
    assert found.status_code == 200
    assert found.json()["issues"][0]["key"] == "PAY-1"
    assert site.violations == []


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"qsh": "0" * 64}, "query string hash"),
        ({"iss": "someone.else"}, "not by the app key"),
        ({"exp": int(time.time()) - DAY}, "expired"),
        ({"iat": int(time.time()) + DAY}, "future"),
        ({"aud": ["another-site"]}, "another site"),
    ],
)
def test_a_wrong_token_is_refused_and_noted(site: Site, app: FakeApp, claims: dict[str, object], reason: str) -> None:
    """A token that does not fit gives 401, and the site remembers why."""
    assert app.call("GET", "/rest/api/3/field", claims=claims).status_code == 401
    assert reason in site.violations[0]


def test_no_token_and_another_secret_are_refused(site: Site, app: FakeApp) -> None:
    """Without a token, or with one signed by another secret, nobody gets in."""
    assert requests.get(f"{site.base_url}/rest/api/3/field", timeout=10).status_code == 401
    app.secret = "another-secret-of-more-than-thirty-two-bytes"
    assert app.call("GET", "/rest/api/3/field").status_code == 401
    assert len(site.violations) == 2


@pytest.mark.usefixtures("contract_data")
def test_a_call_beyond_the_scopes_is_refused(site: Site) -> None:
    """An app that only asked to read may not write."""
    issue = site.create_issue("PAY", "Refunds", by=LEAD)
    with FakeApp(scopes=("READ",)) as app:
        site.install(app.base_url)
        path = f"/rest/api/3/issue/{issue.id}/properties/plumbline.risk"
        assert app.call("GET", f"/rest/api/3/issue/{issue.id}").status_code == 200
        assert app.call("PUT", path, json={"level": "High"}).status_code == 403
    assert "lacks the scope WRITE" in site.violations[0]


def test_bulk_changelogs_are_closed_to_connect_apps(site: Site, app: FakeApp) -> None:
    """What Jira marks as inaccessible to Connect apps answers 403."""
    answer = app.call("POST", "/rest/api/3/changelog/bulkfetch", json={"issueIdsOrKeys": ["10000"]})
    assert answer.status_code == 403


@pytest.mark.usefixtures("contract_data")
def test_requests_unlike_the_documents_are_noted(site: Site, app: FakeApp) -> None:
    """Unknown parameters, ill-shaped bodies and unknown calls are noted, though Jira might let them pass."""
    app.call("GET", "/rest/api/3/search/jql", params={"jql": "project = PAY", "startAt": 5})
    app.call("POST", "/rest/api/3/search/jql", json={"jql": "project = PAY", "startAt": 5})
    app.call("POST", "/rest/api/3/search/jql", json={"jql": "project = PAY", "fields": "summary"})
    app.call("GET", "/rest/api/3/nothing/here")
    first, second, third, fourth = site.violations
    assert "unknown query parameter 'startAt'" in first
    assert "startAt" in second
    assert "body/fields" in third
    assert "know no such call" in fourth


def test_a_person_in_the_browser_sees_with_own_rights(site: Site, app: FakeApp) -> None:
    """A browser session acts as its person, who sees only what they may."""
    site.create_issue("PAY", "Refunds", by=LEAD)
    url = f"{site.base_url}/rest/api/3/issue/PAY-1"
    for account, status in ((LEAD, 200), (STRANGER, 404)):
        headers = {"X-Standin-Session": site.session_for(account)}
        assert requests.get(url, headers=headers, timeout=10).status_code == status


def test_every_request_is_recorded(site: Site, app: FakeApp) -> None:
    """The site remembers method, path, query, body and status."""
    app.call("POST", "/rest/api/3/search/approximate-count", json={"jql": "project = PAY"})
    last = site.requests[-1]
    assert (last.method, last.path, last.status) == ("POST", "/rest/api/3/search/approximate-count", 200)
    assert last.body == {"jql": "project = PAY"}
