"""Answers as values, for judging without a server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from plugin.doctor.looking import Answer, Look, NoAnswer

NOW = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)
SILENCE = NoAnswer("it did not answer within 5 s")


def answer(
    body: object = b"", status: int = 200, *, at: datetime = NOW, until: datetime = NOW, **headers: str
) -> Answer:
    """An answer; a body that is no bytes goes as JSON, and underscores in names of headers stand for dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if isinstance(body, bytes):
        return Answer(status, named, body, at, until)
    return Answer(status, {"Content-Type": "application/json", **named}, json.dumps(body).encode(), at, until)


def html(body: str, status: int = 200) -> Answer:
    """A page."""
    return answer(body.encode(), status, Content_Type="text/html; charset=utf-8")


def at_each(answers: Mapping[str, Answer | NoAnswer]) -> Look:
    """Whoever looks finds these, by address, and silence elsewhere."""
    return lambda url: answers.get(url, SILENCE)
