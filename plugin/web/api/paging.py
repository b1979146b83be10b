"""Pages of lists: storage's own cursors, and the same shape for short lists that are read whole."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import TypeVar

from plugin.domain.errors import Invalid, Problem
from plugin.usecases.records import Page

T = TypeVar("T")


def page_of(items: Sequence[T], place: Callable[[T], str], after: str | None, limit: int) -> Page[T]:
    """A page of a list in its order; `place` names an item for good, so that new ones before it move nothing.

    Raises Invalid for a cursor that names none of them.
    """
    start = 0
    if after is not None:
        wanted = _read(after)
        start = next((number for number, item in enumerate(items, start=1) if place(item) == wanted), 0)
        if start == 0:
            raise Invalid([Problem("/after", "take the cursor from the page before")])
    shown = items[start : start + limit]
    more = start + limit < len(items)
    return Page(tuple(shown), _written(place(shown[-1])) if more and shown else None)


def _written(place: str) -> str:
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _read(after: str) -> str:
    try:
        return base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode()
    except ValueError:
        return ""
