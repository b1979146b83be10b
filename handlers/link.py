"""Issue links: what blocks, duplicates or relates to what."""

from __future__ import annotations

from handlers import payloads
from handlers.events import IssueLinkEvent
from handlers.registry import Family, Outcome
from plugin.domain.commands import TieIssues, UntieIssues

family = Family()


@family.on("issuelink_created", parse=payloads.issuelink_event)
def tie(event: IssueLinkEvent) -> Outcome:
    """A new link is remembered."""
    return (TieIssues(event.link, event.at),)


@family.on("issuelink_deleted", parse=payloads.issuelink_event)
def untie(event: IssueLinkEvent) -> Outcome:
    """A removed link is forgotten."""
    return (UntieIssues(event.link, event.at),)
