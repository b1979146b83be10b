"""Fields that take what JSON Schema says they take: no strings for numbers, no text that storage cannot hold."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, fields, validate

from plugin.domain.quantities import money_from

LONGEST_ID = 128
JIRA_ID = "^[0-9]{1,18}$"
LARGEST_MONEY = 10**9
FIRST_YEAR, LAST_YEAR = 1970, 2199
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Text(fields.String):
    """Text of a bounded length; NUL and halves of characters are refused. `filled` asks for something to read in it."""

    def __init__(self, *, longest: int, filled: bool = False, **kwargs: Any) -> None:
        checks: list[Any] = [validate.Length(max=longest)]
        metadata = kwargs.pop("metadata", {})
        if filled:
            checks.append(_is_filled)
            metadata = {**metadata, "pattern": r"[^\s]"}
        super().__init__(validate=checks, metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if "\x00" in text or _LONE_SURROGATE.search(text):
            raise ValidationError("Send text without NUL and without halves of characters.")
        return text


class Int(fields.Integer):
    """A whole number: 4 and 4.0, never "4", true or 4.7."""

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(validate=validate.Range(least, most), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        whole = isinstance(value, float) and math.isfinite(value) and value.is_integer()
        if isinstance(value, bool) or not (isinstance(value, int) or whole):
            raise self.make_error("invalid", input="")
        return super()._deserialize(int(value), attr, data, **kwargs)


class QueryInt(fields.Integer):
    """A whole number in a query, where everything is text: digits only."""

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(validate=validate.Range(least, most), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not re.fullmatch("[0-9]{1,9}", str(value)):
            raise self.make_error("invalid", input="")
        return super()._deserialize(value, attr, data, **kwargs)


class Flag(fields.Boolean):
    """true or false, nothing that reads like them."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input="")
        return value


class Money(fields.Field[Any]):
    """A plain decimal on the wire, minor units inside; two decimals count."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"type": "number", "minimum": 0, "exclusiveMaximum": LARGEST_MONEY}, **kwargs)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValidationError("Send a number.")
        if not 0 <= value < LARGEST_MONEY:
            raise ValidationError(f"Send an amount from 0 to below {LARGEST_MONEY}.")
        return money_from(value)


class Moment(fields.Field[Any]):
    """An instant, ISO 8601 with an offset; answered in UTC with Z."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"type": "string", "format": "date-time"}, **kwargs)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime:
        try:
            at = datetime.fromisoformat(value)
            if at.tzinfo is not None and at.year > 1970:
                return at.astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            pass
        raise ValidationError("Send an instant such as 2026-11-24T09:30:00Z.")

    def _serialize(self, value: datetime | None, *_: Any, **__: Any) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Day(fields.Field[Any]):
    """A day, ISO 8601, from 1970 on."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"type": "string", "format": "date"}, **kwargs)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> date:
        if isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            try:
                day = date.fromisoformat(value)
            except ValueError:
                day = date.min
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
        raise ValidationError("Send a day such as 2026-11-24.")

    def _serialize(self, value: date | str | None, *_: Any, **__: Any) -> str | None:
        return value.isoformat() if isinstance(value, date) else value


class Choice(fields.String):
    """One of an enumeration's values; read as its member."""

    def __init__(self, kind: type[StrEnum], **kwargs: Any) -> None:
        self._kind = kind
        super().__init__(validate=validate.OneOf([member.value for member in kind]), **kwargs)

    def deserialize(
        self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Any:
        """The member; the text is checked first."""
        found = super().deserialize(value, attr, data, **kwargs)
        return self._kind(found) if isinstance(found, str) else found


class JiraId(Text):
    """An id that Jira gave, as a string of digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(longest=18, metadata={"pattern": JIRA_ID}, **kwargs)
        self.validators = [validate.Regexp(r"[0-9]{1,18}\Z", error="Send an id of Jira's: digits.")]


class Account(Text):
    """A person's account id, opaque to us."""

    def __init__(self, *, description: str = "An account id", **kwargs: Any) -> None:
        metadata = {"pattern": "^[A-Za-z0-9:_-]{1,128}$", "description": description}
        super().__init__(longest=LONGEST_ID, metadata=metadata, **kwargs)
        self.validators = [validate.Regexp(r"[A-Za-z0-9:_-]{1,128}\Z", error="Send an account id.")]


class Amount(fields.Field[Any]):
    """A plain decimal in an answer: points, money, a share; or a day, where a figure can be one."""

    def __init__(self, *, or_day: bool = False, **kwargs: Any) -> None:
        super().__init__(metadata={"type": ["number", "string"] if or_day else "number"}, **kwargs)


def _is_filled(text: str) -> bool:
    if not text.strip():
        raise ValidationError("Write something here.")
    return True
