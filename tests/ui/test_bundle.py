"""What holds for the Custom UI's sources and what is built of them: policy, weight, pins, nothing from elsewhere."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from plugin.ui.fingerprint import STATIC, TEMPLATES
from tests.ui.bundle import FORGE, OWN, is_fresh
from tests.ui.test_templates import FORBIDDEN

SOURCES = sorted([*FORGE.glob("*.js"), *FORGE.glob("*.mjs")])
HEAVIEST = 60 * 1024


def packed(text: bytes) -> int:
    """Bytes on the way to the browser."""
    return len(gzip.compress(text, 9))


def meta(html: str, name: str) -> str:
    """The content of a meta element."""
    found = re.search(rf'<meta name="{name}" content=(["\'])(.*?)\1>', html)
    assert found
    return found[2]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.name))
def test_scripts_say_what_they_are_and_build_no_markup(path: Path) -> None:
    """Each script opens with one sentence, and none turns text into markup or code."""
    text = path.read_text(encoding="utf-8")

    assert re.match(r"/\* .+\. \*/\n", text)
    assert re.findall(r"innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function", text) == []


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_page_keeps_to_the_policy(what: str) -> None:
    """The bundle's page holds nothing inline."""
    assert re.findall(FORBIDDEN[what], (FORGE / "index.html").read_text(encoding="utf-8")) == []


def test_htmx_is_told_the_same() -> None:
    """Both carriers' pages give htmx the same settings."""
    ours, connects = (FORGE / "index.html").read_text(), (TEMPLATES / "base.html").read_text()

    assert meta(ours, "htmx-config") == meta(connects, "htmx-config")


def test_the_sheets_are_the_pages_own_in_their_order() -> None:
    """What every page loads under Connect is in the bundle in the same order, and so is what single views load."""
    loaded = re.search(r"for sheet in \((.*?)\)", (TEMPLATES / "base.html").read_text())
    assert loaded
    imported = re.findall(r'@import "./plumbline/(.+?)"', (FORGE / "shell.css").read_text())

    everywhere = re.findall(r'"(.+?)"', loaded[1])
    views = " ".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    somewhere = re.findall(r"data-sheet=\"\{\{ static_url\('(.+?)'\) \}\}\"", views)
    assert [sheet for sheet in imported if sheet in everywhere] == everywhere
    assert set(imported) == {*everywhere, *somewhere}
    assert set(imported) == {path.name for path in STATIC.glob("*.css")}


def test_the_bundle_is_light(bundle: Path) -> None:
    """Script and style together, packed, Atlassian's bridge included."""
    files = {path.name: path.read_bytes() for path in (bundle / "app").iterdir()}

    assert set(files) == {"index.html", "app.js", "app.css"}
    assert packed(files["app.js"]) + packed(files["app.css"]) < HEAVIEST


def test_the_bundle_fetches_nothing_from_elsewhere(bundle: Path) -> None:
    """No script, style or picture of another host, and no source map that names a folder of the machine."""
    for path in (bundle / "app").iterdir():
        text = path.read_text(encoding="utf-8")
        assert "sourceMappingURL" not in text
        assert re.findall(r"(?:src|href)=\"(?:https?:)?//|@import\s|url\((?!\"?data:|#)", text) == []
        assert str(Path.home()) not in text


def test_connects_bridge_is_not_in_it(bundle: Path) -> None:
    """What speaks to Connect only is left out of the build."""
    assert "initializeTheming" not in (bundle / "app" / "app.js").read_text(encoding="utf-8")


def test_packages_are_pinned_and_name_no_registry() -> None:
    """Versions are exact, htmx's is the one under Connect, and the lock file says what, not from where."""
    wanted = json.loads((FORGE / "package.json").read_text())
    locked = json.loads((FORGE / "package-lock.json").read_text())
    connects = json.loads((Path(__file__).parents[2] / "package.json").read_text())
    exact = {**wanted["dependencies"], **wanted["devDependencies"]}

    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in exact.values())
    assert exact["htmx.org"] == connects["dependencies"]["htmx.org"]
    assert [name for name, one in locked["packages"].items() if "resolved" in one] == []
    assert all("integrity" in one for name, one in locked["packages"].items() if name)
    assert {name: locked["packages"][f"node_modules/{name}"]["version"] for name in exact} == exact


def test_a_bundle_of_older_sources_is_not_taken(bundle: Path, tmp_path: Path) -> None:
    """Tests never run against a bundle whose sources have changed since."""
    folder = bundle.parent
    assert is_fresh(folder)
    assert not is_fresh(tmp_path)
    if folder == OWN:
        script = folder / "src" / "shell.js"
        text = script.read_text()
        script.write_text(text + "\n")
        try:
            assert not is_fresh(folder)
        finally:
            script.write_text(text)
