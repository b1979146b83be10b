"""Ratings look the matrix up, responses move risks, and totals that move by difference equal a recount."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.errors import Conflict
from plugin.domain.figures import Late, risk_figures
from plugin.domain.ids import AccountId, IssueId, ProjectId, RiskId
from plugin.domain.rating import Rating, Stage, assess
from plugin.domain.register import contribution, moved
from plugin.domain.response import WhenDone, follow
from plugin.domain.risk import LinkedIssue, Outcome, Risk, Role, risk_problems, statement
from plugin.domain.risk_life import closed, linked, rated, reopened
from plugin.domain.risk_model import Objective
from plugin.domain.starter_model import STARTER_MODEL as MODEL
from plugin.domain.starter_model import STARTER_MODELS as MODELS
from plugin.domain.treatment import Direction

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def rating(probability: int = 4, cost: int | None = None, **impact: int) -> Rating:
    """A rating of today."""
    by_objective = {Objective(name): order for name, order in (impact or {"schedule": 4}).items()}
    return Rating(probability, by_objective, MODEL.version, NOW, AccountId("lead"), cost)


def a_risk(**changes: object) -> Risk:
    """A valid open threat rated High, with a target of Medium."""
    risk = Risk(
        id=RiskId("r1"),
        key="R-1",
        project_id=ProjectId("10000"),
        title="Key developer leaves",
        cause="one person knows the billing core",
        event="that person may leave",
        effect="velocity halves for two months",
        direction=Direction.THREAT,
        category="people",
        owner=AccountId("owner"),
        ratings={Stage.INHERENT: rating(), Stage.CURRENT: rating(), Stage.TARGET: rating(2, schedule=3)},
        raised_at=NOW,
        raised_by=AccountId("lead"),
    )
    return replace(risk, **changes)  # type: ignore[arg-type]


def answered(*issue_ids: str) -> Risk:
    """A risk with responses that are not done."""
    risk = a_risk()
    for issue_id in issue_ids:
        risk = linked(risk, LinkedIssue(IssueId(issue_id), Role.RESPONSE))
    return risk


@pytest.mark.parametrize(
    ("probability", "impact", "level"),
    [
        (1, 1, "Low"),
        (1, 4, "Medium"),
        (1, 5, "High"),
        (2, 5, "High"),
        (3, 3, "Medium"),
        (3, 5, "Critical"),
        (4, 4, "High"),
        (5, 2, "Medium"),
        (5, 4, "Critical"),
    ],
)
def test_the_matrix_is_a_lookup(probability: int, impact: int, level: str) -> None:
    """Cells of the starter matrix: high impact weighs more than a product would say."""
    assert level == assess(MODELS, rating(probability, schedule=impact)).level.name


def test_the_starter_matrix_never_falls_when_a_risk_gets_worse() -> None:
    """Monotone in both directions (invariant 16)."""
    ranks = [[MODEL.level(name).rank for name in row] for row in MODEL.matrix]
    assert all(row == sorted(row) for row in ranks)
    assert all(list(column) == sorted(column) for column in zip(*ranks, strict=True))


def test_the_starter_scales_cover_their_domain_without_gap() -> None:
    """Bands follow one another and each point lies in its band."""
    bands = MODEL.probabilities
    assert all(upper.low == lower.high for lower, upper in pairwise(bands))
    assert all(band.low <= band.point <= band.high for band in bands)


@given(st.integers(1, 5), st.dictionaries(st.sampled_from(list(Objective)), st.integers(1, 5), min_size=1))
def test_the_overall_impact_is_the_maximum_and_compliance_stays_apart(
    probability: int, impact: dict[Objective, int]
) -> None:
    """A milder objective changes nothing; a non-compensable one never enters the maximum (domain-methods 2.4)."""
    found = assess(MODELS, Rating(probability, impact, MODEL.version, NOW))
    compensable = [order for objective, order in impact.items() if MODEL.is_compensable(objective)]
    apart = [order for objective, order in impact.items() if not MODEL.is_compensable(objective)]
    assert found.impact == max(compensable, default=None)
    assert found.apart == max(apart, default=None)
    assert found.level == MODEL.look_up(probability, max(impact.values()))


def test_the_last_response_done_moves_current_to_target() -> None:
    """One of two done changes nothing but the count; the second moves the rating and sets the next review."""
    risk = answered("1", "2")
    first = follow(risk, IssueId("1"), done=True, choice=WhenDone.MOVE, models=MODELS, at=NOW)
    second = follow(first.risk, IssueId("2"), done=True, choice=WhenDone.MOVE, models=MODELS, at=NOW)
    assert (_level(first.risk), first.facts) == ("High", ("ResponseDone",))
    assert (_level(second.risk), second.facts) == ("Medium", ("ResponseDone", "RiskRated"))
    assert second.risk.next_review == NOW.date() + timedelta(days=30)


def test_where_the_project_asks_the_owner_is_asked() -> None:
    """The rating stays, a proposal waits."""
    step = follow(answered("1"), IssueId("1"), done=True, choice=WhenDone.ASK, models=MODELS, at=NOW)
    assert _level(step.risk) == "High"
    assert step.risk.proposal is not None
    assert step.facts == ("ResponseDone", "RatingProposed")


def test_the_same_news_twice_changes_nothing() -> None:
    """A response told done again leaves risk and history alone."""
    once = follow(answered("1"), IssueId("1"), done=True, choice=WhenDone.MOVE, models=MODELS, at=NOW).risk
    again = follow(once, IssueId("1"), done=True, choice=WhenDone.MOVE, models=MODELS, at=NOW)
    assert (once, ()) == (again.risk, again.facts)


def test_a_reopened_response_proposes_the_way_back() -> None:
    """What the app lowered by itself it proposes to raise again; a person decides."""
    done = follow(answered("1"), IssueId("1"), done=True, choice=WhenDone.MOVE, models=MODELS, at=NOW).risk
    back = follow(done, IssueId("1"), done=False, choice=WhenDone.MOVE, models=MODELS, at=NOW)
    assert _level(back.risk) == "Medium"
    assert back.risk.proposal is not None
    assert back.risk.proposal.rating.same_as(rating())


def test_a_closed_risk_only_notes_its_responses() -> None:
    """Work that ends after the risk did moves no rating."""
    risk = closed(answered("1"), Outcome.DID_NOT, NOW)
    step = follow(risk, IssueId("1"), done=True, choice=WhenDone.MOVE, models=MODELS, at=NOW)
    assert step.facts == ("ResponseDone",)
    with pytest.raises(Conflict):
        rated(risk, Stage.CURRENT, rating(1), MODELS)


def test_reopening_takes_the_outcome_back() -> None:
    """A reopened risk is open, without outcome, and due for review by its level."""
    risk = reopened(closed(a_risk(), Outcome.OCCURRED, NOW), MODELS, NOW.date())
    assert (None, NOW.date() + timedelta(days=14)) == (risk.outcome, risk.next_review)


def test_the_statement_reads_as_one_sentence() -> None:
    """Because of its cause the event may happen, with its effect."""
    assert (
        statement(a_risk())
        == "Because one person knows the billing core, that person may leave, so velocity halves for two months."
    )


def test_every_bad_field_is_named_at_once() -> None:
    """An empty title and a rating beyond the scale are two problems of one answer."""
    bad = a_risk(title=" ", ratings={Stage.CURRENT: rating(9, schedule=7)})
    assert [p.pointer for p in risk_problems(MODELS, bad)] == [
        "/title",
        "/ratings/current/probability",
        "/ratings/current/impact/schedule",
    ]


risks = st.builds(
    a_risk,
    owner=st.sampled_from([None, AccountId("owner")]),
    direction=st.sampled_from(list(Direction)),
    ratings=st.fixed_dictionaries(
        {
            Stage.CURRENT: st.builds(
                rating, st.integers(1, 5), st.sampled_from([None, 100, 250_000]), schedule=st.integers(1, 5)
            )
        }
    ),
)


@given(st.lists(risks, max_size=8), st.lists(risks, max_size=8))
def test_totals_moved_by_difference_equal_a_recount(before: list[Risk], after: list[Risk]) -> None:
    """Replacing one register by another, risk by risk, ends in the totals of the new one (P14)."""
    totals: Counter[str] = Counter()
    for risk in before:
        totals = moved(totals, None, risk, MODELS)
    for risk in before:
        totals = moved(totals, risk, None, MODELS)
    for risk in after:
        totals = moved(totals, None, risk, MODELS)
    recount: Counter[str] = Counter()
    for risk in after:
        recount.update(contribution(risk, MODELS))
    assert Counter({k: v for k, v in recount.items() if v}) == totals


def test_exposure_without_any_cost_is_undefined_and_says_why() -> None:
    """No open risk has money: None with a reason, not zero (K1); with money, threats are negative (K2)."""
    bare = {f.key: f for f in risk_figures(moved(Counter(), None, a_risk(), MODELS), MODEL, Late())}
    assert bare["risk.exposure.net"].value is None
    assert bare["risk.exposure.net"].reason
    priced = a_risk(ratings={Stage.CURRENT: rating(4, 100_000)})
    figures = {f.key: f.value for f in risk_figures(moved(Counter(), None, priced, MODELS), MODEL, Late())}
    assert figures["risk.exposure.threats"] == -600
    assert figures["risk.exposure.opportunities"] is None


def _level(risk: Risk) -> str:
    found = risk.assessed(MODELS)
    assert found is not None
    return found.level.name
