"""People: an account that changed or went is looked at, because the risks and actions of who is gone need somebody."""

from __future__ import annotations

from handlers import payloads
from handlers.events import UserEvent
from handlers.registry import Family, Outcome
from plugin.domain.commands import LookAtPerson

family = Family()


@family.on("user_updated", "user_deleted", parse=payloads.user_event)
def look(event: UserEvent) -> Outcome:
    """What changed is not believed but asked for: Jira promises no more than who it was."""
    return (LookAtPerson(event.account_id, event.at),)
