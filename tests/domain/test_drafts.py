"""A pack's risk as a draft: every word of it, a hint that never counts, and a memory of whether people changed it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.drafts import draft_from, hinted, kept_of, rescaled
from plugin.domain.ids import AccountId, ProjectId
from plugin.domain.model_presets import PRESETS
from plugin.domain.pack_offer import Kept
from plugin.domain.rating import Rating, Stage
from plugin.domain.risk import BY_HAND, Risk, Status
from plugin.domain.risk_life import dismissed, kept, marked_edited, rated
from plugin.domain.risk_model import Objective, RiskModel, RiskModels
from plugin.domain.starter_model import STARTER_MODEL
from tests.domain.packs import a_pack

NOW = datetime(2026, 11, 24, tzinfo=UTC)
PACK = a_pack()
MODELS = RiskModels(STARTER_MODEL, {STARTER_MODEL.version: STARTER_MODEL})


def a_draft(model: RiskModel = STARTER_MODEL, code: str = "frost") -> Risk:
    """A draft of the garden pack."""
    told = PACK.risk(code)
    assert told is not None
    numbers = count(1)
    return draft_from(PACK, told, ProjectId("1"), model, AccountId("a"), NOW, lambda: f"id{next(numbers)}")


def test_a_draft_says_what_its_pack_says_and_rates_nothing() -> None:
    """Words, strategy, responses and sign come along; the hint stays apart from the ratings."""
    draft, told = a_draft(), PACK.risks[0]
    assert (draft.title, draft.cause, draft.event, draft.effect) == (told.title, told.cause, told.event, told.effect)
    assert (draft.status, dict(draft.ratings), draft.speciality) == (Status.DRAFT, {}, "garden")
    assert draft.treatment.strategy is told.strategy
    assert [(one.title, one.kind) for one in draft.treatment.actions] == [(o.title, o.kind) for o in told.actions]
    assert hinted(draft, MODELS) == (3, {Objective.COST: 2})


@given(order=st.integers(1, 7), levels=st.integers(2, 7), wanted=st.integers(2, 7))
def test_a_hint_keeps_its_place_on_another_scale(order: int, levels: int, wanted: int) -> None:
    """Ends meet ends, the result is on the scale, and a higher order never becomes a lower one."""
    order = min(order, levels)
    moved = rescaled(order, levels, wanted)
    assert 1 <= moved <= wanted
    assert rescaled(1, levels, wanted) == 1
    assert rescaled(levels, levels, wanted) == wanted
    if order < levels:
        assert moved <= rescaled(order + 1, levels, wanted)


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_hint_fits_every_model(name: str) -> None:
    """Whatever a project rates with, the hint is an order of its scales on objectives that it has."""
    model = PRESETS[name].model
    models = RiskModels(model, {model.version: model, STARTER_MODEL.version: STARTER_MODEL})
    for draft in (a_draft(), a_draft(model)):
        found = hinted(draft, models)
        assert found is not None
        assert 1 <= found[0] <= len(model.probabilities)
        assert found[1]
        assert all(one in model.objectives and 1 <= order <= len(model.impacts) for one, order in found[1].items())


def test_what_became_of_a_draft_is_told_by_its_code() -> None:
    """Untouched, reworded, kept and dismissed drafts are told apart; risks of other packs are none of this one's."""
    rating = Rating(2, {Objective.COST: 2}, STARTER_MODEL.version, NOW)
    untouched, other = a_draft(), replace(a_draft(), source=replace(a_draft().source, reference="pond#frost"))
    reworded = marked_edited(a_draft(code="flood"), replace(a_draft(code="flood"), title="Ours"))
    opened = kept(rated(a_draft(code="theft"), Stage.CURRENT, rating, MODELS), MODELS, NOW.date())
    gone = dismissed(a_draft(code="gift"), NOW, "not-relevant")
    assert kept_of(PACK, [untouched, reworded, opened, gone, other]) == {
        "frost": Kept(3),
        "flood": Kept(3, edited=True),
        "theft": Kept(3, edited=True),
        "gift": Kept(3, edited=True, dismissed=True),
    }


def test_only_the_words_of_a_source_make_it_edited() -> None:
    """An owner is not the pack's to say; a risk written by hand has nothing to be edited away from."""
    draft = a_draft()
    assert not marked_edited(draft, replace(draft, owner=AccountId("a"))).source.edited
    assert marked_edited(draft, replace(draft, cause="Ours")).source.edited
    by_hand = replace(draft, source=BY_HAND)
    assert not marked_edited(by_hand, replace(by_hand, cause="Ours")).source.edited
