"""Cursors of paged lists: where the last page ended, opaque to the caller and refused when altered beyond reading."""

from __future__ import annotations

import base64
import json
from typing import TypeVar

from sqlalchemy import Tuple, literal, tuple_

from plugin.domain.errors import Invalid, Problem
from plugin.storage.types import PlainText, UtcDateTime, instant
from plugin.usecases.records import Page

T = TypeVar("T")
Place = list[str | int]
LARGEST = 2**57
"""Above every count, and above every instant in microseconds for the next thousand years."""


def cursor(*place: str | int) -> str:
    """The cursor for the sort values of a page's last row."""
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def place(after: str, *kinds: type) -> Place:
    """The sort values in a cursor, of these kinds; raises Invalid where it is not one of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        if isinstance(values, list) and [type(value) for value in values] == list(kinds) and _may_be_ours(values):
            return values
    except (ValueError, RecursionError):
        pass
    raise Invalid([Problem("/after", "take the cursor from the page before")])


def moment(micros: str | int, row_id: str | int) -> Tuple:
    """The sort values (instant, id) as SQL, to compare with the same two columns."""
    return tuple_(literal(instant(int(micros)), UtcDateTime()), literal(row_id, PlainText()))


def _may_be_ours(values: Place) -> bool:
    """Whether either database, and the calendar, can hold these: a forged value must not fail deeper down."""
    return all(
        0 <= value < LARGEST if isinstance(value, int) else value.isascii() and value.isprintable() for value in values
    )


def page(items: list[tuple[T, str]], limit: int) -> Page[T]:
    """A page from `limit + 1` items asked for, each with its cursor: the extra one only tells that there is more."""
    shown = items[:limit]
    return Page(tuple(item for item, _ in shown), shown[-1][1] if len(items) > limit and shown else None)
