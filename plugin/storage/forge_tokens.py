"""Jira's tokens as Forge hands them out: encrypted, one for the app and one for each person, until they end."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from plugin.domain.ids import SiteId
from plugin.storage.database import Database
from plugin.storage.secrets import Secrets
from plugin.storage.tables.sites import forge_token

THE_APP = ""
"""Stands for the app itself where others have an account id."""


class SqlForgeTokens:
    """Keeps the newest token of each account; every process of ours may use what another one was given."""

    def __init__(self, database: Database, secrets: Secrets) -> None:
        self._database = database
        self._secrets = secrets

    def find(self, site_id: SiteId, account_id: str, now: datetime) -> tuple[str, datetime] | None:
        """The token and when it ends; None where there is none that still counts."""
        kept = forge_token.c
        wanted = select(forge_token).where(
            kept.site_id == site_id, kept.account_id == account_id, kept.expires_at > now
        )
        with self._database.reading(site_id) as connection:
            row = connection.execute(wanted).mappings().first()
        return None if row is None else (self._secrets.decrypt(row["token"]), row["expires_at"])

    def keep(self, site_id: SiteId, account_id: str, token: str, expires_at: datetime, now: datetime) -> None:
        """Keep a token instead of the one before; the site's tokens that have ended are dropped."""
        row = {
            "site_id": site_id,
            "account_id": account_id,
            "token": self._secrets.encrypt(token),
            "digest": _digest(token),
            "expires_at": expires_at,
        }
        with self._database.writing(site_id) as connection:
            connection.execute(
                delete(forge_token).where(forge_token.c.site_id == site_id, forge_token.c.expires_at <= now)
            )
            made = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(forge_token).values(row)
            connection.execute(
                made.on_conflict_do_update(
                    index_elements=["site_id", "account_id"],
                    set_={name: made.excluded[name] for name in ("token", "digest", "expires_at")},
                )
            )

    def drop(self, site_id: SiteId, account_id: str, token: str) -> None:
        """Forget a token that Jira refused, unless a newer one has taken its place."""
        kept = forge_token.c
        same = (kept.site_id == site_id) & (kept.account_id == account_id) & (kept.digest == _digest(token))
        with self._database.writing(site_id) as connection:
            connection.execute(delete(forge_token).where(same))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
