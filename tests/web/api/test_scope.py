"""Baselines, what moved since, the ledger and the burn-up over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.api.conftest import Person, body_of
from tests.web.fakes import VERA, VERSION, World, moved


@pytest.fixture
def baseline(ana: Person, world: World) -> dict[str, Any]:
    """A baseline of version 1.0 with two stories of 5 points, frozen an hour ago."""
    world.put_version()
    world.put_issue("10041")
    world.put_issue("10042")
    world.clock.forward(minutes=1)
    answer = ana.post("/projects/10000/baselines", {"name": "1.0 as agreed", "of": {"version": VERSION}})
    assert answer.status_code == 201, answer.text
    world.clock.forward(hours=1)
    made: dict[str, Any] = body_of(answer)
    return made


def test_baseline_answers_in_the_agreed_shape(ana: Person, baseline: dict[str, Any]) -> None:
    """A baseline says what it was taken of, its sums, its hash and the release date of that day."""
    expected = {"status": "draft", "of": {"version": "10001"}, "targetOn": "2026-12-01", "version": 1}
    assert expected.items() <= baseline.items()
    assert baseline["totals"] == {"count": 2, "points": 10, "unestimated": 0}
    assert len(baseline["contentHash"]) == 64
    read = ana.get(f"/baselines/{baseline['id']}")
    assert body_of(read) == baseline
    assert read.headers["ETag"] == f'"{baseline["id"]}-1"'
    listed = body_of(ana.get("/projects/10000/baselines"))["items"]
    assert [(one["id"], one["totals"]) for one in listed] == [(baseline["id"], {"count": 2, "points": 10})]


def test_baseline_of_the_project_at_an_earlier_instant(ana: Person, baseline: dict[str, Any], world: World) -> None:
    """A baseline can be taken of the whole project as it was; what came later shows as deltas at once."""
    world.put_issue("10043", versions=(), points="2.5")
    body = {"name": "As it was", "of": {"project": "10000"}, "asOf": baseline["capturedAt"]}
    made = body_of(ana.post("/projects/10000/baselines", body))
    assert made["totals"]["points"] == 10
    [delta] = body_of(ana.get(f"/baselines/{made['id']}/deltas"))["items"]
    assert (delta["issueKey"], delta["class"], delta["points"]) == ("PAY-43", "added-new", 2.5)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": " ", "of": {"version": "10001"}}, "/name"),
        ({"name": "x", "of": {}}, "/of"),
        ({"name": "x", "of": {"version": "10001", "project": "10000"}}, "/of"),
        ({"name": "x", "of": {"version": "777"}}, "/of/version"),
        ({"name": "x", "of": {"project": "777"}}, "/of/project"),
        ({"name": "x", "of": {"version": "10001"}, "asOf": "2099-01-01T00:00:00Z"}, "/asOf"),
        ({"name": "x", "of": {"version": "10001"}, "asOf": "yesterday"}, "/asOf"),
        ({"name": "x", "of": {"version": "10001"}, "asOf": "2026-11-24T09:30:00"}, "/asOf"),
        ({"name": "x", "of": {"version": 10001}}, "/of/version"),
    ],
)
def test_what_cannot_be_frozen(ana: Person, world: World, body: dict[str, Any], pointer: str) -> None:
    """A baseline without name, of nothing, of both, of strangers or of the future is refused at its field."""
    world.put_version()
    answer = ana.post("/projects/10000/baselines", body)
    assert answer.status_code == 422
    assert [problem["pointer"] for problem in body_of(answer)["errors"]] == [pointer]


def test_approval_goes_step_by_step(ana: Person, baseline: dict[str, Any]) -> None:
    """Submitted, approved, superseded: a step out of order is a conflict, one on an old version is stale."""
    path = f"/baselines/{baseline['id']}"
    assert ana.post(f"{path}/approve").status_code == 409
    submitted = ana.post(f"{path}/submit", If_Match=f'"{baseline["id"]}-1"')
    assert (body_of(submitted)["status"], body_of(submitted)["version"]) == ("submitted", 2)
    assert ana.post(f"{path}/approve", If_Match=f'"{baseline["id"]}-1"').status_code == 412
    approved = body_of(ana.post(f"{path}/approve"))
    assert (approved["status"], approved["approvedBy"]) == ("approved", ana.account)
    assert body_of(ana.post(f"{path}/supersede"))["status"] == "superseded"
    assert ana.post(f"{path}/supersede").status_code == 409


def test_items_page_in_their_order(ana: Person, baseline: dict[str, Any]) -> None:
    """The frozen items come page by page, each as it was agreed."""
    path = f"/baselines/{baseline['id']}/items?limit=1"
    first = body_of(ana.get(path))
    second = body_of(ana.get(f"{path}&after={first['next']}"))
    assert first["items"] == [{"issueId": "10041", "issueKey": "PAY-41", "summary": "Story 41", "points": 5}]
    assert [item["issueId"] for item in second["items"]] == ["10042"]
    assert second["next"] is None


def test_new_issue_shows_as_a_delta(ana: Person, baseline: dict[str, Any], world: World) -> None:
    """An issue created after the baseline is a delta in the agreed shape."""
    world.put_issue("10043", points="2.5")
    [delta] = body_of(ana.get(f"/baselines/{baseline['id']}/deltas"))["items"]
    expected = {
        "baselineId": baseline["id"],
        "issueId": "10043",
        "issueKey": "PAY-43",
        "summary": "Story 43",
        "class": "added-new",
        "points": 2.5,
        "count": 1,
        "before": None,
        "after": 2.5,
        "at": "2026-11-24T10:31:00Z",
        "disposition": "unreviewed",
        "reason": None,
        "comment": None,
        "changeId": None,
    }
    assert expected.items() <= delta.items()
    assert set(delta) == {*expected, "id", "actor", "changelogId"}
    read = ana.get(f"/deltas/{delta['id']}")
    assert body_of(read) == delta


def test_deltas_page_newest_first_over_ties(ana: Person, baseline: dict[str, Any], world: World) -> None:
    """Changes of the same instant are each seen once, page by page, newest first."""
    for issue_id in ("10043", "10044", "10045"):
        world.put_issue(issue_id)
    world.clock.forward(minutes=1)
    world.put_issue("10046")
    path, seen, after = f"/baselines/{baseline['id']}/deltas?limit=2", list[str](), ""
    while True:
        page = body_of(ana.get(path + after))
        seen += [delta["issueId"] for delta in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen[0] == "10046"
    assert sorted(seen) == ["10043", "10044", "10045", "10046"]


def test_ledger_sums_to_the_point(ana: Person, baseline: dict[str, Any], world: World) -> None:
    """Baseline + approved + pending + unapproved = current, now and at an earlier instant."""
    world.put_issue("10043", points="2.5")
    world.clock.forward(hours=1)
    world.reestimate_issue("10041", "5", "8")
    path = f"/baselines/{baseline['id']}"
    [_, added] = body_of(ana.get(f"{path}/deltas"))["items"]
    tag = ana.get(f"/deltas/{added['id']}").headers["ETag"]
    assert ana.patch(f"/deltas/{added['id']}", {"disposition": "approved"}, If_Match=tag).status_code == 200
    now = body_of(ana.get(f"{path}/ledger"))
    assert now == {
        "at": "2026-11-24T11:31:00Z",
        "points": {"baseline": 10, "approved": 2.5, "pending": 0, "unapproved": 3, "current": 15.5},
        "count": {"baseline": 2, "approved": 1, "pending": 0, "unapproved": 0, "current": 3},
    }
    earlier = body_of(ana.get(f"{path}/ledger?at=2026-11-24T10:40:00Z"))
    assert earlier["points"]["current"] == 12.5
    assert body_of(ana.get(f"{path}/ledger?at=2026-11-24T09:00:00%2B00:00"))["points"]["current"] == 10


def test_burnup_is_cumulative(ana: Person, baseline: dict[str, Any], world: World) -> None:
    """Each day tells scope and finished work at its end, from the day of the capture on."""
    world.clock.forward(days=1)
    world.put_issue("10043", points="2.5")
    world.clock.forward(days=2)
    world.finish_issue("10041")
    days = body_of(ana.get(f"/baselines/{baseline['id']}/burnup"))["days"]
    assert [(d["day"], d["scopePoints"], d["scopeCount"], d["donePoints"], d["doneCount"]) for d in days] == [
        ("2026-11-24", 10, 2, 0, 0),
        ("2026-11-25", 12.5, 3, 0, 0),
        ("2026-11-27", 12.5, 3, 5, 1),
    ]


def test_delta_is_decided_by_who_read_it(ana: Person, baseline: dict[str, Any], world: World) -> None:
    """A reason needs the tag that was read; a second writer with the same tag is told to load again."""
    world.put_issue("10043")
    [delta] = body_of(ana.get("/projects/10000/deltas"))["items"]
    path = f"/deltas/{delta['id']}"
    tag = ana.get(path).headers["ETag"]
    assert ana.patch(path, {"reason": "customer"}).status_code == 428
    written = ana.patch(path, {"reason": "customer", "comment": "Asked for in the steering group"}, If_Match=tag)
    assert (body_of(written)["reason"], written.status_code) == ("customer", 200)
    assert written.headers["ETag"] != tag
    assert ana.patch(path, {"reason": "team"}, If_Match=tag).status_code == 412
    cleared = ana.patch(path, {"reason": None}, If_Match=written.headers["ETag"])
    assert (body_of(cleared)["reason"], body_of(cleared)["comment"]) == (None, "Asked for in the steering group")


def test_deltas_of_a_superseded_baseline_stand(ana: Person, baseline: dict[str, Any], world: World) -> None:
    """Once a baseline is history nobody can decide about its changes any more."""
    world.put_issue("10043")
    for step in ("submit", "approve", "supersede"):
        ana.post(f"/baselines/{baseline['id']}/{step}")
    [delta] = body_of(ana.get(f"/baselines/{baseline['id']}/deltas"))["items"]
    tag = ana.get(f"/deltas/{delta['id']}").headers["ETag"]
    assert ana.patch(f"/deltas/{delta['id']}", {"reason": "team"}, If_Match=tag).status_code == 409
    assert body_of(ana.get("/projects/10000/deltas")) == {"items": [], "next": None}


def test_hidden_issue_counts_without_its_name(
    ana: Person, vera: Person, baseline: dict[str, Any], world: World
) -> None:
    """A change of an issue that the reader may not see is counted, but neither key nor summary is told."""
    world.put_issue("10043")
    world.jira[world.acme].hide(VERA, "10043")
    world.jira[world.acme].hide(VERA, "10041")
    [told] = body_of(ana.get(f"/baselines/{baseline['id']}/deltas"))["items"]
    [kept] = body_of(vera.get(f"/baselines/{baseline['id']}/deltas"))["items"]
    assert (told["issueKey"], told["summary"]) == ("PAY-43", "Story 43")
    assert (kept["issueKey"], kept["summary"], kept["points"]) == (None, None, 5)
    items = body_of(vera.get(f"/baselines/{baseline['id']}/items"))["items"]
    assert [item["issueKey"] for item in items] == [None, "PAY-42"]


def test_deleted_issue_leaves_a_tombstone(ana: Person, vera: Person, baseline: dict[str, Any], world: World) -> None:
    """A deleted issue is a removal, and everybody who sees the project is told which key it had."""
    world.delete_issue("10041")
    for person in (ana, vera):
        [delta] = body_of(person.get(f"/baselines/{baseline['id']}/deltas"))["items"]
        assert (delta["class"], delta["issueKey"], delta["points"]) == ("removed-deleted", "PAY-41", -5)


def test_moved_out_and_back(ana: Person, baseline: dict[str, Any], world: World) -> None:
    """An issue that leaves the version and comes back is two deltas that cancel out."""
    world.move_issue("10041", [moved("fixVersions", VERSION, None)], versions=())
    world.clock.forward(minutes=5)
    world.move_issue("10041", [moved("fixVersions", None, VERSION)])
    deltas = body_of(ana.get(f"/baselines/{baseline['id']}/deltas"))["items"]
    assert [delta["class"] for delta in deltas] == ["added-moved-in", "removed-moved-out"]
    assert body_of(ana.get(f"/baselines/{baseline['id']}/ledger"))["points"]["current"] == 10
