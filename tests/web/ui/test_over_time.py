"""The register over time: burndown in words, figures that say why they are undefined, and a past day beside today."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from plugin.domain.risk import Outcome
from plugin.storage.tables.standing import risk_standing
from tests.web.ui.past import end, twelve_weeks
from tests.web.ui.scene import PROJECT, Scene, a_scene
from tests.web.ui.stage import text

VIEW = f"{PROJECT}/over-time"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A fresh world for each test."""
    with a_scene(tmp_path) as made:
        yield made


def test_the_burndown_says_what_moved_exposure(scene: Scene) -> None:
    """The sentence names every cause with its money, and the table shows them day by day."""
    twelve_weeks(scene)
    body = text(scene.vera.get(VIEW))
    assert re.search(r"Exposure rose by €[\d.]+K to €[\d.]+K since", body)
    assert "with 7 new risks" in body
    for cause in ("less by responses done", "more by re-rating", "1 risk was closed", "because 1 risk occurred"):
        assert cause in body, cause
    for shown in ("Show as a table", "How this is counted", "− responded", "Planned reduction", "Half-life of a risk"):
        assert shown in body, shown


def test_nothing_valued_is_counted_in_points(scene: Scene) -> None:
    """Without any cost the chart counts severity points, says so, and the money figures are a dash with the reason."""
    twelve_weeks(scene, cost=None)
    body = text(scene.vera.get(VIEW))
    assert re.search(r"Exposure rose by \d+ points to \d+ points since", body)
    assert "never averaged" in body
    assert "No open threat has a cost in all three ratings" in body


def test_a_fall_by_closing_only_is_named(scene: Scene) -> None:
    """Where exposure fell without any work on it, the page says so."""
    risk = scene.risk(cost=100_000_00)
    scene.world.clock.forward(days=100)
    end(scene, risk.id, Outcome.DID_NOT)
    body = text(scene.vera.get(VIEW))
    assert "Exposure fell by" in body
    assert "Nothing of this fall comes from responses" in body


def test_an_empty_register_over_time(scene: Scene) -> None:
    """Without any risk nothing is drawn, and every figure says why there is none."""
    body = text(scene.vera.get(VIEW))
    assert "No threat was open in this time." in body
    assert "No risk has ended yet." in body
    assert "Nothing moved." in body


def test_a_past_day_beside_today(scene: Scene) -> None:
    """The map of a past day counts what stood then; what moved since is named from cell to cell; cells open lists."""
    ids = twelve_weeks(scene)
    day = (scene.world.clock() - timedelta(days=27)).date().isoformat()
    body = text(scene.vera.get(f"{VIEW}/map?at={day}"))
    assert "1 worse" not in body
    for shown in ("came in", "left", "better", "Somebody left without notice"):
        assert shown in body, shown
    cell = re.search(r'href="([^"]*cell=starter-1\.4\.4[^"]*side=then[^"]*)"', body)
    assert cell is not None
    opened = text(scene.vera.get(cell[1].replace("&amp;", "&")))
    assert "In this cell on" in opened
    assert str(ids[0]) in opened
    early = text(scene.vera.get(f"{VIEW}/map?at=2001-01-01"))
    assert "0 open risks are rated here." in early


@pytest.mark.parametrize("asked", ["at=nonsense", "at=9999-12-31", "stage=x&direction=y", "cell=a.b.c&side=z"])
def test_what_makes_no_sense_is_read_as_not_asked(scene: Scene, asked: str) -> None:
    """A broken address shows the view as it usually is."""
    scene.risk()
    assert scene.vera.get(f"{VIEW}/map?{asked}").status_code == 200
    assert scene.vera.get(f"{VIEW}/burndown?{asked}&span=x&measure=y").status_code == 200


def test_risks_from_before_are_told_when_the_view_is_opened(scene: Scene) -> None:
    """A database from before standings were kept shows the same past at the first look, and stays so."""
    twelve_weeks(scene)
    before = text(scene.vera.get(f"{VIEW}/burndown?span=26w"))
    with scene.world.database.writing(scene.world.acme) as connection:
        connection.execute(delete(risk_standing))
    assert text(scene.vera.get(f"{VIEW}/burndown?span=26w")) == before


def test_the_file_has_plain_numbers(scene: Scene) -> None:
    """The CSV holds a line a day with its causes, and the identity can be checked in a spreadsheet."""
    twelve_weeks(scene)
    rows = list(csv.DictReader(io.StringIO(scene.vera.get(f"{VIEW}/burndown.csv").get_data(as_text=True))))
    assert len(rows) == 84
    before = 0.0
    for row in rows:
        taken = sum(float(row[name]) for name in ("responded", "expired", "occurred", "closed"))
        before += float(row["new"]) + float(row["re-rated"]) - taken
        assert float(row["exposure"]) == pytest.approx(before)
    assert before > 0


def test_the_way_there_and_who_may_go_it(scene: Scene) -> None:
    """The risks tab leads there, its address opens it, and a stranger learns nothing."""
    scene.risk()
    assert "Over time" in text(scene.vera.get(f"{PROJECT}/risks"))
    assert "Risks over time" in text(scene.vera.get(f"{PROJECT}?tab=risks&view=time"))
    assert scene.nobody.get(VIEW).status_code in {401, 403, 404}
    assert scene.cleo.get(VIEW).status_code in {403, 404}


def test_a_risk_shows_how_its_level_moved(scene: Scene) -> None:
    """The drawer leads to the steps of the level with their causes; a risk that never moved shows none."""
    ids = twelve_weeks(scene)
    assert f"over-time/risk/{ids[0]}" in text(scene.vera.get(f"{PROJECT}/risks/{ids[0]}"))
    body = text(scene.vera.get(f"{VIEW}/risk/{ids[0]}"))
    for shown in ("High", "Low", "responses done or reopened", "raised"):
        assert shown in body, shown
    still = scene.risk()
    assert "svg" not in text(scene.vera.get(f"{VIEW}/risk/{still.id}"))


def test_the_card_has_twelve_weeks(scene: Scene) -> None:
    """The overview's risk card shows a small line whose words say where exposure went."""
    twelve_weeks(scene)
    assert "over-time/spark" in text(scene.vera.get(f"{PROJECT}/overview"))
    assert "Exposure over twelve weeks: risen" in text(scene.vera.get(f"{VIEW}/spark"))
