"""A row as a file holds it, before anybody knows which row is the heading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from plugin.exchange.limits import Limits
from plugin.usecases.tables import Cell

# NUL is refused by databases, and half a surrogate pair by every encoder; neither is ever meant.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
"""Where the sheets of spreadsheet programs end; no honest file names a cell beyond."""
BEYOND = "The sheet goes on beyond where any sheet ends. Save the register in a new file."


@dataclass(slots=True)
class RawRow:
    """Cells by place (0 is column A), problems by place, and merged cells that begin here: place → (width, height)."""

    number: int
    cells: list[Cell] = field(default_factory=list)
    problems: dict[int, str] = field(default_factory=dict)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    hidden: bool = False
    is_too_wide: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nobody wrote anything here."""
        return not self.problems and not self.is_too_wide and all(cell is None for cell in self.cells)

    def put(self, place: int, value: Cell, limits: Limits) -> None:
        """Take a value in, or note why it cannot be taken."""
        if isinstance(value, str):
            if not value.strip():
                return
            if problem := text_problem(value, limits):
                self.refuse(place, problem, limits)
                return
        if value is None:
            return
        if place >= limits.columns:
            self.is_too_wide = True
            return
        self.cells.extend([None] * (place + 1 - len(self.cells)))
        self.cells[place] = value

    def refuse(self, place: int, problem: str, limits: Limits) -> None:
        """Note what is wrong with a cell."""
        if place >= limits.columns:
            self.is_too_wide = True
        else:
            self.problems[place] = problem


def text_problem(text: str, limits: Limits) -> str | None:
    """Why a text cannot be taken as it is; None where it can."""
    if len(text) > limits.characters:
        return f"is longer than {limits.characters:,} characters; shorten it"
    if _NO_TEXT.search(text):
        return "holds characters that are no text; write it anew"
    return None


def column_name(place: int) -> str:
    """The letters of a column as spreadsheet programs show them: 0 → A, 27 → AB."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def place_of(letters: str) -> int:
    """The place of a column by its letters: A → 0, AB → 27."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
