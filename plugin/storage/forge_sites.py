"""Sites that Forge carries: recognised at each call by installation or cloud id, and taken over from Connect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from plugin.domain.ids import SiteId
from plugin.storage.database import EVERY_SITE, Database
from plugin.storage.repository import Row
from plugin.storage.tables import metadata
from plugin.storage.tables.sites import forge_token, retired_installation, site
from plugin.usecases.site_life import NOTED_EVERY
from plugin.usecases.tenancy import Arrival, Carrier, Tenant, Verdict, recognise, same_address

UNKNOWN = ".invalid"
"""What the address of a site ends with that no call has told yet (RFC 2606)."""

_UNCLAIMED = (site.c.carrier == Carrier.CONNECT.value) & site.c.client_key.is_not(None) & site.c.cloud_id.is_(None)


class SqlForgeSites:
    """Admits, settles and takes leave of Forge installations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def admit(self, arrival: Arrival, now: datetime) -> tuple[Verdict, SiteId | None]:
        """The site that a proved call belongs to, brought up to date with what the call says; None where refused."""
        with self._database.reading(EVERY_SITE) as connection:
            verdict, row = self._recognised(connection, arrival)
            if row is not None and verdict in {Verdict.KNOWN, Verdict.PENDING} and not _is_news(row, arrival, now):
                return verdict, SiteId(row["id"])
        try:
            return self._admitted(arrival, now)
        except IntegrityError:
            # Another call of the same new installation made its site a moment ago.
            return self._admitted(arrival, now)

    def leave(self, installation_id: str, cloud_id: str, now: datetime) -> SiteId | None:
        """An installation says good-bye: inactive from now on, its tokens gone; None where it is none of ours."""
        with self._database.writing(EVERY_SITE) as connection:
            same = (site.c.installation_id == installation_id) & (site.c.cloud_id == cloud_id)
            carried = site.c.carrier == Carrier.FORGE.value
            found = connection.execute(select(site.c.id).where(same & carried)).scalar()
            if found is None:
                return None
            connection.execute(update(site).where(site.c.id == found).values(installed=False, uninstalled_at=now))
            connection.execute(delete(forge_token).where(forge_token.c.site_id == found))
            return SiteId(found)

    def claim(self, pending: SiteId, client_key: str | None, address: str | None = None) -> SiteId | None:
        """End the doubt about a pending installation: it is the Connect site of that key, or the one with its address
        where no key is known, or else a site of its own. Returns the site that it is from now on.

        `address` is what Jira says of its own where no call has told it. None where neither key nor address is known.
        """
        with self._database.writing(EVERY_SITE) as connection:
            row = _one(connection, site.c.id == pending)
            if row is None or not row["pending"]:
                return pending
            known = address or row["base_url"]
            if client_key is None and known.endswith(UNKNOWN):
                return None
            former = _former(connection, known, client_key)
            if former is None:
                own = {"pending": False, "base_url": known, "display_url": known}
                connection.execute(update(site).where(site.c.id == pending).values(own))
                return pending
            _hand_over(connection, row, former, known)
            return former

    def _admitted(self, arrival: Arrival, now: datetime) -> tuple[Verdict, SiteId | None]:
        with self._database.writing(EVERY_SITE) as connection:
            verdict, row = self._recognised(connection, arrival)
            return verdict, self._enter(connection, arrival, verdict, row, now)

    def _recognised(self, connection: Connection, arrival: Arrival) -> tuple[Verdict, Row | None]:
        mine = _one(connection, site.c.installation_id == arrival.installation_id)
        cloud = _one(connection, site.c.cloud_id == arrival.cloud_id)
        retired = select(retired_installation).where(retired_installation.c.installation_id == arrival.installation_id)
        verdict, tenant = recognise(
            arrival,
            same_installation=None if mine is None else _tenant(mine),
            same_cloud=None if cloud is None else _tenant(cloud),
            unclaimed=_one(connection, _UNCLAIMED) is not None,
            retired=connection.execute(retired).first() is not None,
        )
        found = next((row for row in (mine, cloud) if row and tenant and row["id"] == tenant.site_id), None)
        return verdict, found

    def _enter(
        self, connection: Connection, arrival: Arrival, verdict: Verdict, row: Row | None, now: datetime
    ) -> SiteId | None:
        if verdict is Verdict.REFUSED:
            return None
        values: dict[str, object] = {
            "installation_id": arrival.installation_id,
            "cloud_id": arrival.cloud_id,
            "carrier": Carrier.FORGE.value,
            "installed": True,
            "enabled": True,
            "uninstalled_at": None,
            # Whoever still holds the secret of a Connect installation that was replaced opens nothing with it.
            "secret": None,
            "seen_at": now,
        }
        if arrival.site_url is not None:
            values |= {"base_url": arrival.site_url, "display_url": arrival.site_url}
        if row is None:
            address = arrival.site_url or f"https://{arrival.cloud_id}{UNKNOWN}"
            fresh = values | {"base_url": address, "installed_at": now, "pending": verdict is Verdict.PENDING}
            made = connection.execute(insert(site).values(fresh).returning(site.c.id)).scalar_one()
            return SiteId(made)
        former = row["installation_id"]
        if former is not None and former != arrival.installation_id:
            _retire(connection, SiteId(row["id"]), former, now)
        connection.execute(update(site).where(site.c.id == row["id"]).values(values))
        return SiteId(row["id"])


def _is_news(row: Row, arrival: Arrival, now: datetime) -> bool:
    """Whether a call tells anything that is worth a write."""
    renamed = arrival.site_url is not None and arrival.site_url != row["base_url"]
    return renamed or row["seen_at"] is None or now - row["seen_at"] >= NOTED_EVERY


def _former(connection: Connection, address: str, client_key: str | None) -> SiteId | None:
    candidates = [_tenant(row) for row in _all(connection, _UNCLAIMED)]
    if client_key is not None:
        return next((one.site_id for one in candidates if one.client_key == client_key), None)
    found = same_address(candidates, address)
    return None if found is None else found.site_id


def _hand_over(connection: Connection, pending: Row, former: SiteId, address: str) -> None:
    """Let the former Connect site go on under the pending installation, which leaves nothing behind but its tokens."""
    for table in reversed(metadata.sorted_tables):
        if "site_id" in table.c and table is not forge_token:
            connection.execute(delete(table).where(table.c.site_id == pending["id"]))
    connection.execute(update(forge_token).where(forge_token.c.site_id == pending["id"]).values(site_id=former))
    connection.execute(delete(site).where(site.c.id == pending["id"]))
    values: dict[str, object] = {name: pending[name] for name in ("installation_id", "cloud_id", "seen_at")}
    if not address.endswith(UNKNOWN):
        values |= {"base_url": address, "display_url": address}
    connection.execute(
        update(site)
        .where(site.c.id == former)
        .values(
            **values,
            carrier=Carrier.FORGE.value,
            secret=None,
            installed=True,
            enabled=True,
            uninstalled_at=None,
            pending=False,
        )
    )


def _retire(connection: Connection, site_id: SiteId, installation_id: str, now: datetime) -> None:
    made = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(retired_installation)
    values = {"installation_id": installation_id, "site_id": site_id, "retired_at": now}
    connection.execute(made.values(values).on_conflict_do_nothing())
    connection.execute(delete(forge_token).where(forge_token.c.site_id == site_id))


def _one(connection: Connection, condition: ColumnElement[bool]) -> Row | None:
    return connection.execute(select(site).where(condition).order_by(site.c.id)).mappings().first()


def _all(connection: Connection, condition: ColumnElement[bool]) -> Sequence[Row]:
    return connection.execute(select(site).where(condition).order_by(site.c.id)).mappings().all()


def _tenant(row: Row) -> Tenant:
    return Tenant(
        site_id=SiteId(row["id"]),
        client_key=row["client_key"],
        installation_id=row["installation_id"],
        cloud_id=row["cloud_id"],
        base_url=row["base_url"],
        carrier=Carrier(row["carrier"]),
        gone_at=None if row["installed"] else row["uninstalled_at"],
        pending=row["pending"],
    )
