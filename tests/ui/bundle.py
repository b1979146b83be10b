"""The built Custom UI for tests: `make forge`'s where that is fresh, else one built here once and kept."""

from __future__ import annotations

import fcntl
from pathlib import Path

from descriptors.forge import ForgeApp
from descriptors.forge_command import PLACEHOLDER_APP_ID
from descriptors.forge_folder import folder_files, write_folder
from plugin.assets import package
from plugin.ui.fingerprint import TEMPLATES

FORGE = TEMPLATES.parent / "forge"
"""The sources of the shell."""
BUILD = Path(__file__).parents[2] / "build"
MADE = BUILD / "forge"
OWN = BUILD / "forge-tests"
APP = ForgeApp(PLACEHOLDER_APP_ID, "own", "https://plumbline.example")
SOURCES = ("src/", "build.mjs", "package")


def built_bundle() -> Path:
    """The folder that holds `app/index.html`; builds it where neither folder has what the sources say now."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "forge-tests.lock").open("w") as lock:
        # Workers of one test run wait for each other instead of building twice.
        fcntl.flock(lock, fcntl.LOCK_EX)
        for folder in (MADE, OWN):
            if is_fresh(folder):
                return folder / "static"
        write_folder(APP, OWN)
        package(OWN, None, "build")
        return OWN / "static"


def is_fresh(folder: Path) -> bool:
    """Whether a folder's sources are today's, and its bundle was built after them."""
    bundle = folder / "static" / "app" / "app.js"
    if not bundle.is_file():
        return False
    wanted = {path: content for path, content in folder_files(APP).items() if path.startswith(SOURCES)}
    files = [folder / path for path in wanted]
    if not all(file.is_file() for file in files):
        return False
    return all((folder / path).read_bytes() == content for path, content in wanted.items()) and (
        bundle.stat().st_mtime >= max(file.stat().st_mtime for file in files)
    )
