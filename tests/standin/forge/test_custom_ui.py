"""Where a Custom UI is served: an origin of its own, the bridge put in, a policy that lets nothing else in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser

from tests.standin.forge.custom_ui import BRIDGE, policy
from tests.standin.serve import serve
from tests.standin.world import Site

PAGE = """<!doctype html><html lang="en"><head><title>App</title><link rel="stylesheet" href="app.css">
<script>document.title = "inline ran"</script><script defer src="app.js"></script></head>
<body><p style="color: red">Hello</p></body></html>"""
SCRIPT = """
globalThis.tried = fetch("{elsewhere}/rest/api/3/myself").then(() => "let out", () => "kept in");
document.body.dataset.ran = "yes";
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A built Custom UI."""
    built = tmp_path / "app"
    built.mkdir()
    (built / "index.html").write_text(PAGE)
    (built / "app.css").write_text("p { font-weight: 700 }")
    (tmp_path / "secret.txt").write_text("not served")
    return tmp_path


@pytest.fixture
def served(folder: Path) -> Iterator[Site]:
    """A site with a Custom UI beside it."""
    site = Site("acme")
    with serve(site, custom_ui=folder):
        (folder / "app" / "app.js").write_text(SCRIPT.replace("{elsewhere}", site.base_url))
        yield site


def test_the_files_have_an_origin_of_their_own_and_the_bridge_comes_first(served: Site) -> None:
    """The page is served unchanged but for the bridge's script, at an address that no site has."""
    url = str(served.custom_ui_url)
    assert url not in {served.base_url, "None"}
    text = requests.get(f"{url}/app/index.html", timeout=10).text
    assert text == PAGE.replace("<head>", '<head><script src="/bridge.js"></script>')
    assert requests.get(f"{url}/app/app.css", timeout=10).headers["Content-Type"].startswith("text/css")
    assert requests.get(f"{url}/bridge.js", timeout=10).status_code == (200 if BRIDGE.is_file() else 404)


@pytest.mark.parametrize("path", ["/app/nothing.js", "/app/../secret.txt", "/app/%2e%2e/secret.txt", "/secret.txt"])
def test_nothing_outside_the_folder_is_served(served: Site, path: str) -> None:
    """Files that are not the bundle's give 404."""
    assert requests.get(f"{served.custom_ui_url}{path}", timeout=10).status_code == 404


def test_the_policy_is_on_every_answer(served: Site) -> None:
    """Pages, files and refusals carry it; only the site may frame them."""
    for path in ("/app/", "/app/app.js", "/app/nothing"):
        found = requests.get(f"{served.custom_ui_url}{path}", timeout=10).headers["Content-Security-Policy"]
        assert found == policy([served.base_url])
    assert f"frame-ancestors {served.base_url};" in policy([served.base_url])


def test_a_browser_runs_only_what_the_bundle_brings(served: Site, browser: Browser) -> None:
    """The bundle's script runs, one that stands in the page does not, and it talks to nobody but its own origin."""
    page = browser.new_page()
    page.goto(f"{served.custom_ui_url}/app/index.html")
    page.wait_for_selector("body[data-ran=yes]")
    assert page.title() == "App"
    assert page.evaluate("() => globalThis.tried") == "kept in"
    weight, colour = page.eval_on_selector("p", "(p) => [getComputedStyle(p).fontWeight, getComputedStyle(p).color]")
    assert (weight, colour) == ("700", "rgb(0, 0, 0)")
    page.close()


def test_without_a_folder_there_is_no_custom_ui() -> None:
    """A site that is served plainly has no such address."""
    site = Site("acme")
    with serve(site):
        assert site.custom_ui_url is None
