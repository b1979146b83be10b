"""What the parts of the queue share: the database, transactions over all sites, and written-out SQL."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import BindParameter, Connection, TextClause, bindparam, text

from plugin.storage.database import EVERY_SITE, Database
from plugin.storage.types import UtcDateTime

_INSTANTS = ("now", "lease_until", "soon")
_LISTS = ("ids", "kinds")


class QueuePart:
    """A part of the queue. It serves every site, so its transactions go past row-level security, as EVERY_SITE says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._database.reading(EVERY_SITE)

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._database.writing(EVERY_SITE)


def statement(sql: str) -> TextClause:
    """A statement written out: a partial index matches only where the state stands in the text, not in a parameter.

    Parameters called `now`, `soon` and `lease_until` are instants, `ids` and `kinds` are lists.
    """
    instants = [bindparam(name, type_=UtcDateTime()) for name in _INSTANTS if f":{name}" in sql]
    lists: list[BindParameter[Any]] = [bindparam(name, expanding=True) for name in _LISTS if f":{name}" in sql]
    return text(sql).bindparams(*instants, *lists)
