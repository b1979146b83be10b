"""Forge's scopes, held against what Atlassian's OpenAPI documents say that the gateway's calls need."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from descriptors.identity import CONNECT_DATA_SCOPE, FORGE_SCOPES
from tests.descriptors.test_contract import AGILE_CALLS, PLATFORM_CALLS

ROOT = Path(__file__).parents[2]
CONTRACT = Path(os.environ.get("PLUMBLINE_CONTRACT_DIR", ROOT / ".." / "shared" / "contract"))
FORGE_CALLS = (*PLATFORM_CALLS, ("get", "/rest/api/3/mypermissions"))
CONTINUING = ("get", "/rest/forge/1/app/properties/{propertyKey}")
UNTOLD = {
    # The document lists no scope for boards; Atlassian's page for the call does, and answers 401 without them.
    ("get", "/rest/agile/1.0/board"): frozenset({"read:board-scope:jira-software", "read:project:jira"}),
}
TOKENS = {"read:app-system-token", "read:app-user-token"}
ASKED = {scope.name for scope in FORGE_SCOPES}

pytestmark = pytest.mark.skipif(
    not (CONTRACT / "openapi").is_dir(), reason="the contract folder is absent: set PLUMBLINE_CONTRACT_DIR"
)


def ways(method: str, path: str) -> list[frozenset[str]]:
    """The sets of scopes of which a call needs one, classic or granular."""
    if (method, path) in UNTOLD:
        return [UNTOLD[method, path]]
    name = "jira-software-v3.json" if path.startswith("/rest/agile") else "jira-platform-v3.json"
    document = json.loads((CONTRACT / "openapi" / name).read_text(encoding="utf-8"))
    call: dict[str, Any] = document["paths"][path][method]
    listed = call.get("x-atlassian-oauth2-scopes") or [
        {"scopes": one["OAuth2"]} for one in call["security"] if "OAuth2" in one
    ]
    return [frozenset(one["scopes"]) for one in listed]


@pytest.mark.parametrize(("method", "path"), [*FORGE_CALLS, *AGILE_CALLS])
def test_every_call_may_be_made(method: str, path: str) -> None:
    """What is asked for is enough for the call."""
    assert any(way <= ASKED for way in ways(method, path)), ways(method, path)


def test_no_scope_is_without_a_call() -> None:
    """Without any one of the scopes, some call could not be made: none is asked for in vain."""
    for scope in ASKED - TOKENS:
        rest = ASKED - {scope}
        assert any(not any(way <= rest for way in ways(*call)) for call in (*FORGE_CALLS, *AGILE_CALLS)), scope


def test_what_continues_a_connect_app_may_look_for_it() -> None:
    """The call that finds the Connect installation needs the one scope that is asked for only then."""
    assert ways(*CONTINUING) == [frozenset({CONNECT_DATA_SCOPE.name})]


def test_what_may_be_written_is_named() -> None:
    """What the app may write is what the reasons speak of: issues on command, project properties, Jira's types."""
    writing = {name for name in ASKED if not name.startswith("read:")}
    assert writing == {"write:jira-work", "write:project.property:jira", "manage:jira-configuration"}
