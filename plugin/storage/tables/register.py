"""Risks, the issues tied to them, and each register's totals."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKeyConstraint, Index, Integer, Table
from sqlalchemy import text as sql

from plugin.storage.tables.base import at, flag, key, maybe_at, maybe_text, metadata, site, text, version
from plugin.storage.types import Json

risk = Table(
    "risk",
    metadata,
    site(),
    key("id"),
    text("key"),
    Column("number", Integer, nullable=False),
    text("project_id"),
    text("title"),
    text("cause"),
    text("event"),
    text("effect"),
    text("direction"),
    maybe_text("category"),
    maybe_text("owner"),
    text("status"),
    maybe_text("outcome"),
    at("raised_at"),
    maybe_text("raised_by"),
    maybe_at("closed_at"),
    Column("next_review", Date),
    Column("ratings", Json, nullable=False),
    Column("proposal", Json),
    version(),
    maybe_text("level"),
    Column("level_rank", Integer, nullable=False),
    Column("score", Integer, nullable=False),
    maybe_text("inherent_cell"),
    maybe_text("current_cell"),
    maybe_text("target_cell"),
    Column("details", Json, nullable=False, server_default="{}"),
    maybe_text("strategy"),
    maybe_text("source_kind"),
    maybe_text("source_reference"),
    Column("window_first", Date),
    Column("window_last", Date),
    Column("accepted_until", Date),
    Column("action_due", Date),
    maybe_at("deleted_at"),
    Column("flags", Json, nullable=False, server_default="[]"),
    text("flag_codes", server_default=""),
    text("flags_told", server_default=""),
    Column("watches", Integer, nullable=False, server_default="0"),
    Column("expected", BigInteger),
    Column("confidence", Integer),
    flag("above_appetite"),
    flag("accepted"),
    Column("responses", Integer, nullable=False, server_default="0"),
    Column("responses_done", Integer, nullable=False, server_default="0"),
    maybe_text("labels"),
    Index("ix_risk_worst", "site_id", "project_id", "level_rank", "score", "number"),
    Index("ix_risk_review", "site_id", "project_id", "status", "next_review"),
    Index("ix_risk_source", "site_id", "project_id", "source_kind", "source_reference"),
    Index(
        "ix_risk_watched",
        "site_id",
        "project_id",
        sqlite_where=sql("watches > 0"),
        postgresql_where=sql("watches > 0"),
    ),
    Index(
        "ix_risk_flagged",
        "site_id",
        "project_id",
        sqlite_where=sql("flag_codes <> '' OR flags_told <> ''"),
        postgresql_where=sql("flag_codes <> '' OR flags_told <> ''"),
    ),
)
"""Level, score and cells ("<model version>.<probability>.<impact>") repeat what the models say of the ratings, and
strategy, source, window, acceptance and due day what stands in `details`, to sort and filter by.
`flags` are those of the last write or sweep, `flag_codes` (" code code ") repeats them, and `flags_told` says of which
of them (" code:subject … ") a fact tells already. `watches` counts the rules that are looked at. Expected
money of the current rating, its confidence (1 is low) and `labels`, each between line breaks, repeat it too."""

risk_issue = Table(
    "risk_issue",
    metadata,
    site(),
    key("risk_id"),
    key("issue_id"),
    key("role"),
    Column("position", Integer, nullable=False),
    Column("done", Boolean, nullable=False),
    ForeignKeyConstraint(["site_id", "risk_id"], ["risk.site_id", "risk.id"], ondelete="CASCADE"),
    Index("ix_risk_issue_issue", "site_id", "issue_id"),
)

risk_totals = Table(
    "risk_totals",
    metadata,
    site(),
    key("project_id"),
    Column("totals", Json, nullable=False),
    maybe_at("looked_at"),
)
"""One row a project, moved by difference; `looked_at` is when its trigger rules were last looked at."""

saved_view = Table(
    "saved_view",
    metadata,
    site(),
    key("id"),
    text("project_id"),
    text("account_id"),
    text("name"),
    flag("shared"),
    flag("is_default"),
    text("query"),
    at("changed_at"),
    maybe_at("deleted_at"),
    version(),
    Index("ix_saved_view_project", "site_id", "project_id"),
)
"""What a register was narrowed to and how it was laid out, kept under a name by one person; "shared" shows it to all.
A shared default opens the register for everybody, an own one for its maker."""
