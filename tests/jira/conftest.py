"""A stand-in site with the app installed, and the gateway that speaks to it as the app."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from requests import PreparedRequest
from requests.auth import AuthBase

from plugin.jira.gateway import CloudJira
from plugin.jira.session import Link, SharedAdapter
from plugin.platform.signing import ConnectAuth
from plugin.usecases.caller import KnownSite
from tests.standin.model import Installation
from tests.standin.serve import serve
from tests.standin.world import Site

APP_KEY = "app.plumbline.jira"
SECRET = "a-shared-secret-of-this-test-and-no-other-site"
LEAD = "5b10a2844c20165700ede001"
MEMBER = "5b10a2844c20165700ede002"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Unsigned(AuthBase):
    """For answers that come from no site: signs nothing."""

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        return r


@pytest.fixture
def site() -> Iterator[Site]:
    """A served site with one project, PAY; whatever the app asks there must fit Jira's documents and its own scopes."""
    site = Site("acme")
    with site.quiet():
        site.create_user(LEAD, "Release lead", admin=True)
        site.create_user(MEMBER, "Delivery member")
        site.create_project("PAY", "Payments", LEAD)
        site.set_permission(MEMBER, "PAY", ["BROWSE_PROJECTS", "EDIT_ISSUES"])
    descriptor = {"key": APP_KEY, "scopes": ["READ", "WRITE"]}
    site.installation = Installation(APP_KEY, "http://127.0.0.1:9", site.client_key, SECRET, descriptor)
    with serve(site):
        yield site
    assert site.violations == []


@pytest.fixture
def adapter() -> Iterator[SharedAdapter]:
    """The pool of connections of one test."""
    adapter = SharedAdapter()
    yield adapter
    adapter.shut()


@pytest.fixture
def auth(site: Site) -> ConnectAuth:
    """Signs as the installed app."""
    known = KnownSite(1, site.client_key, SECRET, site.base_url, active=True)
    return ConnectAuth(APP_KEY, known, lambda: datetime.now(UTC))


@pytest.fixture
def link(site: Site, auth: ConnectAuth, adapter: SharedAdapter) -> Link:
    """How the app reaches the site, at a fixed hour."""
    return Link(site.base_url, auth, adapter, lambda: NOW)


@pytest.fixture
def jira(link: Link) -> CloudJira:
    """The gateway under test."""
    return CloudJira(link)
