"""A risk: an uncertain event with a cause and an effect, its ratings, its links to issues, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from plugin.domain.backing import Backing
from plugin.domain.errors import Problem
from plugin.domain.flag import Flag
from plugin.domain.ids import AccountId, IssueId, ProjectId, RiskId
from plugin.domain.rating import Assessment, Rating, Stage, assess, rating_problems
from plugin.domain.risk_model import Objective, RiskModels
from plugin.domain.treatment import STRATEGIES, Action, Direction, Treatment
from plugin.domain.trigger import Trigger

LONGEST_TITLE = 120
LONGEST_TEXT = 4000


class Status(StrEnum):
    """Where a risk stands in its life: a draft has no score yet, a triggered one shows its early sign."""

    DRAFT = "draft"
    OPEN = "open"
    TRIGGERED = "triggered"
    OCCURRED = "occurred"
    CLOSED = "closed"
    EXPIRED = "expired"
    REJECTED = "rejected"


ACTIVE = frozenset({Status.OPEN, Status.TRIGGERED})
"""Risks that can still happen."""


class Outcome(StrEnum):
    """How a risk ended; calibration feeds on it, so closing asks for it."""

    OCCURRED = "occurred"
    PARTLY = "partly"
    DID_NOT = "did-not-occur"
    COULD_NOT_TELL = "could-not-tell"


class CloseReason(StrEnum):
    """Why a risk left the register's active part."""

    RESPONDED = "responded"
    EXPIRED = "expired"
    OCCURRED = "occurred"
    DUPLICATE = "duplicate"
    TRANSFERRED = "transferred-out"
    OUT_OF_SCOPE = "out-of-scope"


class Role(StrEnum):
    """What an issue is to a risk: a response works on it, an affected issue would suffer, a backing issue is the risk
    in Jira, and a realised one is the problem that it became.
    """

    RESPONSE = "response"
    AFFECTED = "affected"
    BACKING = "backing"
    REALISED = "realised"


class Identified(StrEnum):
    """How somebody came upon a risk."""

    WORKSHOP = "workshop"
    PRE_MORTEM = "pre-mortem"
    CHECKLIST = "checklist"
    LESSON = "lesson"
    AUDIT = "audit"
    DETECTED = "detected"
    MINUTES = "minutes"
    OTHER = "other"


class RelationKind(StrEnum):
    """How one risk bears on another; `raises` leads to a secondary risk that this one's response brings about."""

    CAUSES = "causes"
    SHARES_CAUSE = "shares-cause"
    EXCLUDES = "excludes"
    AGGREGATES = "aggregates"
    RAISES = "raises"


@dataclass(frozen=True, slots=True)
class LinkedIssue:
    """An issue tied to a risk; `done` follows Jira and counts for responses only."""

    issue_id: IssueId
    role: Role
    done: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """What this risk is to another one; `is_inverse` is the other's end of it ("is caused by")."""

    risk_id: RiskId
    kind: RelationKind
    is_inverse: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """When the event could happen (proximity), both days included; `lead_days` is how long a response takes to work."""

    first: date | None = None
    last: date | None = None
    lead_days: int | None = None

    @property
    def act_by(self) -> date | None:
        """The last day on which a response can still be started (urgency, domain-methods 2.5)."""
        return None if self.first is None else self.first - timedelta(days=self.lead_days or 0)

    def has_passed(self, today: date) -> bool:
        """Whether the event can no longer happen."""
        return self.last is not None and self.last < today


@dataclass(frozen=True, slots=True)
class Source:
    """Where a risk came from: `kind` is "manual", "pack", "import", "lesson" or "minutes", `reference` what in it.

    `version` is the pack's; `edited` tells that people have changed what it said since.
    """

    kind: str = "manual"
    reference: str = ""
    version: int = 0
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """What is known once a risk has ended; `actual_cost` is in minor units."""

    reason: CloseReason | None = None
    comment: str = ""
    actual_impact: Mapping[Objective, int] = field(default_factory=dict)
    actual_cost: int | None = None
    lesson: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A move of the current rating that waits for the owner's answer."""

    rating: Rating
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Response:
    """One answer to a risk: an action, an issue in Jira, or an action that is worked on in an issue."""

    done: bool
    action: Action | None = None
    issue_id: IssueId | None = None


NO_WINDOW, UNTREATED, BY_HAND, NOT_ENDED = Window(), Treatment(), Source(), Ending()
"""What a risk says while nobody has said more."""


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
    last_review: date | None = None
    issues: tuple[LinkedIssue, ...] = ()
    proposal: Proposal | None = None
    speciality: str | None = None
    identified: Identified | None = None
    identified_on: date | None = None
    window: Window = NO_WINDOW
    treatment: Treatment = UNTREATED
    triggers: tuple[Trigger, ...] = ()
    relations: tuple[Relation, ...] = ()
    labels: tuple[str, ...] = ()
    source: Source = BY_HAND
    hint: Rating | None = None
    ending: Ending = NOT_ENDED
    backing: Backing | None = None
    deleted_at: datetime | None = None
    version: int = 1
    flags: tuple[Flag, ...] = field(default=(), compare=False)
    """As they were when the risk was last written; `flags_of` says what they are today."""

    @property
    def is_open(self) -> bool:
        """Whether it can still happen."""
        return self.status in ACTIVE and self.deleted_at is None

    @property
    def current(self) -> Rating | None:
        """The rating with the responses carried out so far; None while it is a draft."""
        return self.ratings.get(Stage.CURRENT)

    @property
    def responses(self) -> tuple[Response, ...]:
        """What the current rating waits for: response issues, and actions that are worked on here."""
        by_issue = {action.issue_id: action for action in self.treatment.actions if action.issue_id}
        tied = tuple(
            Response(link.done, by_issue.get(link.issue_id), link.issue_id)
            for link in self.issues
            if link.role is Role.RESPONSE
        )
        ours = tuple(Response(action.is_done, action) for action in self.treatment.actions if not action.issue_id)
        return tuple(one for one in (*tied, *ours) if one.action is None or one.action.counts)

    def issues_as(self, role: Role) -> tuple[IssueId, ...]:
        """The issues tied to it in one role."""
        return tuple(link.issue_id for link in self.issues if link.role is role)

    def assessed(self, models: RiskModels, stage: Stage = Stage.CURRENT) -> Assessment | None:
        """What the rating's model makes of one stage; None where that stage is not rated."""
        rating = self.ratings.get(stage)
        return None if rating is None else assess(models, rating)


def statement(risk: Risk) -> str:
    """The risk as one sentence: because of its cause, the event may happen, which would have its effect."""
    parts = [f"Because {risk.cause.rstrip('.')}, " if risk.cause else "", (risk.event or risk.title).rstrip(".")]
    if risk.effect:
        parts.append(f", so {risk.effect.rstrip('.')}")
    text = "".join(parts) + "."
    return text[:1].upper() + text[1:]


def risk_problems(models: RiskModels, risk: Risk) -> list[Problem]:
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
    if Stage.CURRENT not in risk.ratings and risk.status in ACTIVE:
        problems.append(Problem("/ratings/current", "rate how likely it is and how hard it would hit today"))
    for stage, rating in risk.ratings.items():
        problems.extend(rating_problems(models.of(rating.model_version), rating, f"/ratings/{stage.value}"))
    return problems + _treatment_problems(risk)


def _treatment_problems(risk: Risk) -> list[Problem]:
    problems = []
    if risk.treatment.strategy is not None and risk.treatment.strategy not in STRATEGIES[risk.direction]:
        problems.append(Problem("/treatment/strategy", f"choose a strategy that fits a {risk.direction.value}"))
    if risk.window.first and risk.window.last and risk.window.last < risk.window.first:
        problems.append(Problem("/window/last", "the window closes before it opens"))
    return problems
