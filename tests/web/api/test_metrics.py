"""Figures over HTTP: every number opens to its formula, its inputs and the items behind it."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.domain.starter_model import STARTER_MODEL
from tests.web.api.conftest import Person, body_of
from tests.web.fakes import VERSION, World

KEYS = {
    "risk.open",
    *(f"risk.level.{level.name}" for level in STARTER_MODEL.levels),
    *(f"risk.exposure.{part}" for part in ("threats", "opportunities", "net")),
    "risk.reviewsOverdue",
    "risk.actionsOverdue",
    "risk.flagged",
    "risk.unowned",
    "risk.health",
    *(f"scope.{part}" for part in ("baseline", "approved", "pending", "unapproved", "current")),
    *(f"scope.{part}.count" for part in ("baseline", "approved", "pending", "unapproved", "current")),
    "scope.growth",
    "scope.churn",
    "scope.unapprovedShare",
}


@pytest.fixture
def busy(ana: Person, world: World) -> None:
    """A project with risks, and a scope that grew from 10 to 12.5 points."""
    world.put_version()
    world.put_issue("10041")
    world.put_issue("10042")
    world.clock.forward(minutes=1)
    ana.post("/projects/10000/baselines", {"name": "1.0 as agreed", "of": {"version": VERSION}})
    world.clock.forward(minutes=1)
    world.put_issue("10043", points="2.5")
    ana.raises()
    ana.raises(owner=None, direction="opportunity", ratings={"current": {"probability": 1, "impact": {"cost": 2}}})


def test_undefined_is_null_with_a_reason(ana: Person) -> None:
    """Before anything is known the figures that cannot be are null and say why; those that count are 0."""
    figures = body_of(ana.get("/projects/10000/metrics"))["figures"]
    assert set(figures) == KEYS
    assert figures["risk.open"]["value"] == 0
    for key, figure in figures.items():
        assert (figure["value"] is None) == (figure["reason"] is not None), key
    assert figures["scope.growth"]["reason"] == "No baseline is followed yet."


@pytest.mark.usefixtures("busy")
def test_figures_say_what_is(ana: Person) -> None:
    """Figures have value, unit and the number they were measured on."""
    answer = body_of(ana.get("/projects/10000/metrics"))
    assert answer["asOf"] == "2026-11-24T09:32:00Z"
    values = {key: figure["value"] for key, figure in answer["figures"].items()}
    expected: dict[str, Any] = {
        "risk.open": 2,
        "risk.level.High": 1,
        "risk.level.Low": 1,
        "risk.unowned": 1,
        "risk.exposure.threats": -7500.3,
        "risk.exposure.opportunities": None,
        "scope.baseline": 10,
        "scope.unapproved": 2.5,
        "scope.current": 12.5,
        "scope.current.count": 3,
        "scope.growth": 0.25,
        "scope.unapprovedShare": 1.0,
    }
    assert expected.items() <= values.items()


@pytest.mark.usefixtures("busy")
def test_every_figure_explains_itself(ana: Person) -> None:
    """The path beside each figure leads to the same value, a formula, its inputs, and a list that can be opened."""
    for key, figure in body_of(ana.get("/projects/10000/metrics"))["figures"].items():
        explained = body_of(ana.get(figure["explain"]))
        assert (explained["key"], explained["value"], explained["reason"]) == (key, figure["value"], figure["reason"])
        assert explained["formula"].endswith(".")
        assert explained["inputs"]
        assert ana.get(explained["items"]).status_code == 200, explained["items"]


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(
    ("key", "inputs", "count"),
    [
        ("risk.open", {"identified": 2, "occurred": 0, "closed": 0}, 2),
        ("risk.level.High", {"open": 2}, 1),
        ("risk.unowned", {"open": 2}, 1),
        ("scope.growth", {"current": 12.5, "baseline": 10}, 1),
        ("scope.churn", {"added": 2.5, "removed": 0, "reestimated": 0, "baseline": 10}, 1),
        ("scope.unapprovedShare", {"unapprovedAdded": 2.5, "added": 2.5}, 1),
        ("scope.baseline", {"baseline": 10, "approved": 0, "pending": 0, "unapproved": 2.5, "current": 12.5}, 2),
        ("scope.current.count", {"baseline": 2, "approved": 0, "pending": 0, "unapproved": 1, "current": 3}, 1),
    ],
)
def test_inputs_and_items(ana: Person, key: str, inputs: dict[str, float], count: int) -> None:
    """An explanation holds the very numbers of the formula, and its list the things that were counted."""
    explained = body_of(ana.get(f"/projects/10000/metrics/{key}"))
    assert explained["inputs"] == inputs
    assert len(body_of(ana.get(explained["items"]))["items"]) == count


@pytest.mark.parametrize("key", ["risk.level.Purple", "change.pending", "scope", "risk.exposure"])
def test_unknown_figure(ana: Person, key: str) -> None:
    """A figure that does not exist is not found."""
    assert ana.get(f"/projects/10000/metrics/{key}").status_code == 404
