"""Which encoding a text file has: by its mark, by its zeros, by trying UTF-8; Windows-1252 is the last guess."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from plugin.usecases.tables import TableRefused

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 1 << 16
_CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r", 0x1B})
_NOT_TEXT = "The file is no text, whatever its name says. Save the table as CSV (UTF-8), XLSX or ODS."
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding by Python's name, what becomes of bytes it does not know, and what a person should hear of it."""

    name: str
    errors: str = "strict"
    note: str = ""


def encoding_of(held: bytes) -> Encoding:
    """The encoding of a text file; raises TableRefused for bytes that are no text.

    A file that is UTF-8 but for a few bytes stays UTF-8: the odd bytes become lone surrogates (PEP 383), by which
    their cells are recognised.
    """
    for mark, name in _MARKS:
        if held.startswith(mark):
            _must_decode(held, name)
            return Encoding(name, "surrogateescape" if name == "utf-8-sig" else "strict")
    if wide := _wide_without_mark(held[:_LOOKED_AT]):
        _must_decode(held, wide)
        return Encoding(wide, note="The file was read as UTF-16, though it has no mark saying so.")
    if _share_of_controls(held[:_LOOKED_AT]) > 0.1:
        raise TableRefused(_NOT_TEXT)
    return _narrow(held)


def _narrow(held: bytes) -> Encoding:
    """UTF-8 where the bytes beyond ASCII are mostly that, else Windows-1252."""
    odd, good = _utf8_letters(held)
    if not odd:
        return Encoding("utf-8")
    if good > odd:
        return Encoding(
            "utf-8", "surrogateescape", "The file is UTF-8, but some letters in it are not; their rows are named."
        )
    if held.translate(None, _UNDEFINED) != held:
        raise TableRefused("The letters of the file are in an encoding that is not known here. Save it as CSV UTF-8.")
    return Encoding(
        "cp1252", note="The file is not UTF-8 and was read as Windows-1252; look whether accents are right."
    )


def _utf8_letters(held: bytes) -> tuple[int, int]:
    """How many bytes are no UTF-8, and how many letters beyond ASCII are."""
    if _decodes(held, "utf-8"):
        return 0, 0
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    odd = good = 0
    for at in range(0, len(held), _LOOKED_AT):
        piece = held[at : at + _LOOKED_AT]
        if piece.isascii() and not decoder.getstate()[0]:
            continue
        for letter in decoder.decode(piece, final=at + _LOOKED_AT >= len(held)):
            if letter >= "\x80":
                bad = "\udc80" <= letter <= "\udcff"
                odd, good = odd + bad, good + (not bad)
    return odd, good


def _must_decode(held: bytes, name: str) -> None:
    """Refuse a file whose mark promises an encoding that the rest does not keep; UTF-8 is judged cell by cell."""
    if name != "utf-8-sig" and not _decodes(held, name):
        raise TableRefused("The file begins as UTF-16 or UTF-32 and does not go on so. Save it as CSV UTF-8.")


def _decodes(held: bytes, name: str) -> bool:
    """Whether all bytes are of that encoding, looked at piece by piece."""
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for at in range(0, len(held), _LOOKED_AT):
            decoder.decode(held[at : at + _LOOKED_AT], final=at + _LOOKED_AT >= len(held))
    except UnicodeDecodeError:
        return False
    return True


def _wide_without_mark(start: bytes) -> str | None:
    """UTF-16 without a mark, by zeros that fill every second byte."""
    pairs = len(start) // 2
    if pairs < 4:
        return None
    even, odd = start[0::2].count(0) / pairs, start[1::2].count(0) / pairs
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.1 else None


def _share_of_controls(start: bytes) -> float:
    return 1 - len(start.translate(None, _CONTROLS)) / len(start)
