"""Sites that Forge carries, their former installations, and the tokens that Forge hands out for them."""

import sqlalchemy as sa
from alembic import op

from plugin.storage import types
from plugin.storage.migrations.row_security import protect

revision = "0006_forge"
down_revision = "0005_mirrored_properties"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("site", sa.Column("carrier", types.PlainText(), server_default="connect", nullable=False))
    op.add_column("site", sa.Column("pending", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("site", sa.Column("seen_at", types.UtcDateTime(), nullable=True))
    op.create_index("ix_site_cloud_id", "site", ["cloud_id"], unique=False)
    op.create_table(
        "retired_installation",
        sa.Column("installation_id", types.PlainText(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("installation_id", name=op.f("pk_retired_installation")),
    )
    op.create_index(op.f("ix_retired_installation_site_id"), "retired_installation", ["site_id"], unique=False)
    op.create_table(
        "forge_token",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", types.PlainText(), nullable=False),
        sa.Column("token", types.PlainText(), nullable=False),
        sa.Column("digest", types.PlainText(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "account_id", name=op.f("pk_forge_token")),
    )
    protect("retired_installation", "forge_token")


def downgrade() -> None:
    op.drop_table("forge_token")
    op.drop_table("retired_installation")
    with op.batch_alter_table("site") as site:
        site.drop_index("ix_site_cloud_id")
        site.drop_column("seen_at")
        site.drop_column("pending")
        site.drop_column("carrier")
