"""Exposure over time: the identity of its causes on every day, the published example, and spans of days and weeks."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.burndown import Burndown, Flow, Measure, Step, burndown, spans, usual_measure
from plugin.domain.ids import RiskId
from plugin.domain.standing import Move
from plugin.domain.treatment import Direction

CONTRACT = Path(os.environ.get("PLUMBLINE_CONTRACT_DIR", "../shared/contract")) / "reference-cases.json"
FIRST = date(2026, 1, 1)
START = datetime(2026, 1, 1, 9, tzinfo=UTC)


def at(day: float) -> datetime:
    """An instant so many days after the start."""
    return START + timedelta(days=day)


def step(risk: str, day: float, move: Move, money: int | None = None, **more: object) -> Step:
    """A change of a threat; it is open where it has an amount."""
    plain: dict[str, object] = {"direction": Direction.THREAT, "is_open": money is not None, "money": money}
    return Step(RiskId(risk), at(day), move, **{**plain, **more})  # type: ignore[arg-type]


steps = st.lists(
    st.builds(
        Step,
        risk_id=st.sampled_from([RiskId(name) for name in "abcd"]),
        at=st.integers(-20, 120).map(at),
        move=st.sampled_from(list(Move)),
        direction=st.sampled_from(list(Direction)),
        is_open=st.booleans(),
        money=st.none() | st.integers(0, 10**9),
        points=st.integers(0, 25_000),
        target_money=st.none() | st.integers(0, 10**9),
        target_points=st.none() | st.integers(0, 25_000),
    ),
    max_size=30,
).map(lambda found: sorted(found, key=lambda one: one.at))


@given(steps, st.sampled_from(list(Measure)), st.integers(0, 130))
def test_the_identity_holds_on_every_day(found: list[Step], measure: Measure, length: int) -> None:
    """Exposure is always that of the stretch before, plus new and re-rated, less what the other causes took."""
    told = burndown(found, measure, FIRST, FIRST + timedelta(days=length))
    before = told.before
    for one in told.stretches:
        taken = sum(one.flows[f] for f in (Flow.RESPONDED, Flow.EXPIRED, Flow.OCCURRED, Flow.CLOSED))
        assert one.exposure == before + one.flows[Flow.NEW] + one.flows[Flow.RERATED] - taken
        before = one.exposure


@given(steps, st.sampled_from(list(Measure)), st.integers(0, 130))
def test_each_day_equals_a_recount(found: list[Step], measure: Measure, length: int) -> None:
    """What is carried from day to day is the sum over risks as they stand at the end of that day."""
    for one in burndown(found, measure, FIRST, FIRST + timedelta(days=length)).stretches:
        held = {step.risk_id: step for step in found if step.at.date() <= one.last}
        threats = [s for s in held.values() if s.direction is Direction.THREAT]
        assert one.exposure == sum(s.amount(measure) for s in threats)
        assert one.target == sum(s.target(measure) for s in threats)
        assert one.open == sum(s.is_open for s in threats)
        assert one.opportunities == sum(s.amount(measure) for s in held.values() if s not in threats)


@given(st.integers(0, 900))
def test_spans_leave_no_day_out(length: int) -> None:
    """Days or weeks follow each other without gap or overlap, from the first day to the last."""
    last = FIRST + timedelta(days=length)
    found = spans(FIRST, last)
    assert (found[0][0], found[-1][1]) == (FIRST, last)
    for (_, end), (begin, _) in pairwise(found):
        assert begin == end + timedelta(days=1)
    assert all(begin <= end < begin + timedelta(days=7) for begin, end in found)


def only(told: Burndown) -> dict[Flow, int]:
    """All flows of the stretches, summed."""
    return {flow: total for flow in Flow if (total := sum(one.flows[flow] for one in told.stretches))}


def test_a_fall_is_told_by_its_causes() -> None:
    """A response done, an expiry, an occurrence and a closing each stand apart; what came back counts as new."""
    told = burndown(
        [
            *(step(name, -1, Move.RAISED, 100) for name in "abcd"),
            step("a", 0, Move.RESPONDED, 30),
            step("b", 0, Move.EXPIRED),
            step("c", 0, Move.OCCURRED),
            step("d", 1, Move.DELETED),
            step("d", 2, Move.RESTORED, 100),
        ],
        Measure.MONEY,
        FIRST,
        FIRST + timedelta(days=2),
    )
    assert told.before == 400
    assert [one.exposure for one in told.stretches] == [130, 30, 130]
    expected = {Flow.NEW: 100, Flow.RESPONDED: 70, Flow.EXPIRED: 100, Flow.OCCURRED: 100, Flow.CLOSED: 100}
    assert only(told) == expected
    assert told.stretches[0].risks == {Flow.RESPONDED: 1, Flow.EXPIRED: 1, Flow.OCCURRED: 1}


def test_a_risk_that_turns_into_an_opportunity_leaves_the_threats() -> None:
    """Direction is not netted: the threat's exposure goes, and the opportunity stands apart."""
    turned = step("a", 1, Move.CHANGED, 100, direction=Direction.OPPORTUNITY)
    last = burndown([step("a", 0, Move.RAISED, 100), turned], Measure.MONEY, FIRST, FIRST + timedelta(days=1))
    assert [(one.exposure, one.opportunities, one.net) for one in last.stretches] == [(100, 0, -100), (0, 100, 100)]
    assert only(last) == {Flow.NEW: 100, Flow.RERATED: -100}


def test_points_stand_in_where_nothing_is_valued() -> None:
    """Money is the usual measure once anything was valued."""
    assert usual_measure([step("a", 0, Move.RAISED, None, is_open=True, points=9000)]) is Measure.POINTS
    assert usual_measure([step("a", 0, Move.RAISED, 5)]) is Measure.MONEY


def test_rv_g2() -> None:
    """The published four months of severities (RV-G2): 52, 50, 52, 11; 0 is either not yet raised or closed."""
    if not CONTRACT.exists():
        pytest.skip("the contract data is not here; PLUMBLINE_CONTRACT_DIR names its folder")
    case = next(one for one in json.loads(CONTRACT.read_text())["cases"] if one["id"] == "RV-G2")
    found: list[Step] = []
    for name, months in case["inputs"]["impact_probability"].items():
        was = False
        for month, (impact, probability) in enumerate(months):
            points = impact * probability * 1000
            if points or was:
                move = Move.RERATED if points and was else (Move.RAISED if points else Move.CLOSED)
                found.append(step(name, 30 * month, move, None, is_open=bool(points), points=points))
            was = was or points > 0
    told = burndown(sorted(found, key=lambda one: one.at), Measure.POINTS, FIRST, FIRST + timedelta(days=91))
    totals = [told.stretches[30 * month].exposure // 1000 for month in range(4)]
    assert totals == case["expected"]["total"] == [52, 50, 52, 11]
    assert told.stretches[0].open == 6
