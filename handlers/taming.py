"""Field types that turn single values of untrusted JSON into plain ones, or refuse them."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from typing import Any

from marshmallow import ValidationError, fields

LONGEST_ID = 64
LATEST_MILLISECONDS = 253_402_300_799_999
# How recordings of Jira Server deliveries wrote `timestamp`; they name no zone.
RECORDED_FORMS = ("%Y-%m-%d %H:%M:%S,%f", "%m/%d/%Y, %I:%M:%S %p,%f")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def text_from(value: str) -> str:
    """The text without what no database takes: NUL and unpaired surrogates."""
    return value if value.isascii() and "\0" not in value else _UNSTORABLE.sub("", value)


def id_from(value: object) -> str | None:
    """An id as text, given as text or as a whole number (sprint and link ids are numbers); None for anything else."""
    if isinstance(value, str):
        found = text_from(value).strip()
        return found if 0 < len(found) <= LONGEST_ID else None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**18:
        return str(value)
    return None


class Id(fields.Field[str]):
    """One of Jira's ids."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        found = id_from(value)
        if found is None:
            raise ValidationError("not an id")
        return found


class Text(fields.Field[str]):
    """A text; anything else is refused."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("not a text")
        return text_from(value)


class Value(fields.Field[str]):
    """One side of a changelog item: a text, or a number where Jira forgot to make it one."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if isinstance(value, str):
            return text_from(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**18:
            return str(value)
        raise ValidationError("not a text")


class Day(fields.Field[str]):
    """A calendar day, kept as ISO text; a time behind it is dropped."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        try:
            return date.fromisoformat(value[:10]).isoformat()
        except (TypeError, ValueError) as error:
            raise ValidationError("not a day") from error


class Instant(fields.Field[datetime]):
    """An ISO 8601 instant such as 2026-11-24T10:00:00.000+0000, in UTC; without a zone it is taken as UTC."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime:
        try:
            read = datetime.fromisoformat(value)
            return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
        except (TypeError, ValueError, OverflowError) as error:
            raise ValidationError("not an instant") from error


class Stamp(fields.Field[datetime]):
    """A delivery's timestamp: milliseconds since 1970, or one of the forms found in recordings; in UTC."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime:
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LATEST_MILLISECONDS:
            seconds, milliseconds = divmod(math.floor(value), 1000)
            return datetime.fromtimestamp(seconds, UTC).replace(microsecond=milliseconds * 1000)
        if isinstance(value, str):
            for form in RECORDED_FORMS:
                try:
                    return datetime.strptime(value, form).replace(tzinfo=UTC)
                except ValueError:
                    continue
        raise ValidationError("not a timestamp")
