"""How the real app is told about the platform that carries it."""

import pytest

from tests.standin.conftest import LEAD
from tests.standin.fake_app import FakeApp
from tests.standin.forge.fake_remote import FakeRemote, manifest
from tests.standin.platforms import ask, credentials, custom_ui, platform_named, settings
from tests.standin.world import Site


def test_only_two_platforms_are_known() -> None:
    """A misspelt one is refused with the names there are."""
    assert [platform_named(name) for name in ("connect", "forge")] == ["connect", "forge"]
    with pytest.raises(ValueError, match="say connect or forge"):
        platform_named("frge")


def test_connect_needs_nothing_more(site: Site, app: FakeApp) -> None:
    """No settings, no Custom UI; people come with a context token."""
    assert settings("connect", site) == {}
    assert custom_ui("connect") is None
    assert credentials(site, LEAD, "PAY")["Authorization"].startswith("JWT ")


def test_under_forge_people_come_with_an_invocation_token_and_both_oauth_tokens(site: Site) -> None:
    """The app is asked directly, as the proxy would ask it for a project's page."""
    with FakeRemote(site.jwks_url) as remote:
        site.install_forge(manifest(), remote.base_url)
        answer = ask(site, (LEAD, "PAY"), "POST", f"{remote.base_url}/ui/echo", json={"a": 1}, headers={"X-Own": "1"})
        heard = remote.heard[-1]
    assert answer.json()["got"] == {"a": 1}
    assert (heard.claims["principal"], heard.claims["context"]["moduleKey"]) == (LEAD, "page")
    assert heard.system
    assert heard.user
    assert heard.headers["X-Own"] == "1"
