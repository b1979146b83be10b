"""`python -m descriptors` writes atlassian-connect.json (`--check`: says whether it is fresh); `forge` a Forge app."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from descriptors import forge_command
from descriptors.connect import connect_descriptor

COMMITTED = Path(__file__).parents[1] / "atlassian-connect.json"
PLACEHOLDER_URL = "https://plumbline.example"
"""Stands in the committed file; a running app serves the descriptor with its own address."""


def main(arguments: Sequence[str] | None = None, path: Path = COMMITTED) -> int:
    """Run the command line; returns the exit code: 1 for a descriptor that is not fresh, 2 for arguments of no use."""
    parser = argparse.ArgumentParser(prog="python -m descriptors", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when the file is not fresh")
    commands = parser.add_subparsers(dest="command")
    forge = commands.add_parser("forge", help="write the folder of a Forge app", description=forge_command.__doc__)
    forge_command.add_arguments(forge)
    given = parser.parse_args(arguments)
    if given.command is None:
        return _connect(path, check=given.check)
    try:
        return forge_command.run(given, print)
    except forge_command.BadArgument as problem:
        forge.error(str(problem))


def _connect(path: Path, *, check: bool) -> int:
    fresh = json.dumps(connect_descriptor(PLACEHOLDER_URL), indent=2, ensure_ascii=False) + "\n"
    if not check:
        path.write_text(fresh, encoding="utf-8")
        print(f"{path.name} written")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == fresh:
        return 0
    print(f"{path.name} is not what the code says; run: python -m descriptors", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
