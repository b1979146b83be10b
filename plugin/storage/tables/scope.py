"""Baselines with their items, the deltas and done-steps since, and the totals that move with them."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import BigInteger, Column, Date, ForeignKeyConstraint, Index, Integer, Table

from plugin.domain.ledger import Column as LedgerColumn
from plugin.storage.tables.base import at, key, maybe_at, maybe_text, metadata, number, site, text, version

MEASURES = ("points", "count")
PARTS = tuple(field.name for field in fields(LedgerColumn))


def _of_baseline() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["site_id", "baseline_id"], ["baseline.site_id", "baseline.id"], ondelete="CASCADE")


baseline = Table(
    "baseline",
    metadata,
    site(),
    key("id"),
    text("project_id"),
    text("name"),
    text("kind"),
    text("ref"),
    at("captured_at"),
    maybe_text("captured_by"),
    text("content_hash"),
    text("status"),
    maybe_text("submitted_by"),
    maybe_text("approved_by"),
    maybe_at("approved_at"),
    maybe_text("target_on"),
    version(),
    Index("ix_baseline_project", "site_id", "project_id", "captured_at"),
)

baseline_item = Table(
    "baseline_item",
    metadata,
    site(),
    key("baseline_id"),
    key("issue_id"),
    Column("position", Integer, nullable=False),
    text("issue_key"),
    text("summary"),
    Column("points", BigInteger),
    _of_baseline(),
    Index("uq_baseline_item_position", "site_id", "baseline_id", "position", unique=True),
)

delta = Table(
    "delta",
    metadata,
    site(),
    key("id"),
    text("baseline_id"),
    text("issue_id"),
    text("issue_key"),
    text("summary"),
    text("change_id"),
    at("at"),
    maybe_text("actor"),
    text("delta_class"),
    Column("before", BigInteger),
    Column("after", BigInteger),
    number("points"),
    number("count"),
    text("disposition"),
    maybe_text("reason"),
    maybe_text("comment"),
    maybe_text("change_request_id"),
    _of_baseline(),
    Index("uq_delta_change", "site_id", "baseline_id", "issue_id", "change_id", unique=True),
    Index("ix_delta_at", "site_id", "baseline_id", "at", "id"),
)
"""The unique key holds what the domain promises: one change of one issue yields one delta at most."""

done_step = Table(
    "done_step",
    metadata,
    site(),
    key("baseline_id"),
    key("issue_id"),
    key("change_id"),
    at("at"),
    number("points"),
    number("count"),
    _of_baseline(),
)

ledger = Table(
    "ledger",
    metadata,
    site(),
    key("baseline_id"),
    *(number(f"{measure}_{part}") for measure in MEASURES for part in PARTS),
    _of_baseline(),
)
"""One row a baseline, moved by addition, never recomputed."""

day_move = Table(
    "day_move",
    metadata,
    site(),
    key("baseline_id"),
    Column("day", Date, primary_key=True),
    number("scope_points"),
    number("scope_count"),
    number("done_points"),
    number("done_count"),
    _of_baseline(),
)
