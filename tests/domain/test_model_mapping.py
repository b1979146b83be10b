"""Ratings go from one model to another by the value they stand for, by their word, or by their height."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.ids import AccountId
from plugin.domain.model_mapping import StepMapping, mapped, mapping_problems, proposed_mapping
from plugin.domain.model_presets import PRESETS
from plugin.domain.rating import Rating, rating_problems
from plugin.domain.risk_model import Band, ImpactLevel, Objective, ProbabilityLevel, RiskModel
from plugin.domain.starter_model import STARTER_MODEL as OURS

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
WHO = AccountId("lead")


def sized(probabilities: int, impacts: int) -> RiskModel:
    """A model of any size whose steps have words of their own."""
    cuts = [n / probabilities for n in range(probabilities + 1)]
    bands = tuple(
        ProbabilityLevel(n, f"P{n}", "", low, high, (low + high) / 2)
        for n, (low, high) in enumerate(itertools.pairwise(cuts), start=1)
    )
    steps = tuple(ImpactLevel(n, f"I{n} of {impacts}", {}) for n in range(1, impacts + 1))
    matrix = tuple(tuple("Low" if p * i < 4 else "Critical" for i in range(impacts)) for p in range(probabilities))
    return replace(OURS, version=f"v{probabilities}{impacts}", probabilities=bands, impacts=steps, matrix=matrix)


def test_a_probability_goes_where_its_point_lies() -> None:
    """3 % is Rare with us, Very Low with NIST, and Likely on NASA's scale of one mission."""
    assert dict(proposed_mapping(OURS, PRESETS["nist"].model).probability) == {1: 1, 2: 2, 3: 3, 4: 3, 5: 4}
    assert dict(proposed_mapping(OURS, PRESETS["nasa"].model).probability) == {1: 4, 2: 5, 3: 5, 4: 5, 5: 5}


def test_a_point_outside_of_every_band_goes_to_the_nearest_end() -> None:
    """Our bands leave out what is below 1 % and above 95 %."""
    assert proposed_mapping(PRESETS["nasa"].model, OURS).probability[1] == 1
    assert proposed_mapping(PRESETS["nist"].model, OURS).probability[5] == 5


def test_an_impact_goes_where_its_money_lies() -> None:
    """Bands in the same unit decide before the words do."""
    unit = {Objective.COST: "% of budget"}

    def costing(*bands: Band) -> RiskModel:
        steps = zip(OURS.impacts, bands, strict=True)
        return replace(
            OURS, impacts=tuple(replace(step, bands={Objective.COST: band}) for step, band in steps), units=unit
        )

    old = costing(Band(None, 1), Band(1, 3), Band(3, 8), Band(8, 15), Band(15))
    new = costing(Band(None, 4), Band(4, 20), Band(20, 30), Band(30, 50), Band(50))
    assert dict(proposed_mapping(old, new).impact[Objective.COST]) == {1: 1, 2: 1, 3: 2, 4: 2, 5: 2}
    other = replace(new, units={Objective.COST: "EUR"})
    assert dict(proposed_mapping(old, other).impact[Objective.COST]) == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}


def test_an_impact_goes_to_the_same_word() -> None:
    """Without bands the word decides, and where there is none, the height."""
    swapped = replace(
        OURS, impacts=tuple(replace(step, label=OURS.impacts[-n].label) for n, step in enumerate(OURS.impacts, start=1))
    )
    assert dict(proposed_mapping(OURS, swapped).impact[Objective.COST]) == {1: 5, 2: 4, 3: 3, 4: 2, 5: 1}


@given(st.integers(3, 7), st.integers(3, 7), st.integers(3, 7), st.integers(3, 7))
def test_every_proposal_is_whole_and_keeps_the_order(p_old: int, i_old: int, p_new: int, i_new: int) -> None:
    """Whatever the sizes, each step has a new one, a worse step never gets a lesser one, and the ends stay ends."""
    old, new = sized(p_old, i_old), sized(p_new, i_new)
    mapping = proposed_mapping(old, new)
    assert mapping_problems(mapping, old, new) == []
    for steps in (mapping.probability, *mapping.impact.values()):
        assert list(steps.values()) == sorted(steps.values())
    assert mapping.impact[Objective.COST][1] == 1
    assert mapping.impact[Objective.COST][i_old] == i_new
    top = Rating(p_old, {Objective.COST: i_old}, old.version, NOW)
    again = mapped(top, mapping, new.version, NOW, WHO, "New scales")
    assert again is not None
    assert rating_problems(new, again, "") == []


def test_what_is_not_rated_any_more_is_dropped() -> None:
    """A rating loses the objectives that the new model does not have; with none left there is no new rating."""
    new = replace(OURS, version="v2", objectives=(Objective.COST,))
    mapping = proposed_mapping(OURS, new)
    both = Rating(3, {Objective.COST: 2, Objective.SAFETY: 5}, OURS.version, NOW, cost=700, days=3)
    again = mapped(both, mapping, "v2", NOW, WHO, "New scales")
    assert again == replace(both, impact={Objective.COST: 2}, model_version="v2", by=WHO, rationale="New scales")
    assert mapped(replace(both, impact={Objective.SAFETY: 5}), mapping, "v2", NOW, WHO, "") is None


def test_a_mapping_with_holes_is_told_apart() -> None:
    """A step without a new one, or with one that does not exist, is named."""
    mapping = proposed_mapping(OURS, OURS)
    holed = StepMapping({**mapping.probability, 3: 9}, {**mapping.impact, Objective.COST: {1: 1}})
    pointers = [problem.pointer for problem in mapping_problems(holed, OURS, OURS)]
    assert pointers == ["/probability/3", "/impact/cost/2", "/impact/cost/3", "/impact/cost/4", "/impact/cost/5"]
