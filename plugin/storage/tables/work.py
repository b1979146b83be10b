"""Deliveries, errands and facts: what came in, what is to be done, what happened."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table
from sqlalchemy import text as sql

from plugin.storage.tables.base import at, maybe_at, maybe_text, metadata, text
from plugin.storage.types import Json, RowNumber

delivery = Table(
    "delivery",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("site_id", BigInteger, nullable=False),
    text("lane"),
    text("event"),
    text("dedupe"),
    text("state"),
    maybe_text("fate"),
    maybe_text("reason"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    at("run_at"),
    maybe_at("lease_until"),
    maybe_text("owner"),
    maybe_text("error"),
    at("received_at"),
    maybe_at("done_at"),
    # Last on purpose: SQLite then reads all the rest without walking through a big body.
    Column("body", LargeBinary, nullable=False),
    Index("uq_delivery_dedupe", "site_id", "dedupe", unique=True),
    Index(
        "uq_delivery_running_lane",
        "site_id",
        "lane",
        unique=True,
        sqlite_where=sql("state = 'running'"),
        postgresql_where=sql("state = 'running'"),
    ),
    Index(
        "ix_delivery_open",
        "site_id",
        "lane",
        "id",
        sqlite_where=sql("state IN ('ready', 'running', 'dead')"),
        postgresql_where=sql("state IN ('ready', 'running', 'dead')"),
    ),
    Index(
        "ix_delivery_parked",
        "site_id",
        "id",
        sqlite_where=sql("state IN ('dead', 'unreadable')"),
        postgresql_where=sql("state IN ('dead', 'unreadable')"),
    ),
    sqlite_autoincrement=True,
)
"""States: ready, running, done, dead, unreadable, skipped. Its id is the order of arrival."""

errand = Table(
    "errand",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("site_id", BigInteger, nullable=False),
    text("kind"),
    text("subject"),
    text("lane"),
    text("state"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    at("run_at"),
    maybe_at("lease_until"),
    maybe_text("owner"),
    maybe_text("error"),
    maybe_at("done_at"),
    Column("payload", Json, nullable=False),
    Index(
        "uq_errand_ready",
        "site_id",
        "kind",
        "subject",
        unique=True,
        sqlite_where=sql("state = 'ready'"),
        postgresql_where=sql("state = 'ready'"),
    ),
    Index(
        "uq_errand_running",
        "site_id",
        "kind",
        "subject",
        unique=True,
        sqlite_where=sql("state = 'running'"),
        postgresql_where=sql("state = 'running'"),
    ),
    Index(
        "ix_errand_open",
        "run_at",
        "id",
        sqlite_where=sql("state IN ('ready', 'running')"),
        postgresql_where=sql("state IN ('ready', 'running')"),
    ),
    sqlite_autoincrement=True,
)
"""States: ready, running, done, dead. One ready and one running errand at most for each kind and subject."""

fact = Table(
    "fact",
    metadata,
    Column("seq", RowNumber, primary_key=True, autoincrement=True),
    Column("site_id", BigInteger, nullable=False),
    text("project_id"),
    text("name"),
    text("entity"),
    text("entity_id"),
    at("at"),
    maybe_text("actor"),
    maybe_text("reason"),
    Column("delivery_id", BigInteger),
    Column("detail", Json, nullable=False),
    Index("ix_fact_entity", "site_id", "entity", "entity_id", "seq"),
    Index("ix_fact_project", "site_id", "project_id", "seq"),
    sqlite_autoincrement=True,
)
"""Appended, never changed."""
