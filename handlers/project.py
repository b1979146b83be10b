"""Projects: their name, and whether they are active, archived, in the trash or gone."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import payloads
from handlers.events import ProjectEvent
from handlers.registry import Family, Outcome
from plugin.domain.commands import TrackProject

LIFE_AFTER: Mapping[str, str | None] = {
    "project_created": "active",
    "project_updated": None,
    "project_archived": "archived",
    "project_restored_archived": "active",
    "project_soft_deleted": "trashed",
    "project_restored_deleted": "active",
    "project_deleted": "deleted",
}

family = Family()


@family.on(*LIFE_AFTER, parse=payloads.project_event)
def track(event: ProjectEvent) -> Outcome:
    """A project's name and life follow Jira; an update says nothing of its life, and may come after the archive."""
    return (TrackProject(event.project_id, event.key, event.project_name, LIFE_AFTER[event.name], event.at),)
