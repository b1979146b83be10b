"""Finding the row that names the columns: below titles, through merged cells and headings of two rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median_high

from plugin.exchange.limits import Limits
from plugin.exchange.raw import RawRow, column_name
from plugin.usecases.tables import Cell, TableRefused

LOOKED_AT = 40
"""Rows among which the heading is looked for."""
LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class Heading:
    """The names of the columns, and the number of the row that holds them."""

    names: tuple[str, ...]
    row: int


def find_heading(rows: Iterator[RawRow], limits: Limits) -> Heading:
    """The row that looks like the heading, with groups above it and merged cells filled in.

    It is the first row of mostly words that is nearly as wide as rows near the top usually are: titles above a
    heading fill a cell or two, and rows of data hold numbers or come later.
    """
    sample = list(islice((row for row in rows if not row.hidden and not row.is_blank), LOOKED_AT))
    if not sample:
        raise TableRefused("The sheet is empty. Put a row of headings first and the rows below it.")
    at = _place_of_heading(sample)
    if _is_group_above(sample, at):
        at += 1
    if sample[at].is_too_wide:
        raise TableRefused(
            f"The sheet has more than {limits.columns} columns. Remove those that are not needed and try again."
        )
    names = _words(sample[at])
    if at and sample[at - 1].number == sample[at].number - 1:
        names = _with_groups(names, sample[at - 1], sample[at])
    while names and not names[-1]:
        names.pop()
    if not names:
        raise TableRefused(f"Row {sample[at].number} should hold the headings, but none of them can be read.")
    return Heading(tuple(_unlike(names)), sample[at].number)


def _place_of_heading(sample: Sequence[RawRow]) -> int:
    # The median, because a single row with too many cells says nothing about the table.
    usual = median_high([filled for row in sample if (filled := _filled(row)) > 1] or [1])
    for at, row in enumerate(sample):
        words = sum(isinstance(cell, str) for cell in row.cells)
        if _filled(row) >= 0.6 * usual and words >= 0.8 * _filled(row):
            return at
    return 0


def _filled(row: RawRow) -> int:
    return sum(cell is not None for cell in row.cells) + len(row.problems)


def _is_group_above(sample: Sequence[RawRow], at: int) -> bool:
    """Whether this row only groups the columns that the next row names: words stand below its wide cells."""
    wide = [place for place, (width, _) in sample[at].spans.items() if width > 1]
    if not wide or at + 1 == len(sample) or sample[at + 1].number != sample[at].number + 1:
        return False
    below = sample[at + 1].cells
    under = [below[place] for start in wide for place in _reach(sample[at], start) if place < len(below)]
    tall = {place for place, (_, height) in sample[at].spans.items() if height > 1}
    others = [cell for place, cell in enumerate(below) if place not in tall and cell is not None]
    return bool(under) and all(isinstance(cell, str) for cell in (*under, *others))


def _reach(row: RawRow, start: int) -> range:
    return range(start, start + row.spans[start][0])


def _words(row: RawRow) -> list[str]:
    """The row's cells as words, each merged cell in all its columns."""
    names = [_word(cell) for cell in row.cells]
    for start, (width, _) in row.spans.items():
        if start < len(names):
            names.extend([""] * (start + width - len(names)))
            names[start : start + width] = [names[start]] * width
    return names


def _word(cell: Cell) -> str:
    return "" if cell is None else " ".join(str(cell).split())[:LONGEST_HEADING]


def _with_groups(names: list[str], above: RawRow, row: RawRow) -> list[str]:
    """Names with what stands above them: a group before its columns' names, a tall cell as the name itself."""
    if _filled(above) < 2:  # a title
        return names
    groups = {place for start, (width, _) in above.spans.items() if width > 1 for place in _reach(above, start)}
    tall = {place for place, (_, height) in above.spans.items() if height > 1}
    upper = _words(above)
    joined = [*names, *[""] * (len(upper) - len(names))]
    for place, word in enumerate(upper):
        if place in groups and joined[place] and place < len(row.cells) and word != joined[place]:
            joined[place] = f"{word} {joined[place]}".strip()
        elif place in tall and not joined[place]:
            joined[place] = word
    return joined


def _unlike(names: Sequence[str]) -> Iterator[str]:
    """The same names, empty ones called by their column and repeated ones numbered."""
    given: set[str] = set()
    for place, name in enumerate(names):
        wanted = name or f"Column {column_name(place)}"
        one, turn = wanted, 1
        while one in given:
            turn += 1
            one = f"{wanted} ({turn})"
        given.add(one)
        yield one
