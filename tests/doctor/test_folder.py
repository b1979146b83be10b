"""A Forge app's folder: of this server's app, of this version, and built."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from descriptors.forge import ForgeApp
from descriptors.forge_command import PLACEHOLDER_APP_ID
from descriptors.forge_folder import write_folder
from plugin.doctor.finding import Finding, Grade
from plugin.doctor.folder import look_at_folder, registration
from tests.web.core.bench import APP_ID

BASE = "https://risks.example.org"
OWN = ForgeApp(APP_ID, "own", BASE)


def written(folder: Path, app: ForgeApp = OWN, *, built: bool = True) -> Path:
    """A folder as the generator writes it, and a page in the place where the build puts it."""
    write_folder(app, folder)
    if built:
        (folder / "static/app").mkdir(parents=True)
        (folder / "static/app/index.html").write_text("<!doctype html>")
    return folder


def bad(folder: Path, *app_ids: str, base_url: str = BASE) -> list[Finding]:
    """What is found that is not fine."""
    return [one for one in look_at_folder(folder, app_ids or [APP_ID], base_url) if one.grade is not Grade.OK]


def changed(folder: Path, change: Callable[[dict[str, object]], None]) -> Path:
    """The folder with its manifest changed and written anew, as other tools write it."""
    manifest = yaml.safe_load((folder / "manifest.yml").read_text())
    change(manifest)
    (folder / "manifest.yml").write_text(yaml.safe_dump(manifest))
    return folder


@pytest.mark.parametrize(
    "app",
    [
        OWN,
        ForgeApp(APP_ID, "own", BASE, "app.plumbline.jira"),
        ForgeApp(APP_ID, "shared"),
        ForgeApp(APP_ID, "shared", None, "app.plumbline.jira"),
    ],
)
def test_a_folder_just_written_and_built_is_fine(app: ForgeApp, tmp_path: Path) -> None:
    """In each form; the registration is read back from the manifest alone."""
    folder = written(tmp_path / "forge", app)
    assert bad(folder) == []
    assert registration(yaml.safe_load((folder / "manifest.yml").read_text())) == app


def test_a_folder_with_connect_modules_needs_no_pages_and_no_app_id(tmp_path: Path) -> None:
    """Jira signs as under Connect then, so the server need not know the app."""
    folder = written(tmp_path / "forge", ForgeApp(APP_ID, "connect", BASE), built=False)
    assert list(look_at_folder(folder, [], BASE)) != []
    assert [one for one in look_at_folder(folder, [], BASE) if one.grade is not Grade.OK] == []


def test_a_manifest_that_another_tool_wrote_anew_is_the_same(tmp_path: Path) -> None:
    """What counts is what it says; and what an operator adds about the app itself is theirs."""
    assert bad(changed(written(tmp_path), lambda manifest: None)) == []

    def license_it(manifest: dict[str, object]) -> None:
        manifest["app"]["licensing"] = {"enabled": True}  # type: ignore[index]

    assert bad(changed(tmp_path, license_it)) == []


def test_another_apps_folder_is_a_problem(tmp_path: Path) -> None:
    """The remedy names the id."""
    (found,) = bad(written(tmp_path), "ari:cloud:ecosystem::app/00000000-1111-4222-8333-444444444444")
    assert found.grade is Grade.PROBLEM
    assert APP_ID in found.text


def test_a_folder_that_was_never_registered_is_a_problem(tmp_path: Path) -> None:
    """Even where the server believes the placeholder."""
    (found,) = bad(written(tmp_path, ForgeApp(PLACEHOLDER_APP_ID, "own", BASE)), PLACEHOLDER_APP_ID)
    assert found.grade is Grade.PROBLEM
    assert "forge register" in found.text


def test_another_address_is_a_problem(tmp_path: Path) -> None:
    """Both are named; the rest of the manifest is not held against it."""
    (found,) = bad(written(tmp_path), base_url="https://new.example.org")
    assert found.grade is Grade.PROBLEM
    assert "remote is https://risks.example.org, PLUMBLINE_BASE_URL is https://new.example.org" in found.text


def test_a_manifest_of_another_version_is_a_problem(tmp_path: Path) -> None:
    """A scope or a module too few or too many; what differs is named."""

    def older(manifest: dict[str, object]) -> None:
        manifest["permissions"]["scopes"].pop()  # type: ignore[index]
        manifest["extra"] = 1
        manifest.pop("resources")

    (found,) = bad(changed(written(tmp_path), older))
    assert found.grade is Grade.PROBLEM
    assert "(permissions, resources, extra)" in found.text
    assert "Write the folder anew" in found.text


@pytest.mark.parametrize("text", ["[]", "a: [", "app: 1\nremotes: x", "app: {id: 7}\nremotes: [1]", "", "\x00"])
def test_what_is_no_manifest_of_ours_is_a_problem(text: str, tmp_path: Path) -> None:
    """Whatever it is, nothing crashes."""
    folder = written(tmp_path)
    (folder / "manifest.yml").write_text(text)
    assert Grade.PROBLEM in [one.grade for one in bad(folder)]


def test_a_folder_that_is_none_is_one_line(tmp_path: Path) -> None:
    """With the system's reason."""
    (found,) = bad(tmp_path / "none")
    assert "No such file or directory" in found.text


def test_sources_of_another_version_are_a_warning(tmp_path: Path) -> None:
    """A few of them named, the others counted; what people only read does not count."""
    folder = written(tmp_path)
    (folder / "README.md").write_text("mine")
    assert bad(folder) == []
    for name in ("build.mjs", "package.json", "src/modules.json", "src/shell.js"):
        (folder / name).write_text("old")
    os.utime(folder / "static/app/index.html", (2e9, 2e9))
    (found,) = bad(folder)
    assert found.grade is Grade.WARNING
    assert "build.mjs, package.json, src/modules.json and 1 more" in found.text


def test_pages_that_are_not_built_are_a_problem(tmp_path: Path) -> None:
    """The app would install, and show nothing."""
    (found,) = bad(written(tmp_path, built=False))
    assert found.grade is Grade.PROBLEM
    assert "npm run build" in found.text


def test_pages_older_than_their_sources_are_a_warning(tmp_path: Path) -> None:
    """The folder was written anew, and then not built."""
    folder = written(tmp_path)
    os.utime(folder / "static/app/index.html", (1e9, 1e9))
    (found,) = bad(folder)
    assert found.grade is Grade.WARNING
    assert "older than its sources" in found.text
