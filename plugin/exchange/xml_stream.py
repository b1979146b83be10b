"""XML from strangers, as a stream of events: no document types, no entities, no endless tags or depths."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.parsers import expat

from plugin.usecases.tables import TableRefused

DEEPEST = 100
LONGEST_TAG = 1_000_000
_HOSTILE = "The workbook holds XML that no spreadsheet program writes. Save the sheet in a new file."
_DAMAGED = "The workbook is damaged. Open it, save it again and choose it once more."

Attributes = dict[str, str]


class XmlStream:
    """Feeds a part to handlers; names come as "namespace}local".

    Expat itself expands no entity here, as a document type is refused at its first letter. A tag, comment or
    attribute that does not end is refused after a megabyte, because older versions of expat read it anew with each
    piece.
    """

    def __init__(
        self,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None],
        text: Callable[[str], None] | None = None,
    ) -> None:
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = _refuse_document_type
        if text is not None:
            self._parser.CharacterDataHandler = text
        self._on_start, self._on_end = start, end
        self._depth = self._fed = 0

    def feed(self, chunks: Iterator[bytes]) -> Iterator[None]:
        """Parse piece by piece; yields after each, so that what the handlers collected can be taken away."""
        for chunk in chunks:
            self._parse(chunk)
            self._fed += len(chunk)
            if self._fed - max(self._parser.CurrentByteIndex, 0) > LONGEST_TAG:
                raise TableRefused(_HOSTILE)
            yield
        self._parse(b"", is_last=True)
        yield

    def run(self, chunks: Iterator[bytes]) -> None:
        """Parse to the end."""
        for _ in self.feed(chunks):
            pass

    def _parse(self, chunk: bytes, *, is_last: bool = False) -> None:
        try:
            self._parser.Parse(chunk, is_last)
        except expat.ExpatError as fault:
            raise TableRefused(_DAMAGED) from fault

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise TableRefused(_HOSTILE)
        self._on_start(name, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._on_end(name)


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition("}")[2]


def _refuse_document_type(*_: object) -> None:
    raise TableRefused(_HOSTILE)
