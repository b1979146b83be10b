"""Models are made and chosen without touching a rating; re-rating is previewed, and then moves everything at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.domain.errors import Conflict, Invalid, NotFound
from plugin.domain.ids import ProjectId
from plugin.domain.model_mapping import proposed_mapping
from plugin.domain.model_presets import PRESETS
from plugin.domain.rating import Stage
from plugin.domain.register import RiskTotals, contribution
from plugin.domain.risk import Outcome, Risk
from plugin.domain.risk_model import Objective, RiskModel
from plugin.domain.starter_model import STARTER_MODEL
from plugin.usecases.modelling import choose_model, find_model, make_model
from plugin.usecases.rerating import Rerating, outdated, preview_rerating, rerate
from plugin.usecases.risks import RatingDraft, RiskDraft, close_risk, raise_risk, rate_risk
from tests.usecases.desk import ELSEWHERE, PROJECT, Desk, days, open_desk

NIST = PRESETS["nist"].model


def raised(desk: Desk, title: str = "Key developer leaves", probability: int = 4, **impact: int) -> Risk:
    """A risk rated in the present model."""
    by_objective = {Objective(name): order for name, order in (impact or {"schedule": 4}).items()}
    with desk.act() as act:
        draft = RiskDraft(title, ratings={Stage.CURRENT: RatingDraft(probability, by_objective, cost=1000)})
        return raise_risk(act, PROJECT, draft)


def made(desk: Desk, model: RiskModel = NIST, name: str = "Ours") -> RiskModel:
    """A new version on the shelf."""
    with desk.act() as act:
        return make_model(act, replace(model, name=name))[0]


def chosen(desk: Desk, version: str | None, project_id: ProjectId | None = PROJECT) -> None:
    """The project's choice (None: the site's)."""
    with desk.act() as act:
        choose_model(act, project_id, version)


def kept(desk: Desk, risk: Risk) -> Risk:
    """A risk as stored."""
    with desk.work(desk.site_id) as uow:
        found = uow.risks.get(risk.id)
    assert found is not None
    return found


def recounted(desk: Desk) -> tuple[RiskTotals, RiskTotals]:
    """The totals as kept, and as a recount of every risk gives them."""
    with desk.work(desk.site_id) as uow:
        models = uow.models.of_project(PROJECT)
        total: RiskTotals = Counter()
        for risk in uow.risks.page(PROJECT, filters={}, limit=100).items:
            total.update(contribution(risk, models))
        return +uow.risks.totals(PROJECT), +total


def previewed(desk: Desk, old: RiskModel, new: RiskModel) -> tuple[Rerating, ...]:
    """What re-rating by the proposed mapping would do."""
    with desk.work(desk.site_id) as uow:
        return preview_rerating(uow, PROJECT, old.version, proposed_mapping(old, new), desk.now)


def rerated(desk: Desk, old: RiskModel, new: RiskModel, why: str = "New scales") -> tuple[Rerating, ...]:
    """Re-rated by the proposed mapping."""
    with desk.act() as act:
        return rerate(act, PROJECT, old.version, proposed_mapping(old, new), why)


def test_a_model_with_errors_is_refused_with_each_of_them(desk: Desk) -> None:
    """Invalid names the places; nothing is on the shelf."""
    broken = replace(NIST, name=" ", appetite="Dire")
    with pytest.raises(Invalid) as refused:
        made(desk, broken, " ")
    assert [one.pointer for one in refused.value.problems] == ["/name", "/appetite"]
    with desk.work(desk.site_id) as uow:
        assert [one.model.version for one in uow.models.all()] == [STARTER_MODEL.version]


def test_advice_does_not_refuse(desk: Desk) -> None:
    """NIST's own matrix breaks a rule of advice and is kept all the same, with the advice handed back."""
    with desk.act() as act:
        model, check = make_model(act, NIST)
    assert [one.code for one in check.advice] == ["R5"]
    with desk.work(desk.site_id) as uow:
        assert find_model(uow, model.version) == model
        assert find_model(uow, "nist") == NIST
        with pytest.raises(NotFound):
            find_model(uow, "unheard-of")


def test_two_saves_make_two_versions(desk: Desk) -> None:
    """A version never changes; the same again is another one."""
    assert made(desk).version != made(desk).version


def test_a_choice_changes_no_rating(desk: Desk) -> None:
    """Ratings keep their version, level and totals; only new ratings are made with the new model."""
    risk = raised(desk)
    before = recounted(desk)
    model = made(desk)
    chosen(desk, model.version)
    assert kept(desk, risk).ratings == risk.ratings
    assert recounted(desk) == before
    assert raised(desk, "Vendor is late").ratings[Stage.CURRENT].model_version == model.version
    with desk.work(desk.site_id) as uow:
        assert outdated(uow, PROJECT) == {STARTER_MODEL.version: 1}


def test_the_sites_choice_is_followed_until_a_project_has_its_own(desk: Desk) -> None:
    """Choosing for the site moves every project without a choice; giving up one's own follows the site again."""
    desk.switch_on(ELSEWHERE, "OPS")
    site, own = made(desk, name="Site"), made(desk, name="Own")
    chosen(desk, site.version, None)
    chosen(desk, own.version)
    with desk.work(desk.site_id) as uow:
        assert uow.models.of_project(PROJECT).current == own
        assert uow.models.of_project(ELSEWHERE).current == site
    chosen(desk, None)
    chosen(desk, STARTER_MODEL.version, None)
    with desk.work(desk.site_id) as uow:
        assert uow.models.of_project(PROJECT).current == STARTER_MODEL
        assert uow.models.choice(None) is None


def test_what_is_not_on_the_shelf_cannot_be_chosen(desk: Desk) -> None:
    """Neither an unknown version, nor a preset that nobody made a version of."""
    with pytest.raises(NotFound):
        chosen(desk, "unheard-of")
    with pytest.raises(NotFound):
        chosen(desk, NIST.version)


def test_choosing_the_same_again_leaves_no_trace(desk: Desk) -> None:
    """The project's revision and its facts stay."""
    model = made(desk)
    chosen(desk, model.version)
    with desk.work(desk.site_id) as uow:
        before = (uow.projects.revision(PROJECT), len(uow.facts.latest(PROJECT)))
    chosen(desk, model.version)
    with desk.work(desk.site_id) as uow:
        assert (uow.projects.revision(PROJECT), len(uow.facts.latest(PROJECT))) == before


def test_a_preview_tells_levels_and_writes_nothing(desk: Desk) -> None:
    """Each open risk with its old and new level, the changed ones marked."""
    risk = raised(desk)
    model = made(desk)
    chosen(desk, model.version)
    before = recounted(desk)
    (found,) = previewed(desk, STARTER_MODEL, model)
    assert found.old is not None
    assert found.new is not None
    assert (found.old.level.name, found.new.level.name, found.is_changed) == ("High", "Moderate", True)
    assert kept(desk, risk) == risk
    assert recounted(desk) == before


def test_rerating_makes_new_ratings_by_the_person_with_their_reason(desk: Desk) -> None:
    """Every stage is rated anew in one go; the history keeps the old ratings, and the review never moves back."""
    risk = raised(desk)
    with desk.act() as act:
        risk = rate_risk(act, risk.id, Stage.TARGET, RatingDraft(2, {Objective.SCHEDULE: 2}), None)
    model = made(desk)
    chosen(desk, model.version)
    desk.now = days(3)
    rerated(desk, STARTER_MODEL, model)
    after = kept(desk, risk)
    assert {rating.model_version for rating in after.ratings.values()} == {model.version}
    assert after.ratings[Stage.CURRENT].by == "lead"
    assert after.ratings[Stage.CURRENT].at == desk.now
    assert after.next_review == risk.next_review
    assert recounted(desk)[0] == recounted(desk)[1]
    with desk.work(desk.site_id) as uow:
        facts = [one for one in uow.facts.of("risk", risk.id) if one.at == desk.now]
        assert outdated(uow, PROJECT) == {}
    assert sorted(str(one.detail["stage"]) for one in facts) == ["current", "inherent", "target"]
    assert {one.reason for one in facts} == {"New scales"}


def test_closed_risks_keep_the_ratings_they_ended_with(desk: Desk) -> None:
    """What is over is not re-rated and not counted as waiting for it."""
    risk = raised(desk)
    with desk.act() as act:
        close_risk(act, risk.id, Outcome.DID_NOT, None, None)
    model = made(desk)
    chosen(desk, model.version)
    assert rerated(desk, STARTER_MODEL, model) == ()
    assert kept(desk, risk).ratings == risk.ratings


def test_a_risk_whose_objectives_are_gone_is_told_and_stays(desk: Desk) -> None:
    """It keeps its old rating, and the answer says that it has no new one."""
    risk = raised(desk, safety=5)
    model = made(desk, replace(NIST, objectives=(Objective.COST,)))
    chosen(desk, model.version)
    (found,) = rerated(desk, STARTER_MODEL, model)
    assert found.after is None
    assert kept(desk, risk).ratings == risk.ratings


def test_a_mapping_with_a_hole_re_rates_nothing(desk: Desk) -> None:
    """Invalid names the step; no risk is touched."""
    risk = raised(desk)
    model = made(desk)
    chosen(desk, model.version)
    mapping = replace(proposed_mapping(STARTER_MODEL, model), probability={1: 1})
    with pytest.raises(Invalid), desk.act() as act:
        rerate(act, PROJECT, STARTER_MODEL.version, mapping, "")
    assert kept(desk, risk) == risk


def test_the_present_model_and_an_unknown_one_cannot_be_left(desk: Desk) -> None:
    """Conflict and NotFound say which."""
    mapping = proposed_mapping(STARTER_MODEL, STARTER_MODEL)
    with pytest.raises(Conflict), desk.act() as act:
        rerate(act, PROJECT, STARTER_MODEL.version, mapping, "")
    with pytest.raises(NotFound), desk.act() as act:
        rerate(act, PROJECT, "unheard-of", mapping, "")


steps = st.integers(1, 5)
ratings = st.tuples(steps, st.dictionaries(st.sampled_from([o.value for o in Objective]), steps, min_size=1))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ratings, min_size=1, max_size=6), st.sampled_from(["nist", "nasa", "australian", "numeric"]))
def test_totals_equal_a_recount_after_any_re_rating(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, dict[str, int]]], preset: str
) -> None:
    """Whatever is rated and wherever it goes, the kept totals are those of a recount, and no old cell is left."""
    folder: Path = tmp_path_factory.mktemp("rerating")
    desk = open_desk(folder)
    desk.switch_on()
    for n, (probability, impact) in enumerate(rows):
        raised(desk, f"Risk {n}", probability, **impact)
    model = made(desk, PRESETS[preset].model)
    chosen(desk, model.version)
    told = previewed(desk, STARTER_MODEL, model)
    done = rerated(desk, STARTER_MODEL, model)
    assert [(one.before.id, one.is_changed) for one in told] == [(one.before.id, one.is_changed) for one in done]
    kept_totals, counted = recounted(desk)
    assert kept_totals == counted
    assert kept_totals["open"] == len(rows)
    assert all(f".{STARTER_MODEL.version}." not in key for key in kept_totals)
