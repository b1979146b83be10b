"""Installing, reinstalling and uninstalling an app."""

import pytest

from tests.standin.fake_app import FakeApp
from tests.standin.lifecycle import AppRefused
from tests.standin.serve import serve
from tests.standin.world import Site


@pytest.mark.parametrize("prefix", ["", "/jira/plumbline"])
def test_install_is_signed_for_the_apps_address(site: Site, prefix: str) -> None:
    """The app can check ``installed`` with the key server's key, below a path prefix too; ``enabled`` follows."""
    with FakeApp(prefix=prefix) as app:
        assert site.install(app.base_url) == 204
        assert [one["eventType"] for one in app.lifecycle] == ["installed", "enabled"]
        assert app.lifecycle[0]["baseUrl"] == site.base_url
        assert "sharedSecret" not in app.lifecycle[1]
        assert app.problems == []


def test_reinstalling_changes_the_secret_and_keeps_the_client_key(site: Site, app: FakeApp) -> None:
    """Each install brings a fresh secret under the same client key."""
    before = app.lifecycle[0]
    site.reinstall()
    after = next(one for one in reversed(app.lifecycle) if one["eventType"] == "installed")
    assert after["clientKey"] == before["clientKey"]
    assert after["sharedSecret"] != before["sharedSecret"]
    assert app.call("GET", "/rest/api/3/field").status_code == 200


def test_a_refused_install_leaves_the_site_as_it_was(site: Site, app: FakeApp) -> None:
    """When the app refuses, the old installation stays good and the error says what was answered."""
    app.install_status = 401
    with pytest.raises(AppRefused, match="installed with 401"):
        site.reinstall()
    assert site.reinstall(check=False) == 401
    assert app.call("GET", "/rest/api/3/field").status_code == 200


def test_an_uninstalled_app_is_shut_out(site: Site, app: FakeApp) -> None:
    """After uninstalling, calls are refused and no webhook goes out."""
    assert site.uninstall() == 204
    assert app.lifecycle[-1]["eventType"] == "uninstalled"
    assert app.call("GET", "/rest/api/3/field").status_code == 401
    assert app.problems == []


def test_sites_served_together_share_a_key_server() -> None:
    """Each site's key server knows the other's key, as Atlassian's one host knows all."""
    sites = [Site("acme"), Site("globex")]
    with serve(sites) as running, FakeApp() as app:
        assert len(set(running.base_urls)) == 2
        for one in sites:
            assert one.install(app.base_url) == 204
        assert len({one["clientKey"] for one in app.lifecycle}) == 2
