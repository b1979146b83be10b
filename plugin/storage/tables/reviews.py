"""Reviews and lessons."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table

from plugin.storage.tables.base import at, key, maybe_text, metadata, site, text, version
from plugin.storage.types import Json

review = Table(
    "review",
    metadata,
    site(),
    key("id"),
    text("key"),
    text("project_id"),
    text("kind"),
    text("title"),
    maybe_text("version_id"),
    at("opened_at"),
    maybe_text("opened_by"),
    text("state"),
    Column("findings", Json, nullable=False),
    maybe_text("one_sided_because"),
    Column("frozen_facts", Json, nullable=False),
    Column("sign_off", Json),
    version(),
    Index("ix_review_project", "site_id", "project_id", "opened_at"),
)

lesson = Table(
    "lesson",
    metadata,
    site(),
    key("id"),
    text("key"),
    text("project_id"),
    maybe_text("review_id"),
    text("title"),
    text("event"),
    text("recommendation"),
    text("lesson_type"),
    maybe_text("category"),
    maybe_text("owner"),
    at("recorded_at"),
    maybe_text("recorded_by"),
    text("state"),
    version(),
    Index("ix_lesson_recorded", "site_id", "recorded_at", "id"),
    Index("ix_lesson_project", "site_id", "project_id", "recorded_at"),
)
