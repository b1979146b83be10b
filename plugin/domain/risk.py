"""A risk: an uncertain event with a cause and an effect, its three ratings, its links to issues, and its life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from plugin.domain.errors import Conflict, Problem
from plugin.domain.ids import AccountId, IssueId, ProjectId, RiskId
from plugin.domain.rating import Assessment, Rating, Stage, assess, rating_problems
from plugin.domain.risk_model import RiskModel

LONGEST_TITLE = 120
LONGEST_TEXT = 4000


class Direction(StrEnum):
    """A threat harms an objective, an opportunity helps it; neither is netted inside one matrix."""

    THREAT = "threat"
    OPPORTUNITY = "opportunity"


class Status(StrEnum):
    """Where a risk stands in its life."""

    OPEN = "open"
    OCCURRED = "occurred"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a risk ended; calibration feeds on it, so closing asks for it."""

    OCCURRED = "occurred"
    PARTLY = "partly"
    DID_NOT = "did-not-occur"
    COULD_NOT_TELL = "could-not-tell"


class Role(StrEnum):
    """What an issue is to a risk: a response works on it, an affected issue would suffer, backing is evidence."""

    RESPONSE = "response"
    AFFECTED = "affected"
    BACKING = "backing"


@dataclass(frozen=True, slots=True)
class LinkedIssue:
    """An issue tied to a risk; `done` follows Jira and counts for responses only."""

    issue_id: IssueId
    role: Role
    done: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A move of the current rating that waits for the owner's answer."""

    rating: Rating
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Risk:
    """One entry of a project's register."""

    id: RiskId
    key: str
    project_id: ProjectId
    title: str
    cause: str
    event: str
    effect: str
    direction: Direction
    category: str | None
    owner: AccountId | None
    ratings: Mapping[Stage, Rating]
    raised_at: datetime
    raised_by: AccountId | None
    status: Status = Status.OPEN
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    next_review: date | None = None
    issues: tuple[LinkedIssue, ...] = ()
    proposal: Proposal | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether it can still happen."""
        return self.status is Status.OPEN

    @property
    def current(self) -> Rating:
        """The rating with the responses carried out so far."""
        return self.ratings[Stage.CURRENT]

    @property
    def responses(self) -> tuple[LinkedIssue, ...]:
        """The issues that work on it."""
        return tuple(link for link in self.issues if link.role is Role.RESPONSE)

    def assessed(self, model: RiskModel, stage: Stage = Stage.CURRENT) -> Assessment | None:
        """What the model makes of one stage; None where that stage is not rated."""
        rating = self.ratings.get(stage)
        return None if rating is None else assess(model, rating)


def statement(risk: Risk) -> str:
    """The risk as one sentence: because of its cause, the event may happen, which would have its effect."""
    parts = [f"Because {risk.cause.rstrip('.')}, " if risk.cause else "", (risk.event or risk.title).rstrip(".")]
    if risk.effect:
        parts.append(f", so {risk.effect.rstrip('.')}")
    text = "".join(parts) + "."
    return text[:1].upper() + text[1:]


def risk_problems(model: RiskModel, risk: Risk) -> list[Problem]:
    """Everything in a risk that cannot be accepted, all fields at once."""
    problems = []
    if not risk.title.strip():
        problems.append(Problem("/title", "say in a few words what could happen"))
    if len(risk.title) > LONGEST_TITLE:
        problems.append(Problem("/title", f"keep it to {LONGEST_TITLE} characters"))
    problems.extend(
        Problem(f"/{name}", f"keep it to {LONGEST_TEXT} characters")
        for name in ("cause", "event", "effect")
        if len(getattr(risk, name)) > LONGEST_TEXT
    )
    if Stage.CURRENT not in risk.ratings:
        problems.append(Problem("/ratings/current", "rate how likely it is and how hard it would hit today"))
    for stage, rating in risk.ratings.items():
        problems.extend(rating_problems(model, rating, f"/ratings/{stage.value}"))
    return problems


def rated(risk: Risk, stage: Stage, rating: Rating, model: RiskModel) -> Risk:
    """The risk with one stage rated anew; a new current rating sets the next review and answers a waiting proposal."""
    if not risk.is_open:
        raise Conflict("A closed risk keeps its ratings; reopen it first.")
    moved = replace(risk, ratings={**risk.ratings, stage: rating})
    if stage is not Stage.CURRENT:
        return moved
    return replace(moved, next_review=review_due(moved, model, rating.at.date()), proposal=None)


def review_due(risk: Risk, model: RiskModel, today: date) -> date | None:
    """The day of the next review by the level's cadence; None once the risk is closed."""
    assessment = risk.assessed(model)
    if not risk.is_open or assessment is None:
        return None
    return today + timedelta(days=assessment.level.review_days)


def linked(risk: Risk, link: LinkedIssue) -> Risk:
    """The risk with an issue tied to it; the same issue keeps one tie for each role."""
    others = tuple(x for x in risk.issues if (x.issue_id, x.role) != (link.issue_id, link.role))
    return replace(risk, issues=(*others, link))


def unlinked(risk: Risk, issue_id: IssueId, role: Role | None = None) -> Risk:
    """The risk without that issue (in one role, or in all)."""
    return replace(
        risk,
        issues=tuple(x for x in risk.issues if x.issue_id != issue_id or (role is not None and x.role is not role)),
    )


def closed(risk: Risk, outcome: Outcome, at: datetime) -> Risk:
    """The risk closed with its outcome; a risk that occurred is kept apart from one that did not."""
    if not risk.is_open:
        raise Conflict("This risk is closed already.")
    happened = outcome in {Outcome.OCCURRED, Outcome.PARTLY}
    return replace(
        risk,
        status=Status.OCCURRED if happened else Status.CLOSED,
        outcome=outcome,
        closed_at=at,
        next_review=None,
        proposal=None,
    )


def reopened(risk: Risk, model: RiskModel, today: date) -> Risk:
    """The risk open again, its outcome taken back and its review due by its level."""
    if risk.is_open:
        raise Conflict("This risk is open.")
    again = replace(risk, status=Status.OPEN, outcome=None, closed_at=None)
    return replace(again, next_review=review_due(again, model, today))
