"""The stand-in's answers against Jira's own OpenAPI documents."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.standin.conftest import LEAD
from tests.standin.fake_app import FakeApp
from tests.standin.openapi import bundle
from tests.standin.world import Site

_BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "contract"
_FOLDER = Path(os.environ.get("PLUMBLINE_CONTRACT_DIR") or _BESIDE) / "openapi"
# What real Jira sends though its documents do not say so; see the recorded issues and board in the contract data.
_UNSAID = {"untranslatedName", "defaultLocale", "expand", "self", "key", "id", "name"}
_ISSUE, _PROJECT, _VERSION = "issue/{issueIdOrKey}", "project/{projectIdOrKey}", "version/{id}"
_CALLS = [
    ("search/jql", "search/jql?jql=project%3DPAY&fields=*all&expand=changelog"),
    (_ISSUE, "issue/PAY-2?expand=changelog"),
    (f"{_ISSUE}/changelog", "issue/PAY-2/changelog"),
    (f"{_ISSUE}/comment", "issue/PAY-2/comment"),
    (f"{_ISSUE}/properties", "issue/PAY-2/properties"),
    (f"{_ISSUE}/transitions", "issue/PAY-2/transitions"),
    ("mypermissions", "mypermissions?permissions=BROWSE_PROJECTS&projectId=10000"),
    (_PROJECT, "project/PAY"),
    (f"{_PROJECT}/versions", "project/PAY/versions"),
    (f"{_PROJECT}/version", "project/PAY/version"),
    (f"{_PROJECT}/statuses", "project/PAY/statuses"),
    (_VERSION, "version/10000"),
    (f"{_VERSION}/relatedIssueCounts", "version/10000/relatedIssueCounts"),
    (f"{_VERSION}/unresolvedIssueCount", "version/10000/unresolvedIssueCount"),
    ("user", f"user?accountId={LEAD}"),
    ("user/bulk", f"user/bulk?accountId={LEAD}"),
    ("user/search", "user/search?query=lead"),
    ("issue/picker", "issue/picker?query=refunds"),
    *((name, name) for name in ("field", "status", "issuetype", "priority", "resolution", "issueLinkType")),
    *((name, name) for name in ("serverInfo", "myself", "project", "project/search")),
]


@pytest.fixture
def lively(site: Site) -> Site:
    """The site with an epic, a story with everything on it and a sub-task."""
    sprint = site.start_sprint(site.create_sprint(site.create_board("PAY"), "Sprint 1"))
    version = site.create_version("PAY", "1.0", release_date="2026-12-01")
    epic = site.create_issue("PAY", "Money back", "Epic", by=LEAD)
    more: dict[str, Any] = {"sprint": sprint, "fix_versions": [version], "description": "Some text", "assignee": LEAD}
    story = site.create_issue("PAY", "Refunds", points=3, by=LEAD, parent=epic.key, **more)
    site.create_issue("PAY", "Ledger entry", "Sub-task", by=LEAD, parent=story.key)
    site.link_issues(story.key, epic.key)
    site.transition(story.key, "Done", LEAD)
    site.add_comment(story.key, "Well done", by=LEAD)
    return site


def _said(template: str) -> Any:
    for name in ("jira-platform-v3.json", "jira-software-v3.json"):
        document = json.loads((_FOLDER / name).read_text())
        if template in document["paths"]:
            answer = document["paths"][template]["get"]["responses"]["200"]["content"]["application/json"]
            return bundle(answer["schema"], document["components"]["schemas"])
    raise AssertionError(f"no such call: {template}")


def _unsaid(error: jsonschema_rs.ValidationError) -> bool:
    if "Additional properties" in error.message:
        return set(error.message.split("'")[1::2]) <= _UNSAID
    return error.message.startswith("null is not of type")


@pytest.mark.usefixtures("contract_data")
def test_answers_are_shaped_as_documented(lively: Site, app: FakeApp) -> None:
    """Each answer fits Jira's schema for it, apart from what Jira itself is known to do otherwise."""
    calls = [(f"/rest/api/3/{template}", f"/rest/api/3/{path}") for template, path in _CALLS]
    calls += [
        (f"/rest/agile/1.0/board{end}", f"/rest/agile/1.0/board{own}") for end, own in (("", ""), ("/{boardId}", "/1"))
    ]
    wrong = []
    for template, path in calls:
        answer = app.call("GET", path)
        assert answer.status_code == 200, path
        errors = jsonschema_rs.Draft4Validator(_said(template)).iter_errors(answer.json())
        wrong += [f"{path}: {error.message} at {error.instance_path}" for error in errors if not _unsaid(error)]
    assert wrong == []
    assert lively.violations == []
