"""Projects over HTTP: switching on, progress, settings, the risk model."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.domain.errors import JiraBusy, JiraTrouble
from plugin.domain.ids import ProjectId
from plugin.usecases.backfill import run
from tests.web.api.conftest import Person, body_of
from tests.web.fakes import ANA, POINTS, World

OPS = ProjectId("10007")
SETTINGS = {"estimateField": POINTS, "sprintField": None, "whenDone": "ask", "currency": "CHF"}


def test_switching_on_starts_reading_in(ana: Person, world: World) -> None:
    """A project that is switched on says that it is being read in, and can be asked how far that has come."""
    world.jira[world.acme].project_names[OPS] = ("OPS", "Operations")
    world.jira[world.acme].allow(ANA, OPS, "BROWSE_PROJECTS", "EDIT_ISSUES", "ADMINISTER_PROJECTS")
    assert ana.get("/projects/10007/progress").status_code == 404
    answer = ana.post("/projects/10007/enable")
    running = {"state": "running", "done": 0, "total": None, "message": None}
    assert (answer.status_code, body_of(answer)) == (202, running)
    assert answer.headers["Location"] == "/api/v1/projects/10007/progress"
    assert ana.post("/projects/10007/enable").status_code == 409
    run(
        world.services.work,
        world.jira[world.acme],
        world.acme,
        OPS,
        world.clock,
        world.services.new_id,
    )
    assert body_of(ana.get("/projects/10007/progress"))["state"] == "done"
    project = body_of(ana.get("/projects/10007"))
    assert (project["key"], project["name"], project["enabled"]) == ("OPS", "Operations", True)
    assert project["settings"]["estimateField"] == POINTS


def test_reading_in_can_be_cancelled(ana: Person) -> None:
    """Reading in can be stopped while it runs, and only then."""
    assert ana.delete("/projects/10000/progress").status_code == 409
    ana.post("/projects/10000/enable")
    assert ana.delete("/projects/10000/progress").status_code == 204
    after = body_of(ana.get("/projects/10000/progress"))
    assert (after["state"], after["message"]) == ("failed", "Cancelled.")


def test_settings_are_replaced_by_who_read_them(ana: Person) -> None:
    """Settings are replaced as a whole, with the version that was read; nothing is read in anew without need."""
    tag = ana.get("/projects/10000").headers["ETag"]
    assert ana.put("/projects/10000", SETTINGS).status_code == 428
    changed = ana.put("/projects/10000", SETTINGS, If_Match=tag)
    assert changed.status_code == 200
    assert body_of(changed)["settings"] == {
        **SETTINGS,
        "speciality": None,
        "riskType": None,
        "responseType": None,
        "linkType": None,
        "tellWatchers": True,
    }
    assert body_of(changed)["progress"]["state"] == "none"
    assert ana.put("/projects/10000", SETTINGS, If_Match=tag).status_code == 412
    assert ana.get("/projects/10000").headers["ETag"] == changed.headers["ETag"] != tag


def test_another_estimate_field_reads_the_project_in_again(ana: Person) -> None:
    """Every estimate of the past was read from the old field, so the project is read in anew."""
    tag = ana.get("/projects/10000").headers["ETag"]
    changed = ana.put("/projects/10000", {**SETTINGS, "estimateField": "customfield_10100"}, If_Match=tag)
    assert body_of(changed)["progress"]["state"] == "running"
    again = ana.put("/projects/10000", SETTINGS, If_Match=changed.headers["ETag"])
    assert again.status_code == 409
    assert body_of(ana.get("/projects/10000"))["settings"]["estimateField"] == "customfield_10100"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"currency": "euro"}, "/currency"),
        ({"whenDone": "later"}, "/whenDone"),
        ({"estimateField": "a field\u0000"}, "/estimateField"),
        ({"estimateField": 7}, "/estimateField"),
        ({"owner": "x"}, "/owner"),
    ],
)
def test_settings_that_cannot_be(ana: Person, change: dict[str, Any], pointer: str) -> None:
    """A setting that means nothing is refused at its field."""
    answer = ana.put("/projects/10000", {**SETTINGS, **change}, If_Match="*")
    assert [problem["pointer"] for problem in body_of(answer)["errors"]] == [pointer]


def test_list_holds_what_may_be_seen(ana: Person, cleo: Person, world: World) -> None:
    """Projects that are switched on and that the caller may see are listed by key, page by page."""
    world.put_project(ProjectId("10002"), "AAA", "First")
    world.put_project(ProjectId("10003"), "OFF", "Not switched on", enabled=False)
    world.put_project(ProjectId("10004"), "ZZZ", "Secret")
    world.jira[world.acme].rights[ANA].pop(ProjectId("10004"))
    first = body_of(ana.get("/projects?limit=1"))
    assert [project["key"] for project in first["items"]] == ["AAA"]
    rest = body_of(ana.get(f"/projects?after={first['next']}"))
    assert [project["key"] for project in rest["items"]] == ["PAY"]
    assert body_of(cleo.get("/projects")) == {"items": [], "next": None}


def test_model_tells_how_to_rate(vera: Person) -> None:
    """A client can build its form from the model: five bands each way, the matrix, levels and categories."""
    model = body_of(vera.get("/projects/10000/model"))
    assert [len(model["probabilities"]), len(model["impacts"]), len(model["matrix"]), len(model["levels"])] == [
        5,
        5,
        5,
        4,
    ]
    assert model["matrix"][3][3] == "High"
    assert {"code": "people", "label": "People and skills", "parent": "organisation"} in model["categories"]
    assert {"code": "compliance", "compensable": False} in model["objectives"]
    assert model["levels"][0]["reviewDays"] == 90


def test_jira_in_trouble_is_told(ana: Person, world: World) -> None:
    """Where Jira cannot be asked about rights nothing is shown, and the client is told when to come back."""
    world.jira[world.acme].failure = JiraTrouble("Jira does not answer.")
    assert ana.get("/projects/10000").status_code == 503
    world.jira[world.acme].failure = JiraBusy("Jira is busy.", 7)
    answer = ana.get("/projects/10000/risks")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
