"""Whether a project lets the app comment on its risks' own issues."""

import sqlalchemy as sa
from alembic import op

revision = "0015_telling"
down_revision = "0014_meetings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("project", sa.Column("tell_watchers", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("project") as project:
        project.drop_column("tell_watchers")
