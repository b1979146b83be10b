"""What a response's progress in Jira means for the risk: when the last one is done, current moves to target."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from plugin.domain.ids import IssueId
from plugin.domain.rating import Rating, Stage
from plugin.domain.risk import LinkedIssue, Proposal, Risk, Role
from plugin.domain.risk_life import rated
from plugin.domain.risk_model import RiskModels
from plugin.domain.treatment import Action, ActionState


class WhenDone(StrEnum):
    """What the project chose for the moment when the last response is done."""

    MOVE = "move"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class ResponseStep:
    """How one risk follows from one issue's done-state: the risk after, and the facts' names in order."""

    risk: Risk
    facts: tuple[str, ...]


def follow(
    risk: Risk, issue_id: IssueId, *, done: bool, choice: WhenDone, models: RiskModels, at: datetime
) -> ResponseStep:
    """The risk after one of its responses became done or was reopened.

    The last response done moves current to target (or proposes it to the owner); a response reopened after that
    proposes the way back, never takes it by itself: a person lowered or raised the work, a person judges the risk.
    """
    if not any(x.issue_id == issue_id and x.role is Role.RESPONSE and x.done != done for x in risk.issues):
        return ResponseStep(risk, ())
    marked = _followed(risk, issue_id, done=done)
    name = "ResponseDone" if done else "ResponseReopened"
    if not marked.is_open:
        return ResponseStep(marked, (name,))
    after, more = settle(risk, marked, choice=choice, models=models, at=at)
    return ResponseStep(after, (name, *more))


def settle(
    before: Risk, after: Risk, *, choice: WhenDone, models: RiskModels, at: datetime
) -> tuple[Risk, tuple[str, ...]]:
    """What it means for the rating that responses went from `before` to `after`: the risk then, and further facts."""
    was_all_done = bool(before.responses) and all(x.done for x in before.responses)
    is_all_done = bool(after.responses) and all(x.done for x in after.responses)
    if is_all_done and not was_all_done:
        return _reach(after, choice, models, at)
    if was_all_done and not is_all_done:
        return _retreat(after, at)
    return after, ()


def _followed(risk: Risk, issue_id: IssueId, *, done: bool) -> Risk:
    """The risk with the tie, and the action that is worked on in that issue, as Jira has them."""
    issues = tuple(_marked(x, issue_id, done=done) for x in risk.issues)
    actions = tuple(_moved(x, done=done) if x.issue_id == issue_id else x for x in risk.treatment.actions)
    return replace(risk, issues=issues, treatment=replace(risk.treatment, actions=actions))


def _moved(action: Action, *, done: bool) -> Action:
    if action.state is ActionState.CANCELLED or action.is_done == done:
        return action
    return replace(action, state=ActionState.DONE if done else ActionState.UNDER_WAY)


def _marked(link: LinkedIssue, issue_id: IssueId, *, done: bool) -> LinkedIssue:
    return replace(link, done=done) if link.issue_id == issue_id and link.role is Role.RESPONSE else link


def _reach(risk: Risk, choice: WhenDone, models: RiskModels, at: datetime) -> tuple[Risk, tuple[str, ...]]:
    target = risk.ratings.get(Stage.TARGET)
    if target is None or risk.current is None or target.same_as(risk.current):
        return risk, ()
    reached = replace(target, at=at, by=None, rationale="All responses are done.")
    if choice is WhenDone.MOVE:
        return rated(risk, Stage.CURRENT, reached, models), ("RiskRated",)
    return replace(risk, proposal=Proposal(reached, "All responses are done.", at)), ("RatingProposed",)


def _retreat(risk: Risk, at: datetime) -> tuple[Risk, tuple[str, ...]]:
    if risk.proposal is not None:
        return replace(risk, proposal=None), ("ProposalWithdrawn",)
    inherent = risk.ratings.get(Stage.INHERENT)
    target, current = risk.ratings.get(Stage.TARGET), risk.current
    if inherent is None or target is None or current is None:
        return risk, ()
    if not target.same_as(current) or inherent.same_as(current):
        return risk, ()
    back: Rating = replace(inherent, at=at, by=None, rationale="A response was reopened.")
    return replace(risk, proposal=Proposal(back, "A response was reopened.", at)), ("RatingProposed",)
