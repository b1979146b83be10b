"""Baselines, deltas, done-steps, ledgers and days."""

import sqlalchemy as sa
from alembic import op

from plugin.storage import types
from plugin.storage.migrations.row_security import protect

revision = "0003_baselines"
down_revision = "0002_issues_and_projects"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "baseline",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.PlainText(), nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("name", types.PlainText(), nullable=False),
        sa.Column("kind", types.PlainText(), nullable=False),
        sa.Column("ref", types.PlainText(), nullable=False),
        sa.Column("captured_at", types.UtcDateTime(), nullable=False),
        sa.Column("captured_by", types.PlainText(), nullable=True),
        sa.Column("content_hash", types.PlainText(), nullable=False),
        sa.Column("status", types.PlainText(), nullable=False),
        sa.Column("submitted_by", types.PlainText(), nullable=True),
        sa.Column("approved_by", types.PlainText(), nullable=True),
        sa.Column("approved_at", types.UtcDateTime(), nullable=True),
        sa.Column("target_on", types.PlainText(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_baseline")),
    )
    op.create_index("ix_baseline_project", "baseline", ["site_id", "project_id", "captured_at"], unique=False)
    op.create_table(
        "baseline_item",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("baseline_id", types.PlainText(), nullable=False),
        sa.Column("issue_id", types.PlainText(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("issue_key", types.PlainText(), nullable=False),
        sa.Column("summary", types.PlainText(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "baseline_id"],
            ["baseline.site_id", "baseline.id"],
            name=op.f("fk_baseline_item_site_id_baseline_id_baseline"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "baseline_id", "issue_id", name=op.f("pk_baseline_item")),
    )
    op.create_index("uq_baseline_item_position", "baseline_item", ["site_id", "baseline_id", "position"], unique=True)
    op.create_table(
        "day_move",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("baseline_id", types.PlainText(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("scope_points", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("scope_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("done_points", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("done_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "baseline_id"],
            ["baseline.site_id", "baseline.id"],
            name=op.f("fk_day_move_site_id_baseline_id_baseline"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "baseline_id", "day", name=op.f("pk_day_move")),
    )
    op.create_table(
        "delta",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.PlainText(), nullable=False),
        sa.Column("baseline_id", types.PlainText(), nullable=False),
        sa.Column("issue_id", types.PlainText(), nullable=False),
        sa.Column("issue_key", types.PlainText(), nullable=False),
        sa.Column("summary", types.PlainText(), nullable=False),
        sa.Column("change_id", types.PlainText(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("actor", types.PlainText(), nullable=True),
        sa.Column("delta_class", types.PlainText(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=True),
        sa.Column("after", sa.BigInteger(), nullable=True),
        sa.Column("points", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("disposition", types.PlainText(), nullable=False),
        sa.Column("reason", types.PlainText(), nullable=True),
        sa.Column("comment", types.PlainText(), nullable=True),
        sa.Column("change_request_id", types.PlainText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "baseline_id"],
            ["baseline.site_id", "baseline.id"],
            name=op.f("fk_delta_site_id_baseline_id_baseline"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_delta")),
    )
    op.create_index("ix_delta_at", "delta", ["site_id", "baseline_id", "at", "id"], unique=False)
    op.create_index("uq_delta_change", "delta", ["site_id", "baseline_id", "issue_id", "change_id"], unique=True)
    op.create_table(
        "done_step",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("baseline_id", types.PlainText(), nullable=False),
        sa.Column("issue_id", types.PlainText(), nullable=False),
        sa.Column("change_id", types.PlainText(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("points", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("count", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "baseline_id"],
            ["baseline.site_id", "baseline.id"],
            name=op.f("fk_done_step_site_id_baseline_id_baseline"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "baseline_id", "issue_id", "change_id", name=op.f("pk_done_step")),
    )
    op.create_table(
        "ledger",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("baseline_id", types.PlainText(), nullable=False),
        sa.Column("points_baseline", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("points_approved", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("points_pending", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("points_unapproved", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("points_added", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("points_removed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("points_reestimated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("points_unapproved_added", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("points_done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("count_baseline", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("count_approved", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("count_pending", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("count_unapproved", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("count_added", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("count_removed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("count_reestimated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("count_unapproved_added", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("count_done", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "baseline_id"],
            ["baseline.site_id", "baseline.id"],
            name=op.f("fk_ledger_site_id_baseline_id_baseline"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "baseline_id", name=op.f("pk_ledger")),
    )
    protect("baseline", "baseline_item", "delta", "done_step", "ledger", "day_move")


def downgrade() -> None:
    op.drop_table("day_move")
    op.drop_table("ledger")
    op.drop_table("done_step")
    op.drop_table("delta")
    op.drop_table("baseline_item")
    op.drop_table("baseline")
