"""Public keys that sign lifecycle calls, kept by kid."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from plugin.storage.database import EVERY_SITE, Database
from plugin.storage.tables.sites import install_key


class SqlInstallKeys:
    """Fulfils the platform's KeyStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, kid: str) -> str | None:
        """The key kept under this kid, as PEM text."""
        with self._database.reading(EVERY_SITE) as connection:
            return connection.execute(select(install_key.c.pem).where(install_key.c.kid == kid)).scalar()

    def put(self, kid: str, pem: str) -> None:
        """Keep the key; one that is there stays, since a kid never changes its key."""
        with self._database.writing(EVERY_SITE) as connection:
            made = (sqlite if self._database.is_sqlite else postgresql).insert(install_key)
            connection.execute(made.values(kid=kid, pem=pem).on_conflict_do_nothing())
