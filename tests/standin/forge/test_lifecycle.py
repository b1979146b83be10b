"""Installing, upgrading, reinstalling and uninstalling a Forge app, and its schedule."""

import time

import pytest
import requests

from tests.standin.conftest import LEAD
from tests.standin.fake_app import FakeApp
from tests.standin.forge.fake_remote import FakeRemote, manifest
from tests.standin.forge.rest import CLIENT_KEY
from tests.standin.forge.schedule import ticking
from tests.standin.lifecycle import AppRefused
from tests.standin.world import Site


def client_key(site: Site) -> requests.Response:
    """What Forge tells of the Connect app that this one was."""
    url = f"{site.forge_base_url}/rest/forge/1/app/properties/{CLIENT_KEY}"
    return requests.get(url, headers={"Authorization": f"Bearer {site.system_token()}"}, timeout=10)


def test_installing_tells_the_app_with_a_system_token(site: Site) -> None:
    """The event names installation, installer and version, and brings a token that already works."""
    with FakeRemote(site.jwks_url) as remote:
        assert site.install_forge(manifest(), remote.base_url) == 200
        (heard,) = remote.heard
    assert site.forge is not None
    assert heard.body["id"] == site.forge.installation_id.rpartition("/")[2]
    assert (heard.body["installerAccountId"], heard.body["app"]["version"]) == (LEAD, "1.0.0")
    assert "eventType" not in heard.body
    headers = {"Authorization": f"Bearer {heard.system}"}
    assert requests.get(f"{site.forge_base_url}/rest/api/3/field", headers=headers, timeout=10).status_code == 200


def test_lifecycle_events_can_be_named(site: Site, remote: FakeRemote) -> None:
    """Where the shapes say so, installed and upgraded carry an event type."""
    site.forge_shapes.lifecycle_named = True
    site.upgrade_forge()
    assert remote.bodies()[-1]["eventType"] == "avi:forge:upgraded:app"


def test_reinstalling_keeps_the_cloud_id_only(site: Site, remote: FakeRemote) -> None:
    """The app hears goodbye and hello, under a new installation id."""
    assert site.forge is not None
    before = site.forge.installation_id
    site.reinstall_forge()
    bye, hello = remote.heard
    assert (bye.path, hello.path) == ("/forge/uninstall", "/forge/events")
    assert (bye.claims["app"]["installationId"], hello.claims["app"]["installationId"]) == (
        before,
        site.forge.installation_id,
    )
    assert bye.claims["context"]["cloudId"] == hello.claims["context"]["cloudId"] == site.cloud_id
    assert bye.body["context"] == {"cloudId": site.cloud_id, "moduleKey": "bye"}
    assert bye.system is None


def test_uninstalling_unheard_leaves_silence(site: Site, remote: FakeRemote) -> None:
    """Without ``tell`` nothing is sent; afterwards neither events nor ticks go out."""
    site.uninstall_forge(tell=False)
    site.create_issue("PAY", "Refunds", by=LEAD)
    site.webhooks.drain()
    assert remote.heard == []
    with pytest.raises(RuntimeError, match="no Forge app"):
        site.tick()


def test_an_upgrade_brings_a_new_major_version(site: Site, remote: FakeRemote) -> None:
    """The installation id stays, the version goes up, the scopes are the new manifest's."""
    assert site.forge is not None
    before = site.forge.installation_id
    site.upgrade_forge(manifest(scopes=("read:jira-work", "read:app-system-token")))
    (heard,) = remote.heard
    assert (heard.body["app"]["version"], heard.claims["app"]["installationId"]) == ("2.0.0", before)
    assert heard.body["permissions"] == {"scopes": ["read:app-system-token", "read:jira-work"]}


def test_an_app_that_refuses_is_installed_all_the_same(site: Site) -> None:
    """Five answers of 500 are reported, and the installation stands."""
    with FakeRemote(site.jwks_url, statuses=[500] * 5) as remote:
        with pytest.raises(AppRefused, match="500"):
            site.install_forge(manifest(), remote.base_url)
        assert len(remote.heard) == 5
    assert site.forge is not None


def test_a_connect_app_of_the_same_key_is_replaced(site: Site, app: FakeApp) -> None:
    """Forge takes over: no webhook goes the old way, and the client key can be asked for."""
    with FakeRemote(site.jwks_url) as remote:
        site.install_forge(manifest(), remote.base_url)
        site.create_issue("PAY", "Refunds", by=LEAD)
        site.webhooks.drain()
        assert (len(app.received), len(remote.bodies())) == (0, 2)
        assert client_key(site).json()["value"] == site.client_key
    assert app.call("GET", "/rest/api/3/field").status_code == 401


def test_without_a_connect_past_there_is_no_client_key(site: Site, remote: FakeRemote) -> None:
    """An app that never was a Connect app here gets 404."""
    assert client_key(site).status_code == 404


def test_connect_on_forge_names_its_installation(site: Site, app: FakeApp) -> None:
    """With an installation id the Connect payload carries it, once more when reinstalled."""
    site.install(app.base_url, installation_id="ari:cloud:ecosystem::installation/1")
    site.reinstall()
    installed = [one for one in app.lifecycle if one["eventType"] == "installed"]
    assert [one.get("installationId") for one in installed] == [None, *["ari:cloud:ecosystem::installation/1"] * 2]


def test_a_tick_brings_a_fresh_system_token(site: Site, remote: FakeRemote) -> None:
    """Each tick comes with a token of its own and no user; a busy app is asked again."""
    remote.statuses = [503]
    assert site.tick() == 200
    assert site.tick() == 200
    assert [one.path for one in remote.heard] == ["/forge/tick"] * 3
    assert len({one.system for one in remote.heard}) == 3
    assert {one.user for one in remote.heard} == {None}
    assert remote.heard[1].body["retryContext"]["retryCount"] == 1


def test_the_schedule_ticks_until_it_is_stopped(site: Site, remote: FakeRemote) -> None:
    """While the block runs the app is ticked again and again."""
    with ticking([site], every=0.05):
        until = time.monotonic() + 10
        while len(remote.heard) < 3 and time.monotonic() < until:
            time.sleep(0.01)
    assert len(remote.heard) >= 3
