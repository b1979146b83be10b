"""Which speciality a project is of."""

import sqlalchemy as sa
from alembic import op

from plugin.storage import types

revision = "0013_speciality"
down_revision = "0012_risk_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("project", sa.Column("speciality", types.PlainText(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("project") as project:
        project.drop_column("speciality")
