"""The rows below the heading: merged cells filled down, blank and hidden rows counted, problems kept with their row."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.exchange.heading import Heading
from plugin.exchange.limits import Limits
from plugin.exchange.raw import RawRow, column_name
from plugin.usecases.tables import Cell, RowItem, RowProblem, SheetRow, SkippedRows, SkipReason


def body_rows(rows: Iterator[RawRow], heading: Heading, limits: Limits) -> Iterator[RowItem]:
    """Each row below the heading as it is to be understood.

    A cell merged over several rows belongs to all of them, so its value is repeated downwards; a cell merged over
    several columns belongs to the first. Blank rows at the end are not worth a word.
    """
    last, taken = heading.row, 0
    merged: dict[int, tuple[Cell, int]] = {}
    for row in rows:
        _fill_down(row, merged)
        if row.number <= heading.row or row.is_blank:
            continue
        if row.number > last + 1:
            yield SkippedRows(last + 1, row.number - last - 1, SkipReason.BLANK)
        last = row.number
        if row.hidden:
            yield SkippedRows(row.number, 1, SkipReason.HIDDEN)
            continue
        if taken == limits.rows:
            detail = f"Only {limits.rows:,} rows are read at once; put the rest in a file of its own."
            yield RowProblem(row.number, None, detail)
            return
        taken += 1
        yield _understood(row, heading, limits)


def _fill_down(row: RawRow, merged: dict[int, tuple[Cell, int]]) -> None:
    """Repeat what is merged into this row from above, and remember what is merged from here downwards."""
    for place, (value, until) in list(merged.items()):
        if row.number > until:
            del merged[place]
        elif any(cell is not None for cell in row.cells):
            row.cells.extend([None] * (place + 1 - len(row.cells)))
            if row.cells[place] is None and place not in row.problems:
                row.cells[place] = value
    for place, (_, height) in row.spans.items():
        if height > 1 and place < len(row.cells) and row.cells[place] is not None:
            merged[place] = (row.cells[place], row.number + height - 1)


def _understood(row: RawRow, heading: Heading, limits: Limits) -> SheetRow:
    wide = len(heading.names)
    problems = [
        RowProblem(row.number, place + 1, f"Column {column_name(place)} {problem}.")
        for place, problem in sorted(row.problems.items())
    ]
    problems.extend(
        RowProblem(
            row.number,
            place + 1,
            f"Column {column_name(place)} has a value and no heading; name the column, clear the cell, "
            "or put a text that holds the separator in quotation marks.",
        )
        for place, cell in enumerate(row.cells)
        if place >= wide and cell is not None
    )
    if row.is_too_wide:
        problems.append(
            RowProblem(
                row.number, limits.columns + 1, f"There are values beyond {limits.columns} columns; remove them."
            )
        )
    cells = (*row.cells[:wide], *[None] * (wide - len(row.cells)))
    return SheetRow(row.number, cells, tuple(problems))
