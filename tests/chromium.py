"""Where the browser tests find Chromium, and `python -m tests.chromium`, which brings one to a machine without."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""How the tests start Chromium: without a display, also as root in a container, and talking to nobody unasked."""


def chromium_path(environ: Mapping[str, str] | None = None) -> str | None:
    """The Chromium to start: PLUMBLINE_CHROMIUM, else one in PATH, else one that Playwright keeps, else None."""
    environ = os.environ if environ is None else environ
    if named := environ.get("PLUMBLINE_CHROMIUM"):
        return named
    for name in NAMES:
        if found := shutil.which(name, path=environ.get("PATH")):
            return found
    return kept_by_playwright(environ)


def kept_by_playwright(environ: Mapping[str, str]) -> str | None:
    """The newest Chromium in Playwright's own folder on Linux or macOS, if it has brought one."""
    home = Path(environ.get("HOME", "/nonexistent"))
    named = environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folders = [Path(named)] if named else [home / ".cache/ms-playwright", home / "Library/Caches/ms-playwright"]
    patterns = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
    found = [path for folder in folders for pattern in patterns for path in folder.glob(pattern)]
    return str(max(found, key=lambda path: path.stat().st_mtime)) if found else None


def bring() -> bool:
    """Bring a Chromium: Debian's package where we may install packages, else Playwright's download. True on success."""
    if Path("/etc/debian_version").exists() and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"]
        if all(subprocess.run(c, env=quiet, check=False).returncode == 0 for c in (["apt-get", "update"], install)):
            return chromium_path() is not None
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return chromium_path() is not None


def main() -> int:
    """Do nothing where a Chromium is there; else bring one, and say what to do where that fails."""
    if chromium_path() is not None or bring():
        return 0
    sys.stderr.write(
        "The browser tests need Chromium and none could be brought here.\n"
        "Install Chromium or Chrome, or name one: PLUMBLINE_CHROMIUM=/path/to/chromium make test\n",
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
