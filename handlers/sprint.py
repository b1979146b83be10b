"""Sprints: their life from planned to closed."""

from __future__ import annotations

from handlers import payloads
from handlers.events import SprintEvent
from handlers.registry import Family, Outcome
from plugin.domain.commands import TrackSprint

family = Family()


@family.on(
    "sprint_created",
    "sprint_updated",
    "sprint_started",
    "sprint_closed",
    "sprint_deleted",
    parse=payloads.sprint_event,
)
def track(event: SprintEvent) -> Outcome:
    """A sprint is remembered as it stands; a planned start is no start until somebody starts the sprint (rule J16)."""
    started_at = None if event.state == "future" else event.activated_at or event.start_at
    return (
        TrackSprint(
            sprint_id=event.sprint_id,
            board_id=event.board_id,
            name=event.sprint_name,
            state=event.state,
            started_at=started_at,
            ends_at=event.end_at,
            completed_at=event.completed_at,
            deleted=event.name == "sprint_deleted",
            at=event.at,
        ),
    )
