"""The risks of all projects as one list: only what the reader may see, in any order, in each project's money."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plugin.domain.ids import ProjectId
from plugin.domain.rating import Stage as Rated
from plugin.domain.risk_model import Objective
from plugin.usecases.authority import BROWSE
from plugin.usecases.risks import RatingDraft, RiskDraft, raise_risk
from tests.web.fakes import ANA, VERA
from tests.web.ui.scene import Scene, a_scene
from tests.web.ui.stage import text
from tests.web.ui.test_risk_list import queries_of

OPS, SECRET = ProjectId("10007"), ProjectId("10008")
LIST = "/ui/portfolio/risks"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Three projects with a risk each; one counts in francs, one only Ana may see."""
    with a_scene(tmp_path) as made:
        made.risk("In payments", level=(4, 4), owner=ANA, cost=1000_00)
        for project_id, key, name in ((OPS, "OPS", "Operations"), (SECRET, "SEC", "Secret")):
            made.world.put_project(project_id, key, name)
        made.world.jira[made.world.acme].allow(VERA, OPS, BROWSE)
        with made.world.services.work(made.world.acme, write=True) as uow:
            project = uow.projects.get(OPS)
            assert project is not None
            uow.projects.save(replace(project, settings=replace(project.settings, currency="CHF")))
            for project_id, level in ((OPS, 5), (SECRET, 3)):
                rating = RatingDraft(level, {Objective.SCHEDULE: level}, 1000_00)
                draft = RiskDraft(f"Elsewhere {project_id}", ratings={Rated.CURRENT: rating})
                raise_risk(made.world.act(uow), project_id, draft)
            uow.commit()
        made.world.jira[made.world.acme].allow(VERA, SECRET)
        yield made


def titles(body: str) -> list[str]:
    """The risks of the list in their order."""
    return re.findall(r'class="title" dir="auto">([^<]+)<', body)


def test_the_list_has_what_the_reader_may_see(scene: Scene) -> None:
    """Worst first over all projects, with the project's name and in its money; hidden ones are not told of."""
    body = text(scene.ana.get(LIST))
    assert titles(body) == [
        "Elsewhere 10007", "In payments", "Elsewhere 10008",
    ]  # fmt: skip
    assert "CHF" in body
    assert "€600" in body
    seen = text(scene.vera.get(LIST))
    assert "Elsewhere 10008" not in seen
    assert "Secret" not in seen
    assert len(titles(seen)) == 2
    assert 'name="pick"' not in body


def test_it_is_narrowed_and_sorted_like_a_register(scene: Scene) -> None:
    """By project, by text, by owner; the links stay within the list."""
    by_project = text(scene.ana.get(f"{LIST}/register?sort=project"))
    assert re.findall(r"<bdi>(Operations|Payments|Secret)<", by_project) == ["Operations", "Payments", "Secret"]
    assert len(titles(text(scene.ana.get(f"{LIST}/register?q=elsewhere")))) == 2
    assert len(titles(text(scene.ana.get(f"{LIST}/register?owner={ANA}")))) == 1
    links = re.findall(r'hx-get="(/ui/[^"?]+)', by_project)
    assert all(one.startswith((LIST, "/ui/projects/")) for one in links)
    assert text(scene.ana.get("/ui/portfolio")).count(f'hx-get="{LIST}"') == 1


def test_strangers_and_nobody(scene: Scene) -> None:
    """Another site's people see an empty list, nobody is asked who they are."""
    assert "Plumbline is switched on for none" in text(scene.cleo.get(LIST))
    assert scene.nobody.get(LIST).status_code == 401


def test_more_risks_ask_no_more(scene: Scene) -> None:
    """The number of queries does not grow with the risks."""
    few = queries_of(scene, LIST)
    for number in range(30):
        scene.risk(f"More {number}")
    assert queries_of(scene, LIST) == few
