"""The sessions beneath both libraries: redirects, waits, cookies, connections and what is signed."""

import gc
import json
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import responses

from plugin.domain.errors import JiraBusy, JiraTrouble
from plugin.domain.ids import AccountId, IssueId, ProjectId
from plugin.jira.gateway import CloudJira
from plugin.jira.session import Link, SharedAdapter
from tests.jira.conftest import LEAD, NOW, Unsigned
from tests.standin.world import Site

BASE = "https://acme.example.com"
FIELDS = f"{BASE}/rest/api/3/field"
CHECK = f"{BASE}/rest/api/3/permissions/check"


@pytest.fixture
def far(adapter: SharedAdapter) -> CloudJira:
    """The gateway to a site whose answers each test makes up."""
    return CloudJira(Link(BASE, Unsigned(), adapter, lambda: NOW))


@responses.activate
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(far: CloudJira, status: int) -> None:
    """An answer that points to another host is trouble, and that host is never asked."""
    responses.get(FIELDS, status=status, headers={"Location": "https://elsewhere.example.org/"})
    with pytest.raises(JiraTrouble, match="pointed elsewhere"):
        far.fields()
    assert len(responses.calls) == 1


@responses.activate
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_writes_are_not_carried_elsewhere(far: CloudJira, status: int) -> None:
    """A write that is answered with a redirect is not sent to where it points."""
    url = f"{BASE}/rest/api/3/issue/properties/multi"
    responses.post(url, status=status, headers={"Location": "https://elsewhere.example.org/"})
    with pytest.raises(JiraTrouble):
        far.put_issue_properties({IssueId("10042"): {"plumbline.risk": {}}})
    assert len(responses.calls) == 1


@responses.activate
@pytest.mark.parametrize("status", [429, 503])
def test_waits_may_be_http_dates(far: CloudJira, status: int) -> None:
    """Retry-After as a date is the time until then, for 429 and for 503, in both libraries."""
    headers = {"Retry-After": format_datetime(NOW + timedelta(seconds=90), usegmt=True)}
    responses.get(FIELDS, status=status, headers=headers)
    responses.post(CHECK, status=status, headers=headers)
    for call in (far.fields, lambda: far.is_admin(AccountId(LEAD))):
        with pytest.raises(JiraBusy) as caught:
            call()
        assert caught.value.retry_after == 90


@responses.activate
def test_bulk_bodies_have_jiras_form(far: CloudJira) -> None:
    """Issue ids go out as numbers, each with its properties, and Jira's check against forged forms is switched off."""
    responses.post(f"{BASE}/rest/api/3/issue/properties/multi", status=303, headers={"Location": f"{BASE}/task/1"})
    far.put_issue_properties({IssueId("10042"): {"plumbline.risk": {"level": "High"}}})
    request = responses.calls[0].request
    sent = json.loads(request.body or "")
    assert sent == {"issues": [{"issueID": 10042, "properties": {"plumbline.risk": {"level": "High"}}}]}
    assert (request.headers["X-Atlassian-Token"], request.headers["Content-Type"]) == ("no-check", "application/json")
    assert len(responses.calls) == 1


@responses.activate
@pytest.mark.parametrize("library", ["jira", "atlassian"])
def test_the_environment_names_proxy_and_authorities(
    far: CloudJira, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    """Both libraries go through the proxy and trust the authorities that the environment names, within our patience."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "authorities.pem")
    responses.get(FIELDS, json=[])
    responses.post(CHECK, json={"globalPermissions": [], "projectPermissions": []})
    if library == "jira":
        far.fields()
    else:
        far.is_admin(AccountId(LEAD))
    sent: dict[str, Any] = responses.calls[0].request.req_kwargs  # type: ignore[attr-defined]
    assert sent["proxies"]["https"] == "http://proxy.example.com:3128"
    assert (sent["verify"], sent["timeout"]) == ("authorities.pem", (5.0, 30.0))


@responses.activate
def test_cookies_are_not_kept(far: CloudJira) -> None:
    """A cookie that Jira sets is not sent back: the token alone says who we are."""
    responses.get(FIELDS, json=[], headers={"Set-Cookie": "JSESSIONID=1; Path=/"})
    far.fields()
    far.fields()
    assert ["Cookie" in call.request.headers for call in responses.calls] == [False, False]


def change(number: int, hour: int) -> dict[str, Any]:
    """A changelog entry of one day's hour."""
    item = {"field": "status", "fieldId": "status", "from": "1", "to": "3"}
    return {"id": str(number), "created": f"2026-11-01T{hour:02}:00:00.000+0000", "items": [item]}


def found_issue(**changelog: Any) -> dict[str, Any]:
    """An issue as search shows it, with its changelog so far as told."""
    fields = {
        "project": {"id": "10000", "key": "PAY"},
        "issuetype": {"id": "1"},
        "status": {"id": "3"},
        "created": "2026-11-01T00:00:00.000+0000",
    }
    return {"id": "10042", "key": "PAY-1", "fields": fields, "changelog": changelog}


@responses.activate
def test_changes_during_the_reading_are_left_out(far: CloudJira) -> None:
    """A change that is younger than the issue's snapshot is not read into its history; it comes by itself."""
    issue = found_issue(total=2, histories=[change(2, 2)])
    responses.get(f"{BASE}/rest/api/3/search/jql", json={"issues": [issue], "isLast": True})
    values = [change(1, 1), change(2, 2), change(3, 3)]
    responses.get(f"{BASE}/rest/api/3/issue/10042/changelog", json={"values": values, "isLast": True, "total": 3})
    (found,) = far.search(ProjectId("10000"), [], [], None).issues
    assert ([entry.id for entry in found.changes], found.whole) == (["1", "2"], True)


@responses.activate
def test_a_changelog_without_its_total_is_read_itself(far: CloudJira) -> None:
    """Where search does not say how many changes there are, the changelog is asked, to its empty page."""
    issue = found_issue(histories=[change(1, 1)])
    responses.get(f"{BASE}/rest/api/3/search/jql", json={"issues": [issue], "isLast": True})
    url = f"{BASE}/rest/api/3/issue/10042/changelog"
    responses.get(url, json={"values": [change(1, 1)]})
    responses.get(url, json={"values": []})
    (found,) = far.search(ProjectId("10000"), [], [], None).issues
    assert ([entry.id for entry in found.changes], found.whole) == (["1"], True)


@responses.activate
def test_a_search_that_stands_still_is_trouble(far: CloudJira) -> None:
    """A page that names itself as the next one would go on for ever."""
    responses.get(f"{BASE}/rest/api/3/search/jql", json={"issues": [], "isLast": False, "nextPageToken": "same"})
    with pytest.raises(JiraTrouble):
        far.search(ProjectId("10000"), [], [], "same")


def test_connections_outlive_clients(site: Site, link: Link, adapter: SharedAdapter) -> None:
    """Clients come and go with their jobs; the pool of connections to the site stays."""
    for _ in range(3):
        jira = CloudJira(link)
        jira.fields()
        jira.is_admin(AccountId(LEAD))
        del jira
        gc.collect()
    assert len(adapter.poolmanager.pools) == 1


def test_a_base_path_is_kept(site: Site, link: Link) -> None:
    """A base URL's trailing slash leads to the same paths, in both libraries."""
    jira = CloudJira(Link(f"{site.base_url}/", link.auth, link.adapter, link.clock))
    jira.fields()
    jira.is_admin(AccountId(LEAD))
    assert [request.path for request in site.requests] == ["/rest/api/3/field", "/rest/api/3/permissions/check"]
