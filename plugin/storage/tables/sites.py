"""Sites that installed us, API tokens, and what proves who is calling."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, false, true
from sqlalchemy import Boolean as Bool

from plugin.storage.tables.base import at, flag, key, maybe_at, maybe_text, metadata, text
from plugin.storage.tables.base import site as site_key
from plugin.storage.types import RowNumber

site = Table(
    "site",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    maybe_text("client_key"),
    maybe_text("installation_id"),
    maybe_text("cloud_id"),
    text("base_url"),
    maybe_text("display_url"),
    maybe_text("secret"),
    Column("installed", Bool, nullable=False, server_default=true()),
    Column("enabled", Bool, nullable=False, server_default=true()),
    at("installed_at"),
    maybe_at("uninstalled_at"),
    text("carrier", server_default="connect"),
    flag("pending"),
    maybe_at("seen_at"),
    Index("uq_site_client_key", "client_key", unique=True),
    Index("uq_site_installation_id", "installation_id", unique=True),
    Index("ix_site_cloud_id", "cloud_id"),
    sqlite_autoincrement=True,
)
"""`secret` is encrypted; `enabled` is Jira's own switch, apart from being installed.

`carrier` is "connect" or "forge"; `pending` is a Forge installation of which it is not known yet whether it is one of
the Connect sites; `seen_at` is when a Forge site last called, give or take an hour.
"""

retired_installation = Table(
    "retired_installation",
    metadata,
    key("installation_id"),
    Column("site_id", BigInteger, nullable=False, index=True),
    at("retired_at"),
)
"""Forge installations that gave way to a later one of the same site: they are not let in again."""

forge_token = Table(
    "forge_token",
    metadata,
    site_key(),
    key("account_id"),
    text("token"),
    text("digest"),
    at("expires_at"),
)
"""Jira's tokens as Forge hands them out, encrypted; `account_id` is "" for the app's own. `digest` tells them apart."""

api_token = Table(
    "api_token",
    metadata,
    key("id"),
    Column("site_id", BigInteger, nullable=False, index=True),
    text("account_id"),
    text("scope"),
    text("label"),
    text("digest"),
    at("made_at"),
    Column("revoked", Bool, nullable=False, server_default=false()),
    Index("uq_api_token_digest", "digest", unique=True),
)
"""`digest` is the SHA-256 of the token; the token itself is shown once and kept nowhere."""

spent_token = Table(
    "spent_token",
    metadata,
    key("fingerprint"),
    at("expires_at"),
    Index("ix_spent_token_expires_at", "expires_at"),
)
"""Tokens that may be used once only, until they have expired anyway."""

install_key = Table("install_key", metadata, key("kid"), text("pem"))
"""Public keys that sign lifecycle calls."""
