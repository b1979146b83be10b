"""A flag on a risk: something that came with time or with people, since when, and who must act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plugin.domain.ids import AccountId


class FlagCode(StrEnum):
    """What is the matter, the most pressing first."""

    TRIGGERED = "triggered"
    ESCALATION_DUE = "escalation-due"
    ACCEPTANCE_EXPIRED = "acceptance-expired"
    WINDOW_PASSED = "window-passed"
    UNOWNED = "unowned"
    UNASSIGNED = "unassigned"
    OWNER_AWAY = "owner-away"
    ACTION_OVERDUE = "action-overdue"
    REVIEW_OVERDUE = "review-overdue"
    ACCEPTANCE_ENDING = "acceptance-ending"


class Actor(StrEnum):
    """Whose move it is."""

    OWNER = "owner"
    ACTION_OWNER = "action-owner"
    MANAGER = "manager"
    AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing that somebody must act on.

    `since` is the first day on which it was so; `person` is who must act where one account is known for it;
    `subject` says which one where a risk can have several: the action's id, the issue's id, or the authority.
    """

    code: FlagCode
    since: date
    actor: Actor
    person: AccountId | None = None
    subject: str = ""

    @property
    def identity(self) -> tuple[FlagCode, str]:
        """What makes it the same flag on another day."""
        return (self.code, self.subject)
