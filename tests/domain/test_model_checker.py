"""The checker refuses what cannot be looked up and advises, with the cells, on what misleads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.matrix_axioms import Verdict, equal_widths, judge
from plugin.domain.model_checker import ModelCheck, check_model, score_band_findings
from plugin.domain.model_presets import PRESETS
from plugin.domain.model_scores import ScoreBand, step_products
from plugin.domain.risk_model import Band, Objective, RiskModel
from plugin.domain.starter_model import STARTER_MODEL as MODEL
from tests.domain.reference import case

REACHABLE = [score for row in step_products(5, 5) for score in row]


def codes(check: ModelCheck) -> list[str]:
    """The codes of the errors, in order."""
    return [one.code for one in check.errors]


def with_band(place: int, **changes: float | str) -> RiskModel:
    """Our model with one band of probability changed."""
    steps = list(MODEL.probabilities)
    steps[place] = replace(steps[place], **changes)  # type: ignore[arg-type]
    return replace(MODEL, probabilities=tuple(steps))


def with_costs(*bands: Band | None) -> RiskModel:
    """Our model with bands of cost."""
    steps = zip(MODEL.impacts, bands, strict=True)
    return replace(
        MODEL, impacts=tuple(replace(step, bands={Objective.COST: band} if band else {}) for step, band in steps)
    )


def with_level(place: int, **changes: object) -> RiskModel:
    """Our model with one level changed."""
    levels = list(MODEL.levels)
    levels[place] = replace(levels[place], **changes)  # type: ignore[arg-type]
    return replace(MODEL, levels=tuple(levels))


def with_cell(probability: int, impact: int, level: str) -> RiskModel:
    """Our model with one cell painted anew."""
    rows = [list(row) for row in MODEL.matrix]
    rows[probability - 1][impact - 1] = level
    return replace(MODEL, matrix=tuple(map(tuple, rows)))


def with_values(*values: float | None) -> RiskModel:
    """Our model with values of impact."""
    return replace(MODEL, impacts=tuple(replace(step, value=v) for step, v in zip(MODEL.impacts, values, strict=True)))


BROKEN: list[tuple[str, Callable[[], RiskModel], str, str]] = [
    ("overlap", lambda: with_band(1, low=0.04), "band-overlap", "/probabilities/1"),
    ("gap", lambda: with_band(1, low=0.06), "band-gap", "/probabilities/1"),
    ("empty band", lambda: with_band(1, low=0.2), "band-bounds", "/probabilities/1"),
    ("beyond one", lambda: with_band(4, high=1.2), "band-bounds", "/probabilities/4"),
    ("point outside", lambda: with_band(1, point=0.3), "point-outside", "/probabilities/1/point"),
    ("twice the same word", lambda: with_band(1, label="rare "), "same-label", "/probabilities/1/label"),
    ("no word", lambda: with_band(1, label=" "), "no-label", "/probabilities/1/label"),
    ("two steps", lambda: replace(MODEL, probabilities=MODEL.probabilities[:2]), "steps", "/probabilities"),
    ("odd numbering", lambda: with_band(1, order=3), "order", "/probabilities"),
    ("no objective", lambda: replace(MODEL, objectives=()), "objectives", "/objectives"),
    ("bare cell", lambda: with_cell(2, 3, ""), "matrix-shape", "/matrix"),
    ("row too many", lambda: replace(MODEL, matrix=(*MODEL.matrix, MODEL.matrix[0])), "matrix-shape", "/matrix"),
    ("unknown level", lambda: with_cell(2, 3, "Dire"), "unknown-level", "/matrix"),
    ("same symbol", lambda: with_level(1, symbol="○"), "same-symbol", "/levels/1/symbol"),
    ("no symbol", lambda: with_level(1, symbol=""), "no-label", "/levels/1/symbol"),
    ("a slash in a name", lambda: with_level(1, name="Medium/High"), "level-signs", "/levels/1/name"),
    ("no days", lambda: with_level(1, review_days=0), "days", "/levels/1/review_days"),
    ("no acceptance", lambda: with_level(3, accept_days=0), "days", "/levels/3/accept_days"),
    ("one level", lambda: replace(MODEL, levels=MODEL.levels[:1]), "levels", "/levels"),
    ("no such appetite", lambda: replace(MODEL, appetite="Dire"), "appetite", "/appetite"),
    ("scores of another size", lambda: replace(MODEL, scores=step_products(4, 5)), "scores-shape", "/scores"),
    ("ranks with ties", lambda: replace(MODEL, scores=step_products(5, 5)), "ranks", "/scores"),
    ("a value missing", lambda: with_values(0.05, 0.1, None, 0.4, 0.8), "values", "/impacts"),
    ("values that fall", lambda: with_values(0.05, 0.2, 0.1, 0.4, 0.8), "values", "/impacts"),
    ("no name", lambda: replace(MODEL, name=""), "no-label", "/name"),
    (
        "half of the costs",
        lambda: with_costs(Band(None, 1), None, Band(3, 8), Band(8, 15), Band(15)),
        "band-missing",
        "/impacts/1/bands/cost",
    ),
    (
        "costs that share values",
        lambda: with_costs(Band(None, 1), Band(1, 4), Band(3, 8), Band(8, 15), Band(15)),
        "band-overlap",
        "/impacts/2/bands/cost",
    ),
    (
        "costs open in the middle",
        lambda: with_costs(Band(None, 1), Band(1), Band(3, 8), Band(8, 15), Band(15)),
        "band-overlap",
        "/impacts/2/bands/cost",
    ),
]


@pytest.mark.parametrize(
    ("broken", "code", "pointer"), [row[1:] for row in BROKEN], ids=[row[0].replace(" ", "-") for row in BROKEN]
)
def test_each_fault_is_named_where_it_stands(broken: Callable[[], RiskModel], code: str, pointer: str) -> None:
    """A fault has its code and the place in the model, and words that say what to do."""
    check = check_model(broken())
    assert (code, pointer) in [(one.code, one.pointer) for one in check.errors]
    assert all(one.words and "%(" not in one.words for one in check.errors)
    assert check.resolution is None


def test_a_level_without_a_cell_is_an_error() -> None:
    """A level that no rating can reach is refused."""
    rows = tuple(tuple("High" if name == "Critical" else name for name in row) for row in MODEL.matrix)
    assert codes(check_model(replace(MODEL, matrix=rows))) == ["unused-level"]


def test_the_bare_cells_are_told() -> None:
    """The finding names each cell by probability and impact."""
    found = next(one for one in check_model(with_cell(2, 3, "")).errors if one.code == "matrix-shape")
    assert found.cells == ((2, 3),)


def test_bands_of_money_may_be_open_at_both_ends() -> None:
    """The least step has no lower end and the greatest no upper one."""
    model = with_costs(Band(None, 1), Band(1, 3), Band(3, 8), Band(8, 15), Band(15))
    assert check_model(model).errors == ()


def test_the_integer_bands_as_nist_prints_them_leave_gaps() -> None:
    """0-4, 5-20, 21-79, 80-95, 96-100 read as shares hold nothing between 4 % and 5 %, and so on (RM-G2's note)."""
    printed = [(0.0, 0.04), (0.05, 0.20), (0.21, 0.79), (0.80, 0.95), (0.96, 1.0)]
    nist = PRESETS["nist"].model
    steps = [replace(step, low=low, high=high) for step, (low, high) in zip(nist.probabilities, printed, strict=True)]
    assert codes(check_model(replace(nist, probabilities=tuple(steps)))) == ["band-gap"] * 4


def test_neighbouring_bands_of_a_published_template_overlap() -> None:
    """Medium 6-21 and High 14-22 share ranks; the cells, not the bands, hold (RM-G4's flag, domain-methods 2.2)."""
    _, expected = case("RM-G4")
    ranks = [rank for row in expected["rank"] for rank in row]
    template = [ScoreBand("L", 1, 5), ScoreBand("M", 6, 21), ScoreBand("H", 14, 22), ScoreBand("E", 23, 25)]
    found = score_band_findings(template, ranks)
    assert [one.code for one in found] == ["score-overlap"]
    assert found[0].values["scores"] == "14, 15, 16, 17, 18, 19, 20, 21"


def test_bands_that_meet_in_one_value_overlap() -> None:
    """1-5, 5-12 and 12-25 give the scores 5 and 12 two levels each."""
    found = score_band_findings(
        [ScoreBand("Low", 1, 5), ScoreBand("Medium", 5, 12), ScoreBand("High", 12, 25)], REACHABLE
    )
    assert [one.values["scores"] for one in found] == ["5", "12"]


def test_a_gap_matters_only_where_a_score_can_fall() -> None:
    """No product of two steps up to five is 13 or 14, but 12 is one."""
    assert score_band_findings([ScoreBand("Low", 1, 12), ScoreBand("High", 15, 25)], REACHABLE) == ()
    found = score_band_findings([ScoreBand("Low", 1, 10), ScoreBand("High", 15, 25)], REACHABLE)
    assert [one.values["scores"] for one in found] == ["12"]


@pytest.mark.parametrize("name", ["canonical", "common_diagonal"])
def test_coxs_rules_on_the_published_colourings(name: str) -> None:
    """Every verdict and both exact bounds (RM-G5)."""
    inputs, expected = case("RM-G5")
    ranks = inputs["matrices"][name]
    verdict, told = judge(ranks, 0, 2), expected[name]
    assert verdict.inconsistent != told["weak_consistency"]
    assert verdict.jumps != told["betweenness"]
    assert verdict.touching != told["no_red_green_edge"]
    assert verdict.top_at_edge != told["no_red_in_lowest_row_or_col"]
    assert verdict.raised_edge != told["lowest_row_and_col_all_bottom"]
    assert verdict.top_in_second != told["second_row_and_col_no_top"]
    assert verdict.falling != told["monotone"]
    assert verdict.colours == told["colours"]
    assert float(verdict.least_top or 0) == pytest.approx(told["min_red_inf"], abs=1e-6)
    assert float(verdict.most_bottom or 0) == pytest.approx(told["max_green_sup"], abs=1e-6)
    assert float(verdict.resolution) == pytest.approx(told["unambiguous_pair_fraction"], abs=1e-6)


def test_one_colouring_of_three_by_three_keeps_every_rule() -> None:
    """Of all with three colours only the canonical one does (RM-G5)."""
    inputs, _ = case("RM-G5")
    grids = ([list(flat[0:3]), list(flat[3:6]), list(flat[6:9])] for flat in product((0, 1, 2), repeat=9))
    assert [grid for grid in grids if _keeps_all(judge(grid, 0, 2))] == [inputs["matrices"]["canonical"]]


def _keeps_all(verdict: Verdict) -> bool:
    broken = (verdict.falling, verdict.inconsistent, verdict.touching, verdict.top_at_edge, verdict.jumps)
    return not any((*broken, verdict.raised_edge, verdict.top_in_second)) and verdict.colours == 3


def test_unequal_cut_points_change_the_verdict() -> None:
    """The diagonal scheme is consistent with equal steps and no more when one axis is cut otherwise."""
    ranks = [[0, 0, 1], [0, 1, 2], [1, 2, 2]]
    early = (Fraction(0), Fraction(1, 10), Fraction(1, 2), Fraction(1))
    assert judge(ranks, 0, 2).inconsistent == ()
    assert judge(ranks, 0, 2, (early, equal_widths(3))).inconsistent != ()


def test_a_falling_level_is_advice_with_its_cell() -> None:
    """A cell below its neighbours is told as advice; the model may still be used."""
    check = check_model(with_cell(5, 4, "Low"))
    assert check.errors == ()
    assert (5, 4) in next(one for one in check.advice if one.code == "R0").cells


def test_two_levels_cannot_tell_enough() -> None:
    """Advice says that at least three are needed."""
    rows = tuple(tuple("Low" if name == "Low" else "Medium" for name in row) for row in MODEL.matrix)
    check = check_model(replace(MODEL, matrix=rows, levels=MODEL.levels[:2]))
    assert "R6" in [one.code for one in check.advice]


def test_missing_criteria_are_advice() -> None:
    """An impact without words for an objective is used, with advice to write them."""
    steps = (replace(MODEL.impacts[0], wording={}), *MODEL.impacts[1:])
    check = check_model(replace(MODEL, impacts=steps))
    assert check.errors == ()
    assert [one.pointer for one in check.advice if one.code == "no-wording"] == ["/impacts/0/wording"]


def test_a_product_matrix_with_the_usual_bands_passes_all() -> None:
    """5x5 with 1-5, 6-12, 13-25 keeps every rule with equal axes (domain-methods 2.7)."""
    ranks = [[0 if score <= 5 else 1 if score <= 12 else 2 for score in row] for row in step_products(5, 5)]
    assert _keeps_all(judge(ranks, 0, 2))


@st.composite
def monotone_grids(draw: st.DrawFn) -> list[list[int]]:
    """Colourings in three colours of any size from 3 to 7, none of whose levels falls."""
    rows, columns = draw(st.integers(3, 7)), draw(st.integers(3, 7))
    grid: list[list[int]] = []
    for p in range(rows):
        grid.append([])
        for i in range(columns):
            least = max([0, *grid[p][i - 1 : i]] + ([grid[p - 1][i]] if p else []))
            grid[p].append(draw(st.integers(least, 2)))
    return grid


@given(monotone_grids())
def test_weak_consistency_keeps_the_top_from_the_edge(grid: list[list[int]]) -> None:
    """R1 implies R3 wherever both colours occur, and no pair of neighbours is top and bottom (Cox's lemmas)."""
    verdict = judge(grid, 0, 2)
    assert verdict.falling == ()
    if verdict.least_top is not None and verdict.most_bottom is not None and not verdict.inconsistent:
        assert verdict.top_at_edge == ()
        assert verdict.touching == ()
    assert 0 <= verdict.resolution <= Fraction(1, 2)
