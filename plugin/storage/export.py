"""Everything that is kept of one site, as JSON lines: for whoever leaves, moves, or wants to know."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from plugin.domain.ids import SiteId
from plugin.storage.database import Database
from plugin.storage.tables import metadata
from plugin.storage.tables.sites import site

SECRETS = frozenset({("site", "secret"), ("api_token", "digest"), ("forge_token", "token"), ("forge_token", "digest")})
"""Columns, by table, that are left out: what they hold opens doors."""

ROWS_AT_ONCE = 500


def export_site(database: Database, site_id: SiteId, to: Path) -> int:
    """Write one JSON object a line, `{"table": …, "row": {…}}`, table by table; tells how many rows.

    One transaction reads it all, so the file is of one moment. It appears whole or not at all, readable by its owner
    alone. Instants are ISO 8601 in UTC, bytes are UTF-8 text or, where they are none, `{"base64": …}`.
    """
    draft = to.with_name(f"{to.name}.part")
    written = 0
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file, database.reading(site_id) as connection:
            for table in (site, *(t for t in metadata.sorted_tables if "site_id" in t.c)):
                for row in _rows(connection, table, site_id):
                    file.write(json.dumps({"table": table.name, "row": row}) + "\n")
                    written += 1
        draft.replace(to)
    finally:
        draft.unlink(missing_ok=True)
    return written


def _rows(connection: Connection, table: Table, site_id: SiteId) -> Iterator[Mapping[str, Any]]:
    columns = [column for column in table.c if (table.name, column.name) not in SECRETS]
    of_site = table.c.id if table is site else table.c.site_id
    statement = select(*columns).where(of_site == site_id).order_by(*table.primary_key)
    for row in connection.execute(statement).yield_per(ROWS_AT_ONCE).mappings():
        yield {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return {"base64": base64.b64encode(value).decode()}
    return value
