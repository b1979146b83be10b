"""What the watchers of a risk's own issue hear: each change of level once, each due day once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.backing import Backing
from plugin.domain.ids import AccountId
from plugin.domain.risk import Outcome, Risk
from plugin.domain.risk_life import closed
from plugin.domain.starter_model import STARTER_MODELS as MODELS
from plugin.domain.telling import Told, news_of
from plugin.domain.treatment import Action, ActionState, Treatment
from tests.storage.builders import SOMEBODY, a_risk

TODAY = date(2026, 11, 24)


def hear(risk: Risk, backing: Backing, today: date = TODAY) -> tuple[list[Told], Backing]:
    """The kinds of news, and what is remembered."""
    news, after = news_of(risk, MODELS, backing, today)
    return [one.kind for one in news], after


def test_the_first_time_tells_no_level() -> None:
    """Who has just made the issue knows the level; from then on a change is told once, with both levels."""
    low, high = a_risk(probability=1, impact=1), a_risk(probability=4, impact=4)
    told, heard = hear(low, Backing())
    assert told == []
    news, after = news_of(high, MODELS, heard, TODAY)
    assert [(one.kind, one.old, one.new, one.person) for one in news] == [(Told.LEVEL, "Low", "High", SOMEBODY)]
    assert hear(high, after) == ([], after)


def test_a_review_is_reminded_of_three_days_before_and_once() -> None:
    """Four days before nothing is said; a day that is moved is reminded of anew."""
    risk = replace(a_risk(), next_review=TODAY + timedelta(days=4))
    assert hear(risk, Backing(level="Medium"))[0] == []
    told, after = hear(risk, Backing(level="Medium"), TODAY + timedelta(days=1))
    assert told == [Told.REVIEW]
    assert hear(risk, after, TODAY + timedelta(days=9))[0] == [], "overdue, and said already"
    moved = replace(risk, next_review=TODAY + timedelta(days=10))
    assert hear(moved, after, TODAY + timedelta(days=9))[0] == [Told.REVIEW]


def test_an_action_reminds_its_own_owner() -> None:
    """Whoever does the action is named, else the risk's owner; what is done or cancelled is let be."""
    ben = AccountId("ben")
    due = TODAY + timedelta(days=2)
    actions = (
        Action("a", "Pair up", owner=ben, due=due),
        Action("b", "Write it down", due=due),
        Action("c", "Done", due=due, state=ActionState.DONE),
        Action("d", "Cancelled", due=due, state=ActionState.CANCELLED),
    )
    risk = replace(a_risk(), treatment=Treatment(actions=actions))
    news, after = news_of(risk, MODELS, Backing(level="Medium"), TODAY)
    assert [(one.subject, one.person) for one in news] == [("Pair up", ben), ("Write it down", SOMEBODY)]
    assert hear(risk, after)[0] == []


def test_an_ended_risk_has_no_news() -> None:
    """Its level and its days no longer matter to anybody."""
    risk = replace(a_risk(), next_review=TODAY)
    ended = closed(risk, Outcome.DID_NOT, datetime(2026, 11, 24, tzinfo=UTC))
    assert hear(ended, Backing(level="Low")) == ([], Backing(level="Low"))


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(-3, 9)), max_size=12))
def test_nothing_is_told_twice(steps: list[tuple[int, int, int]]) -> None:
    """Looking again after any step has no news, and the level told last is the one that stands."""
    heard = Backing()
    for probability, impact, days in steps:
        risk = replace(a_risk(probability=probability, impact=impact), next_review=TODAY + timedelta(days=days))
        _, heard = hear(risk, heard)
        assert hear(risk, heard)[0] == []
        assessment = risk.assessed(MODELS)
        assert assessment is not None
        assert heard.level == assessment.level.name
