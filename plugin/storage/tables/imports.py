"""Sheets on their way into registers: the import, the parts of its file, its problems, and what rows became."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, LargeBinary, Table

from plugin.storage.tables.base import at, key, maybe_at, maybe_text, metadata, site, text
from plugin.storage.types import Json


def _of_import() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["site_id", "import_id"], ["register_import.site_id", "register_import.id"], ondelete="CASCADE"
    )


def _place(name: str) -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


register_import = Table(
    "register_import",
    metadata,
    site(),
    key("id"),
    text("project_id"),
    text("name"),
    at("made_at"),
    maybe_text("made_by"),
    text("state"),
    Column("parts", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    maybe_text("sheet"),
    text("mapping"),
    Column("headings", Json, nullable=False),
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("counts", Json, nullable=False),
    text("message"),
    maybe_at("ended_at"),
    Index("ix_register_import_project", "site_id", "project_id", "made_at"),
)

import_part = Table(
    "import_part",
    metadata,
    site(),
    key("import_id"),
    _place("number"),
    Column("held", LargeBinary, nullable=False),
    _of_import(),
)
"""The file in pieces; deleted as soon as the import has ended."""

import_problem = Table(
    "import_problem",
    metadata,
    site(),
    key("import_id"),
    _place("row"),
    _place("position"),
    text("kind"),
    text("column"),
    text("detail"),
    Column("cells", Json, nullable=False),
    _of_import(),
)

imported_row = Table(
    "imported_row",
    metadata,
    site(),
    key("project_id"),
    key("reference"),
    text("risk_id"),
    text("key"),
    text("import_id"),
    Column("row", Integer, nullable=False),
    Column("said", Json, nullable=False),
    Column("cells", Json, nullable=False),
    text("relations"),
    ForeignKeyConstraint(["site_id", "risk_id"], ["risk.site_id", "risk.id"], ondelete="CASCADE"),
    Index("ix_imported_row_key", "site_id", "project_id", "key"),
    Index("ix_imported_row_import", "site_id", "import_id"),
    Index("ix_imported_row_risk", "site_id", "risk_id"),
)
"""By what a row is known from one import to the next; outlives the import, so that the sheet can come again."""
