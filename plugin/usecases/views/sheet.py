"""A sheet to be written: columns with a heading and a kind, and rows of typed cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from plugin.domain.money import Money

OutCell = str | int | float | Decimal | bool | date | datetime | Money | None
"""What a cell may be given; None is written as an empty cell."""


class ColumnKind(StrEnum):
    """How a column is set: texts to the left and wrapped, figures to the right, days by the ISO calendar."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `width` is in characters."""

    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """A named sheet; `rows` may be a generator and is gone through once."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[OutCell]]
