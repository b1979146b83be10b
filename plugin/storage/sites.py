"""The sites that installed us: looked up before a site is known, so past row-level security."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from plugin.domain.ids import SiteId
from plugin.storage.database import EVERY_SITE, Database
from plugin.storage.repository import Row
from plugin.storage.secrets import Secrets
from plugin.storage.tables import metadata
from plugin.storage.tables.sites import site, spent_token
from plugin.usecases.records import Site


class SqlSites:
    """Installs, finds and erases sites; their secrets are encrypted at rest."""

    def __init__(self, database: Database, secrets: Secrets) -> None:
        self._database = database
        self._secrets = secrets

    def get(self, site_id: SiteId) -> Site | None:
        """The site of that number."""
        return self._find(site.c.id == site_id)

    def by_client_key(self, client_key: str) -> Site | None:
        """The site that Connect calls so."""
        return self._find(site.c.client_key == client_key)

    def by_installation(self, installation_id: str) -> Site | None:
        """The site that Forge calls so."""
        return self._find(site.c.installation_id == installation_id)

    def all(self) -> Sequence[Site]:
        """Every site that ever installed us and was not erased, in that order."""
        with self._database.reading(EVERY_SITE) as connection:
            return [self._made(row) for row in connection.execute(select(site).order_by(site.c.id)).mappings()]

    def install(
        self,
        *,
        base_url: str,
        at: datetime,
        client_key: str | None = None,
        shared_secret: str | None = None,
        installation_id: str | None = None,
        cloud_id: str | None = None,
        display_url: str | None = None,
    ) -> Site:
        """Note an installation; a repeated one keeps its row and data, takes the new secret, and is active again.

        A site is known by its client key (Connect) or else by its installation (Forge), never by its address.
        """
        if client_key is None and installation_id is None:
            raise ValueError("an installation needs a client key or an installation id")
        same = site.c.client_key == client_key if client_key else site.c.installation_id == installation_id
        values = {
            "base_url": base_url,
            "secret": None if shared_secret is None else self._secrets.encrypt(shared_secret),
            "cloud_id": cloud_id,
            "display_url": display_url,
            "installed": True,
            "enabled": True,
            "uninstalled_at": None,
        }
        with self._database.writing(EVERY_SITE) as connection:
            if connection.execute(update(site).where(same).values(values)).rowcount == 0:
                names = {"client_key": client_key, "installation_id": installation_id, "installed_at": at}
                connection.execute(insert(site).values(**values, **names))
            return self._made(connection.execute(select(site).where(same)).mappings().one())

    def uninstall(self, client_key: str, at: datetime) -> None:
        """Inactive from now on, and the secret is gone; the data stays until it is erased."""
        gone = {"installed": False, "secret": None, "uninstalled_at": at}
        self._update(site.c.client_key == client_key, gone)

    def set_enabled(self, client_key: str, enabled: bool) -> None:  # noqa: FBT001 - Jira's own switch
        """What Jira's administrators chose in the app's settings."""
        self._update(site.c.client_key == client_key, {"enabled": enabled})

    def erase(self, site_id: SiteId) -> None:
        """Delete everything that is kept of a site, itself included."""
        with self._database.writing(EVERY_SITE) as connection:
            for table in reversed(metadata.sorted_tables):
                if "site_id" in table.c:
                    connection.execute(delete(table).where(table.c.site_id == site_id))
            connection.execute(delete(site).where(site.c.id == site_id))

    def rotate(self) -> int:
        """Encrypt every secret anew under the newest key; tells how many. Raises SecretLost where a key is missing."""
        with self._database.writing(EVERY_SITE) as connection:
            rows = connection.execute(select(site.c.id, site.c.secret).where(site.c.secret.is_not(None))).all()
            for row in rows:
                again = self._secrets.rotate(row.secret)
                connection.execute(update(site).where(site.c.id == row.id).values(secret=again))
            return len(rows)

    def spend_token(self, fingerprint: str, expires_at: datetime, now: datetime) -> bool:
        """Whether a token that counts once is used for the first time; what has expired is forgotten."""
        with self._database.writing(EVERY_SITE) as connection:
            connection.execute(delete(spent_token).where(spent_token.c.expires_at < now))
            return _is_new(connection, fingerprint, expires_at)

    def _find(self, condition: ColumnElement[bool]) -> Site | None:
        with self._database.reading(EVERY_SITE) as connection:
            row = connection.execute(select(site).where(condition)).mappings().first()
        return None if row is None else self._made(row)

    def _update(self, condition: ColumnElement[bool], values: Mapping[str, object]) -> None:
        with self._database.writing(EVERY_SITE) as connection:
            connection.execute(update(site).where(condition).values(dict(values)))

    def _made(self, row: Row) -> Site:
        return Site(
            id=SiteId(row["id"]),
            client_key=row["client_key"],
            base_url=row["base_url"],
            shared_secret=None if row["secret"] is None else self._secrets.decrypt(row["secret"]),
            active=row["installed"] and row["enabled"],
            cloud_id=row["cloud_id"],
            installation_id=row["installation_id"],
            display_url=row["display_url"],
        )


def _is_new(connection: Connection, fingerprint: str, expires_at: datetime) -> bool:
    made = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(spent_token)
    values = {"fingerprint": fingerprint, "expires_at": expires_at}
    spent = made.values(values).on_conflict_do_nothing().returning(spent_token.c.fingerprint)
    return connection.execute(spent).first() is not None
