"""Flags: which ones a risk has on a day, since when, and whose move it is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.flag import Actor, Flag, FlagCode
from plugin.domain.flags import ACCEPTANCE_NOTICE, Away, flags_of
from plugin.domain.ids import AccountId, IssueId, ProjectId, RiskId
from plugin.domain.rating import Rating, Stage
from plugin.domain.risk import LinkedIssue, Risk, Role, Status, Window
from plugin.domain.risk_model import Authority, Objective
from plugin.domain.starter_model import STARTER_MODELS
from plugin.domain.treatment import Acceptance, Action, ActionState, Direction, Escalation, Strategy, Treatment
from plugin.domain.trigger import Trigger, TriggerState

RATED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
YESTERDAY = TODAY - timedelta(days=1)
OWNER, DOER = AccountId("owner"), AccountId("doer")
WINDOW_OVER = Window(date(2026, 9, 1), YESTERDAY)
LATE = Action("a1", "Test the restore", owner=DOER, due=YESTERDAY)
RESPONSE = LinkedIssue(IssueId("20001"), Role.RESPONSE)


def a_risk(probability: int = 2, impact: int = 2, **changes: object) -> Risk:
    """An open threat that is owned and rated, within appetite unless the orders say otherwise."""
    rating = Rating(probability, {Objective.SCHEDULE: impact}, "starter-1", RATED)
    made = Risk(
        id=RiskId("r1"),
        key="R-1",
        project_id=ProjectId("10000"),
        title="The supplier is late",
        cause="",
        event="",
        effect="",
        direction=Direction.THREAT,
        category=None,
        owner=OWNER,
        ratings={Stage.INHERENT: rating, Stage.CURRENT: rating},
        raised_at=RATED,
        raised_by=OWNER,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def flags(risk: Risk, today: date = TODAY, away: Away | None = None) -> list[Flag]:
    """The flags of a risk on a day."""
    return list(flags_of(risk, STARTER_MODELS, today, away or {}))


def accepted(until: date, **changes: object) -> Treatment:
    """A treatment that lives with the risk until that day."""
    made = Acceptance(OWNER, date(2026, 10, 1), Authority.SPONSOR, "cheaper to carry", until)
    return Treatment(Strategy.ACCEPT_ACTIVE, acceptance=replace(made, **changes))  # type: ignore[arg-type]


CASES = {
    "nothing is the matter": (a_risk(next_review=TODAY), []),
    "nobody owns it": (a_risk(owner=None), [Flag(FlagCode.UNOWNED, TODAY, Actor.MANAGER)]),
    "its issue in Jira has nobody": (
        a_risk(owner=None, issues=(LinkedIssue(IssueId("20002"), Role.BACKING),)),
        [Flag(FlagCode.UNASSIGNED, TODAY, Actor.MANAGER, None, "20002")],
    ),
    "an action is late": (
        a_risk(treatment=Treatment(actions=(LATE,))),
        [Flag(FlagCode.ACTION_OVERDUE, TODAY, Actor.ACTION_OWNER, DOER, "a1")],
    ),
    "an action of nobody's is late": (
        a_risk(treatment=Treatment(actions=(replace(LATE, owner=None),))),
        [Flag(FlagCode.ACTION_OVERDUE, TODAY, Actor.OWNER, OWNER, "a1")],
    ),
    "an action was done": (
        a_risk(treatment=Treatment(actions=(replace(LATE, state=ActionState.DONE),))),
        [],
    ),
    "an action is due today": (a_risk(treatment=Treatment(actions=(replace(LATE, due=TODAY),))), []),
    "the review is late": (
        a_risk(next_review=YESTERDAY),
        [Flag(FlagCode.REVIEW_OVERDUE, TODAY, Actor.OWNER, OWNER)],
    ),
    "the window has passed": (
        a_risk(window=WINDOW_OVER),
        [Flag(FlagCode.WINDOW_PASSED, TODAY, Actor.OWNER, OWNER)],
    ),
    "nobody owns a risk whose window has passed": (
        a_risk(owner=None, window=WINDOW_OVER),
        [Flag(FlagCode.WINDOW_PASSED, TODAY, Actor.MANAGER), Flag(FlagCode.UNOWNED, TODAY, Actor.MANAGER)],
    ),
    "the acceptance ran out yesterday": (
        a_risk(treatment=accepted(YESTERDAY)),
        [Flag(FlagCode.ACCEPTANCE_EXPIRED, TODAY, Actor.AUTHORITY, None, "sponsor")],
    ),
    "it ran out and was answered": (a_risk(treatment=accepted(YESTERDAY), issues=(RESPONSE,)), []),
    "it ran out after it was revoked": (a_risk(treatment=accepted(YESTERDAY, revoked_on=YESTERDAY)), []),
    "the acceptance ends in two weeks": (
        a_risk(treatment=accepted(TODAY + ACCEPTANCE_NOTICE)),
        [Flag(FlagCode.ACCEPTANCE_ENDING, TODAY, Actor.AUTHORITY, None, "sponsor")],
    ),
    "the acceptance ends later": (a_risk(treatment=accepted(TODAY + ACCEPTANCE_NOTICE + timedelta(days=1))), []),
    "above appetite and unanswered": (
        a_risk(4, 4),
        [Flag(FlagCode.ESCALATION_DUE, date(2026, 11, 7), Actor.AUTHORITY, None, "sponsor")],
    ),
    "above appetite and answered": (a_risk(4, 4, issues=(RESPONSE,)), []),
    "above appetite and accepted": (a_risk(4, 4, treatment=accepted(date(2027, 3, 1))), []),
    "above appetite and handed up": (
        a_risk(4, 4, treatment=Treatment(escalation=Escalation(Authority.BOARD, TODAY))),
        [],
    ),
    "an opportunity that nobody answers": (a_risk(4, 4, direction=Direction.OPPORTUNITY), []),
    "a draft": (a_risk(owner=None, status=Status.DRAFT, ratings={}), []),
    "a closed risk": (a_risk(owner=None, status=Status.CLOSED), []),
    "a deleted risk": (a_risk(owner=None, deleted_at=RATED), []),
}


@pytest.mark.parametrize("name", CASES)
def test_the_flags_of_a_risk(name: str) -> None:
    """A risk has these flags, in the order of their weight, each with its first day and whose move it is."""
    risk, expected = CASES[name]
    assert flags(risk) == expected


def test_an_accepted_risk_above_appetite_is_open_to_decision_again_once_its_acceptance_has_expired() -> None:
    """R8: with the acceptance gone, the risk is unanswered, and R9 counts from its end."""
    risk = a_risk(4, 4, treatment=accepted(YESTERDAY))
    assert not flags(risk, YESTERDAY - ACCEPTANCE_NOTICE - timedelta(days=1))
    assert [flag.code for flag in flags(risk)] == [FlagCode.ACCEPTANCE_EXPIRED]
    later = flags(risk, YESTERDAY + timedelta(days=5))
    assert [flag.code for flag in later] == [FlagCode.ESCALATION_DUE, FlagCode.ACCEPTANCE_EXPIRED]


def test_escalation_waits_for_as_long_as_the_level_allows() -> None:
    """R9: five days for a high risk, one for a critical one, counted from its rating."""
    assert not flags(a_risk(4, 4), date(2026, 11, 6))
    assert flags(a_risk(4, 4), date(2026, 11, 7))
    assert not flags(a_risk(5, 5), date(2026, 11, 2))
    assert flags(a_risk(5, 5), date(2026, 11, 3))


def test_whose_account_is_not_active_cannot_be_asked_to_act() -> None:
    """The owner who left is named as such, and what was theirs is the manager's move."""
    away = {OWNER: date(2026, 11, 20), DOER: date(2026, 11, 20)}
    risk = a_risk(next_review=YESTERDAY, treatment=Treatment(actions=(LATE,)))
    assert flags(risk, away=away) == [
        Flag(FlagCode.OWNER_AWAY, date(2026, 11, 20), Actor.MANAGER),
        Flag(FlagCode.ACTION_OVERDUE, TODAY, Actor.MANAGER, None, "a1"),
        Flag(FlagCode.REVIEW_OVERDUE, TODAY, Actor.MANAGER),
    ]


def test_a_triggered_risk_waits_to_be_looked_at_since_its_sign_fired() -> None:
    """The flag begins with the day on which the early sign fired."""
    fired = Trigger("t1", "Nightly build red", state=TriggerState.FIRED, fired_at=datetime(2026, 11, 21, 4, tzinfo=UTC))
    risk = a_risk(status=Status.TRIGGERED, triggers=(fired,))
    assert flags(risk) == [Flag(FlagCode.TRIGGERED, date(2026, 11, 21), Actor.OWNER, OWNER)]


def test_what_no_date_explains_keeps_its_first_day() -> None:
    """A risk that nobody owns is not newly so each day; one whose action was put off is late by the new day."""
    unowned = a_risk(owner=None, flags=(Flag(FlagCode.UNOWNED, date(2026, 11, 3), Actor.MANAGER),))
    assert [flag.since for flag in flags(unowned)] == [date(2026, 11, 3)]
    old = Flag(FlagCode.ACTION_OVERDUE, date(2026, 11, 3), Actor.ACTION_OWNER, DOER, "a1")
    put_off = a_risk(treatment=Treatment(actions=(LATE,)), flags=(old,))
    assert [flag.since for flag in flags(put_off)] == [TODAY]


DAYS = st.dates(date(2026, 10, 1), date(2027, 2, 1))


@given(
    st.builds(
        a_risk,
        st.integers(1, 5),
        st.integers(1, 5),
        owner=st.sampled_from([None, OWNER]),
        next_review=st.none() | DAYS,
        window=st.builds(Window, last=st.none() | DAYS),
        treatment=st.builds(accepted, DAYS),
    ),
    DAYS,
)
def test_flags_begin_once_and_stay_until_they_are_answered(risk: Risk, today: date) -> None:
    """No flag begins in the future, none is there twice, and one that only time brings is there tomorrow, too."""
    found = flags(risk, today)
    assert all(flag.since <= today for flag in found)
    assert len({flag.identity for flag in found}) == len(found)
    later = {flag.identity: flag.since for flag in flags(replace(risk, flags=tuple(found)), today + timedelta(days=1))}
    for flag in found:
        if flag.code is not FlagCode.ACCEPTANCE_ENDING:
            assert later[flag.identity] == flag.since
