"""The texts that an XLSX workbook keeps once for all its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from sys import getsizeof

from plugin.exchange.limits import Limits
from plugin.exchange.xml_stream import Attributes, XmlStream, local
from plugin.usecases.tables import TableRefused

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def plain_text(text: str) -> str:
    """A text with the format's own escapes for control characters resolved: `_x000D_` is a carriage return."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class TextPieces:
    """Collects the pieces of one text, no more than is needed to see that it is too long; furigana are left out."""

    def __init__(self, limits: Limits) -> None:
        # An escape takes seven letters for one.
        self._most = limits.characters * 7 + 1
        self._runs: list[str] = []
        self._pieces: list[str] = []
        self._length = 0

    def add(self, piece: str) -> None:
        """Take one more piece in."""
        if self._length < self._most:
            self._pieces.append(piece)
            self._length += len(piece)

    def end_run(self) -> None:
        """A run of letters in one style ends; escapes do not reach across runs."""
        self._runs.append(plain_text("".join(self._pieces)[: self._most]))
        self._pieces.clear()

    def taken(self) -> str:
        """The text; the next one begins."""
        if self._pieces:
            self.end_run()
        text = "".join(self._runs)
        self._runs.clear()
        self._length = 0
        return text


def shared_texts(chunks: Iterator[bytes], limits: Limits) -> list[str]:
    """The texts in their order; one that is too long is cut just far enough to be seen as such."""
    shared = _Shared(limits)
    XmlStream(shared.start, shared.end, shared.text).run(chunks)
    return shared.texts


class _Shared:
    """Turns the events of the shared texts into a list."""

    def __init__(self, limits: Limits) -> None:
        self.texts: list[str] = []
        self._limits = limits
        self._pieces = TextPieces(limits)
        self._listens = self._ignores = False
        self._held = 0

    def start(self, name: str, _: Attributes) -> None:
        """A tag opens."""
        match local(name):
            case "t":
                self._listens = not self._ignores
            case "rPh":
                self._ignores = True

    def text(self, piece: str) -> None:
        """Letters between tags."""
        if self._listens:
            self._pieces.add(piece)

    def end(self, name: str) -> None:
        """A tag closes."""
        match local(name):
            case "t":
                self._listens = False
                self._pieces.end_run()
            case "rPh":
                self._ignores = False
            case "si":
                self._keep(self._pieces.taken()[: self._limits.characters + 1])

    def _keep(self, text: str) -> None:
        self._held += getsizeof(text)
        self.texts.append(text)
        if self._held > self._limits.shared_bytes:
            raise TableRefused("The workbook holds more text than a register needs. Save the sheet in a new file.")
