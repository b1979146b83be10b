"""Review meetings, open and past."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table

from plugin.storage.tables.base import at, key, maybe_at, metadata, site, text, version
from plugin.storage.types import Json

review_meeting = Table(
    "review_meeting",
    metadata,
    site(),
    key("id"),
    text("project_id"),
    at("started_at"),
    maybe_at("ended_at"),
    version(),
    Column("body", Json, nullable=False),
    Index("ix_review_meeting_project", "site_id", "project_id", "started_at"),
)
"""`body` is the whole meeting; the other columns list and guard it."""
