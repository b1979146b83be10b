"""The files that registers come from and go into: CSV, XLSX, ODS and PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugin.exchange.csv_writing import write_csv
from plugin.exchange.pdf_writing import can_write_pdf, write_pdf
from plugin.exchange.reading import read_table
from plugin.exchange.xlsx_writing import write_xlsx
from plugin.usecases.tables import Table
from plugin.usecases.views.document import Document
from plugin.usecases.views.sheet import Sheet


class SheetFiles:
    """Fulfils Files."""

    def read(self, name: str, held: bytes, sheet: str | None = None) -> Table:
        """The table in a file."""
        return read_table(name, held, sheet=sheet)

    def csv(self, sheet: Sheet) -> Iterator[bytes]:
        """A sheet as CSV, in pieces."""
        return write_csv(sheet)

    def xlsx(self, sheets: Sequence[Sheet]) -> bytes:
        """A workbook of these sheets."""
        return write_xlsx(sheets)

    def pdf(self, document: Document) -> bytes:
        """A document as PDF."""
        return write_pdf(document)

    def can_write_pdf(self) -> bool:
        """Whether this server has what it takes."""
        return can_write_pdf()
