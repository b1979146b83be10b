"""The daily sweep: flags that a new day or a change of people brings, each told once as it appears and as it goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from plugin.domain.errors import JiraTrouble
from plugin.domain.flag import FlagCode
from plugin.domain.ids import AccountId, ProjectId, RiskId, SiteId
from plugin.domain.rating import Stage
from plugin.domain.risk import Outcome, Risk
from plugin.domain.risk_model import Objective
from plugin.jira.gateway import CloudJira
from plugin.storage import SqlUnitOfWork
from plugin.usecases import sweeping
from plugin.usecases.nightly import next_sweep
from plugin.usecases.risks import RatingDraft, RiskDraft, close_risk, raise_risk
from tests.jobs.office import Office
from tests.standin.model import User

OWNER = "5b10a2844c20165700ede21g"


@pytest.fixture
def swept(office: Office) -> Office:
    """An office whose project is on, and whose errands are done."""
    office.ask_for_reading()
    office.run_errands()
    office.jira.users[OWNER] = User(OWNER, "Release lead")
    return office


@contextmanager
def opened(office: Office) -> Iterator[SqlUnitOfWork]:
    """What the app keeps of the site."""
    with office.bench.app.work(office.bench.site_id) as uow:
        yield uow


def a_risk(office: Office, owner: str | None = OWNER, steps: int = 2) -> RiskId:
    """A risk of the project, rated so many steps up."""
    rating = RatingDraft(steps, {Objective.SCHEDULE: steps})
    owned = AccountId(owner) if owner else None
    with office.act() as act:
        return raise_risk(
            act, office.project_id, RiskDraft("The supplier is late", owner=owned, ratings={Stage.CURRENT: rating})
        ).id


def sweep(office: Office) -> None:
    """The sweep of today, with all that it asks for."""
    with office.act() as act:
        sweeping.ask(act.uow, office.project_id, act.now)
    office.run_errands()


def stored(office: Office, risk_id: RiskId) -> Risk:
    """A risk as it is kept."""
    with opened(office) as uow:
        found = uow.risks.get(risk_id)
    assert found is not None
    return found


def told(office: Office, risk_id: RiskId) -> list[tuple[str, object]]:
    """What facts say of a risk's flags, oldest first."""
    with opened(office) as uow:
        facts = uow.facts.of("risk", risk_id)
    return [(fact.name, fact.detail["flag"]) for fact in facts if fact.name in {"FlagRaised", "FlagLowered"}]


def test_a_flag_is_told_once_as_it_appears_and_once_as_it_goes(swept: Office) -> None:
    """A review that falls overdue is told by the next sweep and not by those after; it is gone once it was held."""
    risk_id = a_risk(swept)
    sweep(swept)
    assert told(swept, risk_id) == []
    swept.wait(days=91)
    for _ in range(3):
        sweep(swept)
    assert told(swept, risk_id) == [("FlagRaised", "review-overdue")]
    with opened(swept) as uow:
        assert uow.risks.flagged(swept.project_id) == 1
        assert [one.id for one in uow.risks.page(swept.project_id, filters={"flag": "review-overdue"}).items]
        assert not uow.risks.page(swept.project_id, filters={"flag": "unowned"}).items
    with swept.act() as act:
        close_risk(act, risk_id, Outcome.DID_NOT, None, None)
    with opened(swept) as uow:
        assert uow.risks.flagged(swept.project_id) == 0
    sweep(swept)
    assert told(swept, risk_id) == [("FlagRaised", "review-overdue"), ("FlagLowered", "review-overdue")]


def test_a_sweep_makes_nobodys_edit_stale(swept: Office) -> None:
    """Flags are derived: the risk's version is the same after the sweep."""
    risk_id = a_risk(swept)
    before = stored(swept, risk_id)
    swept.wait(days=91)
    sweep(swept)
    after = stored(swept, risk_id)
    assert after == before
    assert [flag.code for flag in after.flags] == [FlagCode.REVIEW_OVERDUE]


def test_a_flag_that_saving_brings_is_seen_at_once_and_told_by_the_sweep(swept: Office) -> None:
    """A risk raised without an owner can be filtered by that before any sweep."""
    risk_id = a_risk(swept, owner=None)
    with opened(swept) as uow:
        assert [one.id for one in uow.risks.page(swept.project_id, filters={"flag": "unowned"}).items] == [risk_id]
    sweep(swept)
    assert told(swept, risk_id) == [("FlagRaised", "unowned")]


def test_an_owner_whose_account_was_deactivated_is_noticed(swept: Office) -> None:
    """Owners are asked for in bulk, at most once a day; who left is flagged, and who came back is not."""
    risk_id, other = a_risk(swept), a_risk(swept)
    sweep(swept)
    sweep(swept)
    asked = [one for one in swept.jira.requests if one.path.endswith("/user/bulk")]
    assert len(asked) == 1
    swept.jira.users[OWNER] = replace(swept.jira.users[OWNER], active=False)
    swept.wait(days=1)
    sweep(swept)
    today = swept.clock().date()
    assert [(one.code, one.since) for one in stored(swept, risk_id).flags] == [(FlagCode.OWNER_AWAY, today)]
    assert told(swept, other) == [("FlagRaised", "owner-away")]
    swept.jira.users[OWNER] = replace(swept.jira.users[OWNER], active=True)
    swept.wait(days=1)
    sweep(swept)
    assert told(swept, other) == [("FlagRaised", "owner-away"), ("FlagLowered", "owner-away")]


def test_word_of_a_change_has_the_person_looked_at_and_every_project_swept(swept: Office) -> None:
    """Jira told that an account changed: it is asked, and the flags follow without waiting for the night."""
    risk_id = a_risk(swept)
    sweep(swept)
    swept.jira.users["stranger"] = User("stranger", "Somebody else")
    swept.jira.deactivate_user("stranger")
    swept.jira.delete_user(OWNER)
    swept.take_deliveries()
    swept.wait(seconds=3)
    swept.run_errands()
    assert told(swept, risk_id) == [("FlagRaised", "owner-away")]
    asked = [one for one in swept.jira.requests if one.path.endswith("/user/bulk")]
    assert len(asked) == 2


def test_a_silent_jira_does_not_keep_the_calendar_from_its_flags(swept: Office) -> None:
    """Flags of the day are set; the errand stays, to ask for people again."""
    risk_id = a_risk(swept)
    swept.wait(days=91)

    class Silent:
        """A Jira that answers nothing about people."""

        def __init__(self, jira: CloudJira) -> None:
            self.jira = jira

        def __getattr__(self, name: str) -> object:
            return getattr(self.jira, name)

        def active(self, _account_ids: object) -> dict[AccountId, bool]:
            """Nothing."""
            raise JiraTrouble("Jira does not answer.")

    swept.through = Silent  # type: ignore[assignment]
    sweep(swept)
    assert told(swept, risk_id) == [("FlagRaised", "review-overdue")]
    state, attempts, _, error = swept.errand(sweeping.SWEEP)
    assert (state, attempts, error) == ("ready", 1, "Jira does not answer.")


def test_sweeps_are_within_the_first_hour_of_the_day() -> None:
    """Each project at its own minute, so that Jira is not asked for all of them at once."""
    now = datetime(2026, 11, 24, 15, tzinfo=UTC)
    turns = {next_sweep(SiteId(1), ProjectId(str(number)), now) for number in range(10_000, 10_100)}
    assert len(turns) > 30
    assert all(turn.date() == date(2026, 11, 25) and turn.time() < time(1) for turn in turns)
    assert all(turn - now < timedelta(days=1) for turn in turns)
