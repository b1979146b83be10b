"""The shelf of risk models: versions never change, a project's choice goes before the site's, and cells keep theirs."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from plugin.domain.ids import AccountId, ProjectId, SiteId
from plugin.domain.rating import Stage
from plugin.domain.risk import Status
from plugin.domain.starter_model import STARTER_MODEL
from plugin.storage import SqlWork
from tests.storage.builders import a_risk

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
WHO = AccountId("5b10a2844c20165700ede21g")
P1, P2 = ProjectId("10000"), ProjectId("10001")
OURS = replace(STARTER_MODEL, version="ours-1", name="Ours")
THEIRS = replace(STARTER_MODEL, version="theirs-1", name="Theirs", appetite="Low")


@pytest.fixture
def shelved(work: SqlWork, acme: SiteId) -> SqlWork:
    """A site with two models of its own."""
    with work(acme, write=True) as unit:
        unit.models.add(OURS, AT, WHO)
        unit.models.add(THEIRS, AT, None)
        unit.commit()
    return work


def test_a_project_without_a_choice_uses_the_starter_model(shelved: SqlWork, acme: SiteId) -> None:
    """Making a model changes no project's ratings."""
    with shelved(acme) as unit:
        models = unit.models.of_project(P1)
        assert models.current == STARTER_MODEL
        assert models.of("theirs-1") == THEIRS
        with pytest.raises(KeyError):
            models.of("unheard-of")


def test_a_projects_choice_goes_before_the_sites(shelved: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """The site's choice counts until a project makes its own, and again once that is given up."""
    with shelved(acme, write=True) as unit:
        unit.models.choose(None, "ours-1", AT, WHO)
        unit.models.choose(P2, "theirs-1", AT, WHO)
        unit.commit()
    with shelved(acme, write=True) as unit:
        assert (unit.models.of_project(P1).current, unit.models.of_project(P2).current) == (OURS, THEIRS)
        unit.models.choose(P2, None, AT, WHO)
        assert unit.models.of_project(P2).current == OURS
        assert (unit.models.choice(None), unit.models.choice(P2)) == ("ours-1", None)
    with shelved(globex) as unit:
        assert unit.models.of_project(P2).current == STARTER_MODEL
        assert [made.number for made in unit.models.all()] == [0]


def test_a_version_is_never_rewritten(shelved: SqlWork, acme: SiteId) -> None:
    """A model with a version that is there is refused."""
    with shelved(acme, write=True) as unit, pytest.raises(IntegrityError):
        unit.models.add(replace(OURS, appetite="High"), AT, WHO)


def test_models_are_listed_newest_first(shelved: SqlWork, acme: SiteId) -> None:
    """The starter model stands last and is nobody's."""
    with shelved(acme) as unit:
        made = unit.models.all()
    assert [(one.model.name, one.number, one.made_by) for one in made] == [
        ("Theirs", 2, None),
        ("Ours", 1, WHO),
        ("Plumbline", 0, None),
    ]


def test_a_cell_holds_ratings_of_the_present_model_only(shelved: SqlWork, acme: SiteId) -> None:
    """A rating made with another model stands in no cell of this one, and is found again when that model is back."""
    risk = a_risk(probability=3, impact=3)
    with shelved(acme, write=True) as unit:
        unit.risks.add(risk)
        unit.commit()
    place = {"cell": f"{Stage.CURRENT.value}.threat.3.3"}
    with shelved(acme, write=True) as unit:
        assert len(unit.risks.page(risk.project_id, filters=place).items) == 1
        unit.models.choose(risk.project_id, "ours-1", AT, WHO)
        assert not unit.risks.page(risk.project_id, filters=place).items
        assert len(unit.risks.page(risk.project_id, filters={}).items) == 1


def test_risks_are_found_by_the_model_of_any_of_their_ratings(shelved: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """Open ones and drafts count once for each model that they have a rating in; ended and deleted ones do not."""
    plain = a_risk(1)
    theirs = replace(plain.ratings[Stage.CURRENT], model_version="theirs-1")
    mixed = replace(a_risk(2), ratings={Stage.CURRENT: theirs, Stage.INHERENT: plain.ratings[Stage.CURRENT]})
    ended = replace(a_risk(3), status=Status.CLOSED)
    deleted = replace(a_risk(4), deleted_at=AT)
    draft = replace(a_risk(5), status=Status.DRAFT, ratings={Stage.CURRENT: theirs})
    with shelved(acme, write=True) as unit:
        for risk in (plain, mixed, ended, deleted, draft):
            unit.risks.add(risk)
        assert unit.risks.rated_with(P1) == {"starter-1": 2, "theirs-1": 2}
        assert sorted(risk.key for risk in unit.risks.rated_in(P1, "theirs-1")) == ["R-2", "R-5"]
        assert not unit.risks.rated_in(P1, "theirs")
        assert not unit.risks.rated_with(P2)
        unit.commit()
    with shelved(globex) as unit:
        assert not unit.risks.rated_with(P1)
        assert not unit.risks.rated_in(P1, "starter-1")
