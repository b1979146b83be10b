"""Addresses and tokens of the app's pages."""

from urllib.parse import parse_qs, urlsplit

import jwt

from tests.standin.conftest import LEAD
from tests.standin.fake_app import FakeApp
from tests.standin.qsh import query_string_hash
from tests.standin.world import Site


def test_a_page_address_is_bound_by_its_token(site: Site, app: FakeApp) -> None:
    """The address carries Jira's parameters and a token that fits exactly this address."""
    issue = site.create_issue("PAY", "Refunds", by=LEAD)
    url = urlsplit(site.page_url("panel", LEAD, issue="PAY-1"))
    query = parse_qs(url.query, keep_blank_values=True)
    assert url.path == f"/ui/issue/{issue.id}"
    assert query["project"] == [issue.project_id]
    assert {"lic", "cp", "xdm_e", "xdm_c", "cv", "jwt"} <= set(query)
    claims = jwt.decode(query["jwt"][0], app.secret, algorithms=["HS256"])
    assert claims["qsh"] == query_string_hash("GET", f"{url.path}?{url.query}")
    assert (claims["sub"], claims["context"]["jira"]["issue"]["key"]) == (LEAD, "PAY-1")


def test_missing_context_is_empty_and_given_context_is_filled_in(site: Site, app: FakeApp) -> None:
    """A parameter without a value becomes an empty text; further ones are given by name."""
    assert "/ui/project/?tab=&xdm_e=" in site.page_url("page", LEAD)
    filled = site.page_url("page", LEAD, project="PAY", context={"ac.tab": "risks & more"})
    assert "/ui/project/PAY?tab=risks%20%26%20more&" in filled


def test_a_context_token_is_bound_to_no_address(site: Site, app: FakeApp) -> None:
    """It lives fifteen minutes and signs the context."""
    claims = jwt.decode(site.context_token(LEAD, project="PAY"), app.secret, algorithms=["HS256"])
    assert claims["qsh"] == "context-qsh"
    assert claims["exp"] - claims["iat"] == 900
    assert claims["context"]["jira"] == {"project": {"id": "10000", "key": "PAY"}}
