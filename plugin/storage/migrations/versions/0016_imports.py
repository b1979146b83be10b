"""Sheets on their way into registers, and what their rows became."""

import sqlalchemy as sa
from alembic import op

from plugin.storage import types
from plugin.storage.migrations.row_security import protect

revision = "0016_imports"
down_revision = "0015_telling"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_import()
    _make_parts()
    _make_rows()
    protect("register_import", "import_part", "import_problem", "imported_row")


def _make_import() -> None:
    op.create_table(
        "register_import",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.PlainText(), nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("name", types.PlainText(), nullable=False),
        sa.Column("made_at", types.UtcDateTime(), nullable=False),
        sa.Column("made_by", types.PlainText(), nullable=True),
        sa.Column("state", types.PlainText(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sheet", types.PlainText(), nullable=True),
        sa.Column("mapping", types.PlainText(), nullable=False),
        sa.Column("headings", types.Json(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("counts", types.Json(), nullable=False),
        sa.Column("message", types.PlainText(), nullable=False),
        sa.Column("ended_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_register_import")),
    )
    op.create_index("ix_register_import_project", "register_import", ["site_id", "project_id", "made_at"])


def _of_import(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["site_id", "import_id"],
        ["register_import.site_id", "register_import.id"],
        name=op.f(f"fk_{table}_site_id_register_import"),
        ondelete="CASCADE",
    )


def _make_parts() -> None:
    op.create_table(
        "import_part",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("import_id", types.PlainText(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("held", sa.LargeBinary(), nullable=False),
        _of_import("import_part"),
        sa.PrimaryKeyConstraint("site_id", "import_id", "number", name=op.f("pk_import_part")),
    )
    op.create_table(
        "import_problem",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("import_id", types.PlainText(), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", types.PlainText(), nullable=False),
        sa.Column("column", types.PlainText(), nullable=False),
        sa.Column("detail", types.PlainText(), nullable=False),
        sa.Column("cells", types.Json(), nullable=False),
        _of_import("import_problem"),
        sa.PrimaryKeyConstraint("site_id", "import_id", "row", "position", name=op.f("pk_import_problem")),
    )


def _make_rows() -> None:
    op.create_table(
        "imported_row",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("reference", types.PlainText(), nullable=False),
        sa.Column("risk_id", types.PlainText(), nullable=False),
        sa.Column("key", types.PlainText(), nullable=False),
        sa.Column("import_id", types.PlainText(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("said", types.Json(), nullable=False),
        sa.Column("cells", types.Json(), nullable=False),
        sa.Column("relations", types.PlainText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "risk_id"],
            ["risk.site_id", "risk.id"],
            name=op.f("fk_imported_row_site_id_risk"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "project_id", "reference", name=op.f("pk_imported_row")),
    )
    op.create_index("ix_imported_row_key", "imported_row", ["site_id", "project_id", "key"])
    op.create_index("ix_imported_row_import", "imported_row", ["site_id", "import_id"])
    op.create_index("ix_imported_row_risk", "imported_row", ["site_id", "risk_id"])


def downgrade() -> None:
    for table in ("imported_row", "import_problem", "import_part", "register_import"):
        op.drop_table(table)
