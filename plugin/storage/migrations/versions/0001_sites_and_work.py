"""Sites, tokens, deliveries, errands and facts."""

import sqlalchemy as sa
from alembic import op

from plugin.storage import types
from plugin.storage.migrations.row_security import protect

revision = "0001_sites_and_work"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", types.PlainText(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", types.PlainText(), nullable=False),
        sa.Column("scope", types.PlainText(), nullable=False),
        sa.Column("label", types.PlainText(), nullable=False),
        sa.Column("digest", types.PlainText(), nullable=False),
        sa.Column("made_at", types.UtcDateTime(), nullable=False),
        sa.Column("revoked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
    )
    op.create_index(op.f("ix_api_token_site_id"), "api_token", ["site_id"], unique=False)
    op.create_index("uq_api_token_digest", "api_token", ["digest"], unique=True)
    op.create_table(
        "delivery",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("lane", types.PlainText(), nullable=False),
        sa.Column("event", types.PlainText(), nullable=False),
        sa.Column("dedupe", types.PlainText(), nullable=False),
        sa.Column("state", types.PlainText(), nullable=False),
        sa.Column("fate", types.PlainText(), nullable=True),
        sa.Column("reason", types.PlainText(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("run_at", types.UtcDateTime(), nullable=False),
        sa.Column("lease_until", types.UtcDateTime(), nullable=True),
        sa.Column("owner", types.PlainText(), nullable=True),
        sa.Column("error", types.PlainText(), nullable=True),
        sa.Column("received_at", types.UtcDateTime(), nullable=False),
        sa.Column("done_at", types.UtcDateTime(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_delivery_open",
        "delivery",
        ["site_id", "lane", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('ready', 'running', 'dead')"),
        postgresql_where=sa.text("state IN ('ready', 'running', 'dead')"),
    )
    op.create_index(
        "ix_delivery_parked",
        "delivery",
        ["site_id", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('dead', 'unreadable')"),
        postgresql_where=sa.text("state IN ('dead', 'unreadable')"),
    )
    op.create_index("uq_delivery_dedupe", "delivery", ["site_id", "dedupe"], unique=True)
    op.create_index(
        "uq_delivery_running_lane",
        "delivery",
        ["site_id", "lane"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "errand",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", types.PlainText(), nullable=False),
        sa.Column("subject", types.PlainText(), nullable=False),
        sa.Column("lane", types.PlainText(), nullable=False),
        sa.Column("state", types.PlainText(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("run_at", types.UtcDateTime(), nullable=False),
        sa.Column("lease_until", types.UtcDateTime(), nullable=True),
        sa.Column("owner", types.PlainText(), nullable=True),
        sa.Column("error", types.PlainText(), nullable=True),
        sa.Column("done_at", types.UtcDateTime(), nullable=True),
        sa.Column("payload", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errand")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_errand_open",
        "errand",
        ["run_at", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('ready', 'running')"),
        postgresql_where=sa.text("state IN ('ready', 'running')"),
    )
    op.create_index(
        "uq_errand_ready",
        "errand",
        ["site_id", "kind", "subject"],
        unique=True,
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_index(
        "uq_errand_running",
        "errand",
        ["site_id", "kind", "subject"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "fact",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("name", types.PlainText(), nullable=False),
        sa.Column("entity", types.PlainText(), nullable=False),
        sa.Column("entity_id", types.PlainText(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("actor", types.PlainText(), nullable=True),
        sa.Column("reason", types.PlainText(), nullable=True),
        sa.Column("delivery_id", sa.BigInteger(), nullable=True),
        sa.Column("detail", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_fact")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fact_entity", "fact", ["site_id", "entity", "entity_id", "seq"], unique=False)
    op.create_index("ix_fact_project", "fact", ["site_id", "project_id", "seq"], unique=False)
    op.create_table(
        "install_key",
        sa.Column("kid", types.PlainText(), nullable=False),
        sa.Column("pem", types.PlainText(), nullable=False),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_install_key")),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("client_key", types.PlainText(), nullable=True),
        sa.Column("installation_id", types.PlainText(), nullable=True),
        sa.Column("cloud_id", types.PlainText(), nullable=True),
        sa.Column("base_url", types.PlainText(), nullable=False),
        sa.Column("display_url", types.PlainText(), nullable=True),
        sa.Column("secret", types.PlainText(), nullable=True),
        sa.Column("installed", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("installed_at", types.UtcDateTime(), nullable=False),
        sa.Column("uninstalled_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_site_client_key", "site", ["client_key"], unique=True)
    op.create_index("uq_site_installation_id", "site", ["installation_id"], unique=True)
    op.create_table(
        "spent_token",
        sa.Column("fingerprint", types.PlainText(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_spent_token")),
    )
    op.create_index("ix_spent_token_expires_at", "spent_token", ["expires_at"], unique=False)
    protect("api_token", "delivery", "errand", "fact")
    protect("site", column="id")


def downgrade() -> None:
    op.drop_table("fact")
    op.drop_table("errand")
    op.drop_table("delivery")
    op.drop_table("install_key")
    op.drop_table("spent_token")
    op.drop_table("api_token")
    op.drop_table("site")
