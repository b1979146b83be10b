"""Invocation tokens and the keys behind them."""

import base64
import json
from typing import Any

import jwt
import pytest
import requests

from tests.standin.conftest import LEAD
from tests.standin.forge.fake_remote import APP_ID, FakeRemote, manifest
from tests.standin.forge.invocation import ABSENT
from tests.standin.keys import SigningKey
from tests.standin.serve import serve
from tests.standin.world import Site


def claims_of(token: str) -> dict[str, Any]:
    """What a token claims, unverified."""
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


def test_a_token_verifies_with_the_published_key_and_says_where_its_module_stands(
    site: Site, remote: FakeRemote
) -> None:
    """The claims are those of Forge's documents: app, installation, addresses, context, principal, 25 seconds."""
    site.create_issue("PAY", "Refunds", by=LEAD)
    claims = remote.verify(site.invocation_token(LEAD, module="panel", issue="PAY-1"))
    assert site.forge is not None
    app, context = claims["app"], claims["context"]
    assert (app["id"], app["installationId"]) == (APP_ID, site.forge.installation_id)
    assert app["apiBaseUrl"] == f"{site.base_url}/ex/jira/{site.cloud_id}"
    place = {"name": "jira", "cloudId": site.cloud_id, "apiBaseUrl": app["apiBaseUrl"]}
    assert app["installation"]["contexts"] == [place]
    assert (app["environment"]["type"], app["module"]) == ("PRODUCTION", {"type": "core:endpoint", "key": "ui"})
    assert (context["cloudId"], context["siteUrl"], context["moduleKey"]) == (site.cloud_id, site.base_url, "panel")
    assert context["extension"] == {
        "type": "jira:issuePanel",
        "issue": {"id": "10000", "key": "PAY-1", "type": "Story", "typeId": "10001"},
        "project": {"id": "10000", "key": "PAY", "type": "software"},
    }
    assert (claims["principal"], claims["exp"] - claims["iat"], claims["nbf"]) == (LEAD, 25, claims["iat"])


def test_an_event_has_no_principal_and_no_extension(site: Site, remote: FakeRemote) -> None:
    """Tokens of back-end modules name nobody and nothing that is looked at."""
    claims = remote.verify(site.invocation_token(module="changes"))
    assert "principal" not in claims
    assert claims["context"] == {"cloudId": site.cloud_id, "siteUrl": site.base_url, "moduleKey": "changes"}


def test_claims_and_header_can_be_bent_for_hostile_tests(site: Site, remote: FakeRemote) -> None:
    """Dotted names reach inside, ``ABSENT`` takes away, and the token stays rightly signed."""
    bent: dict[str, Any] = {"aud": "other", "exp": ABSENT, "app.environment.type": "STAGING"}
    token = site.invocation_token(LEAD, **bent)
    claims = claims_of(token)
    assert (claims["aud"], "exp" in claims, claims["app"]["environment"]["type"]) == ("other", False, "STAGING")
    assert jwt.get_unverified_header(site.invocation_token(header={"kid": "other"}))["kid"] == "other"
    assert "kid" not in jwt.get_unverified_header(site.invocation_token(header={"kid": ABSENT}))


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512"])
def test_a_token_that_lies_about_its_algorithm_is_well_formed(site: Site, remote: FakeRemote, algorithm: str) -> None:
    """Its header says so, its claims are the right ones, and the published key does not vouch for it."""
    token = site.invocation_token(LEAD, header={"alg": algorithm})
    first = token.partition(".")[0]
    assert json.loads(base64.urlsafe_b64decode(first + "=="))["alg"] == algorithm
    assert claims_of(token)["principal"] == LEAD
    with pytest.raises(jwt.InvalidTokenError):
        remote.verify(token)


def test_another_key_does_not_verify(site: Site, remote: FakeRemote) -> None:
    """A token of a foreign key under the right ``kid`` is well formed and false."""
    token = site.invocation_token(LEAD, key=SigningKey(), header={"kid": site.forge_key.kid})
    with pytest.raises(jwt.InvalidSignatureError):
        remote.verify(token)


def test_a_renewed_key_replaces_the_published_one(site: Site, remote: FakeRemote) -> None:
    """After a change of keys the document holds the new one only."""
    before = site.forge_key.kid
    site.renew_forge_key()
    (listed,) = requests.get(site.jwks_url, timeout=10).json()["keys"]
    assert listed["kid"] == site.forge_key.kid != before
    assert {"kty", "n", "e", "alg", "use", "kid"} == set(listed)
    remote.verify(site.invocation_token())


def test_sites_served_together_share_keys_and_gateway() -> None:
    """One document and one address prefix fit both sites, as Forge's do; a token opens its own site only."""
    sites = [Site("acme"), Site("globex")]
    with serve(sites), FakeRemote(sites[0].jwks_url) as remote:
        for one in sites:
            one.install_forge(manifest(), remote.base_url)
        assert len({one.gateway_prefix for one in sites}) == 1
        assert len({one.claims["app"]["installationId"] for one in remote.heard}) == 2
        headers = {"Authorization": f"Bearer {sites[1].system_token()}"}
        for one, status in zip(sites, (401, 200), strict=True):
            assert requests.get(f"{one.forge_base_url}/rest/api/3/field", headers=headers).status_code == status
