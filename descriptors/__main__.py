"""`python -m descriptors` writes atlassian-connect.json; with `--check` it only says whether the file is fresh."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from descriptors.connect import connect_descriptor

COMMITTED = Path(__file__).parents[1] / "atlassian-connect.json"
PLACEHOLDER_URL = "https://plumbline.example"
"""Stands in the committed file; a running app serves the descriptor with its own address."""


def main(arguments: Sequence[str] | None = None, path: Path = COMMITTED) -> int:
    """Write or check the descriptor at `path`; returns the exit code, 1 for a file that is not fresh."""
    parser = argparse.ArgumentParser(prog="python -m descriptors", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when the file is not fresh")
    check = parser.parse_args(arguments).check
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
