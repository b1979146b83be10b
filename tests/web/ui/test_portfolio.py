"""The portfolio page: the sentence, the order, what may be seen, and what it says where there is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.domain.errors import JiraTrouble
from plugin.domain.ids import ProjectId
from plugin.usecases.records import Project
from tests.web.fakes import ANA, PAY, VERA, World
from tests.web.ui.scene import HOSTILE_TITLE, Scene, a_scene
from tests.web.ui.stage import text

PORTFOLIO = "/ui/portfolio"
TABLE = f"{PORTFOLIO}/table"
LIVE = f"{PORTFOLIO}/live"
OPS, DARK = ProjectId("10007"), ProjectId("10008")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Payments, and Operations of which nothing is known yet."""
    with a_scene(tmp_path) as made:
        made.world.put_project(OPS, "OPS", "Operations")
        yield made


def names(body: str) -> list[str]:
    """The projects in the order of their rows."""
    return re.findall(r"data-row-link[^>]*><bdi>([^<]+)</bdi>", body)


def test_the_page_opens_with_one_sentence(scene: Scene) -> None:
    """The sentence counts the projects the reader may see; the row has health, figures and the way to the project."""
    scene.risk("Key developer leaves", level=(5, 5), cost=38_000_00)
    body = text(scene.vera.get(PORTFOLIO))
    assert "1 of 2 projects is off plumb; 1 critical risk is open." in body
    assert names(body) == ["Payments", "Operations"]
    assert 'href="https://acme.atlassian.net/projects/PAY?selectedItem=app.plumbline.jira__project-page"' in body
    assert 'data-module="project-page" data-project-key="PAY"' in body
    assert "<span>Off plumb</span>" in body
    assert "−€32.3K" in body
    for reason in ("No open risk has a cost estimate.", "No baseline is followed yet.", "Nothing was written down"):
        assert reason in body, reason


def test_only_what_may_be_seen_is_counted(scene: Scene) -> None:
    """A hidden project is neither named nor counted, a stranger and another site's people see the empty page."""
    scene.world.put_project(DARK, "DRK", "Dark matter")
    scene.world.jira[scene.world.acme].rights[VERA].pop(DARK)
    seen = text(scene.vera.get(PORTFOLIO))
    assert names(seen) == ["Operations", "Payments"]
    assert "Dark" not in seen
    assert names(text(scene.ana.get(TABLE))) == ["Dark matter", "Operations", "Payments"]
    assert names(text(scene.cleo.get(PORTFOLIO))) == []
    assert scene.nobody.get(PORTFOLIO).status_code == 401
    assert scene.nobody.get(TABLE).status_code == 401


def test_nothing_to_show_says_what_to_do(scene: Scene) -> None:
    """Without a project there is neither sentence nor table, but the way to the projects."""
    scene.world.jira[scene.world.acme].rights[VERA].clear()
    body = text(scene.vera.get(PORTFOLIO))
    assert "No project to show yet" in body
    assert 'href="https://acme.atlassian.net/jira/projects"' in body
    assert "<table" not in body


def test_a_project_that_is_off_is_not_there(scene: Scene) -> None:
    """Only projects that are switched on are in the portfolio."""
    scene.world.put_project(OPS, "OPS", "Operations", enabled=False)
    assert names(text(scene.ana.get(TABLE))) == ["Payments"]


def test_headings_sort_and_turn_round(scene: Scene) -> None:
    """A heading sorts by its column and says which way; asked again it turns round."""
    scene.risk("Open", level=(2, 2))
    first = text(scene.ana.get(f"{TABLE}?sort=open"))
    assert names(first) == ["Payments", "Operations"]
    assert first.count("aria-sort") == 1
    assert 'aria-sort="descending"><a href="/ui/portfolio/table?sort=open&amp;reverse=1"' in first
    again = text(scene.ana.get(f"{TABLE}?sort=open&reverse=1"))
    assert names(again) == ["Operations", "Payments"]
    assert 'aria-sort="ascending"' in again
    assert names(text(scene.ana.get(f"{TABLE}?sort=project"))) == ["Operations", "Payments"]
    assert names(text(scene.ana.get(f"{TABLE}?sort=x&pages=-1"))) == ["Payments", "Operations"]


def test_two_hundred_projects_are_one_question_to_jira(scene: Scene) -> None:
    """Fifty stand on the first page; rights are asked for all in one call, and not again within the minute."""
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        for number in range(198):
            project_id = ProjectId(str(12_000 + number))
            uow.projects.save(Project(project_id, f"P{number:03}", f"Project {number}", enabled=True))
            scene.world.jira[scene.world.acme].allow(ANA, project_id, "BROWSE_PROJECTS")
        uow.commit()
    body = text(scene.ana.get(PORTFOLIO))
    assert len(names(body)) == 50
    assert "50 of 200 shown" in body
    assert len(names(text(scene.ana.get(f"{TABLE}?pages=4")))) == 200
    assert scene.ana.get(LIVE).status_code == 200
    assert scene.world.jira[scene.world.acme].permission_calls == 1


def test_the_revision_moves_with_any_project_in_sight(scene: Scene) -> None:
    """A change in a project the reader may see moves it, also that one joins or leaves; one out of sight does not."""
    scene.world.put_project(DARK, "DRK", "Dark matter")
    scene.world.jira[scene.world.acme].rights[VERA].pop(DARK)

    def seen() -> int:
        return int(scene.vera.get(LIVE).json["revision"])  # type: ignore[index]

    before = seen()
    assert f'data-live-revision="{before}"' in text(scene.vera.get(PORTFOLIO))
    _touch(scene.world, DARK)
    assert seen() == before
    _touch(scene.world, PAY)
    assert seen() > before
    moved = seen()
    scene.world.put_project(OPS, "OPS", "Operations", enabled=False)
    assert seen() != moved


def test_names_are_text(scene: Scene) -> None:
    """A project's name is shown as it is, never as markup, also inside the sentence."""
    scene.world.put_project(OPS, "OPS", HOSTILE_TITLE, enabled=False)
    scene.world.put_project(PAY, "PAY", HOSTILE_TITLE)
    scene.risk("R", level=(5, 5))
    body = scene.ana.get(PORTFOLIO).get_data(as_text=True)
    assert "<script>alert" not in body
    assert body.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2


def test_while_jira_cannot_say_nobody_sees(scene: Scene) -> None:
    """Where rights cannot be asked, the answer is a failure without a name in it."""
    scene.world.jira[scene.world.acme].failure = JiraTrouble("Jira does not answer.")
    for path in (PORTFOLIO, TABLE, LIVE):
        answer = scene.ana.get(path)
        assert answer.status_code == 503, path
        assert "Payments" not in answer.get_data(as_text=True)


def _touch(world: World, project_id: ProjectId) -> None:
    with world.services.work(world.acme, write=True) as uow:
        uow.projects.touch({project_id}, world.clock())
        uow.commit()
