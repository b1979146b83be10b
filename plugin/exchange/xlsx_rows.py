"""The rows of one XLSX sheet, read as a stream: formulas by the results stored with them, dates by their style."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plugin.exchange.limits import Limits
from plugin.exchange.raw import BEYOND, LAST_COLUMN, LAST_ROW, RawRow, place_of
from plugin.exchange.xlsx_strings import TextPieces
from plugin.exchange.xlsx_styles import day_of_serial
from plugin.exchange.xml_stream import Attributes, XmlStream, local
from plugin.usecases.tables import Cell, TableRefused

Span = tuple[int, int, int]
"""Place, width and height of a merged cell."""

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.ASCII)
_MOST_STRINGS = 1 << 40
_NO_RESULT = "holds a formula without its result; open the workbook, let it calculate, and save it"


@dataclass(frozen=True, slots=True)
class Lookups:
    """What a sheet's cells refer to."""

    strings: Sequence[str]
    dates: frozenset[int]
    has_1904: bool
    spans: Mapping[int, Sequence[Span]]


def sheet_rows(chunks: Iterator[bytes], lookups: Lookups, limits: Limits) -> Iterator[RawRow]:
    """Each row that stands in the sheet, in order; numbers never repeat or go back."""
    sheet = _Sheet(lookups, limits)
    for _ in XmlStream(sheet.start, sheet.end, sheet.text).feed(chunks):
        yield from sheet.done
        sheet.done.clear()


class _Sheet:
    """Turns the events of one sheet into rows."""

    def __init__(self, lookups: Lookups, limits: Limits) -> None:
        self.done: list[RawRow] = []
        self._lookups, self._limits = lookups, limits
        self._pieces = TextPieces(limits)
        self._row = RawRow(0)
        self._place, self._kind, self._style = -1, "n", 0
        self._has_formula = self._listens = self._ignores = False
        self._places: dict[str, int] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        """A tag opens."""
        match local(name):
            case "c":
                self._place = self._placed(attributes.get("r"))
                if self._place >= LAST_COLUMN:
                    raise TableRefused(BEYOND)
                self._kind = attributes.get("t", "n")
                self._style = _whole(attributes.get("s"), 0)
                self._has_formula = False
            case "v":
                self._listens = True
            case "t":
                self._listens = not self._ignores
            case "f":
                self._has_formula = True
            case "row":
                number = max(_whole(attributes.get("r"), 0), self._row.number + 1)
                if number > LAST_ROW:
                    raise TableRefused(BEYOND)
                self._row = RawRow(number, hidden=attributes.get("hidden") in {"1", "true"})
                self._place = -1
                self._row.spans = {place: (width, tall) for place, width, tall in self._lookups.spans.get(number, ())}
            case "rPh":
                self._ignores = True

    def text(self, piece: str) -> None:
        """Letters between tags."""
        if self._listens:
            self._pieces.add(piece)

    def end(self, name: str) -> None:
        """A tag closes."""
        match local(name):
            case "v" | "t":
                self._listens = False
                self._pieces.end_run()
            case "c":
                self._take(self._pieces.taken())
            case "row":
                self.done.append(self._row)
            case "rPh":
                self._ignores = False

    def _placed(self, reference: str | None) -> int:
        """The place that a cell's reference names; without one, the next."""
        found = _REFERENCE.fullmatch(reference or "")
        if found is None:
            return self._place + 1
        letters = found[1]
        if letters not in self._places:
            self._places[letters] = place_of(letters)
        return self._places[letters]

    def _take(self, text: str) -> None:
        """Put the cell that has ended into its row."""
        if not text:
            if self._has_formula and self._kind != "str":
                self._row.refuse(self._place, _NO_RESULT, self._limits)
            return
        if self._kind == "e":
            self._row.refuse(self._place, f"holds the error {text[:20]}", self._limits)
            return
        try:
            value = self._value(text)
        except (ValueError, IndexError):
            self._row.refuse(self._place, "cannot be read; write it anew", self._limits)
            return
        self._row.put(self._place, value, self._limits)

    def _value(self, text: str) -> Cell:
        match self._kind:
            case "s":
                return self._lookups.strings[_whole(text, _MOST_STRINGS)]
            case "str" | "inlineStr":
                return text
            case "b":
                return text.strip() in {"1", "true"}
            case "d":
                moment = datetime.fromisoformat(text)
                return moment.date() if moment.time() == moment.min.time() else moment.replace(tzinfo=None)
        number = float(text)
        if not math.isfinite(number):
            raise ValueError(text)
        if self._style in self._lookups.dates:
            day = day_of_serial(number, has_1904=self._lookups.has_1904)
            return plain_number(number) if day is None else day
        return plain_number(number)


def plain_number(number: float) -> int | float:
    """A whole number as such, as long as a float holds it exactly."""
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
