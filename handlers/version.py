"""Versions: their name, days and release, which scope is agreed for and reviews begin with."""

from __future__ import annotations

from handlers import payloads
from handlers.events import VersionEvent
from handlers.registry import Family, Outcome
from plugin.domain.commands import TrackVersion

family = Family()


@family.on(
    "jira:version_created",
    "jira:version_updated",
    "jira:version_released",
    "jira:version_unreleased",
    "jira:version_moved",
    "jira:version_merged",
    "jira:version_deleted",
    parse=payloads.version_event,
)
def track(event: VersionEvent) -> Outcome:
    """A version is remembered as it stands; one whose issues were handed to another version is gone."""
    return (
        TrackVersion(
            version_id=event.version_id,
            project_id=event.project_id,
            name=event.version_name,
            released=event.released,
            archived=event.archived,
            start_on=event.start_on,
            release_on=event.release_on,
            deleted=event.swapped or event.name == "jira:version_deleted",
            at=event.at,
            event=event.name,
        ),
    )
