"""Rules that are watched, and when they were last looked at."""

import sqlalchemy as sa
from alembic import op

from plugin.storage import types

revision = "0011_watches"
down_revision = "0010_work_in_jira"
branch_labels = None
depends_on = None

WATCHED = "watches > 0"


def upgrade() -> None:
    op.add_column("risk", sa.Column("watches", sa.Integer(), server_default="0", nullable=False))
    op.create_index(
        "ix_risk_watched",
        "risk",
        ["site_id", "project_id"],
        sqlite_where=sa.text(WATCHED),
        postgresql_where=sa.text(WATCHED),
    )
    op.add_column("risk_totals", sa.Column("looked_at", types.UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("risk_totals") as totals:
        totals.drop_column("looked_at")
    op.drop_index("ix_risk_watched", table_name="risk")
    with op.batch_alter_table("risk") as risk:
        risk.drop_column("watches")
