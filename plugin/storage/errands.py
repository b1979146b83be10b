"""What one site asks to have done later: gathered while the unit of work runs, written once at its commit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.dialects import postgresql, sqlite

from plugin.domain.ids import ProjectId, SiteId
from plugin.storage.repository import Repository
from plugin.storage.tables.work import delivery, errand


class SqlErrands(Repository):
    """Fulfils Errands."""

    def __init__(self, connection: Connection, site_id: SiteId) -> None:
        super().__init__(connection, site_id)
        self._asked: dict[tuple[str, str], dict[str, Any]] = {}

    def ask(
        self, kind: str, subject: str, *, lane: str, run_at: datetime, payload: Mapping[str, object] | None = None
    ) -> None:
        """Have it done. One that waits already keeps its time, so that a steady stream cannot put it off for ever."""
        asked = self._asked.setdefault((kind, subject), {"run_at": run_at})
        asked.update(kind=kind, subject=subject, lane=lane, payload=dict(payload or {}), state="ready")

    def relay(self, project_id: ProjectId, event: str, body: Mapping[str, object], dedupe: str, at: datetime) -> None:
        """Put a delivery of our own into another project's lane; a known `dedupe` changes nothing."""
        row = {
            "lane": project_id,
            "event": event,
            "dedupe": dedupe,
            "state": "ready",
            "run_at": at,
            "received_at": at,
            "body": json.dumps(body, separators=(",", ":")).encode(),
        }
        statement: Any = self._dialect.insert(delivery).on_conflict_do_nothing(index_elements=["site_id", "dedupe"])
        self._connection.execute(statement, self._stamped([row]))

    def flush(self) -> None:
        """Write what was asked, in the order of kind and subject: two writers then never wait for each other."""
        rows = self._stamped(row for _, row in sorted(self._asked.items()))
        self._asked.clear()
        if not rows:
            return
        statement: Any = self._dialect.insert(errand)
        statement = statement.on_conflict_do_update(
            index_elements=["site_id", "kind", "subject"],
            index_where=text("state = 'ready'"),
            set_={"payload": statement.excluded.payload, "lane": statement.excluded.lane},
        )
        self._connection.execute(statement, rows)

    @property
    def _dialect(self) -> Any:
        return sqlite if self._connection.dialect.name == "sqlite" else postgresql
