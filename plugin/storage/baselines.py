"""Baselines with their frozen items; what followed from them is in the scope log and the ledgers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from plugin.domain.baseline import Baseline, BaselineItem, BaselineStatus, Definition, Kind
from plugin.domain.errors import Stale
from plugin.domain.ids import BaselineId, IssueId, ProjectId
from plugin.domain.ledger import Ledger
from plugin.storage.cursors import cursor, page, place
from plugin.storage.ledgers import SqlLedgers
from plugin.storage.repository import Row, chunks
from plugin.storage.scope_log import SqlScopeLog
from plugin.storage.tables.scope import baseline, baseline_item
from plugin.usecases.records import FollowedBaseline, Page


class SqlBaselines(SqlScopeLog, SqlLedgers):
    """Fulfils Baselines."""

    def add(self, added: Baseline, ledger: Ledger) -> None:
        """Write a baseline, its items in their order, and its ledger as it stands."""
        self._insert(baseline, [{"id": added.id, "version": added.version, **_frozen(added), **_moving(added)}])
        rows = (
            {
                "baseline_id": added.id,
                "issue_id": item.issue_id,
                "position": position,
                "issue_key": item.issue_key,
                "summary": item.summary,
                "points": item.points,
            }
            for position, item in enumerate(added.items)
        )
        for chunk in chunks(rows):
            self._insert(baseline_item, chunk)
        self._open_ledger(added.id, ledger)

    def save(self, changed: Baseline) -> None:
        """Update name, status and the like, and raise the stored version by one; raises Stale when it is another."""
        result = self._connection.execute(
            self._update(baseline)
            .where(baseline.c.id == changed.id, baseline.c.version == changed.version)
            .values(**_moving(changed), version=changed.version + 1)
        )
        if result.rowcount != 1:
            raise Stale("Somebody else changed this baseline. Load it again.")

    def get(self, baseline_id: BaselineId) -> Baseline | None:
        """The baseline with its items in their order."""
        row = self._row(self._select(baseline).where(baseline.c.id == baseline_id))
        if row is None:
            return None
        statement = self._select(baseline_item).where(baseline_item.c.baseline_id == baseline_id)
        return _baseline(row, tuple(_item(item) for item in self._rows(statement.order_by(baseline_item.c.position))))

    def of_project(self, project_id: ProjectId) -> Sequence[Baseline]:
        """Heads only (empty `items`), newest first."""
        statement = self._select(baseline).where(baseline.c.project_id == project_id)
        rows = self._rows(statement.order_by(baseline.c.captured_at.desc(), baseline.c.id.desc()))
        return [_baseline(row, ()) for row in rows]

    def items(self, baseline_id: BaselineId, *, after: str | None, limit: int) -> Page[BaselineItem]:
        """A page of items in their order. Raises Invalid for a cursor that is not ours."""
        statement = self._select(baseline_item).where(baseline_item.c.baseline_id == baseline_id)
        if after is not None:
            statement = statement.where(baseline_item.c.position > place(after, int)[0])
        rows = self._rows(statement.order_by(baseline_item.c.position).limit(limit + 1))
        return page([(_item(row), cursor(row["position"])) for row in rows], limit)

    def followed(self, project_id: ProjectId) -> Sequence[FollowedBaseline]:
        """The heads of those baselines of a project that changes are measured against, oldest first."""
        statement = self._select(baseline).where(
            baseline.c.project_id == project_id, baseline.c.status != BaselineStatus.SUPERSEDED.value
        )
        rows = self._rows(statement.order_by(baseline.c.captured_at, baseline.c.id))
        return [
            FollowedBaseline(
                id=row["id"],
                project_id=row["project_id"],
                name=row["name"],
                definition=Definition(Kind(row["kind"]), row["ref"]),
                captured_at=row["captured_at"],
                status=BaselineStatus(row["status"]),
            )
            for row in rows
        ]

    def agreed(
        self, baseline_ids: Collection[BaselineId], issue_ids: Collection[IssueId]
    ) -> dict[tuple[BaselineId, IssueId], BaselineItem]:
        """The frozen items of these issues, by baseline and issue."""
        wanted = sorted(set(baseline_ids))
        found: dict[tuple[BaselineId, IssueId], BaselineItem] = {}
        for chunk in chunks(sorted(set(issue_ids))) if wanted else ():
            statement = self._select(baseline_item).where(
                baseline_item.c.baseline_id.in_(wanted), baseline_item.c.issue_id.in_(chunk)
            )
            found.update(((row["baseline_id"], row["issue_id"]), _item(row)) for row in self._rows(statement))
        return found


def _frozen(added: Baseline) -> dict[str, Any]:
    return {
        "project_id": added.project_id,
        "kind": added.definition.kind.value,
        "ref": added.definition.ref,
        "captured_at": added.captured_at,
        "captured_by": added.captured_by,
        "content_hash": added.content_hash,
    }


def _moving(changed: Baseline) -> dict[str, Any]:
    return {
        "name": changed.name,
        "status": changed.status.value,
        "submitted_by": changed.submitted_by,
        "approved_by": changed.approved_by,
        "approved_at": changed.approved_at,
        "target_on": changed.target_on,
    }


def _baseline(row: Row, items: tuple[BaselineItem, ...]) -> Baseline:
    return Baseline(
        id=row["id"],
        project_id=row["project_id"],
        name=row["name"],
        definition=Definition(Kind(row["kind"]), row["ref"]),
        captured_at=row["captured_at"],
        captured_by=row["captured_by"],
        items=items,
        content_hash=row["content_hash"],
        status=BaselineStatus(row["status"]),
        submitted_by=row["submitted_by"],
        approved_by=row["approved_by"],
        approved_at=row["approved_at"],
        target_on=row["target_on"],
        version=row["version"],
    )


def _item(row: Row) -> BaselineItem:
    return BaselineItem(row["issue_id"], row["issue_key"], row["summary"], row["points"])
