"""Runs Atlassian's checks over a Forge app's folder; `make test` installs them, and builds the bundle they look at."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plugin.assets import find_node, install_node

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "build" / "forge-checks"
BUILT = ROOT / "build" / "forge"
BUNDLE = BUILT / "static" / "app"
SCHEMA = PACKAGES / "node_modules" / "@forge" / "manifest" / "out" / "schema" / "manifest-schema.json"
DOCUMENTS = ("CONF", "CONF_V2", "JIRA", "JSM", "JSW", "BB")
"""What the permission check downloads otherwise: descriptions of REST calls, of which a bundle of ours makes none."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that Atlassian's checks say about a folder."""

    tool: str
    level: str
    message: str
    file: str


def findings(folders: Sequence[Path], scratch: Path) -> list[list[Finding]]:
    """What Atlassian's checks find in the app in each folder, in one run: reading their schema takes seconds.

    `scratch` is an empty folder in which they may leave things.
    """
    script = Path(__file__).with_name("check.mjs")
    command = [str(_node()), str(script), str(PACKAGES), *map(str, folders)]
    answer = subprocess.run(command, cwd=scratch, env=_offline(scratch), capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return [
        [Finding(one["tool"], one["level"], one["message"], one["file"]) for one in found]
        for found in json.loads(answer.stdout)
    ]


def _node() -> Path:
    found = find_node() or install_node()
    return found[0]


def _offline(scratch: Path) -> Mapping[str, str]:
    nothing = scratch / "nothing.json"
    nothing.write_text('{"openapi": "3.0.0", "paths": {}}', encoding="utf-8")
    documents = {f"LOCAL_{name}_SWAGGER": str(nothing) for name in DOCUMENTS}
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(scratch), "USE_LOCAL_SWAGGER": "1", **documents}
