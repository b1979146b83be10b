"""Atlassian's own checks over every form of the app that `python -m descriptors forge` writes, bundle included."""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from descriptors.forge import FORMS, ForgeApp, Form
from descriptors.forge_command import PLACEHOLDER_APP_ID
from descriptors.forge_folder import MANIFEST, write_folder
from descriptors.identity import KEY
from tests.forge.checks import BUNDLE, PACKAGES, SCHEMA, Finding, findings

pytestmark = pytest.mark.skipif(
    not (BUNDLE.is_dir() and PACKAGES.is_dir()), reason="make test builds the bundle and installs Atlassian's checks"
)

MOST_BYTES_OF_A_MANIFEST = 200_000
MOST_BYTES_OF_THE_BUNDLE = 60_000

EXPLAINED = {
    "Warning: Previous connect region will not be persisted on connect to forge upgrades if connect.remote is not "
    "defined.": "The Connect app asks for no region, so there is none to keep; and Atlassian counts an app as moved "
    "only where `app.connect` holds nothing but the key.",
}
"""What the checks may say, and why it is left so."""


CONTINUING: tuple[Form, ...] = ("own", "shared")
"""The forms that may continue a Connect app."""


def app(form: Form, connect_key: str | None = None) -> ForgeApp:
    """A registration of this form."""
    return ForgeApp(PLACEHOLDER_APP_ID, form, None if form == "shared" else "https://plumbline.example", connect_key)


def written(folder: Path, wanted: ForgeApp) -> Path:
    """The folder of this registration, with the bundle built."""
    write_folder(wanted, folder)
    if wanted.form != "connect":
        shutil.copytree(BUNDLE, folder / "static" / "app")
    return folder


def broken(folder: Path) -> Path:
    """An app without its bundle, without the scope that its events need, and with a farewell that leads nowhere."""
    written(folder, app("own"))
    shutil.rmtree(folder / "static")
    manifest = yaml.safe_load((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["modules"]["preUninstall"][0]["endpoint"] = "nowhere"
    manifest["permissions"] = {"scopes": ["read:app-system-token", "read:app-user-token"]}
    (folder / MANIFEST).write_text(yaml.safe_dump(manifest), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    """What Atlassian's checks say of each form, of those that continue a Connect app, and of a broken one."""
    root = tmp_path_factory.mktemp("apps")
    folders: dict[str, Path] = {form: written(root / form, app(form)) for form in FORMS}
    folders |= {f"{form}, continuing": written(root / f"{form}-continuing", app(form, KEY)) for form in CONTINUING}
    folders |= {"broken": broken(root / "broken")}
    said = findings(list(folders.values()), tmp_path_factory.mktemp("scratch"))
    return dict(zip(folders, said, strict=True))


@pytest.mark.parametrize("form", FORMS)
def test_atlassian_finds_nothing_to_say(found: dict[str, list[Finding]], form: Form) -> None:
    """Neither the manifest's full validation nor the linter has an error, a warning or a question about any form."""
    assert found[form] == []


@pytest.mark.parametrize("form", CONTINUING)
def test_continuing_a_connect_app_says_only_what_is_explained(found: dict[str, list[Finding]], form: Form) -> None:
    """With the Connect app's key there is one warning, whose reason is written above, and no error."""
    said = found[f"{form}, continuing"]
    assert {one.message for one in said} == set(EXPLAINED)
    assert {one.level for one in said} == {"warning"}


@pytest.mark.parametrize("fault", ["static/app", "nowhere", "read:jira-work"])
def test_the_checks_would_notice(found: dict[str, list[Finding]], fault: str) -> None:
    """A bundle that is missing, an unknown endpoint, and a scope that an event needs are each found."""
    assert any(fault in one.message for one in found["broken"] if one.level == "error")


def test_connect_modules_hold_to_their_schemas(tmp_path: Path) -> None:
    """Every entry under `connectModules` is valid; Atlassian's checks look at the names only."""
    manifest = yaml.safe_load((written(tmp_path / "app", app("connect")) / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["connectModules"]
    assert {
        kind: found for kind, entries in manifest["connectModules"].items() if (found := problems(kind, entries))
    } == {}


def test_the_schemas_would_notice() -> None:
    """A Connect module without its key, and a kind that Forge does not know, are found."""
    assert problems("jira:webhooks", [{"event": "jira:issue_created", "url": "/connect/webhooks"}])
    assert problems("jira:nothing", [{"key": "one"}])


@pytest.mark.parametrize("form", FORMS)
def test_the_manifest_is_far_below_forges_bound(tmp_path: Path, form: Form) -> None:
    """A manifest may have 200 KB; ours has a tenth of that at most."""
    assert len((written(tmp_path / "app", app(form)) / MANIFEST).read_bytes()) < MOST_BYTES_OF_A_MANIFEST / 10


def test_the_bundle_is_small() -> None:
    """Script and styles together travel in less than 60 kB, Forge's bridge and htmx included."""
    sizes = {name: len(gzip.compress((BUNDLE / name).read_bytes(), 9)) for name in ("app.js", "app.css")}
    assert sum(sizes.values()) < MOST_BYTES_OF_THE_BUNDLE, sizes


def problems(kind: str, entries: list[dict[str, Any]]) -> list[str]:
    """Where Forge's schema for a kind of Connect module and these entries disagree."""
    platform, _, name = kind.partition(":")
    schema = _schema(f"connect-{platform}:{name}")
    if schema is None:
        return [f"Forge knows no {kind}"]
    return [error.message for error in jsonschema_rs.Draft7Validator(schema).iter_errors(entries)]


def _schema(name: str) -> dict[str, Any] | None:
    whole = json.loads(SCHEMA.read_text(encoding="utf-8"))
    found = whole["definitions"]["ModuleSchema"]["properties"].get(name)
    return None if found is None else {"definitions": whole["definitions"], **found}
