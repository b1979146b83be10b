"""What one ODS cell holds: a typed value in its attributes, or paragraphs of text with marks for blanks and breaks."""

from __future__ import annotations

import math
import re
from datetime import datetime

from plugin.exchange.limits import Limits
from plugin.exchange.xlsx_rows import plain_number
from plugin.exchange.xml_stream import Attributes
from plugin.usecases.tables import Cell

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_BLANKS = re.compile(r"[ \t\r\n]+")
_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


class CellText:
    """Collects the text that a cell shows, without its comment and without what is drawn above it."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.characters + 1
        self.begin()

    def begin(self) -> None:
        """A cell begins."""
        self._pieces: list[str] = []
        self._length = 0
        self._paragraphs = self._open = self._apart = 0

    @property
    def has_any(self) -> bool:
        """Whether anything stands in the cell."""
        return self._length > 0

    def start(self, name: str, attributes: Attributes) -> None:
        """A tag inside the cell opens."""
        if _stands_apart(name):
            self._apart += 1
        elif self._apart:
            return
        elif name in {f"{_TEXT}p", f"{_TEXT}h"}:
            if self._paragraphs:
                self._keep("\n")
            self._paragraphs += 1
            self._open += 1
        elif name == f"{_TEXT}s":
            count = attributes.get(f"{_TEXT}c", "1")
            self._keep(" " * (min(int(count), self._most) if count.isascii() and count.isdigit() else 1))
        elif name == f"{_TEXT}tab":
            self._keep("\t")
        elif name == f"{_TEXT}line-break":
            self._keep("\n")

    def end(self, name: str) -> None:
        """A tag inside the cell closes."""
        if _stands_apart(name):
            self._apart -= 1
        elif not self._apart and name in {f"{_TEXT}p", f"{_TEXT}h"}:
            self._open -= 1

    def add(self, piece: str) -> None:
        """Letters; runs of blanks count as one, as the format has it."""
        if self._open and not self._apart:
            self._keep(_BLANKS.sub(" ", piece))

    def taken(self) -> str:
        """The whole text, or as much as shows that it is too long."""
        return "".join(self._pieces)[: self._most]

    def _keep(self, piece: str) -> None:
        if self._length < self._most:
            self._pieces.append(piece)
            self._length += len(piece)


def value_of(cell: Attributes, text: str) -> Cell:
    """The plain value of a cell by its stated type; raises ValueError where the two do not fit."""
    match cell.get(f"{OFFICE}value-type"):
        case "float" | "currency" | "percentage":
            number = float(cell.get(f"{OFFICE}value", text))
            if not math.isfinite(number):
                raise ValueError(text)
            return plain_number(number)
        case "boolean":
            return cell.get(f"{OFFICE}boolean-value") == "true"
        case "date":
            moment = datetime.fromisoformat(cell.get(f"{OFFICE}date-value", ""))
            return moment.date() if moment.time() == moment.min.time() else moment.replace(tzinfo=None, microsecond=0)
        case "time":
            found = _TIME.fullmatch(cell.get(f"{OFFICE}time-value", ""))
            return ":".join(f"{int(part):02}" for part in found.groups()) if found else text
        case _:
            return text or cell.get(f"{OFFICE}string-value")


def _stands_apart(name: str) -> bool:
    return name == f"{OFFICE}annotation" or name.startswith(_DRAWING)
