"""Risk models on the pages: the site's list, a project's choice, the editor that keeps a draft, and re-rating."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.domain.model_mapping import proposed_mapping
from plugin.domain.model_presets import PRESETS
from plugin.domain.rating import Stage as Rated
from plugin.domain.risk import Risk
from plugin.domain.risk_model import Objective, RiskModel
from plugin.domain.starter_model import STARTER_MODEL
from plugin.usecases.modelling import choose_model, make_model
from plugin.usecases.risks import RatingDraft, RiskDraft, raise_risk
from plugin.web.ui.model_form import values_of
from tests.web.fakes import ANA, PAY
from tests.web.ui.stage import HOSTILE, Person, Stage, a_stage, flag, text

SITE = "/ui/admin/models"
OURS = "/ui/projects/10000/settings/model"
NIST = PRESETS["nist"].model
SIZES = {"was-steps-p": "5", "was-steps-i": "5", "was-steps-l": "5"}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A fresh world for each test."""
    with a_stage(tmp_path) as made:
        yield made


def form(**changes: str) -> dict[str, str]:
    """What the editor sends of NIST's model, with changes (a name's hyphens as underscores)."""
    return {**values_of(NIST), **SIZES, "use": "1", **{name.replace("_", "-"): held for name, held in changes.items()}}


def current(stage: Stage) -> RiskModel:
    """What the project rates with."""
    with stage.world.services.work(stage.world.acme) as uow:
        return uow.models.of_project(PAY).current


def raised(stage: Stage, title: str = "Key developer leaves") -> Risk:
    """A risk rated 4 × 4 in the present model."""
    with stage.world.services.work(stage.world.acme, write=True) as uow:
        ratings = {Rated.CURRENT: RatingDraft(4, {Objective.SCHEDULE: 4})}
        risk = raise_risk(stage.world.act(uow), PAY, RiskDraft(title, ratings=ratings))
        uow.commit()
    return risk


def rating_with_nist(stage: Stage) -> RiskModel:
    """The project rates with a version of NIST's model from now on."""
    with stage.world.services.work(stage.world.acme, write=True) as uow:
        model, _ = make_model(stage.world.act(uow), NIST)
        choose_model(stage.world.act(uow), PAY, model.version)
        uow.commit()
    return model


def mapping_form(**changes: str) -> dict[str, str]:
    """The proposed mapping from our model to NIST's, as the form sends it."""
    mapping = proposed_mapping(STARTER_MODEL, NIST)
    values = {f"p{old}": str(new) for old, new in mapping.probability.items()}
    for objective, steps in mapping.impact.items():
        values |= {f"{objective}-{old}": str(new) for old, new in steps.items()}
    return {**values, "from": STARTER_MODEL.version, "reason": "We rate like our customer", **changes}


def test_only_a_sites_administrator_sees_its_models(stage: Stage) -> None:
    """Nobody else may list, edit, check, keep or choose them."""
    for person in (stage.ben, stage.vera, stage.nobody):
        for path in ("", "/edit?from=nist"):
            assert person.get(SITE + path).status_code in {401, 403}
        for path in ("/shape", "/check", "/save", "/choose"):
            assert person.post(SITE + path, **form()).status_code in {401, 403}


def test_only_a_projects_manager_sees_its_model(stage: Stage) -> None:
    """Whoever may only contribute is refused on every way."""
    for person in (stage.ben, stage.vera, stage.cleo, stage.nobody):
        for path in ("", "/edit?from=nist", "/rerate?from=starter-1"):
            assert person.get(OURS + path).status_code in {401, 403, 404}
        for path in ("/shape", "/check", "/save", "/choose", "/rerate", "/rerate/preview"):
            assert person.post(OURS + path, **form()).status_code in {401, 403, 404}
    assert current(stage) == STARTER_MODEL


def test_the_pages_lead_to_the_models(stage: Stage) -> None:
    """The administrator's page and the project's settings load the section."""
    assert f'hx-get="{SITE}"' in text(stage.ana.get("/ui/admin"))
    assert f'hx-get="{OURS}"' in text(stage.ana.get("/ui/projects/10000/settings"))


def test_the_list_offers_every_preset(stage: Stage) -> None:
    """Ours is the site's until somebody chooses, and each known model can be begun from."""
    body = text(stage.ana.get(SITE))
    assert "comes with Plumbline" in body
    for key, preset in PRESETS.items():
        assert f"/edit?from={key}" in body
        assert preset.model.name in body


@pytest.mark.parametrize("key", list(PRESETS))
def test_every_preset_opens_in_the_editor_without_anything_to_mend(stage: Stage, key: str) -> None:
    """The editor shows its matrix cell by cell, each a button with place and level."""
    body = text(stage.ana.get(f"{SITE}/edit?from={key}"))
    assert body.count("data-paint=") == 25
    assert "to mend" not in body


def test_a_model_that_is_not_there_cannot_be_edited(stage: Stage) -> None:
    """The answer says so."""
    assert stage.ana.get(f"{SITE}/edit?from=unheard-of").status_code == 404


def test_a_kept_model_is_used_at_once_where_that_was_asked(stage: Stage) -> None:
    """The project rates with it, the list names who made it, and no rating was touched."""
    stage.world.jira[stage.world.acme].names[ANA] = HOSTILE
    answer = stage.ana.post(f"{OURS}/save", **form(name="Like our customer"))
    assert answer.status_code == 200
    assert "Like our customer" in flag(answer)["title"]
    body = text(answer)
    assert "rates with a model of its own choice, “Like our customer”" in body
    assert "&lt;script&gt;alert" in body
    assert current(stage).name == "Like our customer"


def test_a_kept_model_waits_on_the_shelf_where_it_was_not(stage: Stage) -> None:
    """Without the tick nothing is rated with it yet; it can be chosen, for the project and given up again."""
    stage.ana.post(f"{OURS}/save", **{**form(name="Later"), "use": ""})
    assert current(stage) == STARTER_MODEL
    with stage.world.services.work(stage.world.acme) as uow:
        version = uow.models.all()[0].model.version
    stage.ana.post(f"{OURS}/choose", version=version)
    assert current(stage).name == "Later"
    assert "follows the site" in text(stage.ana.post(f"{OURS}/choose", version="follow"))
    assert current(stage) == STARTER_MODEL
    stage.ana.post(f"{SITE}/choose", version=version)
    assert current(stage).name == "Later"


def test_a_draft_survives_its_errors(stage: Stage) -> None:
    """What was typed stands in its field with what is wrong beside it; nothing is kept."""
    answer = stage.ana.post(f"{OURS}/save", **form(name=HOSTILE, p2_low="0.5", l2_name="", i1_cost_words="mine <b>"))
    body = text(answer)
    assert answer.status_code == 422
    assert "<script>alert" not in body
    assert 'value="0.5"' in body
    assert "mine &lt;b&gt;" in body
    assert 'id="model-p2-low-error"' in body
    assert 'id="model-l2-name-error"' in body
    unread = stage.ana.post(f"{OURS}/save", **form(p2_low="a little"))
    assert unread.status_code == 422
    assert 'value="a little"' in text(unread)
    assert current(stage) == STARTER_MODEL


def test_the_checker_answers_with_cells_and_words(stage: Stage) -> None:
    """A level that falls is advice with its cell in words and for the matrix to mark."""
    body = text(stage.ana.post(f"{OURS}/check", **form(m5_4="1")))
    assert "Advice" in body
    assert "Very High × High" in body
    assert 'data-cells="5.4"' in body or "5.4 " in body
    assert "to mend" not in body


def test_the_checker_leads_to_the_field(stage: Stage) -> None:
    """An overlap is named with both bands and a link to where it can be mended."""
    body = text(stage.ana.post(f"{OURS}/check", **form(p2_low="1")))
    assert "“Very Low” and “Low” share values" in body
    assert 'href="#model-p2-low"' in body


def test_the_editor_grows_with_the_draft_in_it(stage: Stage) -> None:
    """Seven steps each way have 49 cells; a size that is not offered is refused."""
    body = text(stage.ana.post(f"{OURS}/shape", **form(steps_p="7", steps_i="7", name="Bigger")))
    assert body.count("data-paint=") == 49
    assert 'value="Bigger"' in body
    assert stage.ana.post(f"{OURS}/shape", **form(steps_p="9")).status_code == 400


def test_ranks_are_typed_cell_by_cell(stage: Stage) -> None:
    """A rank that stands twice is named, and the table keeps it."""
    own = {**values_of(PRESETS["nasa"].model), **SIZES, "was-steps-l": "3"}
    assert text(stage.ana.post(f"{OURS}/shape", **own)).count('inputmode="numeric" name="s') == 25
    body = text(stage.ana.post(f"{OURS}/check", **{**own, "s1-1": "2"}))
    assert "Use each place from 1 to 25 once" in body


def test_the_settings_count_what_stands_in_an_older_model(stage: Stage) -> None:
    """One of two risks, with the way to re-rate it."""
    raised(stage)
    rating_with_nist(stage)
    raised(stage, "Vendor is late")
    body = text(stage.ana.get(OURS))
    assert "1 of 2 open risks are rated with the older model “Plumbline”" in body
    assert f"{OURS}/rerate?from=starter-1" in body


def test_re_rating_is_previewed_and_then_done(stage: Stage) -> None:
    """The preview shows old and new level; with a reason the ratings are made, and nothing is left to do."""
    risk = raised(stage)
    model = rating_with_nist(stage)
    body = text(stage.ana.get(f"{OURS}/rerate?from=starter-1"))
    assert "1 risk is rated anew; 1 of them with another level." in body
    assert risk.key in body
    assert "another level" in body
    previewed = text(stage.ana.post(f"{OURS}/rerate/preview", **mapping_form(p4="4")))
    assert "0 of them with another level" in previewed
    answer = stage.ana.post(f"{OURS}/rerate", **mapping_form())
    assert "1 risk is rated anew" in flag(answer)["title"]
    assert "older model" not in text(answer)
    with stage.world.services.work(stage.world.acme) as uow:
        after = uow.risks.get(risk.id)
    assert after is not None
    assert after.ratings[Rated.CURRENT].model_version == model.version
    assert after.ratings[Rated.CURRENT].rationale == "We rate like our customer"


def test_re_rating_asks_for_a_reason_and_for_every_step(stage: Stage) -> None:
    """The mapping stays as chosen, what is missing is named, and nothing is rated anew."""
    risk = raised(stage)
    rating_with_nist(stage)
    bare = stage.ana.post(f"{OURS}/rerate", **mapping_form(reason=" ", p4="4"))
    assert bare.status_code == 422
    assert "Say why" in text(bare)
    holed = stage.ana.post(f"{OURS}/rerate", **mapping_form(p4="9"))
    assert holed.status_code == 422
    assert 'id="rerate-p4-error"' in text(holed)
    with stage.world.services.work(stage.world.acme) as uow:
        assert uow.risks.get(risk.id) == risk


def test_there_is_nothing_to_re_rate_from_the_present_model(stage: Stage) -> None:
    """Conflict for it, and NotFound for a model that is none."""
    assert stage.ana.get(f"{OURS}/rerate?from=starter-1").status_code == 409
    assert stage.ana.get(f"{OURS}/rerate?from=unheard-of").status_code == 404


def test_a_site_does_not_see_another_sites_models(stage: Stage, tmp_path: Path) -> None:
    """A version made elsewhere can neither be edited nor chosen here."""
    with stage.world.services.work(stage.world.globex, write=True) as uow:
        model, _ = make_model(stage.world.act(uow), NIST)
        uow.commit()
    ana: Person = stage.ana
    assert ana.get(f"{SITE}/edit?from={model.version}").status_code == 404
    assert ana.post(f"{OURS}/choose", version=model.version).status_code == 404
