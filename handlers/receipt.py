"""What is read of a body the moment it arrives, before anything else is: its event, and the project it belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.taming import id_from

# Where bodies carry the project's id, by family. Sprint and link bodies name no project.
PROJECT_AT = (("issue", "fields", "project", "id"), ("version", "projectId"), ("project", "id"))


def event_of(body: Mapping[str, object]) -> str:
    """Jira's name of the event, "" where there is none that could be one; never raises."""
    return id_from(body.get("webhookEvent")) or ""


def lane_of(body: Mapping[str, object]) -> str:
    """The id of the project whose deliveries this one must keep its place among, "" for none; never raises."""
    for path in PROJECT_AT:
        value: object = body
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        if (found := id_from(value)) is not None:
            return found
    return ""
