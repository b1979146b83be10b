"""The views of registers that people of one site have kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import or_

from plugin.domain.errors import Stale
from plugin.domain.ids import AccountId, ProjectId
from plugin.storage.repository import Repository, Row
from plugin.storage.tables.register import saved_view
from plugin.usecases.saved_views import SavedView


class SqlSavedViews(Repository):
    """Fulfils SavedViews."""

    def of_project(self, project_id: ProjectId, account_id: AccountId | None) -> Sequence[SavedView]:
        """That person's own and the shared ones, by name."""
        whose = or_(saved_view.c.shared, saved_view.c.account_id == (account_id or ""))
        statement = self._select(saved_view).where(
            saved_view.c.project_id == project_id, saved_view.c.deleted_at.is_(None), whose
        )
        found = [_view(row) for row in self._rows(statement)]
        return sorted(found, key=lambda view: (view.name.casefold(), view.id))

    def get(self, view_id: str) -> SavedView | None:
        """The view of that id, deleted ones included."""
        row = self._row(self._select(saved_view).where(saved_view.c.id == view_id))
        return None if row is None else _view(row)

    def add(self, view: SavedView) -> None:
        """Write a new view."""
        self._insert(saved_view, [asdict(view)])

    def save(self, view: SavedView) -> None:
        """Write a view as it is now, raising its version by one; raises Stale when the stored version is another."""
        values = {**asdict(view), "version": view.version + 1}
        changed = self._update(saved_view).where(saved_view.c.id == view.id, saved_view.c.version == view.version)
        if self._connection.execute(changed.values(**values)).rowcount != 1:
            raise Stale("Somebody else changed this view. Load it again.")


def _view(row: Row) -> SavedView:
    return SavedView(**{name: row[name] for name in SavedView.__dataclass_fields__})
