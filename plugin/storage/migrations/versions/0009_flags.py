"""Flags on risks, and whether the people behind them are still there."""

import sqlalchemy as sa
from alembic import op

from plugin.storage import types
from plugin.storage.migrations.row_security import protect

revision = "0009_flags"
down_revision = "0008_standings"
branch_labels = None
depends_on = None

FLAGGED = "flag_codes <> '' OR flags_told <> ''"


def upgrade() -> None:
    op.add_column("risk", sa.Column("flags", types.Json(), server_default="[]", nullable=False))
    for name in ("flag_codes", "flags_told"):
        op.add_column("risk", sa.Column(name, types.PlainText(), server_default="", nullable=False))
    op.create_index(
        "ix_risk_flagged",
        "risk",
        ["site_id", "project_id"],
        sqlite_where=sa.text(FLAGGED),
        postgresql_where=sa.text(FLAGGED),
    )
    op.create_table(
        "person",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", types.PlainText(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("asked_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "account_id", name=op.f("pk_person")),
    )
    protect("person")


def downgrade() -> None:
    op.drop_table("person")
    op.drop_index("ix_risk_flagged", table_name="risk")
    with op.batch_alter_table("risk") as risk:
        for name in ("flags", "flag_codes", "flags_told"):
            risk.drop_column(name)
