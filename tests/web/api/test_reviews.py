"""Reviews and lessons over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.api.conftest import Person, body_of
from tests.web.fakes import VERA, VERSION, World


@pytest.fixture
def review(ana: Person, world: World) -> dict[str, Any]:
    """A review of version 1.0, which was agreed with 5 points and grew."""
    world.put_version()
    world.put_issue("10041")
    world.clock.forward(minutes=1)
    ana.post("/projects/10000/baselines", {"name": "1.0 as agreed", "of": {"version": VERSION}})
    world.clock.forward(hours=1)
    world.put_issue("10042", points="2.5")
    answer = ana.post("/projects/10000/reviews", {"kind": "closing", "version": VERSION})
    assert answer.status_code == 201, answer.text
    opened: dict[str, Any] = body_of(answer)
    return opened


def test_review_opens_planned(ana: Person, review: dict[str, Any]) -> None:
    """A review opens with a title of its own and says what it lacks."""
    expected = {"key": "RV-1", "kind": "closing", "state": "planned", "title": "Review of 1.0", "versionId": "10001"}
    assert expected.items() <= review.items()
    assert len(review["missing"]) == 2
    assert body_of(ana.get(f"/reviews/{review['id']}")) == review
    assert [one["id"] for one in body_of(ana.get("/projects/10000/reviews"))["items"]] == [review["id"]]


def test_facts_are_filled_in(ana: Person, review: dict[str, Any]) -> None:
    """Planned against actual comes from the record; what cannot be told is null with its reason."""
    sheet = body_of(ana.get(f"/reviews/{review['id']}/facts"))
    assert sheet["contentHash"] is None
    assert sheet["figures"]["scope.points"] == {
        "planned": 5,
        "actual": 7.5,
        "value": 2.5,
        "unit": "points",
        "reason": None,
    }
    finish = sheet["figures"]["date.finish"]
    assert (finish["planned"], finish["value"], finish["reason"]) == (
        "2026-12-01",
        None,
        "The version is not released yet.",
    )


def test_sign_off_freezes_the_facts(ana: Person, review: dict[str, Any], world: World) -> None:
    """A signed review keeps its figures and their hash whatever happens in Jira afterwards."""
    path = f"/reviews/{review['id']}"
    assert ana.post(f"{path}/sign-off").status_code == 409
    for kind in ("success", "problem"):
        assert ana.post(f"{path}/findings", {"kind": kind, "statement": f"A {kind}"}).status_code == 200
    signed = body_of(ana.post(f"{path}/sign-off", {"comment": "Read together"}))
    assert (signed["state"], signed["signOff"]["comment"], signed["missing"]) == ("signed-off", "Read together", [])
    before = body_of(ana.get(f"{path}/facts"))
    world.put_issue("10043")
    assert body_of(ana.get(f"{path}/facts")) == before
    assert before["contentHash"] == signed["signOff"]["contentHash"]
    assert ana.post(f"{path}/findings", {"kind": "surprise", "statement": "Too late"}).status_code == 409


def test_findings_come_and_go(ana: Person, review: dict[str, Any]) -> None:
    """A finding can be taken out again; taking out what is not there is not found."""
    path = f"/reviews/{review['id']}"
    added = body_of(ana.post(f"{path}/findings", {"kind": "surprise", "statement": "The interface came early"}))
    [finding] = added["findings"]
    assert added["state"] == "collecting"
    assert body_of(ana.delete(f"{path}/findings/{finding['id']}"))["findings"] == []
    assert ana.delete(f"{path}/findings/{finding['id']}").status_code == 404


def test_one_sided_review_gives_its_reason(ana: Person, review: dict[str, Any]) -> None:
    """A review without a problem can be signed once it says why, by who read it as it stands."""
    path = f"/reviews/{review['id']}"
    assert ana.patch(path, {"oneSidedBecause": "Two days only"}).status_code == 428
    assert ana.patch(path, {"oneSidedBecause": "x"}, If_Match='"old"').status_code == 412
    tag = ana.get(path).headers["ETag"]
    explained = body_of(ana.patch(path, {"oneSidedBecause": "Two days only"}, If_Match=tag))
    assert (explained["oneSidedBecause"], explained["missing"]) == ("Two days only", [])
    assert ana.post(f"{path}/sign-off").status_code == 200


def test_review_of_a_strange_version(ana: Person) -> None:
    """A version that the project does not have is refused at its field."""
    answer = ana.post("/projects/10000/reviews", {"kind": "release", "version": "777"})
    assert [problem["pointer"] for problem in body_of(answer)["errors"]] == ["/version"]


def test_lesson_is_recorded_and_moved(ana: Person, review: dict[str, Any]) -> None:
    """A lesson is validated only with a recommendation, by who read it as it stands."""
    path = f"/reviews/{review['id']}/lessons"
    bare = ana.post(path, {"title": "Ask the supplier early"})
    assert (bare.status_code, body_of(bare)["key"], body_of(bare)["state"]) == (201, "LL-1", "proposed")
    lesson_path = f"/lessons/{body_of(bare)['id']}"
    tag = bare.headers["ETag"]
    assert ana.patch(lesson_path, {"state": "validated"}).status_code == 428
    assert ana.patch(lesson_path, {"state": "validated"}, If_Match=tag).status_code == 422
    whole = ana.post(path, {"title": "Ask early", "recommendation": "Ask in week one", "type": "start"})
    moved = ana.patch(f"/lessons/{body_of(whole)['id']}", {"state": "validated"}, If_Match=whole.headers["ETag"])
    assert (body_of(moved)["state"], body_of(moved)["type"], body_of(moved)["version"]) == ("validated", "start", 2)
    assert ana.get(whole.headers["Location"]).headers["ETag"] == moved.headers["ETag"]


def test_lessons_of_unseen_projects_stay_unseen(
    ana: Person, vera: Person, review: dict[str, Any], world: World
) -> None:
    """The list across projects holds only lessons of projects that the reader may see."""
    ana.post(f"/reviews/{review['id']}/lessons", {"title": "Ask early"})
    assert [lesson["key"] for lesson in body_of(vera.get("/lessons"))["items"]] == ["LL-1"]
    by_review = vera.get(f"/lessons?review={review['id']}")
    assert len(body_of(by_review)["items"]) == 1
    world.jira[world.acme].rights[VERA].clear()
    world.clock.forward(minutes=2)
    assert body_of(vera.get("/lessons")) == {"items": [], "next": None}
    assert vera.get("/lessons?project=10000").status_code == 404
    assert vera.get(f"/lessons?review={review['id']}").status_code == 404
