"""The present instant and fresh identifiers: the two things that everything else is given from outside."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime


def utcnow() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def new_id() -> str:
    """A fresh identifier."""
    return uuid.uuid4().hex
