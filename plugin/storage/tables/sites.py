"""Sites that installed us, API tokens, and what proves who is calling."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, false, true
from sqlalchemy import Boolean as Bool

from plugin.storage.tables.base import at, key, maybe_at, maybe_text, metadata, text
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
    Index("uq_site_client_key", "client_key", unique=True),
    Index("uq_site_installation_id", "installation_id", unique=True),
    sqlite_autoincrement=True,
)
"""`secret` is encrypted; `enabled` is Jira's own switch, apart from being installed."""

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
