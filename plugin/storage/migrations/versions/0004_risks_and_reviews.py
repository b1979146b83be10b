"""Risks, their totals, reviews and lessons."""

import sqlalchemy as sa
from alembic import op

from plugin.storage import types
from plugin.storage.migrations.row_security import protect

revision = "0004_risks_and_reviews"
down_revision = "0003_baselines"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lesson",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.PlainText(), nullable=False),
        sa.Column("key", types.PlainText(), nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("review_id", types.PlainText(), nullable=True),
        sa.Column("title", types.PlainText(), nullable=False),
        sa.Column("event", types.PlainText(), nullable=False),
        sa.Column("recommendation", types.PlainText(), nullable=False),
        sa.Column("lesson_type", types.PlainText(), nullable=False),
        sa.Column("category", types.PlainText(), nullable=True),
        sa.Column("owner", types.PlainText(), nullable=True),
        sa.Column("recorded_at", types.UtcDateTime(), nullable=False),
        sa.Column("recorded_by", types.PlainText(), nullable=True),
        sa.Column("state", types.PlainText(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_lesson")),
    )
    op.create_index("ix_lesson_project", "lesson", ["site_id", "project_id", "recorded_at"], unique=False)
    op.create_index("ix_lesson_recorded", "lesson", ["site_id", "recorded_at", "id"], unique=False)
    op.create_table(
        "review",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.PlainText(), nullable=False),
        sa.Column("key", types.PlainText(), nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("kind", types.PlainText(), nullable=False),
        sa.Column("title", types.PlainText(), nullable=False),
        sa.Column("version_id", types.PlainText(), nullable=True),
        sa.Column("opened_at", types.UtcDateTime(), nullable=False),
        sa.Column("opened_by", types.PlainText(), nullable=True),
        sa.Column("state", types.PlainText(), nullable=False),
        sa.Column("findings", types.Json(), nullable=False),
        sa.Column("one_sided_because", types.PlainText(), nullable=True),
        sa.Column("frozen_facts", types.Json(), nullable=False),
        sa.Column("sign_off", types.Json(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_review")),
    )
    op.create_index("ix_review_project", "review", ["site_id", "project_id", "opened_at"], unique=False)
    op.create_table(
        "risk",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.PlainText(), nullable=False),
        sa.Column("key", types.PlainText(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("title", types.PlainText(), nullable=False),
        sa.Column("cause", types.PlainText(), nullable=False),
        sa.Column("event", types.PlainText(), nullable=False),
        sa.Column("effect", types.PlainText(), nullable=False),
        sa.Column("direction", types.PlainText(), nullable=False),
        sa.Column("category", types.PlainText(), nullable=True),
        sa.Column("owner", types.PlainText(), nullable=True),
        sa.Column("status", types.PlainText(), nullable=False),
        sa.Column("outcome", types.PlainText(), nullable=True),
        sa.Column("raised_at", types.UtcDateTime(), nullable=False),
        sa.Column("raised_by", types.PlainText(), nullable=True),
        sa.Column("closed_at", types.UtcDateTime(), nullable=True),
        sa.Column("next_review", sa.Date(), nullable=True),
        sa.Column("ratings", types.Json(), nullable=False),
        sa.Column("proposal", types.Json(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("level", types.PlainText(), nullable=True),
        sa.Column("level_rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("inherent_cell", types.PlainText(), nullable=True),
        sa.Column("current_cell", types.PlainText(), nullable=True),
        sa.Column("target_cell", types.PlainText(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_risk")),
    )
    op.create_index("ix_risk_review", "risk", ["site_id", "project_id", "status", "next_review"], unique=False)
    op.create_index("ix_risk_worst", "risk", ["site_id", "project_id", "level_rank", "score", "number"], unique=False)
    op.create_table(
        "risk_totals",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("totals", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "project_id", name=op.f("pk_risk_totals")),
    )
    op.create_table(
        "risk_issue",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("risk_id", types.PlainText(), nullable=False),
        sa.Column("issue_id", types.PlainText(), nullable=False),
        sa.Column("role", types.PlainText(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "risk_id"],
            ["risk.site_id", "risk.id"],
            name=op.f("fk_risk_issue_site_id_risk_id_risk"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "risk_id", "issue_id", "role", name=op.f("pk_risk_issue")),
    )
    op.create_index("ix_risk_issue_issue", "risk_issue", ["site_id", "issue_id"], unique=False)
    protect("risk", "risk_issue", "risk_totals", "review", "lesson")


def downgrade() -> None:
    op.drop_table("lesson")
    op.drop_table("review")
    op.drop_table("risk_totals")
    op.drop_table("risk_issue")
    op.drop_table("risk")
