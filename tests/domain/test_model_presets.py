"""The models to begin with say what their sources print, and keep every rule that a model must keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.ids import RiskId
from plugin.domain.model_checker import check_model
from plugin.domain.model_presets import PRESETS
from plugin.domain.model_scores import (
    band_of,
    claims_ranks,
    falling_cells,
    is_permutation,
    mirrored,
    step_products,
    value_products,
)
from plugin.domain.rating import Rating, Stage, assess
from plugin.domain.register import contribution
from plugin.domain.risk import Risk
from plugin.domain.risk_model import Level, Objective, ProbabilityLevel, RiskModel, RiskModels
from plugin.domain.treatment import Direction
from tests.domain.reference import case
from tests.domain.test_risk import a_risk

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
MODELS = [preset.model for preset in PRESETS.values()]
EVERY = pytest.mark.parametrize("model", MODELS, ids=list(PRESETS))
any_preset = st.sampled_from(MODELS)
five = st.integers(1, 5)


def threat(key: str, probability: int, cost: int, model: RiskModel) -> Risk:
    """A threat with an expected cost in whole units."""
    rating = Rating(probability, {Objective.COST: 3}, model.version, NOW, cost=cost)
    return replace(a_risk(), id=RiskId(key), key=key, ratings={Stage.CURRENT: rating})


def with_points(points: list[float]) -> RiskModel:
    """Our matrix, with the point values of probability that a case uses."""
    own = MODELS[0]
    bands = tuple(replace(own.probabilities[min(i, 4)], order=i + 1, point=point) for i, point in enumerate(points))
    return replace(own, probabilities=bands, matrix=(own.matrix[0],) * len(points))


@EVERY
def test_every_preset_has_no_errors(model: RiskModel) -> None:
    """What we offer to begin with is accepted as it is."""
    assert check_model(model).errors == ()


@EVERY
def test_every_preset_is_monotone_and_total(model: RiskModel) -> None:
    """No cell is without a level, and no level falls when probability or impact rises (invariant 16)."""
    ranks = [[model.look_up(p, i).rank for i in range(1, 6)] for p in range(1, 6)]
    assert falling_cells(ranks) == ()


def test_the_rank_presets_are_permutations_that_rise() -> None:
    """Two presets rank: each place from 1 to 25 once, rising strictly both ways (invariant 16)."""
    ranked = [model for model in MODELS if claims_ranks(model)]
    assert [model.name for model in ranked] == ["NASA ranks", "Australian ranks"]
    for model in ranked:
        assert model.scores is not None
        assert is_permutation(model.scores)
        assert falling_cells(model.scores, strictly=True) == ()


def test_nist_looks_every_cell_of_table_i_2_up() -> None:
    """All 25 cells, likelihood by impact (RM-G1)."""
    inputs, expected = case("RM-G1")
    model, initials = PRESETS["nist"].model, inputs["levels"]
    for p, likelihood in enumerate(initials, start=1):
        for i, impact in enumerate(initials, start=1):
            level = model.look_up(p, i)
            assert initials[level.rank - 1] == expected["matrix"][likelihood][impact]


def test_nist_bands_hold_each_probability_once() -> None:
    """Lower bound in, upper bound out, the last band closed (RM-G2)."""
    inputs, expected = case("RM-G2")
    steps = PRESETS["nist"].model.probabilities
    held = [band_of(steps, share) for share in inputs["probabilities"]]
    assert [list(expected["bands"])[band.order - 1] for band in held if band] == expected["levels"]
    assert [[step.low, step.high] for step in steps] == list(expected["bands"].values())


def test_a_share_outside_every_band_has_no_step() -> None:
    """A band is never guessed."""
    assert band_of(MODELS[0].probabilities, 0.99) is None
    assert band_of((), 0.5) is None


def test_the_numeric_preset_scores_as_printed() -> None:
    """All 25 products, halves rounded up, most probable row first; the opportunity side is the mirror (RM-G3)."""
    inputs, expected = case("RM-G3")
    model = PRESETS["numeric"].model
    printed = [[round(score * 100) for score in row] for row in expected["scores"]]
    assert [list(row) for row in reversed(model.scores or ())] == printed
    assert [list(row) for row in value_products(inputs["probabilities"], inputs["impacts"])] == printed
    assert [list(row) for row in mirrored(printed)] == [row[::-1] for row in printed]


def test_the_australian_preset_answers_as_published() -> None:
    """Every rank and level, and the four published look-ups (RM-G4)."""
    inputs, expected = case("RM-G4")
    model = PRESETS["australian"].model
    assert [list(row) for row in model.scores or ()] == expected["rank"]
    assert [[name[0] for name in row] for row in model.matrix] == expected["level"]
    for (likelihood, consequence), answer in zip(inputs["queries"], expected["answers"], strict=True):
        p, i = inputs["likelihood"].index(likelihood) + 1, inputs["consequence"].index(consequence) + 1
        assert [model.score(p, i), model.look_up(p, i).name[0]] == answer


def test_a_matrix_ranks_backwards_where_likely_means_harmless() -> None:
    """With impact = 0.75 - probability, every medium point is a smaller risk than every low one (RM-G6)."""
    _, expected = case("RM-G6")
    halves = [ProbabilityLevel(1, "low", "", 0, 0.5, 0.25), ProbabilityLevel(2, "high", "", 0.5, 1, 0.75)]
    names = (("low", "medium"), ("medium", "high"))
    steps = [Fraction(n, 8000) for n in range(1, 6000)]
    edge = Fraction(1, 10**7)
    by_level: dict[str, list[Fraction]] = {"low": [], "medium": []}
    for p in [*steps, Fraction(1, 4) - edge, Fraction(1, 4) + edge]:
        c = Fraction(3, 4) - p
        row, column = band_of(halves, float(p)), band_of(halves, float(c))
        assert row is not None
        assert column is not None
        by_level[names[row.order - 1][column.order - 1]].append(p * c)
    assert max(by_level["medium"]) <= min(by_level["low"])
    assert float(max(by_level["medium"])) == pytest.approx(expected["sup_risk_of_medium_points"], abs=1e-6)
    assert float(min(by_level["low"])) == pytest.approx(expected["inf_risk_of_low_points"], abs=1e-6)
    assert float(max(by_level["low"])) == pytest.approx(expected["max_risk_of_low_points"], abs=1e-6)


def test_six_threats_add_up_to_the_published_contingency() -> None:
    """Each expected cost, and their sum in the register's totals (EMV-G1)."""
    inputs, expected = case("EMV-G1")
    model = with_points([one["p"] for one in inputs["risks"]])
    models = RiskModels(model)
    risks = [threat(one["id"], order, one["cost"], model) for order, one in enumerate(inputs["risks"], start=1)]
    costs = {risk.key: assess(models, risk.ratings[Stage.CURRENT]).expected for risk in risks}
    assert costs == expected["emv_cost"]
    total = sum(contribution(risk, models)["threats.expected"] for risk in risks)
    assert total == expected["total_contingency"]


def test_four_threats_reproduce_a_signed_ledger() -> None:
    """What threats are expected to cost is the published ledger with its sign turned (EMV-G2)."""
    inputs, expected = case("EMV-G2")
    model = with_points([one["p"] for one in inputs["risks"]])
    models = RiskModels(model)
    risks = [threat(str(n), n, -one["value"], model) for n, one in enumerate(inputs["risks"], start=1)]
    costs = [assess(models, risk.ratings[Stage.CURRENT]).expected for risk in risks]
    assert [-(cost or 0) for cost in costs] == expected["emv"]
    assert -sum(contribution(risk, models)["threats.expected"] for risk in risks) == expected["total"]


@given(any_preset, five, st.dictionaries(st.sampled_from(list(Objective)), five, min_size=1))
def test_the_worst_objective_sets_the_level(model: RiskModel, probability: int, impact: dict[Objective, int]) -> None:
    """No objective alone would give a worse level, and adding a lesser one changes nothing (invariant 17)."""
    models = RiskModels(model)
    assessment = assess(models, Rating(probability, impact, model.version, NOW))
    alone = [assess(models, Rating(probability, {o: order}, model.version, NOW)) for o, order in impact.items()]
    assert assessment.level.rank == max(one.level.rank for one in alone)
    assert impact[assessment.driver] == max(impact.values())
    lesser = {o: impact.get(o, 1) for o in Objective}
    assert assess(models, Rating(probability, lesser, model.version, NOW)).level == assessment.level


@given(st.integers(3, 7), st.integers(3, 7))
def test_mirroring_twice_gives_the_grid_back(rows: int, columns: int) -> None:
    """The opportunity grid is the mirror of the threat grid, of any size (invariant 16)."""
    grid = step_products(rows, columns)
    assert mirrored(mirrored(grid)) == grid
    assert [row[0] for row in mirrored(grid)] == [row[-1] for row in grid]


def test_direction_does_not_change_what_a_rating_is_worth() -> None:
    """An opportunity is looked up in the same cells; only the side it counts on differs."""
    model = MODELS[0]
    risk = threat("R-1", 4, 1000, model)
    mirror = contribution(replace(risk, direction=Direction.OPPORTUNITY), RiskModels(model))
    assert mirror["opportunities.expected"] == contribution(risk, RiskModels(model))["threats.expected"]


def test_levels_are_told_apart_without_colour() -> None:
    """In every preset each level has a symbol of its own."""
    for model in MODELS:
        levels: tuple[Level, ...] = model.levels
        assert len({level.symbol for level in levels}) == len(levels)
