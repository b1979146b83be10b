"""The review meetings of one site's projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from plugin.domain.errors import Stale
from plugin.domain.ids import ProjectId
from plugin.domain.meeting import Meeting
from plugin.storage.plain_json import from_plain, to_plain
from plugin.storage.repository import Repository, Row
from plugin.storage.tables.meetings import review_meeting as table


class SqlMeetings(Repository):
    """Fulfils Meetings."""

    def add(self, added: Meeting) -> None:
        """Write a new meeting."""
        self._insert(table, [{**_row(added), "version": added.version}])

    def save(self, changed: Meeting) -> None:
        """Write a meeting as it is now, raising its version by one; raises Stale when the stored one is another."""
        result = self._connection.execute(
            self._update(table)
            .where(table.c.id == changed.id, table.c.version == changed.version)
            .values(**_row(changed), version=changed.version + 1)
        )
        if result.rowcount != 1:
            raise Stale("Somebody else went on with this meeting. Load it again.")

    def get(self, meeting_id: str) -> Meeting | None:
        """The meeting of that id."""
        row = self._row(self._select(table).where(table.c.id == meeting_id))
        return None if row is None else _meeting(row)

    def of_project(self, project_id: ProjectId, *, limit: int = 50) -> Sequence[Meeting]:
        """The project's last meetings, newest first."""
        statement = self._select(table).where(table.c.project_id == project_id)
        rows = self._rows(statement.order_by(table.c.started_at.desc(), table.c.id.desc()).limit(limit))
        return [_meeting(row) for row in rows]


def _row(meeting: Meeting) -> dict[str, Any]:
    return {
        "id": meeting.id,
        "project_id": meeting.project_id,
        "started_at": meeting.started_at,
        "ended_at": meeting.ended_at,
        "body": to_plain(replace(meeting, version=1)),
    }


def _meeting(row: Row) -> Meeting:
    return replace(from_plain(Meeting, row["body"]), version=row["version"])
