"""The files that registers come from and go into: CSV, XLSX, ODS and PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from plugin.exchange.csv_writing import write_csv
from plugin.exchange.pdf_writing import can_write_pdf, write_pdf
from plugin.exchange.reading import read_table
from plugin.exchange.xlsx_writing import write_xlsx
from plugin.usecases.tables import Table
from plugin.usecases.views.document import Document
from plugin.usecases.views.sheet import Sheet
from plugin.usecases.views.wording import Moment


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


class AsWritten:
    """Words as the code has them, for work that no reader watches; fulfils Wording."""

    def gettext(self, text: str, **values: object) -> str:
        """The text itself."""
        return text % values if values else text

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """The form that the number asks for in English."""
        return self.gettext(one if number == 1 else many, **values)

    def number(self, value: float) -> str:
        """With a point."""
        return f"{value:g}"

    def percent(self, share: float) -> str:
        """In whole per cent."""
        return f"{share:.0%}"

    def day(self, on: date) -> str:
        """By ISO 8601."""
        return on.isoformat()

    def moment(self, at: datetime) -> Moment:
        """By ISO 8601."""
        return Moment(at.isoformat(), at.isoformat(), at.isoformat())
