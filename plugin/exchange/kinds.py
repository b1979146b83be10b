"""What a file really is, by its first bytes; its name has to agree."""

from __future__ import annotations

from pathlib import PurePath

from plugin.exchange.package import is_zip, kind_of_package
from plugin.usecases.tables import FileKind, TableRefused

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED = (
    (_COMPOUND, "The workbook is protected by a password or is in the old .xls format. Save it as XLSX without one."),
    (b"%PDF", "The file is a PDF, which holds no table to read. Save the register as CSV, XLSX or ODS."),
    (b"{\\rtf", "The file is a text document. Save its table as CSV, XLSX or ODS."),
    (b"\x1f\x8b", "The file is compressed. Unpack it first."),
    (b"\x89PNG", "The file is a picture. Save the register as CSV, XLSX or ODS."),
    (b"\xff\xd8\xff", "The file is a picture. Save the register as CSV, XLSX or ODS."),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<svg")
_BY_ENDING = {
    ".csv": FileKind.CSV,
    ".tsv": FileKind.CSV,
    ".txt": FileKind.CSV,
    ".tab": FileKind.CSV,
    ".xlsx": FileKind.XLSX,
    ".xlsm": FileKind.XLSX,
    ".xltx": FileKind.XLSX,
    ".ods": FileKind.ODS,
}
_NAMES = {FileKind.CSV: "plain text", FileKind.XLSX: "an XLSX workbook", FileKind.ODS: "an ODS workbook"}


def kind_of(name: str, held: bytes) -> FileKind:
    """The kind of a file; raises TableRefused for what is no table, and where the name says something else."""
    ending = PurePath(name).suffix.lower()
    kind = _kind_inside(held)
    named = _BY_ENDING.get(ending)
    if named is None:
        raise TableRefused(f"Files ending in “{ending[:12] or 'nothing'}” are not read. Save it as CSV, XLSX or ODS.")
    if named is not kind:
        raise TableRefused(
            f"The file is called {ending} but is {_NAMES[kind]}. Save it anew as CSV, XLSX or ODS, or rename it."
        )
    return kind


def _kind_inside(held: bytes) -> FileKind:
    for start, why in _REFUSED:
        if held.startswith(start):
            raise TableRefused(why)
    if is_zip(held):
        return kind_of_package(held)
    if held[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise TableRefused("The file is a web page or XML, whatever its name says. Save it as CSV, XLSX or ODS.")
    return FileKind.CSV
