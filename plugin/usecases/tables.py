"""A table that somebody handed in: headings and rows of plain cells, whatever kind of file it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from plugin.domain.errors import Invalid, Problem

Cell = str | int | float | bool | date | datetime | None
"""A plain value; None is an empty cell. A formula is here only as the result that was stored with it."""


class TableRefused(Invalid):
    """The file as a whole cannot be read; the text says why and what to do."""

    def __init__(self, detail: str) -> None:
        super().__init__([Problem("/file", detail)])


class FileKind(StrEnum):
    """The kinds of file that are read."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"


class SkipReason(StrEnum):
    """Why rows were passed over."""

    BLANK = "blank"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one row, or in one of its cells; `column` counts from 1 and is None for the row as a whole."""

    number: int
    column: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row with a cell for each heading; `number` counts from 1, as a spreadsheet program shows it.

    A cell with a problem is None here. Whether the row can do without it is for its receiver to say.
    """

    number: int
    cells: tuple[Cell, ...]
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class SkippedRows:
    """Rows passed over: how many, from which one on, and why."""

    first: int
    count: int
    reason: SkipReason


RowItem = SheetRow | SkippedRows | RowProblem


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, ready to be read row by row.

    `headings` are never empty and never twice the same. `notes` are sentences about how the file was understood
    that a person should see. `read` begins anew at each call.
    """

    kind: FileKind
    sheet: str | None
    sheets: tuple[str, ...]
    headings: tuple[str, ...]
    heading_row: int
    notes: tuple[str, ...]
    read: Callable[[], Iterator[RowItem]]

    def rows(self) -> Iterator[RowItem]:
        """The rows below the headings, one at a time; memory does not grow with their number.

        A RowProblem that stands alone concerns the rest of the file (it goes on beyond what is read).
        """
        return self.read()
