"""What sheets need from outside: files read into tables, and tables written into files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from plugin.usecases.tables import Table
from plugin.usecases.views.document import Document
from plugin.usecases.views.sheet import Sheet


class Files(Protocol):
    """Reads and writes files of tables."""

    def read(self, name: str, held: bytes, sheet: str | None = None) -> Table:
        """The table in a file; raises TableRefused with a sentence for people where there is none."""

    def csv(self, sheet: Sheet) -> Iterator[bytes]:
        """A sheet as CSV, in pieces."""

    def xlsx(self, sheets: Sequence[Sheet]) -> bytes:
        """A workbook of these sheets."""

    def pdf(self, document: Document) -> bytes:
        """A document as PDF; raises an AppError that says what to take instead where that is not possible."""

    def can_write_pdf(self) -> bool:
        """Whether PDF can be offered."""
