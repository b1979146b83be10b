"""The record's commands: what each writes, refuses and tells, and that totals always equal their risks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.domain.endings import FollowUp
from plugin.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from plugin.domain.ids import AccountId, IssueId, RiskId
from plugin.domain.rating import Confidence, Stage
from plugin.domain.register import contribution
from plugin.domain.response import WhenDone
from plugin.domain.risk import CloseReason, Identified, Outcome, RelationKind, Risk, Role, Status, Window
from plugin.domain.risk_model import Authority, Objective
from plugin.domain.treatment import ActionKind, ActionState, Effectiveness, Strategy
from plugin.usecases.accepting import (
    AcceptanceDraft,
    accept_risk,
    decide_escalation,
    escalate_risk,
    revoke_acceptance,
)
from plugin.usecases.act import Act
from plugin.usecases.closing import EndingDraft, dismiss_draft, end_risk, keep_draft
from plugin.usecases.records import RecordedFact
from plugin.usecases.relating import raise_secondary, relate_risks, unrelate_risks
from plugin.usecases.risk_record import RecordDraft, record_risk
from plugin.usecases.risks import (
    RatingDraft,
    RiskDraft,
    answer_proposal,
    drop_risk,
    raise_risk,
    rate_risk,
    reopen_risk,
    restore_risk,
    review_risk,
    rewrite_risk,
)
from plugin.usecases.treating import ActionDraft, add_action, change_action, draft_of, drop_action, move_action
from tests.usecases.desk import PROJECT, Desk, born, open_desk, story

ISSUE = "10001"


def rating(probability: int = 4, impact: int = 4, **more: object) -> RatingDraft:
    """A rating on the schedule."""
    return RatingDraft(probability, {Objective.SCHEDULE: impact}, **more)  # type: ignore[arg-type]


def raised(desk: Desk, target: tuple[int, int] | None = None, **changes: object) -> Risk:
    """A threat above appetite."""
    ratings = {Stage.CURRENT: rating()} | ({Stage.TARGET: rating(*target)} if target else {})
    draft = replace(RiskDraft("Key developer leaves", ratings=ratings), **changes)  # type: ignore[arg-type]
    with desk.act() as act:
        return raise_risk(act, PROJECT, draft)


def stored(desk: Desk, risk_id: RiskId) -> Risk:
    """The risk as it is kept."""
    with desk.work(desk.site_id) as uow:
        found = uow.risks.get(risk_id)
    assert found is not None
    return found


def facts(desk: Desk, risk_id: RiskId) -> list[RecordedFact]:
    """What happened to the risk, oldest first."""
    with desk.work(desk.site_id) as uow:
        return list(uow.facts.of("risk", risk_id))


def names(desk: Desk, risk_id: RiskId) -> list[str]:
    """The names of its facts after the raising."""
    return [fact.name for fact in facts(desk, risk_id) if fact.name != "RiskRaised"][1:]


def test_each_part_is_written_and_told(desk: Desk) -> None:
    """Only what is given moves; the fact has old and new of each part that moved, and nothing where none did."""
    risk = raised(desk)
    window = Window(date(2026, 5, 1), date(2026, 6, 30), 20)
    draft = RecordDraft(
        identified=Identified.WORKSHOP, labels=(" core ", "core", "people"), window=window, strategy=Strategy.PREVENT
    )
    with desk.act() as act:
        after = record_risk(act, risk.id, draft, risk.version)
    assert (after.labels, after.window, after.treatment.strategy) == (("core", "people"), window, Strategy.PREVENT)
    assert stored(desk, risk.id) == after
    told = facts(desk, risk.id)[-1]
    assert told.detail["changes"] == {
        "identified": [None, "workshop"],
        "labels": ["", "core, people"],
        "windowFirst": [None, "2026-05-01"],
        "windowLast": [None, "2026-06-30"],
        "leadDays": [None, "20"],
        "strategy": [None, "prevent"],
    }
    with desk.act() as act:
        assert record_risk(act, risk.id, draft, None).version == after.version
        assert record_risk(act, risk.id, RecordDraft(fallback_plan="Buy it."), None).window == window


@pytest.mark.parametrize(
    ("draft", "pointer"),
    [
        (RecordDraft(strategy=Strategy.EXPLOIT), "/treatment/strategy"),
        (RecordDraft(window=Window(date(2026, 5, 2), date(2026, 5, 1))), "/window/last"),
        (RecordDraft(window=Window(lead_days=-1)), "/window/leadDays"),
        (RecordDraft(speciality="astrology"), "/speciality"),
        (RecordDraft(identified_on=date(2026, 3, 3)), "/identifiedOn"),
        (RecordDraft(labels=("x" * 41,)), "/labels"),
        (RecordDraft(contingency_plan="x" * 4001), "/treatment/contingencyPlan"),
    ],
)
def test_a_part_that_cannot_be_accepted_is_named(desk: Desk, draft: RecordDraft, pointer: str) -> None:
    """The refusal says which part it is about, and nothing is written."""
    risk = raised(desk)
    with pytest.raises(Invalid) as refused, desk.act() as act:
        record_risk(act, risk.id, draft, None)
    assert [problem.pointer for problem in refused.value.problems] == [pointer]
    assert stored(desk, risk.id) == risk


def test_confidence_and_ranges_are_kept_with_a_rating(desk: Desk) -> None:
    """How sure a rating is, its cost range and its days are read back; a range that is none is refused."""
    risk = raised(desk)
    sure = rating(3, 3, cost=500, cost_low=100, cost_high=900, days=12, confidence=Confidence.MEDIUM)
    with desk.act() as act:
        after = rate_risk(act, risk.id, Stage.CURRENT, sure, None)
    kept = stored(desk, risk.id).current
    assert kept == after.current
    assert kept is not None
    assert (kept.cost_low, kept.cost_high, kept.days, kept.confidence) == (100, 900, 12, Confidence.MEDIUM)
    with pytest.raises(Invalid), desk.act() as act:
        rate_risk(act, risk.id, Stage.CURRENT, rating(3, 3, cost=500, cost_low=600), None)


def test_rating_worse_than_inherent_asks_why(desk: Desk) -> None:
    """Without a reason it is refused at the rationale; with one it is kept."""
    risk = raised(desk)
    with pytest.raises(Invalid) as refused, desk.act() as act:
        rate_risk(act, risk.id, Stage.CURRENT, rating(5, 5), None)
    assert refused.value.problems[0].pointer == "/rationale"
    with desk.act() as act:
        rate_risk(act, risk.id, Stage.CURRENT, rating(5, 5, rationale="The second one left."), None)


def test_the_last_action_done_moves_current_to_target_once(desk: Desk) -> None:
    """As with issues: done moves the rating, done again changes nothing, reopened proposes the way back."""
    risk = raised(desk, target=(2, 2))
    with desk.act() as act:
        add_action(act, risk.id, ActionDraft("Pair"))
        after = add_action(act, risk.id, ActionDraft("Call the agency", kind=ActionKind.CONTINGENT))
    pair, agency = (action.id for action in after.treatment.actions)
    with desk.act() as act:
        after = move_action(act, risk.id, pair, ActionState.DONE)
    assert after.current is not None
    assert after.current.same_as(after.ratings[Stage.TARGET])
    with desk.act() as act:
        again = move_action(act, risk.id, pair, ActionState.DONE)
    assert again.version == after.version
    assert names(desk, risk.id)[-2:] == ["ActionDone", "RiskRated"]
    with desk.act() as act:
        back = move_action(act, risk.id, pair, ActionState.UNDER_WAY)
    assert back.proposal is not None
    assert back.proposal.rating.same_as(back.ratings[Stage.INHERENT])
    assert back.current.same_as(back.ratings[Stage.TARGET]) if back.current else False
    with desk.act() as act:
        assert move_action(act, risk.id, agency, ActionState.DONE).proposal == back.proposal


def test_a_new_action_never_moves_a_rating_back(desk: Desk) -> None:
    """Planning more after all was done proposes nothing; one that is done when it is written counts at once."""
    risk = raised(desk, target=(2, 2))
    with desk.act() as act:
        after = add_action(act, risk.id, ActionDraft("Pair", state=ActionState.DONE))
    assert after.current is not None
    assert after.current.same_as(after.ratings[Stage.TARGET])
    with desk.act() as act:
        assert add_action(act, risk.id, ActionDraft("Write down")).proposal is None


def test_where_the_project_asks_the_move_is_proposed(tmp_path: Path) -> None:
    """The owner answers before the rating moves, for actions as for issues."""
    desk = open_desk(tmp_path)
    desk.switch_on(when_done=WhenDone.ASK)
    risk = raised(desk, target=(2, 2))
    with desk.act() as act:
        after = add_action(act, risk.id, ActionDraft("Pair"))
        after = move_action(act, risk.id, after.treatment.actions[0].id, ActionState.DONE)
    assert after.proposal is not None
    assert after.current == risk.current
    with desk.act() as act:
        assert answer_proposal(act, risk.id, accept=True, expected=None).proposal is None


def test_an_action_is_changed_judged_and_taken_away(desk: Desk) -> None:
    """The fact tells old and new; an action is judged only once it is done; what is gone is not found."""
    risk = raised(desk)
    with desk.act() as act:
        risk = add_action(act, risk.id, ActionDraft("Pair", due=date(2026, 4, 1)))
    action = risk.treatment.actions[0]
    with desk.act() as act:
        change_action(act, risk.id, action.id, replace(draft_of(action), due=date(2026, 5, 1), cost=40_000))
    assert facts(desk, risk.id)[-1].detail["changes"] == {"due": ["2026-04-01", "2026-05-01"], "cost": [None, 40_000]}
    judged = replace(draft_of(action), effectiveness=Effectiveness.WORKS)
    with pytest.raises(Invalid), desk.act() as act:
        change_action(act, risk.id, action.id, judged)
    with desk.act() as act:
        change_action(act, risk.id, action.id, replace(judged, state=ActionState.DONE))
        drop_action(act, risk.id, action.id)
    assert names(desk, risk.id)[-3:] == ["ActionChanged", "ActionDone", "ActionDropped"]
    with pytest.raises(NotFound), desk.act() as act:
        move_action(act, risk.id, action.id, ActionState.DONE)


def test_acceptance_above_appetite_is_for_who_manages(desk: Desk) -> None:
    """Others are told which permission they lack; the fact has authority, day and reason."""
    risk = raised(desk)
    until = desk.now.date() + timedelta(days=20)
    draft = AcceptanceDraft("A second person is hired in May.", until, Authority.BOARD)
    with pytest.raises(NotAllowed), desk.act() as act:
        accept_risk(act, risk.id, draft, manages=False, expected=None)
    with desk.act() as act:
        after = accept_risk(act, risk.id, draft, manages=True, expected=risk.version)
    assert stored(desk, risk.id).treatment.acceptance == after.treatment.acceptance
    told = facts(desk, risk.id)[-1]
    assert (told.name, told.reason, told.detail["until"]) == ("RiskAccepted", draft.justification, until.isoformat())
    with desk.act() as act:
        revoke_acceptance(act, risk.id, "She left in March.", None)
        escalate_risk(act, risk.id, Authority.SPONSOR, "We need a second person.", None)
        decide_escalation(act, risk.id, "Hire one.", None)
    assert names(desk, risk.id)[-3:] == ["AcceptanceRevoked", "RiskEscalated", "EscalationDecided"]
    empties: tuple[Callable[[Act], Risk], ...] = (
        lambda act: accept_risk(act, risk.id, AcceptanceDraft(" ", until), manages=True, expected=None),
        lambda act: escalate_risk(act, risk.id, Authority.BOARD, " ", None),
        lambda act: decide_escalation(act, risk.id, "", None),
    )
    for empty in empties:
        with pytest.raises(Invalid), desk.act() as act:
            empty(act)


def test_relations_stand_in_both_histories(desk: Desk) -> None:
    """Tying and untying is told of both risks; a circle of causes is refused."""
    one, other = raised(desk), raised(desk)
    with desk.act() as act:
        relate_risks(act, one.id, other.id, RelationKind.CAUSES, one.version)
    with pytest.raises(Invalid), desk.act() as act:
        relate_risks(act, other.id, one.id, RelationKind.CAUSES)
    with pytest.raises(Stale), desk.act() as act:
        relate_risks(act, one.id, other.id, RelationKind.EXCLUDES, one.version)
    with desk.act() as act:
        unrelate_risks(act, other.id, one.id, RelationKind.CAUSES)
    for risk in (one, other):
        assert names(desk, risk.id)[-2:] == ["RelatedRisk", "UnrelatedRisk"]
        assert stored(desk, risk.id).relations == ()


def test_a_secondary_risk_is_a_tied_draft(desk: Desk) -> None:
    """It waits without a rating, counts as a draft, and is kept with an owner and a rating, or dismissed."""
    risk = raised(desk, category="people")
    with desk.act() as act:
        after, draft = raise_secondary(act, risk.id, "The new person needs months")
    assert (draft.status, draft.category, draft.current) == (Status.DRAFT, "people", None)
    assert after.relations[0].kind is RelationKind.RAISES
    owner = AccountId("ana")
    for owned, rate in ((None, rating()), (owner, None)):
        with pytest.raises(Invalid), desk.act() as act:
            keep_draft(act, draft.id, owned, rate, None)
    with desk.act() as act:
        kept = keep_draft(act, draft.id, owner, rating(2, 2), None)
    assert (kept.status, kept.owner, set(kept.ratings)) == (Status.OPEN, owner, {Stage.INHERENT, Stage.CURRENT})
    assert kept.next_review is not None
    with desk.act() as act:
        _, second = raise_secondary(act, risk.id, "Another")
    with pytest.raises(Invalid), desk.act() as act:
        dismiss_draft(act, second.id, " ", None)
    with desk.act() as act:
        assert dismiss_draft(act, second.id, "It is the same as R-2.", None).status is Status.REJECTED


def test_a_risk_that_occurred_asks_for_its_issue(desk: Desk) -> None:
    """Without one and without a word it stays open; linked, it is tied as realised; the ending is kept whole."""
    desk.tell(born(ISSUE, story(), desk.now))
    risk = raised(desk)
    draft = EndingDraft(
        Outcome.OCCURRED, CloseReason.OCCURRED, "She left.", {Objective.SCHEDULE: 4}, 90_000, "Pair early."
    )
    with pytest.raises(Invalid) as refused, desk.act() as act:
        end_risk(act, risk.id, draft, None)
    assert refused.value.problems[0].pointer == "/followUp"
    with desk.act() as act:
        after = end_risk(act, risk.id, replace(draft, issue=IssueId(ISSUE)), risk.version)
    kept = stored(desk, risk.id)
    assert kept.issues_as(Role.REALISED) == (IssueId(ISSUE),)
    assert (kept.status, kept.ending) == (Status.OCCURRED, after.ending)
    assert (kept.ending.lesson, kept.ending.actual_cost) == ("Pair early.", 90_000)
    told = facts(desk, risk.id)[-1]
    assert (told.reason, told.detail["closeReason"]) == ("She left.", "occurred")


Command = Callable[[Act, list[RiskId]], object]
ratings = st.builds(
    lambda p, i, cost: RatingDraft(p, {Objective.SCHEDULE: i}, cost, "Seen anew."),
    st.integers(1, 5),
    st.integers(1, 5),
    st.sampled_from([None, 100, 25_000]),
)
owners = st.sampled_from([None, AccountId("ana")])


def _first_action(act: Act, risk_id: RiskId) -> str:
    risk = act.uow.risks.get(risk_id)
    if risk is None or not risk.treatment.actions:
        raise NotFound("no action")
    return risk.treatment.actions[0].id


commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        lambda draft: (
            lambda act, ids: ids.append(
                raise_risk(act, PROJECT, RiskDraft("Another", ratings={Stage.CURRENT: draft})).id
            )
        ),
        ratings,
    ),
    st.builds(
        lambda stage, d: lambda act, ids: rate_risk(act, ids[-1], stage, d, None), st.sampled_from(list(Stage)), ratings
    ),
    st.builds(lambda o: lambda act, ids: rewrite_risk(act, ids[-1], RiskDraft("Anew", owner=o), None), owners),
    st.builds(
        lambda plan: lambda act, ids: record_risk(act, ids[-1], RecordDraft(strategy=plan), None),
        st.sampled_from([None, *Strategy]),
    ),
    st.builds(
        lambda kind, state: lambda act, ids: add_action(act, ids[-1], ActionDraft("Do", kind, state=state)),
        st.sampled_from(list(ActionKind)),
        st.sampled_from(list(ActionState)),
    ),
    st.builds(
        lambda state: lambda act, ids: move_action(act, ids[-1], _first_action(act, ids[-1]), state),
        st.sampled_from(list(ActionState)),
    ),
    st.just(lambda act, ids: drop_action(act, ids[-1], _first_action(act, ids[-1]))),
    st.just(
        lambda act, ids: accept_risk(
            act,
            ids[-1],
            AcceptanceDraft("Fine.", act.now.date() + timedelta(days=1), Authority.BOARD),
            manages=True,
            expected=None,
        )
    ),
    st.just(lambda act, ids: revoke_acceptance(act, ids[-1], None, None)),
    st.just(lambda act, ids: escalate_risk(act, ids[-1], Authority.BOARD, "Decide.", None)),
    st.just(lambda act, ids: ids.append(raise_secondary(act, ids[-1], "It follows")[1].id)),
    st.builds(
        lambda kind: lambda act, ids: relate_risks(act, ids[-1], ids[0], kind), st.sampled_from(list(RelationKind))
    ),
    st.builds(lambda o, d: lambda act, ids: keep_draft(act, ids[-1], o, d, None), owners, ratings),
    st.just(lambda act, ids: dismiss_draft(act, ids[-1], "No.", None)),
    st.builds(
        lambda outcome, reason: (
            lambda act, ids: end_risk(act, ids[-1], EndingDraft(outcome, reason, follow_up=FollowUp.NOT_NEEDED), None)
        ),
        st.sampled_from(list(Outcome)),
        st.sampled_from([None, *CloseReason]),
    ),
    st.just(lambda act, ids: reopen_risk(act, ids[-1], None, None)),
    st.just(lambda act, ids: review_risk(act, ids[-1], None, None)),
    st.builds(lambda yes: lambda act, ids: answer_proposal(act, ids[-1], accept=yes, expected=None), st.booleans()),
    st.just(lambda act, ids: drop_risk(act, ids[-1], None)),
    st.just(lambda act, ids: restore_risk(act, ids[-1], None)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(commands, max_size=25), st.sampled_from(list(WhenDone)))
def test_totals_are_the_sum_of_contributions(steps: list[Command], choice: WhenDone) -> None:
    """Whatever sequence of commands people carry out, running totals equal what the risks contribute."""
    with TemporaryDirectory() as folder:
        desk = open_desk(Path(folder))
        desk.switch_on(when_done=choice)
        ids = [raised(desk, target=(2, 2)).id]
        for step in steps:
            try:
                with desk.act() as act:
                    step(act, ids)
            except (Conflict, Invalid, NotFound):
                continue
        with desk.work(desk.site_id) as uow:
            models, summed = uow.models.of_project(PROJECT), Counter[str]()
            for risk_id in dict.fromkeys(ids):
                summed.update(contribution(uow.risks.get(risk_id), models))
            totals = uow.risks.totals(PROJECT)
        desk.database.dispose()
    assert +totals == +summed
