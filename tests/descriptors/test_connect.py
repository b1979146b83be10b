"""The Connect descriptor: fresh, complete, and no wider than what the app does."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from descriptors import identity
from descriptors.__main__ import COMMITTED, main
from descriptors.connect import connect_descriptor
from descriptors.indexing import EntityProperty
from descriptors.modules import MODULES
from handlers import registry
from tests.handlers.golden import paths, read

BASE_URL = "https://tools.example.com/plumbline"
KEY = re.compile(r"^[a-zA-Z0-9-]+$")


def modules(kind: str) -> list[dict[str, Any]]:
    """The modules of one kind."""
    shown: Any = connect_descriptor(BASE_URL)["modules"]
    found = shown.get(kind, [])
    return [found] if isinstance(found, dict) else found


def keyed() -> list[dict[str, Any]]:
    """Every module that has a key."""
    shown: Any = connect_descriptor(BASE_URL)["modules"]
    return [module for kind in shown for module in modules(kind) if kind != "webhooks"]


def urls(value: Any) -> list[str]:
    """Every address within a value, however deep."""
    if isinstance(value, dict):
        here = [
            inner
            for key, inner in value.items()
            if key in {"url", "iconUrl", "thumbnailUrl"} and isinstance(inner, str)
        ]
        return here + [found for inner in value.values() for found in urls(inner)]
    if isinstance(value, list):
        return [found for inner in value for found in urls(inner)]
    return []


def test_the_committed_file_is_fresh() -> None:
    """The descriptor in the repository is what the code would write."""
    assert main(["--check"]) == 0


def test_a_stale_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check fails on a missing and on a changed file, says what to run, and writes nothing."""
    path = tmp_path / "atlassian-connect.json"
    assert main(["--check"], path) == 1
    assert not path.exists()
    path.write_text(COMMITTED.read_text(encoding="utf-8").replace("projectgroup4", "projectgroup3"), encoding="utf-8")
    assert main(["--check"], path) == 1
    assert "python -m descriptors" in capsys.readouterr().err


def test_writing_makes_it_fresh(tmp_path: Path) -> None:
    """What was just written passes the check, and is JSON."""
    path = tmp_path / "atlassian-connect.json"
    assert main([], path) == 0
    assert main(["--check"], path) == 0
    assert json.loads(path.read_text(encoding="utf-8"))["key"] == "app.plumbline.jira"


def test_addresses_are_the_deployments_own() -> None:
    """The app's address appears without a trailing slash; all other addresses are relative to it."""
    descriptor: Any = connect_descriptor(BASE_URL + "/")
    assert descriptor["baseUrl"] == BASE_URL
    assert descriptor["links"]["self"] == f"{BASE_URL}/atlassian-connect.json"
    relative = [*urls(descriptor["modules"]), *descriptor["lifecycle"].values()]
    assert all(url.startswith("/") and not url.startswith("//") for url in relative)


def test_keys_are_well_formed_and_unique() -> None:
    """Module keys hold letters, digits and dashes, and no two modules share one."""
    keys = [module["key"] for module in keyed()]
    assert all(KEY.match(key) for key in keys)
    assert sorted(set(keys)) == sorted(keys)


def test_the_modules_others_rely_on_are_there() -> None:
    """The keys named in the design are the keys that Jira is told."""
    promised = {"issue-panel", "issue-glance", "project-page", "project-settings", "site-admin", "get-started"}
    promised |= {"portfolio", "gadget-risk-matrix", "gadget-scope", "gadget-top-risks"}
    assert promised <= {module["key"] for module in keyed()}


def test_we_subscribe_to_exactly_what_we_answer() -> None:
    """Each event that a handler answers has one webhook, nothing else has, and each is recorded in a golden body."""
    subscribed = [webhook["event"] for webhook in modules("webhooks")]
    assert list(registry.events) == subscribed
    assert set(subscribed) == {read(path)["event"] for path in paths()}
    assert {webhook["url"] for webhook in modules("webhooks")} == {"/connect/webhooks"}


def test_jql_names_are_unique_and_complete() -> None:
    """No two indexed values share a name in JQL, and every name that the design promises exists."""
    properties = [module for module in MODULES if isinstance(module, EntityProperty)]
    aliases = [extraction.alias for one in properties for extraction in one.extractions if extraction.alias]
    assert sorted(set(aliases)) == sorted(aliases)
    assert {
        "riskLevel",
        "riskScore",
        "riskCount",
        "riskExposure",
        "riskReview",
        "scopeState",
        "scopeDelta",
        "scopeChange",
    } == set(aliases)


def test_properties_carry_the_promised_names() -> None:
    """Each property is indexed once, under the entity it belongs to."""
    assert [
        (module["entityType"], configuration["propertyKey"])
        for module in modules("jiraEntityProperties")
        for configuration in module["keyConfigurations"]
    ] == [
        ("issue", "plumbline.risk"),
        ("issue", "plumbline.scope"),
        ("project", "plumbline.project"),
    ]


def test_the_glance_status_belongs_to_the_glance() -> None:
    """The property that carries the lozenge names this app and its glance, as Jira looks for it."""
    [glance] = modules("jiraIssueContexts")
    assert f"com.atlassian.jira.issue:app.plumbline.jira:{glance['key']}:status" == identity.GLANCE_STATUS_KEY


def test_every_scope_has_a_reason() -> None:
    """An administrator who asks why a scope is wanted finds a full sentence."""
    assert all(len(scope.reason.split()) > 5 and scope.reason.endswith(".") for scope in identity.SCOPES)
    assert connect_descriptor(BASE_URL)["scopes"] == [scope.name for scope in identity.SCOPES]


def test_tokens_are_signed_the_safe_way() -> None:
    """Installs come signed with Atlassian's key, and context tokens name themselves as such."""
    descriptor = connect_descriptor(BASE_URL)
    assert descriptor["authentication"] == {"type": "jwt"}
    assert descriptor["apiMigrations"] == {"signed-install": True, "context-qsh": True}


def test_icons_exist() -> None:
    """Every icon that the descriptor names is an SVG of 24 pixels in the app's static folder."""
    icons = {url for url in urls(connect_descriptor(BASE_URL)["modules"]) if url.startswith("/static/")}
    assert icons
    for icon in icons:
        drawn = ET.parse(COMMITTED.parent / "plugin" / "ui" / icon.lstrip("/")).getroot()  # noqa: S314 - our own file
        assert (drawn.get("width"), drawn.get("height")) == ("24", "24")
