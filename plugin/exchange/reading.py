"""Reading a table from a file, after looking at what the file really is."""

from __future__ import annotations

from typing import BinaryIO

from plugin.exchange.body import body_rows
from plugin.exchange.csv_reading import open_csv
from plugin.exchange.heading import find_heading
from plugin.exchange.kinds import kind_of
from plugin.exchange.limits import DEFAULT_LIMITS, Limits
from plugin.exchange.ods_reading import open_ods
from plugin.exchange.source import Source
from plugin.exchange.xlsx_reading import open_xlsx
from plugin.usecases.tables import FileKind, Table, TableRefused

_OPENERS = {FileKind.CSV: open_csv, FileKind.XLSX: open_xlsx, FileKind.ODS: open_ods}


def read_table(
    name: str, file: bytes | BinaryIO, limits: Limits = DEFAULT_LIMITS, *, sheet: str | None = None
) -> Table:
    """The table in a file that somebody handed in: its headings now, its rows as they are asked for.

    `name` is what the file was called and only has to agree with what is in it. `sheet` chooses one of a workbook's
    sheets; without it the first visible one is read. Raises TableRefused where the file as a whole cannot be read.
    """
    held = _bounded(file, limits)
    kind = kind_of(name, held)
    source: Source = _OPENERS[kind](held, limits, sheet)
    heading = find_heading(source.rows(), limits)
    return Table(
        kind=kind,
        sheet=source.sheet,
        sheets=source.sheets,
        headings=heading.names,
        heading_row=heading.row,
        notes=source.notes,
        read=lambda: body_rows(source.rows(), heading, limits),
    )


def _bounded(file: bytes | BinaryIO, limits: Limits) -> bytes:
    held = file if isinstance(file, bytes) else file.read(limits.upload_bytes + 1)
    if len(held) > limits.upload_bytes:
        raise TableRefused(
            f"The file is larger than {limits.upload_bytes // 1_000_000} MB. Split it, or save it without pictures."
        )
    if not held.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise TableRefused("The file is empty. Save it again and choose it once more.")
    return held
