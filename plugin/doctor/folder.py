"""The folder of the Forge app: that it belongs to this server, and is what this version would write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from descriptors.forge import BUNDLE, ForgeApp, Form, forge_manifest
from descriptors.forge_command import PLACEHOLDER_APP_ID
from descriptors.forge_folder import MANIFEST, RECORD, folder_files
from plugin.doctor.finding import Finding, ok, problem, warning
from plugin.doctor.looking import printable

ANEW = "Write the folder anew (python -m descriptors forge --to …), build and deploy it."
BUILD = "In the folder: npm ci && npm run build"
FOR_PEOPLE = frozenset({MANIFEST, RECORD, "README.md", ".gitignore"})
"""Files that nothing is built from; the manifest is compared by what it says."""
Manifest = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """There is no manifest to be had; `reason` says why."""

    reason: str


def look_at_folder(folder: Path, app_ids: Sequence[str], base_url: str) -> Iterator[Finding]:
    """Everything about a folder; the first finding may be the only one, where there is no manifest."""
    manifest = read_manifest(folder)
    if isinstance(manifest, Unreadable):
        yield problem(f"folder: {folder / MANIFEST} {manifest.reason}. Name the folder that `descriptors forge` wrote.")
        return
    app = registration(manifest)
    yield from judge_app_id(app, app_ids)
    yield from judge_remote(app, base_url)
    yield judge_manifest(manifest, app)
    yield from judge_files(folder, app)
    if app.form != "connect":
        yield judge_bundle(folder)


def read_manifest(folder: Path) -> Manifest | Unreadable:
    """The manifest in a folder."""
    try:
        read = yaml.safe_load((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        return Unreadable(f"cannot be read ({error.strerror})")
    except (UnicodeDecodeError, yaml.YAMLError):
        return Unreadable("is not YAML")
    return read if isinstance(read, dict) else Unreadable("is no manifest")


def registration(manifest: Manifest) -> ForgeApp:
    """Which registration a manifest is of: the form is known by its modules and its remote."""
    app, remote = _object(manifest.get("app")), _first(manifest.get("remotes"))
    connect = _text(_object(app.get("connect")).get("key"))
    form: Form = "connect" if "connectModules" in manifest else "shared" if "configurable" in remote else "own"
    return ForgeApp(
        app_id=_text(app.get("id")) or "",
        form=form,
        base_url=None if form == "shared" else _text(remote.get("baseUrl")) or "",
        connect_key=connect,
    )


def judge_app_id(app: ForgeApp, app_ids: Sequence[str]) -> Iterator[Finding]:
    """Whether the server believes the app of the folder; with Connect modules Jira signs as it does under Connect."""
    called = printable(app.app_id) or "none"
    if app.app_id == PLACEHOLDER_APP_ID:
        yield problem("folder: the manifest's app id is the placeholder. In the folder: forge register")
    elif app.form != "connect" and app.app_id not in app_ids:
        yield problem(
            f"folder: the manifest's app id is {called}, which is not among PLUMBLINE_FORGE_APP_ID. Set it to that and "
            "restart the server, or name the folder of the app that is believed."
        )
    else:
        yield ok(f"folder: the manifest is that of {called}, form {app.form}")


def judge_remote(app: ForgeApp, base_url: str) -> Iterator[Finding]:
    """Whether Jira is told this server's address, where the manifest names one."""
    if app.base_url is None:
        return
    if app.base_url != base_url:
        yield problem(
            f"folder: the manifest's remote is {printable(app.base_url) or 'none'}, PLUMBLINE_BASE_URL is {base_url}. "
            "Correct one of them; another address in the manifest has to be deployed, and each site agree to it "
            "(forge install --upgrade)."
        )
    else:
        yield ok("folder: the manifest's remote is this server")


def judge_manifest(manifest: Manifest, app: ForgeApp) -> Finding:
    """Whether the manifest says what this version would have it say for the same registration."""
    wanted: Manifest = forge_manifest(app)
    # What else stands under `app` (licensing, storage) is the operator's own choice.
    known = {name: value for name, value in _object(manifest.get("app")).items() if name in _object(wanted["app"])}
    said = {**manifest, "app": known}
    parts = [part for part in {**wanted, **said} if said.get(part) != wanted.get(part)]
    if not parts:
        return ok("folder: the manifest is the one that this version writes")
    named = ", ".join(printable(str(part), 40) for part in parts[:6])
    return problem(f"folder: the manifest differs from the one that this version writes ({named}). {ANEW}")


def judge_files(folder: Path, app: ForgeApp) -> Iterator[Finding]:
    """Whether what the pages are built from is what this version would build them from."""
    wanted = {path: content for path, content in folder_files(app).items() if path not in FOR_PEOPLE}
    different = sorted(path for path, content in wanted.items() if not _holds(folder / path, content))
    if different:
        more = f" and {len(different) - 3} more" if len(different) > 3 else ""
        yield warning(f"folder: {', '.join(different[:3])}{more} differ from what this version writes. {ANEW}")


def judge_bundle(folder: Path) -> Finding:
    """Whether the pages are built, and built since their sources were written."""
    page = folder / BUNDLE / "index.html"
    try:
        built_at = page.stat().st_mtime
        sources = [path.stat().st_mtime for path in (folder / "src").rglob("*") if path.is_file()]
    except OSError:
        return problem(f"folder: {page} is missing, so the app would show empty pages. {BUILD}")
    if max(sources, default=0) > built_at:
        return warning(f"folder: {BUNDLE} is older than its sources. {BUILD}")
    return ok(f"folder: {BUNDLE} is built")


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _first(value: object) -> Mapping[str, object]:
    return _object(value[0]) if isinstance(value, list) and value else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
