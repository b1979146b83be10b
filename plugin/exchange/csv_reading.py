"""Reading CSV: whichever encoding and separator it has, with line breaks in quotation marks."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from plugin.exchange.encodings import Encoding, encoding_of
from plugin.exchange.escaping import unescaped
from plugin.exchange.limits import Limits
from plugin.exchange.raw import RawRow
from plugin.exchange.source import Source
from plugin.usecases.tables import TableRefused

SEPARATORS = ",;\t|"
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE_ROWS = 50
_SAMPLE_BYTES = 1 << 18

# csv keeps one limit for the whole process and cannot go on behind a cell that breaks it. Ours is counted a cell, so
# that the next row can be read; csv's is set once, beyond any file that is let in.
csv.field_size_limit(2**31 - 1)


def open_csv(held: bytes, limits: Limits, sheet: str | None) -> Source:
    """The one table of a CSV file; it has no sheets to choose from."""
    if sheet is not None:
        raise TableRefused("A CSV file has one table only; no sheet can be chosen.")
    encoding = encoding_of(held)
    declared = _declared_separator(held, encoding)
    separator = declared or _separator(held, encoding)
    notes = [encoding.note] if encoding.note else []
    if separator != ",":
        notes.append(f"The columns are separated by {_NAMES.get(separator, separator)}.")
    rows = partial(_rows, held, encoding, separator, limits, has_declaration=bool(declared))
    return Source(rows=rows, notes=tuple(notes))


def _text(held: bytes, encoding: Encoding) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(held), encoding=encoding.name, errors=encoding.errors, newline="")


def _rows(
    held: bytes, encoding: Encoding, separator: str, limits: Limits, *, has_declaration: bool
) -> Iterator[RawRow]:
    lines = _bounded(_text(held, encoding), separator, limits)
    records = csv.reader(lines, delimiter=separator)
    for number, record in enumerate(records, start=1):
        row = RawRow(number)
        if number > 1 or not has_declaration:
            for place, cell in enumerate(record):
                if cell:
                    _put(row, place, cell, limits)
        yield row


def _bounded(lines: Iterable[str], separator: str, limits: Limits) -> Iterator[str]:
    """The lines as they are, unless one of them would become millions of cells."""
    for line in lines:
        if len(line) > limits.separators and line.count(separator) > limits.separators:
            raise TableRefused(f"The file has lines of more than {limits.separators:,} cells. Save the register anew.")
        yield line


def _put(row: RawRow, place: int, cell: str, limits: Limits) -> None:
    if len(cell) > limits.characters:
        row.refuse(
            place,
            f"is longer than {limits.characters:,} characters; shorten it, or close a quotation mark that is open",
            limits,
        )
    elif any("\udc80" <= letter <= "\udcff" for letter in cell):
        row.refuse(place, "holds letters in another encoding than the rest of the file, which is UTF-8", limits)
    else:
        row.put(place, unescaped(cell), limits)


def _declared_separator(held: bytes, encoding: Encoding) -> str | None:
    """The separator that a first line such as `sep=;` names."""
    with _text(held[:200], Encoding(encoding.name, "replace")) as text:
        line = text.readline().rstrip("\r\n").strip('"')
    return line[4] if len(line) == 5 and line[:4].lower() == "sep=" and line[4] in SEPARATORS else None


def _separator(held: bytes, encoding: Encoding) -> str:
    """The separator that cuts the first rows into the same number of cells most often."""
    with _text(held[:_SAMPLE_BYTES], Encoding(encoding.name, "replace")) as text:
        sample = text.read()

    def regularity(separator: str) -> tuple[bool, float, int]:
        records = islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), _SAMPLE_ROWS)
        widths = Counter(len(record) for record in records if record)
        if not widths:
            return (False, 0, 0)
        width, often = max(widths.items(), key=lambda one: (one[1], one[0]))
        return (width > 1, often / widths.total(), width)

    return max(SEPARATORS, key=regularity)
