"""Writing CSV that opens rightly in a spreadsheet program, runs as nothing there, and reads back unchanged."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from plugin.domain.money import Money
from plugin.exchange.escaping import escaped
from plugin.usecases.views.sheet import OutCell, Sheet

_MARK = "\ufeff"
_AT_ONCE = 500
_NO_TEXT = {0: "\ufffd"} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def write_csv(sheet: Sheet) -> Iterator[bytes]:
    """The sheet as UTF-8 with a mark, in pieces: commas, CR LF, every cell in quotation marks.

    Texts that could run as formulas carry an apostrophe that `read_table` takes away (see `escaping`). Days are
    ISO 8601, amounts have a point and no grouping and are followed by their currency.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    buffer.write(_MARK)
    writer.writerow([escaped(column.heading) for column in sheet.columns])
    for count, row in enumerate(sheet.rows, start=1):
        writer.writerow([written(cell) for cell in row])
        if count % _AT_ONCE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def written(cell: OutCell) -> str:
    """A cell as text; bare numbers need no mark, as they can only be numbers."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
        case date():
            return cell.isoformat()
        case str() | Money():
            return escaped(str(cell).translate(_NO_TEXT))
        case _:
            return str(cell)


def _taken(buffer: io.StringIO) -> bytes:
    held = buffer.getvalue().encode("utf-8")
    buffer.seek(0)
    buffer.truncate()
    return held


def whole(pieces: Iterable[bytes]) -> bytes:
    """The pieces as one, for callers that need a length."""
    return b"".join(pieces)
