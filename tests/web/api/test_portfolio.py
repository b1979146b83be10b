"""The portfolio over HTTP: each project the caller may see with its figures, for one question to Jira."""

from __future__ import annotations

import pytest

from plugin.domain.errors import JiraTrouble
from plugin.domain.ids import ProjectId
from plugin.usecases.portfolio import FIGURES
from plugin.usecases.records import Project
from tests.web.api.arranged import arrange
from tests.web.api.conftest import Person, body_of
from tests.web.fakes import ANA, VERA, World


def test_a_project_stands_with_the_figures_of_its_metrics(ana: Person, world: World) -> None:
    """Every figure is the one that the project's own metrics give, with the way to its explanation."""
    arrange(world)
    answer = body_of(ana.get("/portfolio"))
    [shown] = answer["items"]
    metrics = body_of(ana.get("/projects/10000/metrics"))["figures"]
    assert shown["figures"] == {key: metrics[key] for key in FIGURES}
    assert (shown["key"], shown["currency"], shown["health"], shown["reason"]) == ("PAY", "EUR", "strained", None)
    assert shown["progress"]["state"] == "none"
    assert (shown["nextReview"], answer["next"]) == ("2026-12-08", None)
    assert answer["asOf"] == world.clock().isoformat().replace("+00:00", "Z")
    for figure in shown["figures"].values():
        assert ana.get(figure["explain"]).status_code == 200


def test_where_nothing_is_known_nothing_is_made_up(ana: Person) -> None:
    """A project just switched on has no health, no exposure and no growth, each with its reason; it has no risk."""
    [shown] = body_of(ana.get("/portfolio"))["items"]
    assert (shown["health"], shown["reason"]) == (None, "Nothing was written down or frozen yet.")
    assert (shown["nextReview"], shown["changedAt"]) == (None, None)
    values = {key: figure["value"] for key, figure in shown["figures"].items()}
    assert [values[key] for key in ("risk.exposure.net", "scope.growth", "scope.unapprovedShare")] == [None] * 3
    assert values["risk.open"] == 0
    assert all((figure["value"] is None) == bool(figure["reason"]) for figure in shown["figures"].values())


def test_only_what_may_be_seen_is_in_it(ana: Person, vera: Person, cleo: Person, world: World) -> None:
    """A project that is off, one the caller may not see, and another site's are not there, not even counted."""
    world.put_project(ProjectId("10002"), "AAA", "First")
    world.put_project(ProjectId("10003"), "OFF", "Not switched on", enabled=False)
    world.put_project(ProjectId("10004"), "ZZZ", "Secret")
    world.jira[world.acme].rights[VERA].pop(ProjectId("10004"))
    assert [one["key"] for one in body_of(ana.get("/portfolio"))["items"]] == ["AAA", "PAY", "ZZZ"]
    seen = vera.get("/portfolio")
    assert [one["key"] for one in body_of(seen)["items"]] == ["AAA", "PAY"]
    assert "Secret" not in seen.text
    assert body_of(cleo.get("/portfolio"))["items"] == []


@pytest.mark.parametrize("path", ["/portfolio", "/projects"])
def test_two_hundred_projects_are_one_question(ana: Person, world: World, path: str) -> None:
    """However many projects a site has, Jira is asked once, also for the pages after the first."""
    many(world, 200)
    first = body_of(ana.get(f"{path}?limit=100"))
    rest = body_of(ana.get(f"{path}?limit=100&after={first['next']}"))
    last = body_of(ana.get(f"{path}?limit=100&after={rest['next']}"))
    assert [len(page["items"]) for page in (first, rest, last)] == [100, 100, 1]
    assert last["next"] is None
    assert world.jira[world.acme].permission_calls == 1


def test_a_cursor_of_nobodys_is_refused(ana: Person) -> None:
    """A cursor that no page gave is a mistake of the client's."""
    answer = ana.get("/portfolio?after=bm90aGluZw")
    assert (answer.status_code, body_of(answer)["errors"][0]["pointer"]) == (422, "/after")


def test_jira_in_trouble_is_told(ana: Person, world: World) -> None:
    """Where Jira cannot be asked about rights, nothing is shown."""
    world.jira[world.acme].failure = JiraTrouble("Jira does not answer.")
    answer = ana.get("/portfolio")
    assert answer.status_code == 503
    assert "PAY" not in answer.text


def many(world: World, count: int) -> None:
    """So many more projects that are switched on and that Ana may see."""
    with world.services.work(world.acme, write=True) as uow:
        for number in range(count):
            project_id = ProjectId(str(11_000 + number))
            uow.projects.save(Project(project_id, f"P{number:03}", f"Project {number}", enabled=True))
            world.jira[world.acme].allow(ANA, project_id, "BROWSE_PROJECTS")
        uow.commit()
