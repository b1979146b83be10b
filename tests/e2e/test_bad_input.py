"""Bad input from both sides: a clear refusal or a parked delivery, never a 500, never a lost row."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import requests

from plugin.jobs.deliveries import RELAYED
from tests.e2e.stage import TAKEN, Stage, eventually

ROOT = Path(__file__).parents[2]
CONTRACT = Path(os.environ.get("PLUMBLINE_CONTRACT_DIR", ROOT / ".." / "shared" / "contract"))
BODIES = sorted(CONTRACT.glob("webhooks/*/*.json"))
STORY = "Prove the ledger with a million generated bookings"

NOT_ACCEPTED = {
    "nothing": b"",
    "no JSON": b"<html><body>Service unavailable</body></html>",
    "half a body": b'{"webhookEvent": "jira:issue_upd',
    "a NUL byte": b'{"webhookEvent": "jira:issue_updated\x00"}',
    "bytes of no text": b"\xff\xfe\x00{",
    "a list": b"[1, 2]",
    "a number": b"7",
    "null": b"null",
    "brackets without end": b"[" * 200_000,
}
PARKED_OR_IGNORED = {
    "no event": {"timestamp": 1},
    "an event that is a list": {"webhookEvent": ["jira:issue_updated"]},
    "an unknown event": {"webhookEvent": "jira:moon_rose", "timestamp": 1},
    "an update of nothing": {"webhookEvent": "jira:issue_updated", "timestamp": 1},
    "an issue that is a text": {"webhookEvent": "jira:issue_updated", "timestamp": 1, "issue": "PAY-1"},
    "fields that are a number": {"webhookEvent": "jira:issue_created", "timestamp": 1, "issue": {"fields": 1}},
    "a time in the year 292277026596": {"webhookEvent": "jira:issue_deleted", "timestamp": 2**63, "issue": {}},
    "NUL characters": {"webhookEvent": "jira:version_created", "version": {"id": "\u0000", "name": "\u0000"}},
    "half a character": {"webhookEvent": "jira:issue_updated", "issue": {"key": "\ud800"}},
    "a sprint of strange types": {"webhookEvent": "sprint_started", "sprint": {"id": {}, "state": 5}},
}


@pytest.fixture(autouse=True)
def _every_row_ends(stage: Stage) -> Any:
    """After each test: every delivery that was accepted has come to an end, and none is dead."""
    yield
    stage.settle()
    stuck = [row for row in stage.deliveries() if row.state not in {"done", "unreadable"}]
    assert stuck == []


def still_works(stage: Stage) -> None:
    """A good event is answered and becomes a figure."""
    baseline = stage.release()
    made = stage.site.create_issue(
        "PAY", "Good", points=2, fix_versions=[stage.sample.version_id], by=stage.sample.lead
    )
    log = eventually(lambda: stage.api()("GET", f"/baselines/{baseline}/deltas")["items"], len)
    assert [(delta["issueKey"], delta["points"]) for delta in log] == [(made.key, 2)]


@pytest.mark.parametrize("body", NOT_ACCEPTED.values(), ids=NOT_ACCEPTED.keys())
def test_what_is_no_object_is_refused(stage: Stage, body: bytes) -> None:
    """Bytes that are no JSON object are refused for what they are and leave no row."""
    kept = len(stage.deliveries())
    with stage.impatient():
        assert stage.send(body) == 422
    assert len(stage.deliveries()) == kept


@pytest.mark.parametrize("body", PARKED_OR_IGNORED.values(), ids=PARKED_OR_IGNORED.keys())
def test_what_cannot_be_read_is_kept_and_harms_nobody(stage: Stage, body: dict[str, Any]) -> None:
    """An object that makes no sense is accepted, kept with a reason, and blocks nothing."""
    kept = len(stage.deliveries())
    assert stage.send(json.dumps(body).encode(), str(body.get("webhookEvent"))) in TAKEN
    stage.settle()
    [row] = stage.deliveries()[kept:]
    assert row.state == "unreadable" or row.fate in {"ignored", "unsubscribed"}
    assert row.reason or row.error


@pytest.mark.skipif(not BODIES, reason="the contract folder is absent: set PLUMBLINE_CONTRACT_DIR")
def test_every_recorded_body_is_taken_and_comes_to_an_end(stage: Stage) -> None:
    """All bodies that Cloud and Server sites really sent: each taken, each with a fate, and good events still work."""
    kept = len(stage.deliveries())
    for path in BODIES:
        raw = path.read_bytes()
        assert stage.send(raw, str(json.loads(raw).get("webhookEvent"))) in TAKEN, path.name
    stage.settle()
    rows = [row for row in stage.deliveries()[kept:] if row.event != RELAYED]
    assert len(rows) == len(BODIES)
    assert {row.fate for row in rows} <= {"decided", "ignored", "unsubscribed"}
    still_works(stage)


def test_a_body_of_two_megabytes_is_taken_from_jira_and_refused_from_people(stage: Stage) -> None:
    """Jira may send up to 25 MB; the API takes 1 MB and says so."""
    big = {"webhookEvent": "jira:issue_updated", "timestamp": 1, "note": "x" * 2_000_000}
    assert stage.send(json.dumps(big).encode()) in TAKEN
    with pytest.raises(RuntimeError, match=r" 413 .*title"):
        stage.raise_risk("x", cause="x" * 2_000_000)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("risks", []),
        ("risks", {"title": 7, "ratings": {"current": {"probability": 1, "impact": {"cost": 1}}}}),
        ("risks", {"title": "a\x00b", "ratings": {"current": {"probability": 1, "impact": {"cost": 1}}}}),
        ("risks", {"title": "x", "ratings": {"current": {"probability": 10**30, "impact": {"cost": 1}}}}),
        ("risks", {"title": "x", "ratings": []}),
        ("baselines", {"name": "x", "of": {"version": ["10001"]}}),
        ("reviews", {"kind": "closing", "version": {}}),
    ],
    ids=["a list", "a number for a text", "a NUL", "a huge number", "a list for ratings", "a list for an id", "a map"],
)
def test_wrong_types_over_rest_get_a_problem(stage: Stage, path: str, body: object) -> None:
    """The API names what is wrong, with a status that says whose fault it is."""
    url = f"{stage.app.base_url}/api/v1/projects/{stage.sample.project_id}/{path}"
    answer = requests.post(url, json=body, headers=stage.headers(), timeout=10)
    assert answer.status_code in {400, 409, 422}
    # Forge's proxy lets no other kind through.
    wanted = "application/json" if stage.platform == "forge" else "application/problem+json"
    assert answer.headers["Content-Type"] == wanted


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, {"errorMessages": ["Internal server error"]}),
        (503, "<html>Down</html>"),
        (200, "<html>Sign in</html>"),
        (200, None),
    ],
    ids=["500", "an HTML 503", "an HTML 200", "an empty 200"],
)
def test_jira_in_trouble_while_asked_for_rights(stage: Stage, status: int, body: object) -> None:
    """While Jira cannot say who may do what nobody gets in, and the API says that it is Jira's trouble."""
    reader = stage.sample.people["Tester"]
    stage.site.set_permission(reader, "PAY", {"BROWSE_PROJECTS"})
    asked = "mypermissions" if stage.platform == "forge" else "permissions/check"
    stage.site.faults.fail(20, status, body, asked)
    fresh = stage.api(
        stage.site.create_user(f"5b10a2844c20165700ede{status}{len(str(body)):03}", "Newcomer").account_id
    )
    try:
        with pytest.raises(RuntimeError, match=r" (502|503) .*title"):
            fresh("GET", f"/projects/{stage.sample.project_id}/risks")
    finally:
        stage.site.faults.clear()


@pytest.mark.parametrize("trouble", ["500", "429", "HTML", "nothing"])
def test_jira_in_trouble_while_written_to(stage: Stage, trouble: str) -> None:
    """Whatever Jira answers to a write, the property stands there in the end."""
    key, faults = stage.sample.key(STORY), stage.site.faults
    baseline = stage.release()
    stage.settle()
    match trouble:
        case "500":
            faults.fail(2, 500, {"errorMessages": ["Internal server error"]}, "properties")
        case "429":
            faults.rate_limit(2, 1, "properties")
        case "HTML":
            faults.fail(1, 200, "<html>Sign in</html>", "properties")
        case _:
            faults.fail(1, 503, None, "properties")

    points = (stage.site.issue(key).points or 0) + 1
    stage.site.update_issue(key, by=stage.sample.lead, points=points)

    eventually(
        lambda: stage.site.issue(key).properties.get("plumbline.scope", {}),
        lambda value: value.get("state") == "reestimated" and value["delta"] == 1,
        within=25,
    )
    assert stage.api()("GET", f"/baselines/{baseline}/ledger")["points"]["unapproved"] == 1
    assert faults.take("PUT", "properties") is None
