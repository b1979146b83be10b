"""Random risks, whole records, for tests of sheets."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from plugin.domain.ids import AccountId, IssueId, ProjectId, RiskId
from plugin.domain.rating import Confidence, Rating, Stage
from plugin.domain.risk import (
    CloseReason,
    Ending,
    Identified,
    LinkedIssue,
    Outcome,
    Proposal,
    Risk,
    Role,
    Source,
    Status,
    Window,
)
from plugin.domain.risk_model import Authority, Objective
from plugin.domain.treatment import (
    STRATEGIES,
    Acceptance,
    Action,
    ActionKind,
    ActionState,
    Direction,
    Effectiveness,
    Escalation,
    Treatment,
)
from plugin.domain.trigger import Comparator, Trigger, TriggerRule, TriggerState, Watched

PROJECT = ProjectId("10000")
ISSUES = {IssueId("20001"): "PAY-1", IssueId("20002"): "PAY-2", IssueId("20003"): "PAY-3"}
PEOPLE = [AccountId("5b10a2844c20165700ede001"), AccountId("5b10a2844c20165700ede002")]

_letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\ufffe\uffff\x85\u2028\u2029")
words = st.text(_letters, min_size=1, max_size=30).map(str.strip).filter(bool)
"""Texts as commands keep them: trimmed, and some of them look like formulas."""
texts = st.one_of(st.just(""), words, words.map(lambda text: f"=HYPERLINK({text}")).map(lambda text: text.strip())
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
people = st.sampled_from(PEOPLE)
amounts = st.integers(0, 10**11)
maybe = st.none


@st.composite
def ratings(draw: Any) -> Rating:
    """A rating of the starter model, its range of cost in order."""
    low, cost, high = sorted(draw(st.lists(amounts, min_size=3, max_size=3)))
    orders = st.integers(1, 5)
    return Rating(
        probability=draw(orders),
        impact=draw(st.dictionaries(st.sampled_from(list(Objective)), orders, min_size=1)),
        model_version="starter-1",
        at=draw(instants),
        by=draw(st.one_of(maybe(), people)),
        cost=draw(st.one_of(maybe(), st.just(cost))),
        rationale=draw(st.one_of(maybe(), words)),
        confidence=draw(st.one_of(maybe(), st.sampled_from(Confidence))),
        cost_low=draw(st.one_of(maybe(), st.just(low))),
        cost_high=draw(st.one_of(maybe(), st.just(high))),
        days=draw(st.one_of(maybe(), st.integers(0, 999))),
    )


rules = st.builds(
    TriggerRule,
    st.sampled_from(Watched),
    words,
    st.sampled_from(Comparator),
    st.floats(-1e6, 1e6),
    st.one_of(st.just(timedelta()), st.timedeltas(timedelta(), timedelta(days=90))),
)
triggers = st.builds(
    Trigger,
    st.uuids().map(lambda one: one.hex),
    words,
    st.one_of(maybe(), rules),
    st.sampled_from(TriggerState),
    st.one_of(maybe(), instants),
    st.one_of(maybe(), instants),
    texts,
)
actions = st.builds(
    Action,
    st.uuids().map(lambda one: one.hex),
    words,
    st.sampled_from(ActionKind),
    st.one_of(maybe(), people),
    st.one_of(maybe(), days),
    st.sampled_from(ActionState),
    st.one_of(maybe(), amounts),
    st.one_of(maybe(), st.integers(0, 5000)),
    texts,
    st.one_of(maybe(), st.sampled_from(Effectiveness)),
    st.one_of(maybe(), st.sampled_from(list(ISSUES))),
)
acceptances = st.builds(
    Acceptance, people, days, st.sampled_from(Authority), texts, st.one_of(maybe(), days), st.one_of(maybe(), days)
)
escalations = st.builds(Escalation, st.sampled_from(Authority), days, st.one_of(maybe(), people), texts, texts)


@st.composite
def treatments(draw: Any, direction: Direction) -> Treatment:
    """What is done about a risk of that direction."""
    return Treatment(
        draw(st.one_of(maybe(), st.sampled_from(STRATEGIES[direction]))),
        tuple(draw(st.lists(actions, max_size=3))),
        draw(texts),
        draw(texts),
        draw(st.one_of(maybe(), acceptances)),
        draw(st.one_of(maybe(), escalations)),
    )


@st.composite
def windows(draw: Any) -> Window:
    """A window that closes after it opens."""
    first, last = sorted(draw(st.lists(days, min_size=2, max_size=2)))
    return Window(
        draw(st.one_of(maybe(), st.just(first))),
        draw(st.one_of(maybe(), st.just(last))),
        draw(st.one_of(maybe(), st.integers(0, 400))),
    )


ENDED = {Status.OCCURRED, Status.CLOSED, Status.EXPIRED, Status.REJECTED}


@st.composite
def risks(draw: Any, number: int = 1) -> Risk:
    """A risk with anything that can be known of one."""
    direction, status = draw(st.sampled_from(Direction)), draw(st.sampled_from(Status))
    stages = {stage: draw(ratings()) for stage in draw(st.sets(st.sampled_from(Stage)))}
    if status is not Status.DRAFT:
        stages.setdefault(Stage.CURRENT, draw(ratings()))
    has_ended = status in ENDED
    links = draw(st.lists(st.tuples(st.sampled_from(list(ISSUES)), st.sampled_from(Role)), max_size=3, unique=True))
    backing = next((link for link in links if link[1] is Role.BACKING), None)
    links = [link for link in links if link[1] is not Role.BACKING or link == backing]
    return Risk(
        id=RiskId(f"{number:032x}"),
        key=f"R-{number}",
        project_id=PROJECT,
        title=draw(words.map(lambda text: text.replace("\n", "-"))),
        cause=draw(texts),
        event=draw(texts),
        effect=draw(texts),
        direction=direction,
        category=draw(st.sampled_from([None, "supplier", "people", "external"])),
        owner=draw(st.one_of(maybe(), people)),
        ratings=stages,
        raised_at=draw(instants),
        raised_by=draw(st.one_of(maybe(), people)),
        status=status,
        outcome=draw(st.sampled_from(Outcome)) if has_ended else None,
        closed_at=draw(instants) if has_ended else None,
        next_review=draw(st.one_of(maybe(), days)),
        last_review=draw(st.one_of(maybe(), days)),
        issues=tuple(LinkedIssue(issue, role, draw(st.booleans())) for issue, role in links),
        proposal=draw(st.one_of(maybe(), st.builds(Proposal, ratings(), texts, instants))),
        speciality=draw(st.one_of(maybe(), words)),
        identified=draw(st.one_of(maybe(), st.sampled_from(Identified))),
        identified_on=draw(st.one_of(maybe(), days)),
        window=draw(windows()),
        treatment=draw(treatments(direction)),
        triggers=tuple(draw(st.lists(triggers, max_size=2))),
        labels=tuple(draw(st.lists(words, max_size=3, unique=True))),
        source=Source("pack", "common", 1),
        hint=draw(st.one_of(maybe(), ratings())),
        ending=draw(endings()) if has_ended else Ending(),
    )


@st.composite
def endings(draw: Any) -> Ending:
    """What is known once a risk has ended."""
    return Ending(
        draw(st.one_of(maybe(), st.sampled_from(CloseReason))),
        draw(texts),
        draw(st.dictionaries(st.sampled_from(list(Objective)), st.integers(1, 5), max_size=3)),
        draw(st.one_of(maybe(), amounts)),
        draw(texts),
    )
