"""How each risk stood, stretch by stretch: what the register's views over time read."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Integer, Table

from plugin.storage.tables.base import at, flag, key, maybe_at, maybe_text, metadata, site, text

STAGES = ("inherent", "current", "target")

risk_standing = Table(
    "risk_standing",
    metadata,
    site(),
    key("risk_id"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    text("project_id"),
    at("since"),
    maybe_at("until"),
    text("move"),
    text("status"),
    flag("deleted"),
    text("direction"),
    maybe_text("owner"),
    maybe_text("category"),
    maybe_text("outcome"),
    maybe_text("reason"),
    maybe_text("model_version"),
    maybe_text("level"),
    Column("level_rank", Integer, nullable=False),
    Column("score", Integer, nullable=False),
    *(
        column
        for stage in STAGES
        for column in (
            maybe_text(f"{stage}_cell"),
            Column(f"{stage}_expected", BigInteger),
            Column(f"{stage}_points", BigInteger),
        )
    ),
    ForeignKeyConstraint(["site_id", "risk_id"], ["risk.site_id", "risk.id"], ondelete="CASCADE"),
    Index("ix_risk_standing_project", "site_id", "project_id", "since"),
)
"""The last row of a risk has no `until`; money in minor units, points in thousandths."""
