"""What is known of the people who own risks and actions: only whether their account is active."""

from __future__ import annotations

from sqlalchemy import Column, Date, Table

from plugin.storage.tables.base import at, flag, key, metadata, site

person = Table(
    "person",
    metadata,
    site(),
    key("account_id"),
    flag("active"),
    Column("since", Date, nullable=False),
    at("asked_at"),
)
"""`since` is the day from which the account is known to be as `active` says; Jira does not tell an earlier one."""
