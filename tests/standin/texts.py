"""Jira's small forms: its times, its rich text as ADF documents, its pages of values."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any


def stamp(at: datetime) -> str:
    """Jira's own time: ``2026-11-24T10:00:00.000+0000``."""
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}+0000"


def zulu(at: datetime | None) -> str | None:
    """The agile API's time: ``2026-11-24T10:00:00.000Z``."""
    return None if at is None else stamp(at).replace("+0000", "Z")


def adf(text: str) -> dict[str, Any]:
    """A plain text as an ADF document; an empty text gives an empty document."""
    content = [{"type": "paragraph", "content": [{"type": "text", "text": line}]} for line in text.splitlines() if line]
    return {"type": "doc", "version": 1, "content": content}


def text_of(document: Any) -> str:
    """The bare text of an ADF document."""
    if isinstance(document, str):
        return document
    if not isinstance(document, dict):
        return ""
    inner = "".join(text_of(child) for child in document.get("content", []))
    return str(document.get("text", "")) + inner + ("\n" if document.get("type") == "paragraph" else "")


def page(values: Iterable[dict[str, Any]], start: int, size: int, own: str) -> dict[str, Any]:
    """Jira's page of values, with ``isLast`` and the next page's address."""
    everything = list(values)
    shown = everything[start : start + size]
    last = start + size >= len(everything)
    shape: dict[str, Any] = {
        "self": own,
        "maxResults": size,
        "startAt": start,
        "total": len(everything),
        "isLast": last,
    }
    if not last:
        shape["nextPage"] = f"{own}?startAt={start + size}&maxResults={size}"
    return shape | {"values": shown}
