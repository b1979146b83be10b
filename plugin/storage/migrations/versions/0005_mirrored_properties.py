"""What Jira's properties were last told."""

import sqlalchemy as sa
from alembic import op

from plugin.storage import types
from plugin.storage.migrations.row_security import protect

revision = "0005_mirrored_properties"
down_revision = "0004_risks_and_reviews"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mirrored",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject", types.PlainText(), nullable=False),
        sa.Column("fingerprint", types.PlainText(), nullable=False),
        sa.Column("sent_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "subject", name=op.f("pk_mirrored")),
    )
    protect("mirrored")


def downgrade() -> None:
    op.drop_table("mirrored")
