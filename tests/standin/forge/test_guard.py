"""Who gets in through Forge's gateway, as whom, and with which scopes."""

from datetime import timedelta
from typing import Any

import pytest
import requests

from tests.standin.catalogue import POINTS
from tests.standin.conftest import LEAD, MEMBER, STRANGER
from tests.standin.forge.fake_remote import FakeRemote, manifest
from tests.standin.world import Site


def ask(site: Site, token: str, path: str, method: str = "GET", **more: Any) -> requests.Response:
    """One call through the gateway."""
    headers = {"Authorization": f"Bearer {token}"}
    return requests.request(method, site.forge_base_url + path, headers=headers, timeout=10, **more)


@pytest.mark.usefixtures("remote")
def test_the_app_calls_through_the_gateway(site: Site) -> None:
    """With a system token the bulk changelog is open, which Connect apps may not call, and nothing is noted."""
    issue = site.create_issue("PAY", "Refunds", points=3, by=LEAD)
    site.update_issue(issue.key, by=LEAD, points=5, labels=["late"])
    body = {"issueIdsOrKeys": [issue.key], "fieldIds": [POINTS]}
    answer = ask(site, site.system_token(), "/rest/api/3/changelog/bulkfetch", "POST", json=body)
    (log,) = answer.json()["issueChangeLogs"]
    assert log["issueId"] == issue.id
    assert [item["toString"] for entry in log["changeHistories"] for item in entry["items"]] == ["5"]
    assert site.requests[-1].path == "/rest/api/3/changelog/bulkfetch"
    assert site.violations == []


@pytest.mark.usefixtures("remote")
def test_tokens_open_the_gateway_only_and_the_gateway_nothing_else(site: Site) -> None:
    """At the site's own address a good token is refused; below the gateway so is everything but a good token."""
    token = site.system_token()
    headers = {"Authorization": f"Bearer {token}"}
    assert requests.get(f"{site.base_url}/rest/api/3/field", headers=headers, timeout=10).status_code == 401
    assert ask(site, token, "/rest/api/3/field").status_code == 200
    for other in ("Bearer made-up", f"JWT {token}", ""):
        headers = {"Authorization": other, "X-Standin-Session": site.session_for(LEAD)}
        assert requests.get(f"{site.forge_base_url}/rest/api/3/field", headers=headers, timeout=10).status_code == 401
    unknown = site.forge_base_url.replace(site.cloud_id, "0" * 8) + "/rest/api/3/field"
    assert requests.get(unknown, headers={"Authorization": f"Bearer {token}"}, timeout=10).status_code == 404


@pytest.mark.usefixtures("remote")
def test_a_user_token_sees_with_the_persons_eyes(site: Site) -> None:
    """Issues and permissions are the person's own, asked by `mypermissions` or by `permissions/check`."""
    issue = site.create_issue("PAY", "Refunds", by=LEAD)
    seen = {who: ask(site, site.user_token(who), f"/rest/api/3/issue/{issue.id}") for who in (MEMBER, STRANGER)}
    assert {who: answer.status_code for who, answer in seen.items()} == {MEMBER: 200, STRANGER: 404}
    token = site.user_token(MEMBER)
    asked = {"permissions": "EDIT_ISSUES,ADMINISTER_PROJECTS", "projectId": issue.project_id}
    told = ask(site, token, "/rest/api/3/mypermissions", params=asked).json()["permissions"]
    assert (told["EDIT_ISSUES"]["havePermission"], told["ADMINISTER_PROJECTS"]["havePermission"]) == (True, False)
    group = {"permissions": ["EDIT_ISSUES", "ADMINISTER_PROJECTS"], "projects": [int(issue.project_id)]}
    body: dict[str, Any] = {"projectPermissions": [group]}
    checked = ask(site, token, "/rest/api/3/permissions/check", "POST", json=body).json()["projectPermissions"]
    assert [one["projects"] for one in checked] == [[int(issue.project_id)], []]
    body = {"accountId": LEAD, **body}
    assert ask(site, token, "/rest/api/3/permissions/check", "POST", json=body).status_code == 403
    assert ask(site, site.system_token(), "/rest/api/3/permissions/check", "POST", json=body).status_code == 200
    assert site.violations == []


@pytest.mark.usefixtures("remote")
def test_jql_finds_what_the_manifest_indexes(site: Site) -> None:
    """An alias of an entity property is a field of JQL."""
    for level in ("High", "Low"):
        site.create_issue("PAY", level, by=LEAD).properties["plumbline.risk"] = {"level": level}
    query = {"jql": "project = PAY AND riskLevel = High", "fields": "summary"}
    found = ask(site, site.user_token(LEAD), "/rest/api/3/search/jql", params=query).json()["issues"]
    assert [one["fields"]["summary"] for one in found] == ["High"]


@pytest.mark.usefixtures("remote")
def test_tokens_expire_and_die_with_the_installation(site: Site) -> None:
    """An old token, a revoked one and one of an earlier installation give 401."""
    site.forge_token_life = timedelta(seconds=-1)
    expired = site.system_token()
    site.forge_token_life = timedelta(hours=1)
    revoked = site.system_token()
    site.revoke_forge_tokens()
    earlier = site.system_token()
    site.reinstall_forge()
    for token in (expired, revoked, earlier):
        assert ask(site, token, "/rest/api/3/field").status_code == 401
    assert ask(site, site.system_token(), "/rest/api/3/field").status_code == 200


@pytest.mark.usefixtures("contract_data")
def test_a_call_beyond_the_manifests_scopes_is_refused(site: Site) -> None:
    """A manifest that only asks to read may not write, and the site notes which scopes would do."""
    issue = site.create_issue("PAY", "Refunds", by=LEAD)
    path = f"/rest/api/3/issue/{issue.id}/properties/plumbline.risk"
    with FakeRemote(site.jwks_url) as remote:
        site.install_forge(manifest(scopes=("read:jira-work", "read:app-system-token")), remote.base_url)
        assert ask(site, site.system_token(), f"/rest/api/3/issue/{issue.id}").status_code == 200
        assert ask(site, site.system_token(), path, "PUT", json={"level": "High"}).status_code == 403
    assert "lacks the scopes: write:jira-work or write:issue.property:jira" in site.violations[0]


@pytest.mark.usefixtures("remote")
def test_connect_only_calls_are_closed(site: Site) -> None:
    """A Forge token does not open a Connect app's properties."""
    path = "/rest/atlassian-connect/1/addons/app.plumbline.jira/properties"
    assert ask(site, site.system_token(), path).status_code == 403


@pytest.mark.usefixtures("remote")
def test_the_app_keeps_properties_of_its_own(site: Site) -> None:
    """They are set, listed, read and deleted by the app itself, and by no person on its behalf."""
    path, token = "/rest/forge/1/app/properties/mood", site.system_token()
    assert ask(site, token, path).status_code == 404
    assert [ask(site, token, path, "PUT", json=value).status_code for value in (1, 2)] == [201, 200]
    assert ask(site, token, path).json()["value"] == 2
    assert [one["key"] for one in ask(site, token, "/rest/forge/1/app/properties").json()["keys"]] == ["mood"]
    assert ask(site, site.user_token(LEAD), path).status_code == 403
    assert ask(site, token, path, "DELETE").status_code == 204
    assert site.violations == []
