"""The register over time over HTTP: causes that add up, and matrices of days gone by."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.api.conftest import Person, body_of
from tests.web.fakes import World

PATH = "/projects/10000/risks"


def rated(probability: int, impact: int, cost: int | None = None) -> dict[str, Any]:
    """A rating on the schedule."""
    return {"probability": probability, "impact": {"schedule": impact}, "cost": cost}


@pytest.fixture
def past(ana: Person, world: World) -> str:
    """A threat of 60,000, re-rated to a third after two days, closed a day later; its id."""
    risk = ana.raises(ratings={"current": rated(4, 4, 100_000)})["id"]
    world.clock.forward(days=2)
    ana.post(f"/risks/{risk}/ratings", {"stage": "current", **rated(2, 2, 100_000)})
    world.clock.forward(days=1)
    ana.post(f"/risks/{risk}/close", {"outcome": "did-not-occur"})
    return str(risk)


@pytest.mark.usefixtures("past")
def test_the_burndown_adds_up(ana: Person) -> None:
    """Each day's exposure is the day before's, plus new and re-rated, less what was closed."""
    answer = body_of(ana.get(f"{PATH}/burndown?from=2026-11-23&to=2026-12-24"))
    assert (answer["measure"], answer["unit"], answer["before"]) == ("money", "EUR", 0)
    days = answer["stretches"]
    assert [day["first"] for day in days] == [f"2026-11-{n}" for n in range(23, 28)]
    assert [day["exposure"] for day in days][:2] == [0, 60_000]
    assert days[1]["new"] == 60_000
    assert days[3]["reRated"] == days[3]["exposure"] - 60_000 < 0
    assert days[4]["closed"] == days[3]["exposure"]
    assert (days[4]["exposure"], days[4]["open"], days[4]["net"]) == (0, 0, 0)
    points = body_of(ana.get(f"{PATH}/burndown?measure=points"))
    assert len(points["stretches"]) == 84
    assert points["stretches"][-4]["exposure"] == 16


def test_the_matrix_of_a_past_day(ana: Person, past: str) -> None:
    """A day's end knows the cell of then; before it was raised and after it was closed there is nothing."""
    then = body_of(ana.get(f"{PATH}/matrix?at=2026-11-25"))
    assert then["at"] == "2026-11-25T23:59:59.999999Z"
    cell = {"modelVersion": "starter-1", "probability": 4, "impact": 4, "level": "High", "count": 1, "risks": [past]}
    assert (then["open"], then["cells"]) == (1, [cell])
    for asked in ("?at=2026-11-23", "", "?at=2099-01-01", "?at=2026-11-25&direction=opportunity"):
        assert body_of(ana.get(f"{PATH}/matrix{asked}"))["cells"] == [], asked
    assert body_of(ana.get(f"{PATH}/matrix?at=2026-11-25&stage=target"))["open"] == 1


@pytest.mark.parametrize("asked", ["matrix?at=yesterday", "burndown?from=20260101", "burndown?measure=days"])
def test_what_cannot_be_read_is_named(ana: Person, asked: str) -> None:
    """A day or a measure that is none is refused with its field."""
    answer = ana.get(f"{PATH}/{asked}")
    assert answer.status_code == 422
    assert body_of(answer)["errors"]


def test_it_is_for_those_who_see_the_project(cleo: Person) -> None:
    """A stranger is told that there is nothing."""
    assert cleo.get(f"{PATH}/burndown").status_code == 404
    assert cleo.get(f"{PATH}/matrix").status_code == 404
