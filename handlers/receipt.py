"""What is read of a body the moment it arrives: its event, the project it belongs to, and what tells it from others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from handlers.taming import id_from

# Where bodies carry the project's id, by family. Sprint and link bodies name no project.
PROJECT_AT = (("issue", "fields", "project", "id"), ("version", "projectId"), ("project", "id"))
# What names one change for good, or at least its moment.
IDENTITY_AT = (("changelog", "id"), ("issue", "fields", "updated"), ("timestamp",))
ONCE = frozenset({"created", "deleted"})
"""What can befall one thing once only: its id never comes again."""
OF_ONE_ATTEMPT = frozenset({"retryContext", "contextToken"})


def unwrapped(body: Mapping[str, object]) -> Mapping[str, object]:
    """The event itself, which Forge sends bare or inside `payload`; never raises."""
    payload = body.get("payload")
    return payload if isinstance(payload, Mapping) and "eventType" in payload else body


def event_of(body: Mapping[str, object]) -> str:
    """The event's name, Connect's `webhookEvent` or Forge's `eventType`; "" where there is none; never raises."""
    return id_from(body.get("webhookEvent")) or id_from(unwrapped(body).get("eventType")) or ""


def lane_of(body: Mapping[str, object]) -> str:
    """The id of the project whose deliveries this one must keep its place among, "" for none; never raises."""
    event = unwrapped(body)
    for path in PROJECT_AT:
        if (found := id_from(_at(event, path))) is not None:
            return found
    return ""


def identity_of(event: str, body: Mapping[str, object], received_at: datetime) -> str:
    """What is the same in each repetition of one of Forge's events, which carry no identifier; never raises.

    It is a hash of the event without what differs between attempts. An event that nothing in it dates (a release
    that was taken back and made again reads the same) gets the instant of its receipt beside it, its repetitions the
    hour of theirs: better to receive one twice, which is harmless, than to take two for one.
    """
    told = unwrapped(body)
    lasting = {key: value for key, value in told.items() if key not in OF_ONE_ATTEMPT}
    try:
        text = json.dumps([event, lasting], sort_keys=True, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError):
        text = f"{event} {received_at.isoformat()}"
    found = hashlib.sha256(text.encode()).hexdigest()
    if _is_dated(event, told):
        return found
    is_repetition = any(isinstance(part.get("retryContext"), Mapping) for part in (told, body))
    return f"{found}:{received_at:%Y-%m-%dT%H}" if is_repetition else f"{found}:{received_at.isoformat()}"


def _is_dated(event: str, told: Mapping[str, object]) -> bool:
    """Whether two events that read the same are the same."""
    parts = event.split(":")
    happens_once = len(parts) > 2 and parts[2] in ONCE
    return happens_once or any(id_from(_at(told, path)) is not None for path in IDENTITY_AT)


def _at(body: object, path: tuple[str, ...]) -> object:
    for key in path:
        body = body.get(key) if isinstance(body, Mapping) else None
    return body
