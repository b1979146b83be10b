"""Stretches of risks: read back as kept, found at any instant, told as steps, and never another site's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from plugin.domain.burndown import Measure
from plugin.domain.ids import SiteId
from plugin.domain.rating import Stage
from plugin.domain.risk import CloseReason, Outcome, Status
from plugin.domain.risk_model import RiskModels
from plugin.domain.standing import Move, Period, standing_of
from plugin.domain.starter_model import STARTER_MODEL
from plugin.storage import SqlWork
from tests.storage.builders import AT, PROJECT, a_risk

MODELS = RiskModels(STARTER_MODEL)
LATER = AT + timedelta(days=1)


def a_life(number: int = 1) -> tuple[Period, Period]:
    """Raised, then closed a day later."""
    risk = a_risk(number)
    standing = standing_of(risk, MODELS)
    first = Period(risk.id, 1, AT, None, standing, Move.RAISED)
    ended = replace(standing, status=Status.CLOSED, outcome=Outcome.DID_NOT, reason=CloseReason.RESPONDED)
    return first.followed(ended, Move.CLOSED, LATER)


def test_stretches_come_back(work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """A life is read back as it was kept, an earlier writing of a stretch is replaced, another site sees nothing."""
    first, second = a_life()
    with work(acme, write=True) as unit:
        unit.risks.add(a_risk())
        assert unit.standings.missing(PROJECT, 9) == [first.risk_id]
        unit.standings.keep(PROJECT, [replace(first, until=None)])
        assert unit.standings.last(first.risk_id) == replace(first, until=None)
        unit.standings.keep(PROJECT, [first, second])
        assert unit.standings.of_risk(first.risk_id) == [first, second]
        assert unit.standings.last(first.risk_id) == second
        assert unit.standings.missing(PROJECT, 9) == []
        unit.commit()
    with work(globex) as unit:
        assert unit.standings.of_risk(first.risk_id) == []
        assert unit.standings.of_project(PROJECT) == []


def test_the_register_at_an_instant(work: SqlWork, acme: SiteId) -> None:
    """At the instant of a change the new stretch holds; before the first there is nothing; deleted risks are not in."""
    with work(acme, write=True) as unit:
        for number in (1, 2):
            unit.risks.add(a_risk(number))
            unit.standings.keep(PROJECT, a_life(number))
        last = unit.standings.last(a_risk(2).id)
        assert last is not None
        gone = replace(last.standing, is_deleted=True)
        unit.standings.keep(PROJECT, last.followed(gone, Move.DELETED, LATER + timedelta(days=1)))
        assert unit.standings.at(PROJECT, AT - timedelta(microseconds=1)) == []
        then = unit.standings.at(PROJECT, LATER - timedelta(microseconds=1))
        assert [(one.key, one.standing.status) for one in then] == [("R-1", Status.OPEN), ("R-2", Status.OPEN)]
        assert then[0].standing == standing_of(a_risk(), MODELS)
        closed = unit.standings.at(PROJECT, LATER)
        assert [one.standing.status for one in closed] == [Status.CLOSED, Status.CLOSED]
        assert [one.key for one in unit.standings.at(PROJECT, LATER + timedelta(days=2))] == ["R-1"]


def test_steps_tell_what_each_change_adds(work: SqlWork, acme: SiteId) -> None:
    """Steps come in the order of their instants; only an open risk has an amount."""
    with work(acme, write=True) as unit:
        for number in (1, 2):
            unit.risks.add(a_risk(number))
            unit.standings.keep(PROJECT, a_life(number))
        steps = unit.standings.of_project(PROJECT)
    assert [(one.at, one.move) for one in steps] == [(AT, Move.RAISED)] * 2 + [(LATER, Move.CLOSED)] * 2
    assert [one.amount(Measure.POINTS) for one in steps] == [9000, 9000, 0, 0]
    expected = standing_of(a_risk(), MODELS).stages[Stage.CURRENT].expected
    assert [one.amount(Measure.MONEY) for one in steps] == [expected, expected, 0, 0]
