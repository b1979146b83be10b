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
from plugin.storage.tables.sites import forge_token, site, spent_token
from plugin.usecases.records import Site
from plugin.usecases.tenancy import Carrier


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
        client_key: str,
        shared_secret: str,
        installation_id: str | None = None,
        cloud_id: str | None = None,
        display_url: str | None = None,
    ) -> Site:
        """Note an installation that Connect tells of; a repeated one keeps its row and data and is active again.

        A site is known by its client key, which alone is signed; one that Forge has carried so far, and that has no
        client key yet, by its installation. It is never known by its address.
        """
        values = {
            "client_key": client_key,
            "base_url": base_url,
            "secret": self._secrets.encrypt(shared_secret),
            "display_url": display_url,
            "installed": True,
            "enabled": True,
            "uninstalled_at": None,
            "carrier": Carrier.CONNECT.value,
            "pending": False,
        }
        told = {"installation_id": installation_id, "cloud_id": cloud_id}
        values |= {name: value for name, value in told.items() if value is not None}
        with self._database.writing(EVERY_SITE) as connection:
            found = connection.execute(select(site.c.id).where(site.c.client_key == client_key)).scalar()
            if installation_id is not None:
                found = found or _unclaimed(connection, installation_id)
                _give_up(connection, installation_id, found)
            if found is None:
                made = insert(site).values(**values, installed_at=at).returning(site.c.id)
                found = connection.execute(made).scalar_one()
            else:
                connection.execute(update(site).where(site.c.id == found).values(values))
            return self._made(connection.execute(select(site).where(site.c.id == found)).mappings().one())

    def uninstall(self, client_key: str, at: datetime) -> None:
        """Inactive from now on, and the secret is gone; the data stays until it is erased.

        A site that Forge carries by now is left alone: Jira takes leave of the Connect app that was replaced.
        """
        gone = {"installed": False, "secret": None, "uninstalled_at": at}
        self._update((site.c.client_key == client_key) & (site.c.carrier == Carrier.CONNECT.value), gone)

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
            return len(rows) + self._rotate_tokens(connection)

    def _rotate_tokens(self, connection: Connection) -> int:
        rows = connection.execute(select(forge_token)).all()
        for row in rows:
            same = (forge_token.c.site_id == row.site_id) & (forge_token.c.account_id == row.account_id)
            again = self._secrets.rotate(row.token)
            connection.execute(update(forge_token).where(same).values(token=again))
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
            carrier=Carrier(row["carrier"]),
            pending=row["pending"],
            gone_at=row["uninstalled_at"],
            seen_at=row["seen_at"],
        )


def _unclaimed(connection: Connection, installation_id: str) -> int | None:
    """The site of a Forge installation that no client key stands for yet."""
    found = select(site.c.id).where(site.c.installation_id == installation_id, site.c.client_key.is_(None))
    return connection.execute(found).scalar()


def _give_up(connection: Connection, installation_id: str, keeper: int | None) -> None:
    """Let no other site stand in the way of an installation's id; ids are never shared."""
    others = site.c.installation_id == installation_id
    if keeper is not None:
        others &= site.c.id != keeper
    connection.execute(update(site).where(others).values(installation_id=None))


def _is_new(connection: Connection, fingerprint: str, expires_at: datetime) -> bool:
    made = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(spent_token)
    values = {"fingerprint": fingerprint, "expires_at": expires_at}
    spent = made.values(values).on_conflict_do_nothing().returning(spent_token.c.fingerprint)
    return connection.execute(spent).first() is not None
