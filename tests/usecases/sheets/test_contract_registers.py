"""Registers that people really keep come in with every good row, by what is guessed from their headings alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from plugin.domain.risk import Outcome, Status
from plugin.domain.risk_model import Objective
from plugin.domain.treatment import ActionState
from tests.contracts.source import ROOT
from tests.usecases.sheets.bringing import Office, open_office

FOLDER = Path(os.environ.get("PLUMBLINE_CONTRACT_DIR", ROOT.parent / "shared" / "contract")) / "data"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A site with an empty project."""
    opened = open_office(tmp_path)
    yield opened
    opened.database.dispose()


def held(name: str) -> bytes:
    """A register of the contract data."""
    if not (FOLDER / name).is_file():
        pytest.skip("the contract data is not on this machine (PLUMBLINE_CONTRACT_DIR)")
    return (FOLDER / name).read_bytes()


def test_the_office_s_register_comes_whole(office: Office) -> None:
    """Ten rows: costs in dollars by a rate, delays in days, objectives by type, the closed ones with an outcome."""
    one = office.brought(held("federal-office_risk_register.csv"), rate="1")
    assert (one.counts.added, one.counts.bad) == (10, 0)
    risks = {risk.source.reference: risk for risk in office.risks()}
    first, closed = risks["key:r001"], risks["key:r006"]
    assert first.title == "Undisclosed underground obstructions delay piling"
    assert first.current is not None
    assert (first.current.cost, first.current.days) == (450_000_00, 30)
    assert (first.current.probability, dict(first.current.impact)) == (4, {Objective.COST: 4, Objective.SCHEDULE: 4})
    assert (first.identified_on, first.window.last) == (date(2023, 2, 15), date(2023, 4, 1))
    assert first.labels == ("Geotechnical",)
    assert [(a.title, a.state) for a in first.treatment.actions] == [
        ("Engage geotechnical consultant; revise pile design", ActionState.UNDER_WAY)
    ]
    assert (closed.status, closed.outcome) == (Status.CLOSED, Outcome.COULD_NOT_TELL)
    assert closed.treatment.actions[0].state is ActionState.DONE


def test_the_office_s_dollars_are_left_out_without_a_rate(office: Office) -> None:
    """Every row comes all the same, and says what was left out of it."""
    one = office.brought(held("federal-office_risk_register.csv"))
    assert (one.counts.added, one.counts.bad) == (10, 0)
    assert len(office.problems(one.id, "note")) == 10


def test_the_team_s_register_comes_whole(office: Office) -> None:
    """Fifteen rows: words in capitals, triggers, mitigation and contingency in their places."""
    one = office.brought(held("mertartun_risk-register.csv"))
    assert (one.counts.added, one.counts.bad, office.problems(one.id)) == (15, 0, ())
    risks = {risk.source.reference: risk for risk in office.risks()}
    bypass = risks["key:r 005"]
    assert (bypass.title, bypass.status) == ("Approval bypass", Status.OPEN)
    assert bypass.current is not None
    assert (bypass.current.probability, bypass.current.impact[Objective.SCHEDULE]) == (2, 5)
    assert [trigger.text for trigger in bypass.triggers] == ["UI or endpoint skips store check"]
    assert [(a.title, a.state) for a in bypass.treatment.actions] == [
        ("Server-side approval invariant", ActionState.DONE)
    ]
    assert bypass.treatment.contingency_plan == "Return 409 and audit"
