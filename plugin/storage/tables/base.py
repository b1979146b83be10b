"""The MetaData that all tables hang on, and the columns that most of them begin with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, false

from plugin.storage.types import PlainText, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Named constraints: SQLite can only drop what has a name."""


def site() -> Column[int]:
    """The tenant a row belongs to: first in every key, and what row-level security looks at."""
    return Column("site_id", BigInteger, primary_key=True, autoincrement=False)


def text(name: str, **options: Any) -> Column[str]:
    """A text that must be there."""
    return Column(name, PlainText, nullable=False, **options)


def maybe_text(name: str) -> Column[str]:
    """A text that may be missing."""
    return Column(name, PlainText)


def key(name: str) -> Column[str]:
    """A text that is part of the primary key."""
    return Column(name, PlainText, primary_key=True)


def number(name: str) -> Column[int]:
    """An amount (points in thousandths, money in minor units, counts) that starts at zero."""
    return Column(name, BigInteger, nullable=False, server_default="0")


def at(name: str) -> Column[Any]:
    """An instant that must be there."""
    return Column(name, UtcDateTime, nullable=False)


def maybe_at(name: str) -> Column[Any]:
    """An instant that may be missing."""
    return Column(name, UtcDateTime)


def flag(name: str) -> Column[bool]:
    """Yes or no, no at first."""
    return Column(name, Boolean, nullable=False, server_default=false())


def version() -> Column[int]:
    """How often a row was changed: the optimistic lock of what people edit."""
    return Column("version", Integer, nullable=False, server_default="1")
