"""What the stand-in's own tests stand on: a served site with one project, and a fake app installed on it."""

from collections.abc import Iterator

import pytest

from tests.standin.fake_app import FakeApp
from tests.standin.openapi import contract
from tests.standin.serve import serve
from tests.standin.world import Site

LEAD = "5b10a2844c20165700ede001"
MEMBER = "5b10a2844c20165700ede002"
STRANGER = "5b10a2844c20165700ede003"


@pytest.fixture
def site() -> Iterator[Site]:
    """A served site: project PAY with a lead and a member, and a stranger without rights."""
    made = Site("acme")
    made.webhooks.retry_waits = (0.02, 0.02, 0.02, 0.02, 0.02)
    for account, name in ((LEAD, "Release lead"), (MEMBER, "Developer"), (STRANGER, "Auditor")):
        made.create_user(account, name)
    made.create_project("PAY", "Payments", lead=LEAD)
    made.set_permission(MEMBER, "PAY", {"BROWSE_PROJECTS", "EDIT_ISSUES"})
    with serve(made):
        yield made


@pytest.fixture
def app(site: Site) -> Iterator[FakeApp]:
    """The fake app, installed on the site."""
    with FakeApp() as made:
        site.install(made.base_url)
        yield made


@pytest.fixture
def contract_data() -> None:
    """Skips where Jira's OpenAPI documents are not at hand."""
    if not contract():
        pytest.skip("no contract data: set PLUMBLINE_CONTRACT_DIR")
