"""Writes a Forge app's folder: the manifest, what the Custom UI is built from, and how to bring it to a site."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from descriptors.base import ICONS, Json
from descriptors.forge import ForgeApp, forge_manifest, forge_scopes
from descriptors.forge_readme import readme
from descriptors.identity import Scope
from descriptors.modules import VIEWS

UI = Path(__file__).parents[1] / "plugin" / "ui"
MANIFEST = "manifest.yml"
RECORD = ".plumbline.json"
"""Names the files of ours in a folder, so that a later run renews those and touches nobody else's."""
SHELL, PAGES = "forge", "static"
COPIED_FROM_PAGES = frozenset({".js", ".css", ".svg"})
AT_THE_ROOT = frozenset({".json", ".mjs"})
IGNORED = ("node_modules/", "static/")
UNBUILT: Json = {"name": "plumbline-forge", "version": "0.1.0", "private": True}
"""The package of a form that has no Custom UI: Forge's tools look for one."""


class _Plain(yaml.SafeDumper):
    """YAML that repeats what stands twice: an anchor and its alias would be hard to read and to change by hand."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the signature is PyYAML's
        """True for everything."""
        return True


class NotOurFolder(Exception):
    """The folder holds files that somebody else wrote and that would be lost; the text says which."""


def write_folder(app: ForgeApp, folder: Path, ui: Path = UI) -> list[str]:
    """Write or renew the app's folder; the paths written, below it.

    Files of an earlier run that are no longer wanted are removed; `node_modules` and the built bundle are left alone.
    Raises NotOurFolder, before anything is written, where it would overwrite what this function did not write.
    """
    files = folder_files(app, ui)
    earlier = written_before(folder)
    _refuse_to_overwrite(folder, earlier, set(files))
    for path in sorted(earlier - set(files)):
        (folder / path).unlink(missing_ok=True)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return sorted(files)


def folder_files(app: ForgeApp, ui: Path = UI) -> dict[str, bytes]:
    """Every file of the app's folder by its path below it."""
    files = {MANIFEST: manifest_text(app).encode(), "README.md": readme(app).encode()}
    files[".gitignore"] = "".join(f"{name}\n" for name in IGNORED).encode()
    if app.form == "connect":
        files["package.json"] = _json(UNBUILT)
    else:
        files |= dict(_shell(ui / SHELL)) | dict(_pages(ui / PAGES))
        files[f"{ICONS}/plumbline.svg"] = (ui / PAGES / "plumbline.svg").read_bytes()
        files["src/modules.json"] = _json(pages_by_module())
    files[RECORD] = _json({"written": sorted([*files, RECORD])})
    return files


def manifest_text(app: ForgeApp) -> str:
    """The manifest as YAML, each scope below the reason for it."""
    text = yaml.dump(forge_manifest(app), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)
    for scope in forge_scopes(app):
        text = _with_reason(text, scope)
    return f"# Written by `python -m descriptors forge`, which keeps the app's id when it writes this anew.\n{text}"


def pages_by_module() -> Json:
    """Which of the back end's pages each view shows: `{key: {"path", "fit"}}`, with placeholders for ids."""
    return {view.key: {"path": view.path, "fit": view.fit} for view in VIEWS}


def app_id_in(folder: Path) -> str | None:
    """The app's id in the manifest of an earlier run, as `forge register` may have written it; else None."""
    try:
        manifest = yaml.safe_load((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    known = manifest.get("app") if isinstance(manifest, Mapping) else None
    found = known.get("id") if isinstance(known, Mapping) else None
    return found if isinstance(found, str) else None


def written_before(folder: Path) -> set[str]:
    """The paths that an earlier run wrote below the folder; none where there was no such run."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return {path for path in record["written"] if _stays_inside(path)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _stays_inside(path: object) -> bool:
    """Whether a recorded path is one that we could have written, so that nothing outside the folder is ever removed."""
    return isinstance(path, str) and not Path(path).is_absolute() and ".." not in Path(path).parts


def _refuse_to_overwrite(folder: Path, earlier: set[str], wanted: set[str]) -> None:
    if folder.exists() and not folder.is_dir():
        raise NotOurFolder(f"{folder} is a file, not a folder")
    if not earlier and folder.is_dir() and any(folder.iterdir()):
        raise NotOurFolder(f"{folder} holds files that were not written by this command; name an empty or a new folder")
    foreign = sorted(path for path in wanted - earlier if (folder / path).exists())
    if foreign:
        raise NotOurFolder(f"{folder} holds files of somebody else's under names needed here: {', '.join(foreign)}")


def _shell(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The Custom UI's own files: what npm and the build read stays at the root, the rest goes below `src`."""
    for path in sorted(folder.rglob("*")):
        below = path.relative_to(folder)
        if path.is_file() and "node_modules" not in below.parts:
            at_root = len(below.parts) == 1 and (path.suffix in AT_THE_ROOT or path.name.startswith("."))
            yield below.as_posix() if at_root else f"src/{below.as_posix()}", path.read_bytes()


def _pages(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What the pages need in a browser, the same files that the server gives out under Connect."""
    for path in sorted(folder.iterdir()):
        if path.suffix in COPIED_FROM_PAGES:
            yield f"src/plumbline/{path.name}", path.read_bytes()


def _with_reason(text: str, scope: Scope) -> str:
    line = f"  - {scope.name}\n"
    return text.replace(line, f"  # {scope.reason}\n{line}", 1)


def _json(value: Json) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
