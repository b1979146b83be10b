"""Saved views: each person sees their own and the shared ones; and columns of lists are filled for risks of old."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from plugin.domain.errors import Stale
from plugin.domain.ids import AccountId, ProjectId, SiteId
from plugin.domain.rating import Confidence, Stage
from plugin.domain.risk_model import Authority
from plugin.domain.treatment import Acceptance, Action, ActionKind, Treatment
from plugin.storage import Database, SqlWork, migrate, open_database
from plugin.storage.tables.register import risk
from plugin.usecases.saved_views import SavedView, opening_view
from tests.postgres import a_database
from tests.storage.builders import AT, PROJECT, SOMEBODY, a_risk
from tests.storage.test_risk_lists import TIED

OTHER = AccountId("5b10a2844c20165700ede002")
MINE = SavedView("1", PROJECT, SOMEBODY, "Mine", "owner=x", AT)


def test_views_are_whose_they_are(work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """Own and shared views of the project, by name; deleted ones and those of others are not shown."""
    views = [MINE, replace(MINE, id="2", name="all", shared=True, account_id=OTHER)]
    views.append(replace(MINE, id="3", account_id=OTHER))
    views.append(replace(MINE, id="4", project_id=ProjectId("10001")))
    views.append(replace(MINE, id="5", deleted_at=AT))
    with work(acme, write=True) as unit:
        for view in views:
            unit.saved_views.add(view)
        unit.commit()
    with work(acme) as unit:
        assert [one.id for one in unit.saved_views.of_project(PROJECT, SOMEBODY)] == ["2", "1"]
        assert [one.id for one in unit.saved_views.of_project(PROJECT, None)] == ["2"]
        assert unit.saved_views.get("5") == views[4]
    with work(globex) as unit:
        assert unit.saved_views.get("1") is None


def test_a_view_is_never_overwritten_unseen(work: SqlWork, acme: SiteId) -> None:
    """Saving raises the version; saving an older version is refused."""
    with work(acme, write=True) as unit:
        unit.saved_views.add(MINE)
        unit.saved_views.save(replace(MINE, name="Ours"))
        assert unit.saved_views.get("1") == replace(MINE, name="Ours", version=2)
        with pytest.raises(Stale):
            unit.saved_views.save(MINE)


def test_an_own_default_opens_before_the_projects() -> None:
    """Without any default nothing is chosen."""
    ours, own = replace(MINE, id="2", shared=True, is_default=True), replace(MINE, is_default=True)
    assert opening_view([MINE]) is None
    assert opening_view([ours, MINE]) == ours
    assert opening_view([ours, own]) == own


def filled(database: Database) -> list[tuple[object, ...]]:
    """What the lists sort and count by, of every risk."""
    names = ("id", "expected", "confidence", "above_appetite", "accepted", "responses", "responses_done", "labels")
    with database.connected("*", write=False) as connection:
        return [tuple(row) for row in connection.execute(select(*(risk.c[name] for name in names)).order_by(risk.c.id))]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def owned(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated database of the test's own, as its owner, who is bound by row security too."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path / 'owned.db'}"
        else:
            url = stack.enter_context(a_database(request.getfixturevalue("postgres_url"))).owner_url
        database = open_database(url)
        stack.callback(database.dispose)
        database.migrate()
        yield database


def test_risks_of_old_are_filled_in(owned: Database) -> None:
    """The migration works out for existing risks what writing them anew would say."""
    sure = replace(a_risk().ratings[Stage.CURRENT], confidence=Confidence.HIGH, probability=5)
    acceptance = Acceptance(SOMEBODY, AT.date(), Authority.OWNER, "fine", AT.date() + timedelta(days=3))
    actions = (Action("a", "x", issue_id=TIED.issue_id), Action("b", "y"), Action("c", "z", ActionKind.CONTINGENT))
    full = replace(
        a_risk(issues=[replace(TIED, done=True)]),
        ratings={Stage.CURRENT: sure},
        labels=("b", "a"),
        treatment=Treatment(actions=actions, acceptance=acceptance),
    )
    with SqlWork(owned, lambda: AT)(SiteId(1), write=True) as unit:
        unit.risks.add(full)
        unit.risks.add(replace(a_risk(2), ratings={}))
        unit.commit()
    before = filled(owned)
    migrate.downgrade(owned.engine, "0011_watches")
    owned.migrate()
    assert filled(owned) == before
    assert before[0][1:] == (212_500, 3, True, True, 2, 1, "\nb\na\n")
