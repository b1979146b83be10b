"""The register as a list: its orders, filters, groups and columns, by one constant number of queries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from plugin.domain.risk import Outcome
from plugin.domain.treatment import Direction
from plugin.usecases.register_lists import Column
from plugin.usecases.risks import close_risk
from plugin.web.ui.register_parts import SORTABLE
from tests.web.fakes import ANA, BEN
from tests.web.ui.scene import RISKS, Scene, a_scene
from tests.web.ui.stage import text
from tests.web.ui.test_risks import STRANGE, keys


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Five open risks that differ in everything, and one that ended."""
    with a_scene(tmp_path) as made:
        made.risk("beta", level=(1, 1), owner=BEN, cost=1000_00, category="people")
        made.world.clock.forward(days=1)
        made.risk("Alpha", level=(4, 4), owner=ANA, category="supplier", cause="the Grid is old")
        made.world.clock.forward(days=1)
        made.risk("delta", level=(5, 5), cost=9000_00)
        made.risk("gamma 100%", level=(2, 2), direction=Direction.OPPORTUNITY)
        ended = made.risk("ended")
        with made.world.services.work(made.world.acme, write=True) as uow:
            close_risk(made.world.act(uow), ended.id, Outcome.DID_NOT, None, None)
            uow.commit()
        yield made


def listed(scene: Scene, query: str) -> list[str]:
    """The keys of the register at an address."""
    return keys(text(scene.vera.get(f"{RISKS}/register?{query}")))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "3 2 4 1"),
        ("rev=1", "1 4 2 3"),
        ("sort=key", "1 2 3 4"),
        ("sort=key&rev=1", "4 3 2 1"),
        ("sort=title", "2 1 3 4"),
        ("sort=owner", "1 2 3 4"),
        ("sort=owner&rev=1", "2 1 3 4"),
        ("sort=expected", "3 1 2 4"),
        ("sort=changed", "3 4 2 1"),
        ("sort=category", "2 1 3 4"),
        ("sort=review", "3 2 1 4"),
    ],
)
def test_any_column_sorts(scene: Scene, query: str, expected: str) -> None:
    """Owners stand in the order of their names, categories in that of their tree; what is undefined is last."""
    assert [key[2:] for key in listed(scene, query)] == expected.split()


def test_headings_lead_to_their_order_and_say_it(scene: Scene) -> None:
    """Each heading sorts by its column, the sorted one turns round, and readers of the screen hear which it is."""
    body = text(scene.vera.get(f"{RISKS}/register?sort=title&col=owner&col=window&col=changed&col=confidence"))
    assert body.count('aria-sort="ascending"') == 1
    heads = re.findall(r'<th scope="col"[^>]*> ?<a href="([^"]+)"', body)
    assert len(heads) == len(("key", "level", "title", "owner", "window", "changed", "confidence"))
    [turned] = [one for one in heads if "rev=1" in one]
    assert "sort=title" in turned
    assert 'aria-sort="descending"' in text(scene.ana.get(turned.replace("&amp;", "&")))
    assert set(SORTABLE.values()) == set(Column)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=closed", {"R-5"}),
        ("status=draft", set()),
        ("level=Critical", {"R-3"}),
        (f"owner={BEN}", {"R-1"}),
        ("owner=none", {"R-3", "R-4"}),
        ("side=opportunity", {"R-4"}),
        ("category=none", {"R-3", "R-4"}),
        ("strategy=none", {"R-1", "R-2", "R-3", "R-4"}),
        ("late=action", set()),
        ("flag=unowned", {"R-3", "R-4"}),
        ("flagged=1", {"R-3", "R-4"}),
        ("roam=owned", {"R-1", "R-2"}),
        ("q=grid", {"R-2"}),
        ("q=r-3", {"R-3"}),
        ("q=%25", {"R-4"}),
        ("q=grid&owner=none", set()),
    ],
)
def test_lists_narrow_the_register(scene: Scene, query: str, expected: set[str]) -> None:
    """Each choice leaves what it names, together they leave what all name."""
    assert set(listed(scene, query)) == expected


def test_groups_fold_and_keep_their_count(scene: Scene) -> None:
    """Each group says whose it is and how many; folded, its rows are gone and its count stays."""
    body = text(scene.ana.get(f"{RISKS}/register?by=owner"))
    heads = re.findall(r'<tr class="group">.*?</tr>', body)
    assert ["Developer" in heads[0], "Release lead" in heads[1], "Nobody" in heads[2]] == [True] * 3
    assert [re.findall(r'class="subtle">(\d+)<', one)[0] for one in heads] == ["1", "1", "2"]
    assert keys(body) == ["R-1", "R-2", "R-3", "R-4"]
    [address] = re.findall(r'<a href="([^"]+)" id="group-3"', body)
    folded = text(scene.ana.get(address.replace("&amp;", "&")))
    assert keys(folded) == ["R-1", "R-2"]
    assert folded.count('aria-expanded="false"') == 1
    assert 'class="subtle">2<' in folded


def test_columns_are_chosen(scene: Scene) -> None:
    """Only what was ticked stands beside key, level and title; what has no value says why."""
    body = text(scene.ana.get(f"{RISKS}/register?col=strategy&col=window&dense=1"))
    assert re.findall(r'data-label="(\w+)"', body)[:2] == ["Window", "Strategy"]
    assert "No strategy was chosen" in body
    assert "No window was given" in body
    assert 'class="list dense"' in body


@pytest.mark.parametrize(
    "name", ["sort", "rev", "by", "fold", "cols", "col", "q",
             "level", "flag", "flagged", "owner", "side", "strategy", "late", "label",
             "roam", "dense", "map", "status"],
)  # fmt: skip
def test_a_strange_address_is_read_as_not_asked(scene: Scene, name: str) -> None:
    """Nothing in the address can break the list."""
    for value in STRANGE:
        answer = scene.app.test_client().get(
            f"{RISKS}/register", query_string={name: value, "by": "owner"}, headers=scene.world.headers(ANA)
        )
        assert answer.status_code == 200, (name, value)


@pytest.mark.parametrize("query", ["", "sort=owner&by=category", "sort=changed&pages=4"])
def test_a_longer_register_asks_no_more(scene: Scene, query: str) -> None:
    """The number of queries is the same whatever the number of risks."""
    few = queries(scene, query)
    for number in range(60):
        scene.risk(f"More {number}", level=(1 + number % 5, 3), owner=(ANA, BEN)[number % 2])
    assert queries(scene, query) == few


def queries(scene: Scene, query: str) -> int:
    """How often the database is asked for the risks tab."""
    return queries_of(scene, f"{RISKS}?{query}")


def queries_of(scene: Scene, path: str) -> int:
    """How often the database is asked for an answer."""
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    engine = scene.world.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert scene.ana.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sum(one.startswith("SELECT") for one in asked)


def test_a_file_holds_what_the_page_shows_in_its_order(scene: Scene) -> None:
    """Every filter and the order of the list hold for the export too; groups are for the eye."""
    taken = scene.vera.get(f"{RISKS}/export?format=csv&owner=none&sort=title&rev=1&by=owner").get_data(as_text=True)
    assert re.findall(r"^\W*(R-\d)\W", taken, re.MULTILINE) == ["R-4", "R-3"]
    assert scene.vera.get(f"{RISKS}/export?format=pdf&q=grid&level=High&owner=none").status_code == 200
