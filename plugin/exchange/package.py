"""The zip archive that a workbook is: judged by its directory before a byte is unpacked, and bounded by it after."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from plugin.exchange.limits import Limits
from plugin.usecases.tables import FileKind, TableRefused

CHUNK = 1 << 16
_DAMAGED = "The workbook is damaged or was cut off on its way. Open it, save it again and choose it once more."
_BOMB = "The workbook unpacks to far more than a register needs. Save the sheet alone in a new file."
_LOCAL_HEADER = 30
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


def is_zip(held: bytes) -> bool:
    """Whether these bytes begin as a zip archive does."""
    return held.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def kind_of_package(held: bytes) -> FileKind:
    """Which kind of workbook an archive is; raises TableRefused for any other archive."""
    names = {name.lower() for name in _opened(held).namelist()}
    if "content.xml" in names:
        return FileKind.ODS
    if "xl/workbook.bin" in names:
        raise TableRefused("The workbook is in the binary .xlsb format. Save it as XLSX.")
    if "[content_types].xml" in names and not any(name.startswith(("word/", "ppt/")) for name in names):
        return FileKind.XLSX
    raise TableRefused("The file is an archive or a document, not a workbook. Save the table as CSV, XLSX or ODS.")


class Package:
    """An archive whose directory was found to be plausible; parts are read as streams and never written anywhere."""

    def __init__(self, held: bytes, limits: Limits) -> None:
        self._archive = _opened(held)
        entries = self._archive.infolist()
        _judge(entries, limits)
        self._by_name = {entry.filename.lower(): entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part, piece by piece; raises TableRefused where it is missing or is not what the directory says.

        No more is unpacked than the directory announced and was found acceptable: what a part holds beyond that
        makes its checksum fail.
        """
        entry = self._by_name.get(name.lower())
        if entry is None:
            raise TableRefused(_DAMAGED)
        try:
            with self._archive.open(entry) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except _FAULTS as fault:
            raise TableRefused(_DAMAGED) from fault

    def bounded(self, name: str, most: int) -> Iterator[bytes]:
        """A part that is to have at most `most` bytes, piece by piece."""
        entry = self._by_name.get(name.lower())
        if entry is not None and entry.file_size > most:
            raise TableRefused(_BOMB)
        return self.chunks(name)

    def whole(self, name: str, most: int) -> bytes:
        """A small part in one piece, at most `most` bytes."""
        return b"".join(self.bounded(name, most))


def _opened(held: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(held))
    except _FAULTS as fault:
        raise TableRefused(_DAMAGED) from fault


def _judge(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse what the directory alone gives away."""
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise TableRefused("The workbook is protected by a password. Save it without one.")
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        raise TableRefused(_DAMAGED)
    if len(entries) > limits.parts or sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise TableRefused(_BOMB)
    for entry in entries:
        if entry.file_size > limits.ratio_counts_from and entry.file_size > limits.ratio * entry.compress_size:
            raise TableRefused(_BOMB)
    if len({entry.filename.lower() for entry in entries}) < len(entries) or _overlap(entries):
        raise TableRefused(_DAMAGED)


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether two parts share bytes: that is how a small archive claims to hold one large part many times."""
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + _LOCAL_HEADER + entry.compress_size
    return False
