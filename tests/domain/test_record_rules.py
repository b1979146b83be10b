"""The rules of a risk's record as tables: ratings that ask why, windows, acceptance, relations, endings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.actions import action_problems, found_action, with_action, without_action
from plugin.domain.decisions import (
    acceptance_problems,
    acceptance_terms,
    accepted,
    decided,
    escalated,
    is_junior,
    revoked,
)
from plugin.domain.endings import FollowUp, ending_problems, follow_up_problems, may_close
from plugin.domain.errors import Conflict, Invalid, NotFound
from plugin.domain.ids import AccountId, IssueId, ProjectId, RiskId
from plugin.domain.rating import Rating, Stage
from plugin.domain.rating_rules import lacks_response, needs_reason
from plugin.domain.relations import SYMMETRIC, leads_to, related, unrelated
from plugin.domain.risk import CloseReason, Ending, LinkedIssue, Outcome, RelationKind, Risk, Role, Status, Window
from plugin.domain.risk_model import Authority, Objective, RiskModels
from plugin.domain.starter_model import STARTER_MODEL, STARTER_MODELS
from plugin.domain.treatment import (
    Acceptance,
    Action,
    ActionKind,
    ActionState,
    Direction,
    Effectiveness,
    Escalation,
    Strategy,
    Treatment,
)
from plugin.domain.urgency import Urgency, urgency

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = AT.date()
LEAD = AccountId("lead")


def rated(probability: int, impact: int, why: str | None = None) -> Rating:
    """A rating on the schedule."""
    return Rating(probability, {Objective.SCHEDULE: impact}, STARTER_MODEL.version, AT, LEAD, rationale=why)


def a_risk(number: int = 1, **changes: object) -> Risk:
    """An open threat, rated High before and now."""
    base = Risk(
        id=RiskId(f"{number:032x}"),
        key=f"R-{number}",
        project_id=ProjectId("10000"),
        title="Key developer leaves",
        cause="",
        event="",
        effect="",
        direction=Direction.THREAT,
        category=None,
        owner=None,
        ratings={Stage.INHERENT: rated(4, 4), Stage.CURRENT: rated(4, 4)},
        raised_at=AT,
        raised_by=LEAD,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stage", "rating", "direction", "asks"),
    [
        (Stage.CURRENT, rated(5, 5), Direction.THREAT, True),
        (Stage.CURRENT, rated(5, 5, "A second one left."), Direction.THREAT, False),
        (Stage.CURRENT, rated(5, 5, "  "), Direction.THREAT, True),
        (Stage.CURRENT, rated(4, 4), Direction.THREAT, False),
        (Stage.CURRENT, rated(2, 2), Direction.THREAT, False),
        (Stage.TARGET, rated(5, 5), Direction.THREAT, False),
        (Stage.CURRENT, rated(5, 5), Direction.OPPORTUNITY, False),
        (Stage.CURRENT, replace(rated(5, 5), model_version="another"), Direction.THREAT, False),
    ],
)
def test_current_above_inherent_asks_why(stage: Stage, rating: Rating, direction: Direction, *, asks: bool) -> None:
    """A threat rated worse than before any response needs a reason, and nothing else does (R1)."""
    assert needs_reason(a_risk(direction=direction), stage, rating, STARTER_MODELS) is asks


@pytest.mark.parametrize(
    ("target", "actions", "lacks"),
    [
        (rated(2, 2), (), True),
        (rated(2, 2), (Action("a", "Pair"),), False),
        (rated(2, 2), (Action("a", "Pair", state=ActionState.CANCELLED),), True),
        (rated(2, 2), (Action("a", "Pair", kind=ActionKind.CONTINGENT),), True),
        (rated(2, 2), (Action("a", "Pair", state=ActionState.DONE),), True),
        (rated(4, 4), (), False),
        (None, (), False),
    ],
)
def test_a_better_target_wants_a_live_response(
    target: Rating | None, actions: tuple[Action, ...], *, lacks: bool
) -> None:
    """A target below current without a response that somebody still works on is a promise without work (R2)."""
    ratings = {Stage.CURRENT: rated(4, 4), **({Stage.TARGET: target} if target else {})}
    risk = a_risk(ratings=ratings, treatment=Treatment(actions=actions))
    assert lacks_response(risk, STARTER_MODELS) is lacks


@pytest.mark.parametrize(
    ("first", "last", "lead", "band"),
    [
        (date(2026, 3, 1), None, None, Urgency.OVERDUE),
        (date(2026, 3, 2), None, None, Urgency.SOON),
        (date(2026, 3, 20), None, 19, Urgency.OVERDUE),
        (date(2026, 3, 20), None, 18, Urgency.SOON),
        (date(2026, 3, 16), None, None, Urgency.SOON),
        (date(2026, 3, 17), None, None, Urgency.LATER),
        (None, date(2026, 3, 17), 3, None),
        (date(2026, 2, 1), date(2026, 3, 1), None, None),
    ],
)
def test_a_window_says_how_pressing_it_is(
    first: date | None, last: date | None, lead: int | None, band: Urgency | None
) -> None:
    """The act-by day, earliest day less lead time, is overdue, soon or later; a passed window is neither."""
    assert urgency(Window(first, last, lead), TODAY) is band


def models_with(accept: Authority, days: int | None) -> RiskModels:
    """The starter model where each level asks for that authority, for so many days."""
    levels = tuple(replace(level, accept=accept, accept_days=days) for level in STARTER_MODEL.levels)
    return RiskModels(replace(STARTER_MODEL, levels=levels))


@pytest.mark.parametrize(
    ("authority", "ends", "wrong"),
    [
        (Authority.SPONSOR, TODAY + timedelta(days=30), []),
        (Authority.BOARD, TODAY + timedelta(days=1), []),
        (Authority.MANAGER, TODAY + timedelta(days=30), ["/authority"]),
        (Authority.SPONSOR, TODAY + timedelta(days=31), ["/expiresOn"]),
        (Authority.SPONSOR, TODAY, ["/expiresOn"]),
        (Authority.SPONSOR, None, ["/expiresOn"]),
        (Authority.OWNER, None, ["/authority", "/expiresOn"]),
    ],
)
def test_acceptance_keeps_to_the_terms_of_the_level(authority: Authority, ends: date | None, wrong: list[str]) -> None:
    """Who accepts is senior enough, and it ends in time."""
    terms = acceptance_terms(a_risk(), models_with(Authority.SPONSOR, 30), TODAY)
    acceptance = Acceptance(LEAD, TODAY, authority, "We can bear it.", ends)
    assert [problem.pointer for problem in acceptance_problems(terms, acceptance)] == wrong


def test_within_appetite_an_acceptance_may_last() -> None:
    """Below appetite, where the level limits nothing, no expiry is asked for; a reason always is."""
    low = a_risk(ratings={Stage.CURRENT: rated(1, 1)})
    terms = acceptance_terms(low, models_with(Authority.OWNER, None), TODAY)
    assert not terms.needs_expiry
    assert acceptance_problems(terms, Acceptance(LEAD, TODAY, Authority.OWNER, "Small.")) == []
    assert acceptance_problems(terms, Acceptance(LEAD, TODAY, Authority.OWNER, " "))[0].pointer == "/justification"


@given(st.sampled_from(list(Authority)), st.sampled_from(list(Authority)))
def test_seniority_is_a_strict_order(one: Authority, other: Authority) -> None:
    """Of two authorities at most one is junior, and nobody is junior to themselves."""
    assert (is_junior(one, other), is_junior(other, one)).count(True) == (0 if one is other else 1)


def test_accepting_gives_a_strategy_where_there_was_none() -> None:
    """With a plan that waits it is active, without one passive; a strategy that was chosen stays."""
    acceptance = Acceptance(LEAD, TODAY, Authority.BOARD, "We can bear it.")
    planned = a_risk(treatment=Treatment(contingency_plan="Call the agency."))
    chosen = a_risk(treatment=Treatment(strategy=Strategy.TRANSFER))
    assert accepted(a_risk(), acceptance).treatment.strategy is Strategy.ACCEPT_PASSIVE
    assert accepted(planned, acceptance).treatment.strategy is Strategy.ACCEPT_ACTIVE
    assert accepted(chosen, acceptance).treatment.strategy is Strategy.TRANSFER
    gone = revoked(accepted(a_risk(), acceptance), TODAY)
    assert gone.treatment.acceptance is not None
    assert not gone.treatment.acceptance.holds(TODAY)
    with pytest.raises(Conflict):
        revoked(gone, TODAY)
    with pytest.raises(Conflict):
        acceptance_terms(a_risk(status=Status.CLOSED), STARTER_MODELS, TODAY)


def test_an_escalation_waits_for_one_decision() -> None:
    """A risk that was handed up is not handed up again before somebody decided, and is decided once."""
    up = escalated(a_risk(), Escalation(Authority.SPONSOR, TODAY, LEAD, "Too big for us."))
    with pytest.raises(Conflict):
        escalated(up, Escalation(Authority.BOARD, TODAY))
    down = decided(up, "Hire a second person.")
    with pytest.raises(Conflict):
        decided(down, "Again.")
    assert escalated(down, Escalation(Authority.BOARD, TODAY)).treatment.escalation is not None


@pytest.mark.parametrize(
    ("action", "wrong"),
    [
        (Action("a", "Pair"), []),
        (Action("a", " "), ["/title"]),
        (Action("a", "x" * 201), ["/title"]),
        (Action("a", "Pair", cost=-1, effort_hours=-1), ["/cost", "/effortHours"]),
        (Action("a", "Pair", effectiveness=Effectiveness.WORKS), ["/effectiveness"]),
        (Action("a", "Pair", state=ActionState.DONE, effectiveness=Effectiveness.WORKS), []),
    ],
)
def test_an_action_says_what_is_wrong_with_it(action: Action, wrong: list[str]) -> None:
    """Each field that cannot be accepted is named."""
    assert [problem.pointer for problem in action_problems(action)] == wrong


def test_actions_come_and_go() -> None:
    """The newest is last, and what is gone is not found."""
    risk = with_action(with_action(a_risk(), Action("a", "Pair")), Action("b", "Write down"))
    assert [action.id for action in risk.treatment.actions] == ["a", "b"]
    with pytest.raises(NotFound):
        found_action(without_action(risk, "a"), "a")


def test_ties_are_kept_at_both_ends() -> None:
    """A directed tie is inverse at the other end, a mutual one alike; undoing it from either end undoes both."""
    one, other = a_risk(1), a_risk(2)
    for kind in RelationKind:
        here, there = related(one, other, kind, lambda _: ())
        assert here.relations[0].kind is there.relations[0].kind is kind
        assert there.relations[0].is_inverse is (kind not in SYMMETRIC)
        assert unrelated(there, here, here.id, kind) == (other, one)


edges = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=20)


@given(edges)
def test_causes_run_in_no_circle(pairs: list[tuple[int, int]]) -> None:
    """Whatever ties of cause are tried, no risk comes to cause itself, and a refused tie changes nothing."""
    risks = {number: a_risk(number) for number in range(6)}
    by_id = {risk.id: number for number, risk in risks.items()}
    for start, end in pairs:
        try:
            risks[start], risks[end] = related(
                risks[start], risks[end], RelationKind.CAUSES, lambda one: risks[by_id[one]].relations
            )
        except (Invalid, Conflict):
            continue
    for risk in risks.values():
        for tie in risk.relations:
            if not tie.is_inverse:
                assert not leads_to(tie.risk_id, risk.id, tie.kind, lambda one: risks[by_id[one]].relations)


@pytest.mark.parametrize(
    ("outcome", "ending", "wrong"),
    [
        (Outcome.DID_NOT, Ending(CloseReason.RESPONDED), []),
        (Outcome.DID_NOT, Ending(CloseReason.OCCURRED), ["/closeReason"]),
        (Outcome.OCCURRED, Ending(CloseReason.EXPIRED), ["/closeReason"]),
        (Outcome.OCCURRED, Ending(CloseReason.OCCURRED, actual_impact={Objective.COST: 3}), []),
        (Outcome.DID_NOT, Ending(actual_impact={Objective.COST: 3}), ["/actualImpact"]),
        (
            Outcome.OCCURRED,
            Ending(actual_impact={Objective.COST: 6}, actual_cost=-1),
            ["/actualImpact/cost", "/actualCost"],
        ),
    ],
)
def test_an_ending_fits_together(outcome: Outcome, ending: Ending, wrong: list[str]) -> None:
    """Outcome, reason and actual impact do not contradict each other."""
    assert [problem.pointer for problem in ending_problems(outcome, ending, STARTER_MODEL)] == wrong


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("answer", [None, *FollowUp])
@pytest.mark.parametrize("tied", [False, True])
def test_what_occurred_has_an_issue_or_needs_none(outcome: Outcome, answer: FollowUp | None, *, tied: bool) -> None:
    """A risk that occurred is tied to the issue it became, or somebody says that there will be one, or none (R10)."""
    risk = a_risk(issues=(LinkedIssue(IssueId("1"), Role.REALISED),) if tied else ())
    happened = outcome in {Outcome.OCCURRED, Outcome.PARTLY}
    missing = happened and not tied and answer in {None, FollowUp.LINKED}
    assert bool(follow_up_problems(risk, outcome, answer)) is missing


def test_the_owner_or_a_manager_closes() -> None:
    """Others may close what nobody owns, and nothing else (R7)."""
    owned = a_risk(owner=LEAD)
    other = AccountId("other")
    assert may_close(owned, LEAD, manages=False)
    assert may_close(owned, other, manages=True)
    assert not may_close(owned, other, manages=False)
    assert may_close(a_risk(), other, manages=False)
