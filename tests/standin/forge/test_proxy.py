"""Calls of a Custom UI, carried to the remote and back."""

import pytest

from tests.standin.conftest import LEAD, MEMBER
from tests.standin.forge.fake_remote import FakeRemote, manifest
from tests.standin.forge.proxy import InvokeError
from tests.standin.world import Site


def test_a_call_brings_both_tokens_and_the_place(site: Site, remote: FakeRemote) -> None:
    """The remote sees who looks at what; headers of the caller's pass, but for those that Forge sets itself."""
    site.create_issue("PAY", "Refunds", by=LEAD)
    sent = {"X-Own": "1", "Authorization": "JWT x", "X-Forge-OAuth-User": "stolen"}
    answer = site.forge_call(
        "POST", "/ui/echo?a=1", {"b": 2}, account_id=MEMBER, module="panel", issue="PAY-1", headers=sent
    )
    assert answer.json() == {"got": {"b": 2}, "query": "a=1"}
    (heard,) = [one for one in remote.heard if one.path == "/ui/echo"]
    assert (heard.claims["principal"], heard.claims["context"]["extension"]["issue"]["key"]) == (MEMBER, "PAY-1")
    assert heard.headers["X-Own"] == "1"
    assert site.forge_grants[str(heard.user)].account_id == MEMBER
    assert site.forge_grants[str(heard.system)].account_id == site.app_account_id


def test_without_the_scope_no_user_token_is_made(site: Site) -> None:
    """The endpoint asks for it, the manifest does not: only the system token comes."""
    with FakeRemote(site.jwks_url) as remote:
        site.install_forge(manifest(scopes=("read:jira-work", "read:app-system-token")), remote.base_url)
        site.forge_call("GET", "/ui/echo", account_id=LEAD, module="page", project="PAY")
        assert remote.heard[-1].system
        assert remote.heard[-1].user is None


@pytest.mark.parametrize("status", [404, 422, 500])
def test_a_refusal_with_json_comes_through(site: Site, remote: FakeRemote, status: int) -> None:
    """Answers other than 2xx are the caller's business as long as they are JSON."""
    answer = site.forge_call("GET", f"/ui/{status}", account_id=LEAD, module="page", project="PAY")
    assert (answer.status_code, answer.json()) == (status, {"status": status})


@pytest.mark.parametrize(
    ("method", "path", "body", "why"),
    [
        ("GET", "/ui/401", None, "Remote could not verify the Forge Invocation Token"),
        ("GET", "/ui/away", None, "redirect"),
        ("GET", "/ui/page", None, "something else than JSON"),
        ("GET", "/ui/big", None, "larger than 5 MB"),
        ("POST", "/ui/echo", {"text": "x" * 512_000}, "larger than 500 KB"),
        ("POST", "/ui/echo", ["x"], "must be a JSON object"),
        ("HEAD", "/ui/echo", None, "not carried"),
        ("GET", "https://elsewhere.example/", None, "leads away"),
        ("GET", "//elsewhere.example/", None, "leads away"),
    ],
)
def test_what_forge_does_not_carry(
    site: Site, remote: FakeRemote, method: str, path: str, body: object, why: str
) -> None:
    """Wrong methods, bodies, addresses, sizes and answers end in an error that says why."""
    with pytest.raises(InvokeError, match=why):
        site.forge_call(method, path, body, account_id=LEAD, module="page", project="PAY")


def test_a_remote_that_is_not_there_is_an_error(site: Site) -> None:
    """Nobody listens: the call fails instead of hanging."""
    with FakeRemote(site.jwks_url) as remote:
        site.install_forge(manifest(), remote.base_url)
    with pytest.raises(InvokeError, match="no answer"):
        site.forge_call("GET", "/ui/echo", account_id=LEAD, module="page", project="PAY")
