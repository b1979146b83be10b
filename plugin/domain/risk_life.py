"""What happens to a risk: rated, tied to issues, triggered, closed with its outcome, opened again, taken out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from plugin.domain.backing import Backing
from plugin.domain.errors import Conflict
from plugin.domain.ids import IssueId
from plugin.domain.rating import Rating, Stage
from plugin.domain.risk import ACTIVE, BY_HAND, CloseReason, Ending, LinkedIssue, Outcome, Risk, Role, Status
from plugin.domain.risk_model import RiskModels
from plugin.domain.watching import begun_anew

HAPPENED = frozenset({Outcome.OCCURRED, Outcome.PARTLY})
_WITHDRAWN = frozenset({CloseReason.DUPLICATE, CloseReason.OUT_OF_SCOPE})


def rated(risk: Risk, stage: Stage, rating: Rating, models: RiskModels) -> Risk:
    """The risk with one stage rated anew; a new current rating sets the next review and answers a waiting proposal."""
    if risk.status not in {*ACTIVE, Status.DRAFT}:
        raise Conflict("A closed risk keeps its ratings; reopen it first.")
    moved = replace(risk, ratings={**risk.ratings, stage: rating})
    if stage is not Stage.CURRENT:
        return moved
    return replace(moved, next_review=review_due(moved, models, rating.at.date()), proposal=None)


def review_due(risk: Risk, models: RiskModels, today: date) -> date | None:
    """The day of the next review by the level's cadence; None for drafts and once the risk has ended."""
    assessment = risk.assessed(models)
    if not risk.is_open or assessment is None:
        return None
    return today + timedelta(days=assessment.level.review_days)


def linked(risk: Risk, link: LinkedIssue) -> Risk:
    """The risk with an issue tied to it; the same issue keeps one tie for each role.

    An issue of its own is followed from then on; Conflict where the risk lives in another one.
    """
    others = tuple(x for x in risk.issues if (x.issue_id, x.role) != (link.issue_id, link.role))
    tied = replace(risk, issues=(*others, link))
    if link.role is not Role.BACKING:
        return tied
    if any(x.role is Role.BACKING for x in others):
        raise Conflict("This risk has an issue of its own already.")
    return replace(tied, backing=risk.backing or Backing())


def unlinked(risk: Risk, issue_id: IssueId, role: Role | None = None) -> Risk:
    """The risk without that issue (in one role, or in all); an action that was worked on there stays with us."""
    issues = tuple(x for x in risk.issues if x.issue_id != issue_id or (role is not None and x.role is not role))
    is_own = any(x.role is Role.BACKING for x in issues)
    risk = replace(risk, issues=issues, backing=risk.backing if is_own else None)
    if role not in {None, Role.RESPONSE}:
        return risk
    actions = tuple(
        replace(action, issue_id=None) if action.issue_id == issue_id else action for action in risk.treatment.actions
    )
    return replace(risk, treatment=replace(risk.treatment, actions=actions))


def kept(risk: Risk, models: RiskModels, today: date) -> Risk:
    """A draft taken into the register; Conflict where it is none or is not rated yet."""
    if risk.status is not Status.DRAFT:
        raise Conflict("This risk is in the register already.")
    if risk.current is None:
        raise Conflict("Rate the draft first: how likely it is, and how hard it would hit.")
    opened = replace(risk, status=Status.OPEN)
    return replace(opened, next_review=review_due(opened, models, today))


def dismissed(risk: Risk, at: datetime, reason: str) -> Risk:
    """A draft that was judged and is not wanted."""
    if risk.status is not Status.DRAFT:
        raise Conflict("Only a draft can be dismissed; close this risk with its outcome.")
    return replace(risk, status=Status.REJECTED, closed_at=at, ending=replace(risk.ending, comment=reason))


def closed(risk: Risk, outcome: Outcome, at: datetime, ending: Ending | None = None) -> Risk:
    """The risk ended with its outcome and, where given, its reason, what it did in fact, and the lesson."""
    if not risk.is_open:
        raise Conflict("This risk is closed already.")
    told = ending or Ending()
    return replace(
        risk,
        status=_ended(outcome, told.reason),
        outcome=outcome,
        closed_at=at,
        next_review=None,
        proposal=None,
        ending=told,
    )


def _ended(outcome: Outcome, reason: CloseReason | None) -> Status:
    """A risk that occurred is kept apart from one that did not, whatever reason was chosen."""
    if outcome in HAPPENED:
        return Status.OCCURRED
    if reason is CloseReason.EXPIRED:
        return Status.EXPIRED
    return Status.REJECTED if reason in _WITHDRAWN else Status.CLOSED


def reopened(risk: Risk, models: RiskModels, today: date) -> Risk:
    """The risk open again, its outcome taken back and its review due by its level; a dismissed draft is a draft."""
    if risk.status in {*ACTIVE, Status.DRAFT}:
        raise Conflict("This risk is open.")
    status = Status.OPEN if risk.current is not None else Status.DRAFT
    triggers = tuple(begun_anew(trigger) for trigger in risk.triggers)
    again = replace(risk, status=status, outcome=None, closed_at=None, ending=Ending(), triggers=triggers)
    return replace(again, next_review=review_due(again, models, today))


def reviewed(risk: Risk, models: RiskModels, today: date) -> Risk:
    """The risk looked at and found as it is; the next review is due by its level."""
    if not risk.is_open:
        raise Conflict("A closed risk is not reviewed.")
    return replace(risk, last_review=today, next_review=review_due(risk, models, today))


def marked_edited(before: Risk, after: Risk) -> Risk:
    """The changed risk, which remembers that people have changed what its source said; a source of today says it anew.

    Life, owner and ratings are not the source's to say.
    """
    if after.source.kind == BY_HAND.kind or after.source != before.source or _said(before) == _said(after):
        return after
    return replace(after, source=replace(after.source, edited=True))


def _said(risk: Risk) -> tuple[object, ...]:
    """What a source says of a risk."""
    words = (risk.title, risk.cause, risk.event, risk.effect)
    return (*words, risk.direction, risk.category, risk.treatment, risk.triggers)
