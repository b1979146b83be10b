"""API tokens: shown once, kept as a digest, revocable."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from plugin.domain.ids import AccountId, SiteId
from plugin.storage.database import EVERY_SITE, Database
from plugin.storage.repository import Row
from plugin.storage.tables.sites import api_token

PREFIX = "plb_"
"""Secret scanners can tell our tokens by it."""


@dataclass(frozen=True, slots=True)
class TokenRow:
    """An API token without its secret; it acts as the account, within the scope "read" or "write"."""

    id: str
    site_id: SiteId
    account_id: AccountId
    scope: str
    label: str
    made_at: datetime


class SqlTokens:
    """Makes, finds and revokes API tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, site_id: SiteId, scope: str, account_id: AccountId, label: str, at: datetime) -> tuple[str, str]:
        """A new token: its id, and the clear text, which is kept nowhere."""
        token_id, clear = secrets.token_hex(16), PREFIX + secrets.token_urlsafe(32)
        row = {
            "id": token_id,
            "site_id": site_id,
            "account_id": account_id,
            "scope": scope,
            "label": label,
            "digest": _digest(clear),
            "made_at": at,
        }
        with self._database.writing(site_id) as connection:
            connection.execute(insert(api_token).values(row))
        return token_id, clear

    def find(self, clear: str) -> TokenRow | None:
        """The token that a caller shows, unless it was revoked; the site is known only by it."""
        statement = select(api_token).where(api_token.c.digest == _digest(clear), api_token.c.revoked.is_(False))
        with self._database.reading(EVERY_SITE) as connection:
            row = connection.execute(statement).mappings().first()
        return None if row is None else _token(row)

    def all(self, site_id: SiteId) -> Sequence[TokenRow]:
        """The site's tokens that still count, oldest first."""
        statement = select(api_token).where(api_token.c.site_id == site_id, api_token.c.revoked.is_(False))
        with self._database.reading(site_id) as connection:
            rows = connection.execute(statement.order_by(api_token.c.made_at, api_token.c.id)).mappings().all()
        return [_token(row) for row in rows]

    def revoke(self, site_id: SiteId, token_id: str) -> bool:
        """Make a token worthless; False where the site has none such."""
        statement = update(api_token).where(api_token.c.site_id == site_id, api_token.c.id == token_id)
        with self._database.writing(site_id) as connection:
            return connection.execute(statement.values(revoked=True)).rowcount == 1


def _digest(clear: str) -> str:
    # A plain hash will do: the token is 256 random bits, there is nothing to guess.
    return hashlib.sha256(clear.encode()).hexdigest()


def _token(row: Row) -> TokenRow:
    return TokenRow(
        id=row["id"],
        site_id=SiteId(row["site_id"]),
        account_id=row["account_id"],
        scope=row["scope"],
        label=row["label"],
        made_at=row["made_at"],
    )
