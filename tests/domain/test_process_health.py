"""How well a register works: reductions, half-life, foresight, each undefined where nothing can be said."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.burndown import Step
from plugin.domain.ids import RiskId
from plugin.domain.process_health import foresight, half_life, reductions
from plugin.domain.risk import Outcome
from plugin.domain.risk_model import RiskModels
from plugin.domain.standing import Move
from plugin.domain.starter_model import STARTER_MODEL
from plugin.domain.treatment import Direction

MODELS = RiskModels(STARTER_MODEL)
START = datetime(2026, 1, 1, tzinfo=UTC)


def at(day: float) -> datetime:
    """An instant so many days after the start."""
    return START + timedelta(days=day)


def raised(name: str, day: float = 0, **more: object) -> Step:
    """An open threat, likely and major."""
    plain: dict[str, object] = {"is_open": True, "cell": "starter-1.4.4", "points": 16_000}
    return Step(RiskId(name), at(day), Move.RAISED, Direction.THREAT, **{**plain, **more})  # type: ignore[arg-type]


def ended(name: str, day: float, outcome: Outcome, move: Move = Move.CLOSED) -> Step:
    """Its end."""
    return Step(RiskId(name), at(day), move, Direction.THREAT, False, cell="starter-1.4.4", outcome=outcome)


def test_reductions_rest_on_fully_valued_threats() -> None:
    """Planned 60 %, achieved 20 %, so 40 % is still to achieve; a threat without a target cost is left out."""
    whole = raised("a", money=800, inherent_money=1000, target_money=400)
    found = reductions([whole, raised("b", money=5, inherent_money=9)])
    assert found.n == 1
    assert found.planned == pytest.approx(0.6)
    assert found.achieved == pytest.approx(0.2)
    assert found.gap == pytest.approx(0.4)


@pytest.mark.parametrize("steps", [[], [raised("a", money=0, inherent_money=0, target_money=0)]])
def test_reductions_of_nothing_are_undefined(steps: list[Step]) -> None:
    """Nothing valued, or nothing at stake, is no reduction of 0 %."""
    found = reductions(steps)
    assert (found.planned, found.achieved, found.gap) == (None, None, None)


def test_half_life_counts_open_risks_by_their_age() -> None:
    """One ending in 30 days of two risks: ln 2 × 30; without any ending there is none."""
    steps = [raised("a"), raised("b"), ended("a", 10, Outcome.DID_NOT)]
    assert half_life(steps, at(20)).days == pytest.approx(math.log(2) * 30)
    assert half_life(steps[:2], at(20)).days is None
    assert half_life([raised("a"), ended("a", 10, Outcome.DID_NOT, Move.DELETED)], at(20)).days is None


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=8), st.integers(100, 200))
def test_half_life_grows_with_age_and_with_open_risks(lives: list[tuple[int, int]], now: int) -> None:
    """Doubling all ages doubles it; one more open risk never shortens it (invariant 26)."""

    def told(factor: int) -> list[Step]:
        steps = [raised(str(n), begin * factor) for n, (begin, _) in enumerate(lives)]
        steps += [ended(str(n), (begin + age) * factor, Outcome.DID_NOT) for n, (begin, age) in enumerate(lives)]
        return sorted(steps, key=lambda step: step.at)

    once = half_life(told(1), at(now)).days
    assert once is not None
    assert half_life(told(2), at(2 * now)).days == pytest.approx(2 * once)
    more = half_life([raised("more"), *told(1)], at(now)).days
    assert more is not None
    assert more >= once


def test_foresight_compares_outcomes_with_first_ratings() -> None:
    """Of three that ended one cannot be told; one of two occurred; a later rating does not count."""
    point = STARTER_MODEL.probabilities[3].point
    later = Step(RiskId("a"), at(1), Move.RERATED, Direction.THREAT, True, cell="starter-1.1.1")
    steps = [
        *(raised(name) for name in "abcd"),
        later,
        ended("a", 2, Outcome.OCCURRED, Move.OCCURRED),
        ended("b", 3, Outcome.DID_NOT),
        ended("c", 4, Outcome.COULD_NOT_TELL),
    ]
    found = foresight(steps, MODELS)
    assert (found.n, found.occurred) == (2, 1)
    assert found.expected == pytest.approx(2 * point)
    assert found.ratio == pytest.approx(1 / (2 * point))
    assert foresight(steps[:4], MODELS).ratio is None
