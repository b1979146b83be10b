"""How risks leave: closed with outcome, reason and what they did in fact; drafts kept in the register or dismissed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from plugin.domain.endings import FollowUp, ending_problems, follow_up_problems
from plugin.domain.errors import Invalid, Problem
from plugin.domain.ids import AccountId, IssueId, RiskId
from plugin.domain.rating import Stage, rating_problems
from plugin.domain.risk import CloseReason, Ending, LinkedIssue, Outcome, Risk, Role
from plugin.domain.risk_life import closed, dismissed, kept, linked, rated
from plugin.domain.risk_model import Objective, RiskModels
from plugin.usecases.act import Act
from plugin.usecases.register_acts import act_fact, hold, saved
from plugin.usecases.responding import rating_move
from plugin.usecases.risks import RatingDraft, rating_from, tie_of


@dataclass(frozen=True, slots=True)
class EndingDraft:
    """How a risk ended as a person tells it; `issue` is the one that it became, `follow_up` what is said without one.

    `reason` may be left out where the outcome says enough.
    """

    outcome: Outcome
    reason: CloseReason | None = None
    comment: str = ""
    actual_impact: Mapping[Objective, int] = field(default_factory=dict)
    actual_cost: int | None = None
    lesson: str = ""
    issue: IssueId | None = None
    follow_up: FollowUp | None = None


def end_risk(act: Act, risk_id: RiskId, draft: EndingDraft, expected: int | None) -> Risk:
    """Close a risk with everything that is known of its end; Invalid names every field that cannot be accepted."""
    risk, models = hold(act, risk_id, expected)
    ending = Ending(
        draft.reason, draft.comment.strip(), dict(draft.actual_impact), draft.actual_cost, draft.lesson.strip()
    )
    tied, facts = risk, []
    if draft.issue is not None:
        tie = tie_of(act, draft.issue, Role.REALISED)
        tied = linked(risk, LinkedIssue(tie.issue_id, tie.role))
        facts.append(act_fact(act, "IssueLinked", risk, {"issueId": draft.issue, "role": Role.REALISED.value}))
    problems = ending_problems(draft.outcome, ending, models.current)
    problems += follow_up_problems(tied, draft.outcome, draft.follow_up)
    if problems:
        raise Invalid(problems)
    after = closed(tied, draft.outcome, act.now, ending)
    facts.append(act_fact(act, "RiskClosed", risk, _told(draft, after), ending.comment or None))
    return saved(act, risk, after, facts, also={draft.issue} if draft.issue else None)


def keep_draft(
    act: Act, risk_id: RiskId, owner: AccountId | None, rating: RatingDraft | None, expected: int | None
) -> Risk:
    """Take a draft into the register, with an owner, and rated now or before."""
    risk, models = hold(act, risk_id, expected)
    after, facts = risk, []
    if owner is None:
        raise Invalid([Problem("/owner", "say who owns it from now on")])
    if owner != risk.owner:
        after = replace(after, owner=owner)
        facts.append(act_fact(act, "RiskRewritten", risk, {"changes": {"owner": [risk.owner, owner]}}))
    if rating is not None:
        after, more = _rated(act, after, rating, models)
        facts += [act_fact(act, "RiskRated", risk, move) for move in more]
    if after.current is None:
        raise Invalid([Problem("/ratings/current", "rate how likely it is and how hard it would hit today")])
    after = kept(after, models, act.now.date())
    return saved(act, risk, after, [*facts, act_fact(act, "DraftKept", risk)])


def dismiss_draft(act: Act, risk_id: RiskId, reason: str, expected: int | None) -> Risk:
    """Judge a draft as not wanted, and say why."""
    risk, _ = hold(act, risk_id, expected)
    if not reason.strip():
        raise Invalid([Problem("/reason", "say why it does not matter here")])
    after = dismissed(risk, act.now, reason.strip())
    return saved(act, risk, after, [act_fact(act, "DraftDismissed", risk, None, reason.strip())])


def _rated(act: Act, risk: Risk, draft: RatingDraft, models: RiskModels) -> tuple[Risk, list[dict[str, object]]]:
    """The draft rated now; what nobody has answered yet is its inherent rating as well."""
    rating = rating_from(act, draft, models)
    if problems := rating_problems(models.current, rating, "/ratings/current"):
        raise Invalid(problems)
    stages = [Stage.CURRENT] if Stage.INHERENT in risk.ratings else [Stage.INHERENT, Stage.CURRENT]
    moves, after = [], risk
    for stage in stages:
        before, after = after, rated(after, stage, rating, models)
        moves.append(rating_move(models, before, after, stage))
    return after, moves


def _told(draft: EndingDraft, after: Risk) -> dict[str, object]:
    told: dict[str, object] = {"outcome": draft.outcome.value}
    if after.ending.reason is not None:
        told["closeReason"] = after.ending.reason.value
    if draft.follow_up is not None:
        told["followUp"] = draft.follow_up.value
    if after.ending.lesson:
        told["lesson"] = after.ending.lesson
    if after.ending.actual_cost is not None:
        told["actualCost"] = after.ending.actual_cost
    return told
