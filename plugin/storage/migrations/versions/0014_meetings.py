"""Review meetings."""

import sqlalchemy as sa
from alembic import op

from plugin.storage import types
from plugin.storage.migrations.row_security import protect

revision = "0014_meetings"
down_revision = "0013_speciality"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_meeting",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.PlainText(), nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("started_at", types.UtcDateTime(), nullable=False),
        sa.Column("ended_at", types.UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("body", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_review_meeting")),
    )
    op.create_index("ix_review_meeting_project", "review_meeting", ["site_id", "project_id", "started_at"])
    protect("review_meeting")


def downgrade() -> None:
    op.drop_index("ix_review_meeting_project", table_name="review_meeting")
    op.drop_table("review_meeting")
