"""What every repository begins with: one connection, one site, and statements that cannot forget which site."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Insert,
    RowMapping,
    Select,
    Table,
    Update,
    delete,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from plugin.domain.ids import SiteId

T = TypeVar("T")
Row = RowMapping

CHUNK = 500
"""Ids in one IN-list: far below both databases' limits, and few enough shapes of statement for the cache."""


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most that many."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


class Repository:
    """The rows of one site. Subclasses build statements from `_select`, `_update`, `_delete` and `_upsert` only."""

    def __init__(self, connection: Connection, site_id: SiteId) -> None:
        self._connection = connection
        self._site_id = site_id

    def _select(self, table: Table, *columns: ColumnElement[Any]) -> Select[Any]:
        return select(*(columns or (table,))).select_from(table).where(table.c.site_id == self._site_id)

    def _update(self, table: Table) -> Update:
        return update(table).where(table.c.site_id == self._site_id)

    def _delete(self, table: Table) -> Delete:
        return delete(table).where(table.c.site_id == self._site_id)

    def _rows(self, statement: Select[Any]) -> Sequence[Row]:
        return self._connection.execute(statement).mappings().all()

    def _row(self, statement: Select[Any]) -> Row | None:
        return self._connection.execute(statement).mappings().first()

    def _insert(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert all rows in one executemany."""
        if stamped := self._stamped(rows):
            self._connection.execute(table.insert(), stamped)

    def _upsert(
        self,
        table: Table,
        rows: Iterable[Mapping[str, Any]],
        *,
        add: Collection[str] = (),
        ignore: bool = False,
    ) -> None:
        """Insert all rows; where the primary key is there, update that row, adding to the columns in `add`.

        With `ignore`, a row that is there stays as it is.
        """
        stamped = self._stamped(rows)
        if not stamped:
            return
        statement = _upserting(table, tuple(stamped[0]), tuple(sorted(add)), ignore, self._connection.dialect.name)
        self._connection.execute(statement, stamped)

    def _stamped(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [{**row, "site_id": self._site_id} for row in rows]


@lru_cache(maxsize=256)
def _upserting(table: Table, names: tuple[str, ...], add: tuple[str, ...], ignore: bool, dialect: str) -> Insert:  # noqa: FBT001 - an internal key
    """The statement of an upsert; building one costs more than running it, and there are only so many kinds."""
    statement: Any = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    keys = [column.name for column in table.primary_key]
    changed = [name for name in names if name not in keys]
    if ignore or not changed:
        return cast("Insert", statement.on_conflict_do_nothing(index_elements=keys))
    new = statement.excluded
    values = {name: table.c[name] + new[name] if name in add else new[name] for name in changed}
    return cast("Insert", statement.on_conflict_do_update(index_elements=keys, set_=values))
