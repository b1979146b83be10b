"""Risk reduction leverage: what a response brings for what it costs, and why it is undefined where it is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.leverage import NO_COST, NO_VALUE, leverage
from plugin.domain.rating import Stage
from plugin.domain.risk import Risk
from plugin.domain.starter_model import STARTER_MODELS as MODELS
from plugin.domain.treatment import Action, ActionKind, ActionState, Direction, Treatment
from tests.storage.builders import a_risk


def answered(*actions: Action, target: int | None = 1) -> Risk:
    """A possible loss of 2,500.00 that falls to rare by these actions."""
    risk = a_risk(probability=4)
    current = risk.ratings[Stage.CURRENT]
    ratings = (
        {**risk.ratings} if target is None else {**risk.ratings, Stage.TARGET: replace(current, probability=target)}
    )
    return replace(risk, ratings=ratings, treatment=Treatment(actions=actions))


def test_a_worked_example() -> None:
    """0.60 × 2,500 before, 0.03 × 2,500 after, 500 spent: 2.85 for each unit."""
    found = leverage(answered(Action("a", "Pair up", cost=50_000)), MODELS)
    assert (found.gain, found.cost) == (142_500, 50_000)
    assert found.value == pytest.approx(2.85)


def test_it_is_undefined_with_a_reason() -> None:
    """Nothing spent promises nothing; without money at both stages there is nothing to compare."""
    assert leverage(answered(Action("a", "Talk")), MODELS).reason == NO_COST
    assert leverage(answered(Action("a", "Talk", cost=1), target=None), MODELS).reason == NO_VALUE


def test_what_is_not_spent_does_not_count() -> None:
    """Cancelled actions and those that wait for the event are left out."""
    spent = Action("a", "Pair up", cost=50_000)
    idle = (
        Action("b", "Dropped", cost=90_000, state=ActionState.CANCELLED),
        Action("c", "Fallback", kind=ActionKind.CONTINGENT, cost=90_000),
    )
    assert leverage(answered(spent, *idle), MODELS) == leverage(answered(spent), MODELS)


@given(st.integers(1, 10**9), st.integers(2, 9))
def test_twice_the_cost_brings_half(cost: int, times: int) -> None:
    """The leverage falls as the cost rises, and an opportunity's has the other sign."""
    one = leverage(answered(Action("a", "Pair up", cost=cost)), MODELS)
    more = leverage(answered(Action("a", "Pair up", cost=cost * times)), MODELS)
    assert one.value is not None
    assert more.value is not None
    assert more.value == pytest.approx(one.value / times)
    mirrored = leverage(replace(answered(Action("a", "Pair up", cost=cost)), direction=Direction.OPPORTUNITY), MODELS)
    assert mirrored.value == pytest.approx(-one.value)
