"""Column types: instants that sort, JSON as plain text, and text that either database can hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

RowNumber = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database counts up; only a plain INTEGER does that in SQLite."""


def micros(at: datetime) -> int:
    """Microseconds since 1970 of an aware datetime, exact."""
    return (at - _EPOCH) // _MICROSECOND


def instant(since_epoch: int) -> datetime:
    """The aware datetime that so many microseconds since 1970 stand for."""
    return _EPOCH + since_epoch * _MICROSECOND


def storable(text: str) -> str:
    """Text without what PostgreSQL refuses: NULs are dropped, lone surrogates become question marks."""
    if text.isascii():
        return text.replace("\x00", "") if "\x00" in text else text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware UTC out: microseconds in an integer on SQLite, `timestamptz` on PostgreSQL."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column's real type."""
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """What goes to the driver; a naive datetime is a mistake of ours and refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("storage takes aware datetimes only")
        return micros(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """What comes back, in UTC."""
        if value is None:
            return None
        return instant(value) if dialect.name == "sqlite" else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """Plain JSON values as compact ASCII text; escapes keep NULs and lone surrogates harmless."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """The text; None stays NULL."""
        return None if value is None else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """The values."""
        return None if value is None else json.loads(value)


class PlainText(TypeDecorator[str]):
    """Text of any length from outside, made storable on the way in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - as above
        """The text as both databases can hold it."""
        return None if value is None else storable(value)
