"""What a project makes risks and responses as in Jira."""

import sqlalchemy as sa
from alembic import op

from plugin.storage import types

revision = "0010_work_in_jira"
down_revision = "0009_flags"
branch_labels = None
depends_on = None

COLUMNS = ("risk_type", "response_type", "link_type")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("project", sa.Column(name, types.PlainText(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("project") as project:
        for name in COLUMNS:
            project.drop_column(name)
