"""What we remember of Jira: projects, issues with their changes, links, versions, sprints, and what ids mean."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, true

from plugin.storage.tables.base import at, flag, key, maybe_at, maybe_text, metadata, number, site, text, version
from plugin.storage.types import Json

project = Table(
    "project",
    metadata,
    site(),
    key("id"),
    text("key"),
    text("name"),
    text("life"),
    flag("enabled"),
    maybe_text("estimate_field"),
    maybe_text("sprint_field"),
    text("when_done"),
    text("currency"),
    maybe_text("risk_type"),
    maybe_text("response_type"),
    maybe_text("link_type"),
    maybe_text("speciality"),
    Column("tell_watchers", Boolean, nullable=False, server_default=true()),
    text("progress_state", server_default="none"),
    number("progress_done"),
    Column("progress_total", BigInteger),
    maybe_text("progress_message"),
    number("revision"),
    maybe_at("changed_at"),
    version(),
    Index("ix_project_key", "site_id", "key"),
)

series = Table("series", metadata, site(), key("project_id"), key("prefix"), Column("last", Integer, nullable=False))
"""The last number given out of each series of keys."""

meaning = Table("meaning", metadata, site(), key("kind"), key("id"), text("value"))
"""Kind "status": a status id and its category; kind "type": an issue type id and its role."""

issue = Table(
    "issue",
    metadata,
    site(),
    key("id"),
    text("key"),
    text("summary"),
    text("project_id"),
    text("status_id"),
    flag("deleted"),
    at("created_at"),
    maybe_text("created_by"),
    at("known_from"),
    at("seen_at"),
    Column("opening", Json, nullable=False),
    Index("ix_issue_project", "site_id", "project_id", "created_at", "id"),
    Index("ix_issue_key", "site_id", "key"),
)
"""`opening` is the state that the changes are applied to; project, status and `deleted` are those of now."""

issue_change = Table(
    "issue_change",
    metadata,
    site(),
    key("issue_id"),
    key("change_id"),
    at("at"),
    maybe_text("actor"),
    Column("moves", Json, nullable=False),
)

issue_past_project = Table("issue_past_project", metadata, site(), key("project_id"), key("issue_id"))
"""Projects that an issue once was in."""

issue_link = Table(
    "issue_link",
    metadata,
    site(),
    key("link_id"),
    text("source_id"),
    text("destination_id"),
    text("outward"),
    text("inward"),
    Index("ix_issue_link_source", "site_id", "source_id"),
    Index("ix_issue_link_destination", "site_id", "destination_id"),
)

jira_version = Table(
    "jira_version",
    metadata,
    site(),
    key("id"),
    text("project_id"),
    text("name"),
    flag("released"),
    flag("archived"),
    maybe_text("start_on"),
    maybe_text("release_on"),
    maybe_at("released_at"),
    flag("deleted"),
    maybe_at("seen_at"),
    Index("ix_jira_version_project", "site_id", "project_id"),
)

sprint = Table(
    "sprint",
    metadata,
    site(),
    key("id"),
    maybe_text("board_id"),
    text("name"),
    text("state"),
    maybe_at("started_at"),
    maybe_at("ends_at"),
    maybe_at("completed_at"),
    flag("deleted"),
    maybe_at("seen_at"),
)

mirrored = Table(
    "mirrored",
    metadata,
    site(),
    key("subject"),
    text("fingerprint"),
    at("sent_at"),
)
"""What Jira's properties were last told, by subject ("issue:10042", "project:10000")."""
