"""The editor's form says every model whole, keeps what is typed, and grows and shrinks around it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.model_checker import check_model
from plugin.domain.model_presets import PRESETS
from plugin.domain.risk_model import Band, Objective, RiskModel
from plugin.usecases.views.marks import level_mark
from plugin.web.ui.model_desk import field_of
from plugin.web.ui.model_form import model_of, values_of
from plugin.web.ui.model_shape import reshaped

MODELS = [preset.model for preset in PRESETS.values()]


def as_kept(model: RiskModel) -> RiskModel:
    """The model as its form gives it back: with the tones that it is shown in, and a version still to come."""
    levels = tuple(replace(level, tone=level_mark(model, level).tone) for level in model.levels)
    return replace(model, version="draft", levels=levels)


@pytest.mark.parametrize("model", MODELS, ids=list(PRESETS))
def test_a_model_comes_back_as_it_went_into_the_form(model: RiskModel) -> None:
    """Nothing of a preset is lost on the way through the editor."""
    again, problems = model_of(values_of(model))
    assert problems == []
    assert again == as_kept(model)


def test_bands_and_units_of_impact_come_back() -> None:
    """Amounts keep their ends, open ones too."""
    own = MODELS[0]
    bands = (Band(None, 1.5), Band(1.5, 3), Band(3, 8), Band(8, 15), Band(15, None))
    steps = zip(own.impacts, bands, strict=True)
    impacts = tuple(replace(step, bands={Objective.COST: band}) for step, band in steps)
    model = replace(own, impacts=impacts, units={Objective.COST: "% of budget"})
    assert model_of(values_of(model))[0] == as_kept(model)


@pytest.mark.parametrize(
    ("name", "text", "pointer"),
    [
        ("p2-low", "five", "/probabilities/1/low"),
        ("p2-low", "", "/probabilities/1/low"),
        ("p2-label", "x" * 50, "/probabilities/1/label"),
        ("l1-review", "soon", "/levels/0/review_days"),
        ("i1-cost-low", "cheap", "/impacts/0/bands/cost/low"),
    ],
)
def test_what_cannot_be_read_is_named_where_it_stands(name: str, text: str, pointer: str) -> None:
    """A value that is none has its place, and the place leads back to its field."""
    _, problems = model_of({**values_of(MODELS[0]), name: text})
    assert pointer in [problem.pointer for problem in problems]
    assert field_of(pointer) == name


def test_numbers_are_read_as_people_write_them() -> None:
    """A decimal comma is one."""
    model, problems = model_of({**values_of(MODELS[0]), "p1-low": "0,5"})
    assert (problems, model.probabilities[0].low) == ([], 0.005)


def test_a_forged_tone_or_symbol_is_none() -> None:
    """Only what the editor offers counts."""
    model, _ = model_of({**values_of(MODELS[0]), "l1-tone": "x onclick", "l1-symbol": "<b>"})
    assert (model.levels[0].tone, model.levels[0].symbol) == ("gray", "")


sizes = st.integers(3, 7)


@given(st.sampled_from(MODELS), sizes, sizes, st.integers(2, 7))
def test_any_size_keeps_what_fits_and_paints_every_cell(model: RiskModel, p: int, i: int, levels: int) -> None:
    """Steps that stay keep their words; bands meet; no cell is bare or names a level that is gone."""
    values = values_of(model)
    was = {f"was-{name}": values[name] for name in ("steps-p", "steps-i", "steps-l")}
    after, problems = model_of(
        reshaped({**values, **was, "steps-p": str(p), "steps-i": str(i), "steps-l": str(levels)})
    )
    assert problems == []
    assert (len(after.probabilities), len(after.impacts), len(after.levels)) == (p, i, levels)
    kept = min(p, 5)
    assert [one.label for one in after.probabilities[:kept]] == [one.label for one in model.probabilities[:kept]]
    assert {one.code for one in check_model(after).errors} <= {"unused-level", "values", "ranks"}


def test_shrinking_and_growing_again_keeps_what_was_typed() -> None:
    """A size chosen by mistake costs nothing: the words of a step that was taken away come back with it."""
    values = values_of(MODELS[0])
    was = {f"was-{name}": values[name] for name in ("steps-p", "steps-i", "steps-l")}
    less = reshaped({**values, **was, "steps-i": "4"})
    assert model_of(less)[0].impacts == as_kept(MODELS[0]).impacts[:4]
