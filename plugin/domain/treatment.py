"""What is done about a risk: the strategy, the actions with their state, the plans for when it strikes, acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plugin.domain.ids import AccountId, IssueId
from plugin.domain.risk_model import Authority


class Direction(StrEnum):
    """A threat harms an objective, an opportunity helps it; neither is netted inside one matrix."""

    THREAT = "threat"
    OPPORTUNITY = "opportunity"


class Strategy(StrEnum):
    """How a risk is answered; `reduce` is split into likelihood (prevent) and impact (lessen)."""

    AVOID = "avoid"
    PREVENT = "prevent"
    LESSEN = "lessen"
    TRANSFER = "transfer"
    EXPLOIT = "exploit"
    ENHANCE = "enhance"
    SHARE = "share"
    ACCEPT_ACTIVE = "accept-active"
    ACCEPT_PASSIVE = "accept-passive"
    ESCALATE = "escalate"

    @property
    def is_acceptance(self) -> bool:
        """Whether the risk is lived with."""
        return self in {Strategy.ACCEPT_ACTIVE, Strategy.ACCEPT_PASSIVE}


_EITHER = (Strategy.SHARE, Strategy.ACCEPT_ACTIVE, Strategy.ACCEPT_PASSIVE, Strategy.ESCALATE)
STRATEGIES = {
    Direction.THREAT: (Strategy.AVOID, Strategy.PREVENT, Strategy.LESSEN, Strategy.TRANSFER, *_EITHER),
    Direction.OPPORTUNITY: (Strategy.EXPLOIT, Strategy.ENHANCE, *_EITHER),
}
"""The strategies that fit a direction (PMI, PRINCE2, PM²)."""


class ActionKind(StrEnum):
    """When an action works: before the event, as it shows, after it, or only once it has happened."""

    PREVENTIVE = "preventive"
    DETECTIVE = "detective"
    CORRECTIVE = "corrective"
    CONTINGENT = "contingent"


class ActionState(StrEnum):
    """How far an action has come."""

    PLANNED = "planned"
    UNDER_WAY = "under-way"
    DONE = "done"
    CANCELLED = "cancelled"


class Effectiveness(StrEnum):
    """Whether an action that is in place was seen to work."""

    UNTESTED = "untested"
    WORKS = "works"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do about a risk; with an issue, its state and owner follow that issue in Jira.

    `cost` is in minor units, `effort_hours` in whole hours.
    """

    id: str
    title: str
    kind: ActionKind = ActionKind.PREVENTIVE
    owner: AccountId | None = None
    due: date | None = None
    state: ActionState = ActionState.PLANNED
    cost: int | None = None
    effort_hours: int | None = None
    expected_effect: str = ""
    effectiveness: Effectiveness | None = None
    issue_id: IssueId | None = None

    @property
    def is_done(self) -> bool:
        """Whether it is in place."""
        return self.state is ActionState.DONE

    @property
    def is_live(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in {ActionState.PLANNED, ActionState.UNDER_WAY}

    @property
    def counts(self) -> bool:
        """Whether the current rating waits for it: a contingent action waits for the event, a cancelled one is gone."""
        return self.kind is not ActionKind.CONTINGENT and self.state is not ActionState.CANCELLED


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Somebody with the authority agreed to live with the risk as it is, for a reason and until a day."""

    by: AccountId | None
    on: date
    authority: Authority
    justification: str
    expires_on: date | None = None
    revoked_on: date | None = None

    def holds(self, today: date) -> bool:
        """Whether it stands on that day."""
        return self.revoked_on is None and (self.expires_on is None or today <= self.expires_on)


@dataclass(frozen=True, slots=True)
class Escalation:
    """The risk was handed to a higher level, whose decision is noted once it is there."""

    to: Authority
    on: date
    by: AccountId | None = None
    why: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Treatment:
    """Everything that is done, planned or agreed about one risk."""

    strategy: Strategy | None = None
    actions: tuple[Action, ...] = ()
    contingency_plan: str = ""
    fallback_plan: str = ""
    acceptance: Acceptance | None = None
    escalation: Escalation | None = None

    def action(self, action_id: str) -> Action | None:
        """The action of that id."""
        return next((action for action in self.actions if action.id == action_id), None)

    @property
    def next_due(self) -> date | None:
        """The earliest day on which a live action falls due."""
        return min((action.due for action in self.actions if action.is_live and action.due), default=None)
