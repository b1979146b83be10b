"""The whole record of a risk, risk models of the site's own, and cells that name their model's version."""

import json

import sqlalchemy as sa
from alembic import op

from plugin.storage import types
from plugin.storage.migrations.row_security import protect

revision = "0007_register"
down_revision = "0006_forge"
branch_labels = None
depends_on = None

CELLS = ("inherent_cell", "current_cell", "target_cell")


def upgrade() -> None:
    op.create_table(
        "risk_model",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", types.PlainText(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", types.PlainText(), nullable=False),
        sa.Column("made_at", types.UtcDateTime(), nullable=False),
        sa.Column("made_by", types.PlainText(), nullable=True),
        sa.Column("body", types.PlainText(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "version", name=op.f("pk_risk_model")),
    )
    op.create_table(
        "risk_model_choice",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("version", types.PlainText(), nullable=False),
        sa.Column("chosen_at", types.UtcDateTime(), nullable=False),
        sa.Column("chosen_by", types.PlainText(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "project_id", name=op.f("pk_risk_model_choice")),
    )
    op.add_column("risk", sa.Column("details", types.Json(), server_default="{}", nullable=False))
    for name in ("strategy", "source_kind", "source_reference"):
        op.add_column("risk", sa.Column(name, types.PlainText(), nullable=True))
    for name in ("window_first", "window_last", "accepted_until", "action_due"):
        op.add_column("risk", sa.Column(name, sa.Date(), nullable=True))
    op.add_column("risk", sa.Column("deleted_at", types.UtcDateTime(), nullable=True))
    op.create_index("ix_risk_source", "risk", ["site_id", "project_id", "source_kind", "source_reference"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT set_config('app.site', '*', true)")
    for name in CELLS:
        place = sa.column(name, sa.Text())
        versioned = sa.literal("starter-1.") + place
        op.execute(sa.update(sa.table("risk", place)).where(place.is_not(None)).values({name: versioned}))
    _rekey("cell.", "starter-1.")
    protect("risk_model", "risk_model_choice")


def _rekey(prefix: str, version: str) -> None:
    """Totals count cells by "cell.<stage>.<direction>.<p>.<i>"; the model's version goes before the place."""
    connection = op.get_bind()
    table = sa.table(
        "risk_totals",
        sa.column("site_id", sa.BigInteger()),
        sa.column("project_id", sa.Text()),
        sa.column("totals", types.Json()),
    )
    for row in connection.execute(sa.select(table)).mappings().all():
        held = row["totals"] if isinstance(row["totals"], dict) else json.loads(row["totals"])
        totals = {_versioned(key, version) if key.startswith(prefix) else key: n for key, n in held.items()}
        where = (table.c.site_id == row["site_id"], table.c.project_id == row["project_id"])
        connection.execute(sa.update(table).where(*where).values(totals=totals))


def _versioned(key: str, version: str) -> str:
    stage_and_direction, place = key.rsplit(".", 2)[0], key.split(".", 3)[3]
    return f"{stage_and_direction}.{version}{place}"


def downgrade() -> None:
    op.drop_index("ix_risk_source", table_name="risk")
    with op.batch_alter_table("risk") as risk:
        for name in (
            "details",
            "strategy",
            "source_kind",
            "source_reference",
            "window_first",
            "window_last",
            "accepted_until",
            "action_due",
            "deleted_at",
        ):
            risk.drop_column(name)
    op.drop_table("risk_model_choice")
    op.drop_table("risk_model")
