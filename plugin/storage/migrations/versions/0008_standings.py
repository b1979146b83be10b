"""How each risk stood over time; existing risks are told from their facts when their project is first looked at."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from plugin.storage import types
from plugin.storage.migrations.row_security import protect

revision = "0008_standings"
down_revision = "0007_register"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "risk_standing",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("risk_id", types.PlainText(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("since", types.UtcDateTime(), nullable=False),
        sa.Column("until", types.UtcDateTime(), nullable=True),
        sa.Column("move", types.PlainText(), nullable=False),
        sa.Column("status", types.PlainText(), nullable=False),
        sa.Column("deleted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("direction", types.PlainText(), nullable=False),
        sa.Column("owner", types.PlainText(), nullable=True),
        sa.Column("category", types.PlainText(), nullable=True),
        sa.Column("outcome", types.PlainText(), nullable=True),
        sa.Column("reason", types.PlainText(), nullable=True),
        sa.Column("model_version", types.PlainText(), nullable=True),
        sa.Column("level", types.PlainText(), nullable=True),
        sa.Column("level_rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        *_stages(),
        sa.ForeignKeyConstraint(
            ["site_id", "risk_id"],
            ["risk.site_id", "risk.id"],
            name=op.f("fk_risk_standing_site_id_risk"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "risk_id", "number", name=op.f("pk_risk_standing")),
    )
    op.create_index("ix_risk_standing_project", "risk_standing", ["site_id", "project_id", "since"], unique=False)
    protect("risk_standing")


def _stages() -> list[sa.Column[Any]]:
    columns: list[sa.Column[Any]] = []
    for stage in ("inherent", "current", "target"):
        columns.append(sa.Column(f"{stage}_cell", types.PlainText(), nullable=True))
        columns.append(sa.Column(f"{stage}_expected", sa.BigInteger(), nullable=True))
        columns.append(sa.Column(f"{stage}_points", sa.BigInteger(), nullable=True))
    return columns


def downgrade() -> None:
    op.drop_index("ix_risk_standing_project", table_name="risk_standing")
    op.drop_table("risk_standing")
