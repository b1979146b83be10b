"""The descriptor and the calls behind it, held against Atlassian's own documents in the contract folder."""

import copy
import json
import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from descriptors.__main__ import PLACEHOLDER_URL
from descriptors.connect import connect_descriptor
from descriptors.identity import SCOPES

ROOT = Path(__file__).parents[2]
CONTRACT = Path(os.environ.get("PLUMBLINE_CONTRACT_DIR", ROOT / ".." / "shared" / "contract"))

PLATFORM_CALLS = (
    ("get", "/rest/api/3/project/{projectIdOrKey}"),
    ("get", "/rest/api/3/issue/{issueIdOrKey}"),
    ("get", "/rest/api/3/project/{projectIdOrKey}/versions"),
    ("get", "/rest/api/3/field"),
    ("get", "/rest/api/3/status"),
    ("post", "/rest/api/3/search/jql"),
    ("post", "/rest/api/3/search/approximate-count"),
    ("get", "/rest/api/3/issue/{issueIdOrKey}/changelog"),
    ("post", "/rest/api/3/issue/properties/multi"),
    ("put", "/rest/api/3/project/{projectIdOrKey}/properties/{propertyKey}"),
    ("post", "/rest/api/3/permissions/check"),
    ("get", "/rest/api/3/user/bulk"),
    ("get", "/rest/api/3/user/assignable/search"),
    ("get", "/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes"),
    ("get", "/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}"),
    ("get", "/rest/api/3/issueLinkType"),
    ("get", "/rest/api/3/issuetype"),
    ("get", "/rest/api/3/issue/{issueIdOrKey}/transitions"),
    ("post", "/rest/api/3/issue"),
    ("put", "/rest/api/3/issue/{issueIdOrKey}"),
    ("post", "/rest/api/3/issue/{issueIdOrKey}/transitions"),
    ("post", "/rest/api/3/issueLink"),
    ("post", "/rest/api/3/issue/{issueIdOrKey}/comment"),
    ("post", "/rest/api/3/issuetype"),
    ("get", "/rest/api/3/issuetypescheme/project"),
    ("put", "/rest/api/3/issuetypescheme/{issueTypeSchemeId}/issuetype"),
    ("post", "/rest/api/3/issueLinkType"),
)
AGILE_CALLS = (("get", "/rest/agile/1.0/board"), ("get", "/rest/agile/1.0/board/{boardId}/sprint"))

KINDS = (
    "jiraIssueContexts",
    "jiraIssueContents",
    "adminPages",
    "generalPages",
    "jiraDashboardItems",
    "jiraEntityProperties",
)

pytestmark = pytest.mark.skipif(
    not (CONTRACT / "descriptor").is_dir(), reason="the contract folder is absent: set PLUMBLINE_CONTRACT_DIR"
)


def document(path: str) -> dict[str, Any]:
    """One of the contract's JSON documents."""
    found: dict[str, Any] = json.loads((CONTRACT / path).read_text(encoding="utf-8"))
    return found


def schema_of_today() -> dict[str, Any]:
    """The schema of 2019 with what came after: two migrations, and issue contexts in the form of glances."""
    schema = copy.deepcopy(document("descriptor/jira-global-schema.json"))
    known = schema["properties"]["apiMigrations"]["properties"]
    known |= {"signed-install": {"type": "boolean"}, "context-qsh": {"type": "boolean"}}
    modules = schema["properties"]["modules"]["properties"]
    modules["jiraIssueContexts"] = modules["jiraIssueGlances"]
    return schema


def problems(descriptor: dict[str, Any]) -> list[str]:
    """Where the schema and a descriptor disagree."""
    # Formats are left out: the schema calls relative addresses "uri", which they are not.
    validator = jsonschema_rs.Draft4Validator(schema_of_today(), validate_formats=False)
    return [f"{list(error.instance_path)}: {error.message}" for error in validator.iter_errors(descriptor)]


def scopes_of(path: str, calls: tuple[tuple[str, str], ...]) -> set[str]:
    """The scopes that these calls need."""
    listed = document(path)["paths"]
    return {listed[address][method]["x-atlassian-connect-scope"] for method, address in calls}


def test_the_descriptor_is_valid() -> None:
    """Atlassian's schema finds nothing wrong with the descriptor."""
    assert problems(connect_descriptor(PLACEHOLDER_URL)) == []


def test_every_kind_of_module_is_known() -> None:
    """No module hides from the schema under a kind that it does not know."""
    shown: Any = connect_descriptor(PLACEHOLDER_URL)["modules"]
    assert set(shown) <= set(schema_of_today()["properties"]["modules"]["properties"])


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_would_notice(kind: str) -> None:
    """A module without its name is found, so that silence means something."""
    descriptor: Any = copy.deepcopy(connect_descriptor(PLACEHOLDER_URL))
    del descriptor["modules"][kind][0]["name"]
    assert problems(descriptor)


def test_scopes_are_what_the_calls_need() -> None:
    """The scopes asked for cover every call the gateway makes, and each of them is needed by one."""
    needed = scopes_of("openapi/jira-platform-v3.json", PLATFORM_CALLS)
    needed |= scopes_of("openapi/jira-software-v3.json", AGILE_CALLS)
    assert needed == {scope.name for scope in SCOPES}
