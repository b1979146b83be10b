"""The rows of one ODS table, read as a stream: what is written once and repeated many times stays cheap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from plugin.exchange.limits import Limits
from plugin.exchange.ods_values import OFFICE, CellText, value_of
from plugin.exchange.raw import BEYOND, LAST_COLUMN, LAST_ROW, RawRow
from plugin.exchange.xml_stream import Attributes, XmlStream
from plugin.usecases.tables import TableRefused

_NS = "urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TABLE = f"{_NS}table"
NAME = f"{_NS}name"
STYLE_NAME = f"{_NS}style-name"
_ROW = f"{_NS}table-row"
_CELL = f"{_NS}table-cell"
_COVERED = f"{_NS}covered-table-cell"
_FORMULA = f"{_NS}formula"
_VISIBILITY = f"{_NS}visibility"
_ROWS_REPEATED = f"{_NS}number-rows-repeated"
_COLUMNS_REPEATED = f"{_NS}number-columns-repeated"
_COLUMNS_SPANNED = f"{_NS}number-columns-spanned"
_ROWS_SPANNED = f"{_NS}number-rows-spanned"
_MOST = 1 << 20
_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "Err:")


def table_rows(chunks: Iterator[bytes], chosen: int, limits: Limits) -> Iterator[RawRow]:
    """Each row of the table at that place, in order; a blank row that is repeated comes once."""
    table = _Table(chosen, limits)
    for _ in XmlStream(table.start, table.end, table.text).feed(chunks):
        for row, times in table.done:
            yield from _repeated(row, times, limits)
        table.done.clear()
        if table.is_over:
            return


def _repeated(row: RawRow, times: int, limits: Limits) -> Iterator[RawRow]:
    yield row
    if row.is_blank:
        return
    for more in range(1, min(times, limits.rows + 2)):
        yield replace(row, number=row.number + more, cells=list(row.cells))


class _Table:
    """Turns the events of the chosen table into rows, each with how often it is repeated."""

    def __init__(self, chosen: int, limits: Limits) -> None:
        self.done: list[tuple[RawRow, int]] = []
        self.is_over = False
        self._chosen, self._limits = chosen, limits
        self._tables_begun = self._tables_open = 0
        self._row = RawRow(0)
        self._next, self._times = 1, 1
        self._rows_begun = 0
        self._place = self._cells_begun = 0
        self._cell: Attributes | None = None
        self._text = CellText(limits)

    @property
    def _listens(self) -> bool:
        return self._tables_open == 1 and self._tables_begun == self._chosen + 1

    def start(self, name: str, attributes: Attributes) -> None:
        """A tag opens."""
        if name == TABLE:
            self._tables_open += 1
            self._tables_begun += self._tables_open == 1
        elif not self._listens:
            return
        elif name == _ROW:
            self._rows_begun += 1
            if self._rows_begun > LAST_ROW:
                raise TableRefused(BEYOND)
            self._row = RawRow(self._next, hidden=attributes.get(_VISIBILITY) in {"collapse", "filter"})
            self._times = _count(attributes.get(_ROWS_REPEATED))
            self._place = self._cells_begun = 0
        elif name in {_CELL, _COVERED}:
            self._cell = attributes
            self._text.begin()
        elif self._cell is not None:
            self._text.start(name, attributes)

    def text(self, piece: str) -> None:
        """Letters between tags."""
        if self._cell is not None:
            self._text.add(piece)

    def end(self, name: str) -> None:
        """A tag closes."""
        if name == TABLE:
            self.is_over = self._listens
            self._tables_open -= 1
        elif not self._listens:
            return
        elif name == _ROW:
            self.done.append((self._row, self._times))
            self._next += self._times
        elif name in {_CELL, _COVERED} and self._cell is not None:
            self._take(self._cell, is_covered=name == _COVERED)
            self._cell = None
        elif self._cell is not None:
            self._text.end(name)

    def _take(self, cell: Attributes, *, is_covered: bool) -> None:
        """Put the cell that has ended into its row, as often as it says; one below a merged cell shows nothing."""
        times = _count(cell.get(_COLUMNS_REPEATED))
        if not is_covered and (f"{OFFICE}value-type" in cell or self._text.has_any):
            width, height = _count(cell.get(_COLUMNS_SPANNED)), _count(cell.get(_ROWS_SPANNED))
            if width > 1 or height > 1:
                self._row.spans[self._place] = (min(width, self._limits.columns), height)
            # One more than fits shows that there were too many.
            for place in range(self._place, min(self._place + times, self._limits.columns + 1)):
                self._put(place, cell)
        self._cells_begun += 1
        if self._cells_begun > LAST_COLUMN:
            raise TableRefused(BEYOND)
        self._place += times

    def _put(self, place: int, cell: Attributes) -> None:
        text = self._text.taken()
        if _FORMULA in cell and text.startswith(_ERRORS):
            self._row.refuse(place, f"holds the error {text[:20]}", self._limits)
            return
        try:
            self._row.put(place, value_of(cell, text), self._limits)
        except ValueError:
            self._row.refuse(place, "cannot be read; write it anew", self._limits)


def _count(text: str | None) -> int:
    return min(int(text), _MOST) if text and text.isascii() and text.isdigit() and len(text) < 10 else 1
