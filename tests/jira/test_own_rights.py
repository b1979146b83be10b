"""A person's rights, asked of Jira in their own name through Forge's gateway; and what only a Forge app may read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from descriptors.forge import ForgeApp, forge_manifest
from descriptors.identity import KEY
from plugin.domain.ids import AccountId, IssueId, ProjectId
from plugin.jira.gateway import CloudJira
from plugin.jira.own_rights import OwnRights
from plugin.jira.session import Link, SharedAdapter
from plugin.platform.forge import ForgeAuth
from plugin.usecases.authority import BROWSE, EDIT, MANAGE
from tests.jira.conftest import LEAD, MEMBER
from tests.standin.serve import serve
from tests.standin.world import Site

APP_ID = "ari:cloud:ecosystem::app/7c0a1d52-6f0b-4c39-9a53-0d5f1f6f2b11"
APP = ForgeApp(APP_ID, "own", "https://plumbline.example", KEY)
Speaks = Callable[[str], Link]


@pytest.fixture
def forge_site() -> Iterator[Site]:
    """A site that Forge carries; the member sees one project of two and may edit there."""
    site = Site("acme")
    with site.quiet():
        site.create_user(LEAD, "Release lead", admin=True)
        site.create_user(MEMBER, "Delivery member")
        for key in ("PAY", "OPS"):
            site.create_project(key, key, LEAD)
            site.create_issue(key, "Something", by=LEAD)
        site.set_permission(MEMBER, "PAY", ["BROWSE_PROJECTS", "EDIT_ISSUES"])
    with serve(site):
        site.install_forge(dict(forge_manifest(APP)), "http://127.0.0.1:9", check=False, wait=False)
        yield site
        site.webhooks.close()
    assert site.violations == []


@pytest.fixture
def by(forge_site: Site, adapter: SharedAdapter) -> Speaks:
    """A link with a token."""

    def link(token: str) -> Link:
        auth = ForgeAuth(token, forge_site.forge_base_url, lambda: None)
        return Link(forge_site.forge_base_url, auth, adapter, lambda: datetime.now(UTC))

    return link


def rights(site: Site, by: Speaks, account: str) -> OwnRights:
    """Somebody's own rights."""
    return OwnRights(by(site.user_token(account)))


def test_one_project(forge_site: Site, by: Speaks) -> None:
    """Of one project Jira is asked what I may do there, and nothing else is believed."""
    pay, ops = (ProjectId(forge_site.project(key).id) for key in ("PAY", "OPS"))
    mine = rights(forge_site, by, MEMBER)
    wanted = (BROWSE, EDIT, MANAGE)
    held = mine.permitted(AccountId(LEAD), wanted, project_ids=[pay], issue_ids=[])
    assert held.projects == {(BROWSE, pay), (EDIT, pay)}
    assert mine.permitted(AccountId(LEAD), wanted, project_ids=[ops], issue_ids=[]).projects == frozenset()
    assert {one.path.rpartition("/")[2] for one in forge_site.requests} == {"mypermissions"}


def test_several_at_once(forge_site: Site, by: Speaks) -> None:
    """Of several one call is made, for whoever's token it is."""
    projects = [ProjectId(forge_site.project(key).id) for key in ("PAY", "OPS")]
    issues = [IssueId(forge_site.issue(f"{key}-1").id) for key in ("PAY", "OPS")]
    mine = rights(forge_site, by, MEMBER)
    held = mine.permitted(AccountId(MEMBER), (BROWSE,), project_ids=projects, issue_ids=issues)
    assert held.projects == {(BROWSE, projects[0])}
    assert held.issues == {(BROWSE, issues[0])}
    (asked,) = forge_site.requests
    assert (asked.path.rpartition("/")[2], asked.caller, "accountId" in asked.body) == ("check", MEMBER, False)


def test_one_issue(forge_site: Site, by: Speaks) -> None:
    """An issue that its security hides is hidden, whatever the project allows."""
    issue = IssueId(forge_site.issue("PAY-1").id)
    mine = rights(forge_site, by, MEMBER)
    assert mine.permitted(AccountId(MEMBER), (EDIT,), project_ids=[], issue_ids=[issue]).on_issue(EDIT, issue)
    forge_site.hide_issue("PAY-1", MEMBER)
    assert mine.permitted(AccountId(MEMBER), (EDIT,), project_ids=[], issue_ids=[issue]).issues == frozenset()


def test_administrators(forge_site: Site, by: Speaks) -> None:
    """Who administers the site is asked in their own name as well."""
    assert rights(forge_site, by, LEAD).is_admin(AccountId(LEAD))
    assert not rights(forge_site, by, MEMBER).is_admin(AccountId(LEAD))


def test_the_app_reads_and_writes_through_the_gateway(forge_site: Site, by: Speaks) -> None:
    """Under the gateway's longer address everything works as under the site's own."""
    jira = CloudJira(by(forge_site.system_token()))
    project_id, key, _ = jira.project("PAY")
    assert key == "PAY"
    page = jira.search(project_id, [], [], None)
    assert [found.snapshot.key for found in page.issues] == ["PAY-1"]
    jira.put_project_property(project_id, "plumbline.project", {"health": "straight"})
    assert forge_site.project("PAY").properties["plumbline.project"] == {"health": "straight"}
    jira.put_issue_properties({page.issues[0].snapshot.issue_id: {"plumbline.risk": {"open": 1}}})
    assert forge_site.issue("PAY-1").properties["plumbline.risk"] == {"open": 1}
    assert jira.versions(project_id) == []
    assert list(jira.people([AccountId(MEMBER)]).values()) == ["Delivery member"]


def test_the_connect_key_of_a_site_that_moved(forge_site: Site, by: Speaks) -> None:
    """Jira keeps it for the Forge app that took over; of a site without a past there is none."""
    jira = CloudJira(by(forge_site.system_token()))
    assert jira.connect_client_key() is None
    forge_site.connect_apps.add(KEY)
    assert jira.connect_client_key() == forge_site.client_key
