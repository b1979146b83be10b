"""Paging by the place of the last row in any order: undefined values last, whichever way a column runs."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, Integer, and_, false, literal, or_
from sqlalchemy.types import TypeEngine

from plugin.domain.errors import Invalid, Problem
from plugin.storage.cursors import LARGEST
from plugin.storage.types import PlainText, UtcDateTime, instant, micros, storable

LONGEST = 4000
Value = str | int | None


@dataclass(frozen=True, slots=True)
class Term:
    """One part of an order: what is compared, and whether the highest come first. Undefined values come last."""

    expression: ColumnElement[Any]
    descending: bool = False

    @property
    def order(self) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        """For ORDER BY, alike in both databases."""
        return (self.expression.is_(None), self.expression.desc() if self.descending else self.expression.asc())

    @property
    def type(self) -> TypeEngine[Any]:
        """What kind of value it compares."""
        return self.expression.type


def ordering(terms: Sequence[Term]) -> list[ColumnElement[Any]]:
    """The whole ORDER BY."""
    return [part for term in terms for part in term.order]


def cursor_of(terms: Sequence[Term], values: Sequence[Any]) -> str:
    """The cursor that stands for a row with these sort values; a cursor of other terms is refused."""
    plain = [_plain(value) for value in values]
    kinds = "".join(_kind(term) for term in terms)
    text = json.dumps([kinds, *plain], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def beyond(terms: Sequence[Term], cursor: str) -> ColumnElement[bool]:
    """What comes after the row of a cursor; raises Invalid where it is not one of this order."""
    values = _read(terms, cursor)
    condition: ColumnElement[bool] = false()
    for term, value in reversed(list(zip(terms, values, strict=True))):
        condition = or_(_after(term, value), and_(_same(term, value), condition))
    return condition


def _after(term: Term, value: Any) -> ColumnElement[bool]:
    if value is None:
        return false()
    bound = literal(value, term.type)
    further = term.expression < bound if term.descending else term.expression > bound
    return or_(further, term.expression.is_(None))


def _same(term: Term, value: Any) -> ColumnElement[bool]:
    return term.expression.is_(None) if value is None else term.expression == literal(value, term.type)


def _kind(term: Term) -> str:
    kinds = ((PlainText, "t"), (UtcDateTime, "m"), (Date, "d"), (Boolean, "b"), (Integer, "i"))
    kind = next((letter for known, letter in kinds if isinstance(term.type, known)), "t")
    return kind.upper() if term.descending else kind


def _plain(value: Any) -> Value:
    if isinstance(value, datetime):
        return micros(value)
    return value.isoformat() if isinstance(value, date) else value


def _read(terms: Sequence[Term], cursor: str) -> list[Any]:
    kinds = "".join(_kind(term) for term in terms)
    try:
        said = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if isinstance(said, list) and said[:1] == [kinds] and len(said) == len(terms) + 1:
            return [_value(kind, value) for kind, value in zip(kinds.lower(), said[1:], strict=True)]
    except (ValueError, RecursionError):
        pass
    raise Invalid([Problem("/after", "take the cursor from the page before")])


def _value(kind: str, value: object) -> Any:
    """The value as the database takes it; ValueError for what neither database could hold."""
    if value is None:
        return None
    if kind == "d":
        return date.fromisoformat(str(value))
    if kind == "t" and isinstance(value, str) and len(value) <= LONGEST and storable(value) == value:
        return value
    if isinstance(value, int) and -LARGEST < value < LARGEST:
        return instant(value) if kind == "m" else value
    raise ValueError(kind)
