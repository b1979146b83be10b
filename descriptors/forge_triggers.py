"""The triggers: exactly the events that a handler answers, one trigger a kind of thing, and the app's own life."""

from __future__ import annotations

from collections.abc import Sequence

from descriptors.base import Json
from handlers import registry

LIFE = ("avi:forge:installed:app", "avi:forge:upgraded:app")
ISSUE = "issue"
WANTED = ("fixVersions", "resolution")
"""Fields that Forge leaves out of an issue's events unless they are asked for."""


def triggers(endpoint: str, events: Sequence[str] = registry.forge_events) -> list[Json]:
    """The triggers for these events, which are sent to this endpoint; the app hears nothing of what it does itself."""
    kinds: dict[str, list[str]] = {}
    for event in events:
        kinds.setdefault(event.rpartition(":")[2], []).append(event)
    lists = {"lifecycle": list(LIFE), **{f"{kind}-events": found for kind, found in kinds.items()}}
    return [_trigger(key, found, endpoint) for key, found in lists.items()]


def _trigger(key: str, events: list[str], endpoint: str) -> Json:
    shown: Json = {"key": key, "endpoint": endpoint, "events": events}
    if key != f"{ISSUE}-events":
        return shown
    return shown | {"filter": {"ignoreSelf": True}, "payload": {"include": {"fields": list(WANTED)}}}
