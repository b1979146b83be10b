"""The bridge is served from the npm package, with Atlassian's host replaced by ours."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.standin.host.bridge import CDN, BridgeMissing, localised, package_folder

SOURCE = f"""
  var CDN_DOMAIN = "{CDN}";
  var CDN_URL = "https://" + CDN_DOMAIN;
  $cdnScriptElement = $("script[src*='/{CDN}/all']"),
"""


def test_themes_come_from_here() -> None:
    """all.js takes its themes, and finds its own options, at the address it is served from."""
    served = localised(SOURCE, "http://127.0.0.1:8080/bridge")

    assert CDN not in served
    assert 'var CDN_URL = "http://" + CDN_DOMAIN;' in served
    assert "script[src*='/127.0.0.1:8080/bridge/all']" in served


@pytest.mark.parametrize("source", ["", SOURCE + SOURCE])
def test_unknown_package_is_refused(source: str) -> None:
    """A package that does not name Atlassian's host exactly as expected is refused, never served half changed."""
    with pytest.raises(BridgeMissing, match="times, not once"):
        localised(source, "http://127.0.0.1:8080/bridge")


def test_missing_package_says_what_to_do(tmp_path: Path) -> None:
    """Without the package the error names the remedy."""
    with pytest.raises(BridgeMissing, match="make assets"):
        package_folder({"PLUMBLINE_NODE_MODULES": str(tmp_path)}, repository=tmp_path)


def test_installed_package_is_served(client: FlaskClient) -> None:
    """The installed package yields an all.js that names no foreign theme host and carries Jira's extras."""
    text = client.get("/bridge/all.js").text

    assert f'"{CDN}"' not in text
    assert "var AP = " in text
    assert "history_popstate" in text


@pytest.mark.parametrize(
    "path", ["connect-host.js", "surfaces.css", "themes/atlaskit-tokens_light.css", "themes/atlaskit-tokens_dark.css"]
)
def test_bridge_files_are_served(client: FlaskClient, path: str) -> None:
    """Every file that the bridge asks its host for is there."""
    answer = client.get(f"/bridge/{path}")

    assert answer.status_code == 200
    assert answer.text


@pytest.mark.parametrize("theme", ["..%2F..%2Fpackage", "none"])
def test_only_themes_are_served(client: FlaskClient, theme: str) -> None:
    """Nothing but the known themes can be read through the theme route."""
    assert client.get(f"/bridge/themes/atlaskit-tokens_{theme}.css").status_code == 404
