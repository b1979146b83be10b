"""Files made to hurt: each is refused with a reason before it costs memory or time."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from plugin.exchange.limits import Limits
from plugin.usecases.tables import TableRefused
from tests.exchange.workbooks import archive, ods, ods_row, ods_table, read, rows_xml, xlsx, xlsx_parts

GOOD = rows_xml(["Key", "Risk"], ["R-1", "late"])
SHEET = "xl/worksheets/sheet1.xml"


def zip_bomb() -> bytes:
    """300 MB of blanks in a sheet, packed a thousandfold."""
    return archive(xlsx_parts(GOOD) | {SHEET: b" " * 300_000_000})


def packed_too_well() -> bytes:
    """Small enough in all, but packed as nothing that people write packs."""
    return archive(xlsx_parts(GOOD) | {"xl/media/image1.png": b"\0" * 40_000_000})


def lying_header() -> bytes:
    """A sheet whose directory entry claims a hundred bytes where fifty million are packed."""
    held = bytearray(archive(xlsx_parts(GOOD) | {SHEET: b" " * 50_000_000}))
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = held.find(mark)
        while start != -1:
            if struct.unpack_from("<I", held, start + at)[0] == 50_000_000:
                struct.pack_into("<I", held, start + at, 100)
            start = held.find(mark, start + 4)
    return bytes(held)


def overlapping() -> bytes:
    """Two directory entries that point to the same packed bytes."""
    held = bytearray(archive(xlsx_parts(GOOD, GOOD)))
    entries = []
    start = held.find(b"PK\x01\x02")
    while start != -1:
        entries.append(start)
        start = held.find(b"PK\x01\x02", start + 4)
    first = struct.unpack_from("<I", held, entries[-2] + 42)[0]
    struct.pack_into("<I", held, entries[-1] + 42, first)
    return bytes(held)


def repeated_name() -> bytes:
    """The same part twice, so that readers may differ about which one counts."""
    held = io.BytesIO(xlsx(GOOD))
    with zipfile.ZipFile(held, "a") as paper, pytest.warns(UserWarning, match="Duplicate"):
        paper.writestr(SHEET, "<worksheet/>")
    return held.getvalue()


def entity_bomb() -> bytes:
    """Ten levels of entities, each ten times the one below."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 11))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "lol">{levels}]><worksheet><sheetData>&e10;</sheetData></worksheet>'
    return archive(xlsx_parts(GOOD) | {SHEET: bomb})


def outer_entity() -> bytes:
    """An entity that would bring in a file of the server."""
    bomb = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><sst><si><t>&e;</t></si></sst>'
    return archive(xlsx_parts(GOOD, strings="<si/>") | {"xl/sharedStrings.xml": bomb})


def entities_in_utf_16() -> bytes:
    """The same in an encoding that a search for "<!DOCTYPE" misses."""
    bomb = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY e "x">]><worksheet>&e;</worksheet>'
    return archive(xlsx_parts(GOOD) | {SHEET: bomb.encode("utf-16")})


def endless_tag() -> bytes:
    """An attribute of nineteen million letters."""
    noise = "".join(chr(33 + n * 7919 % 90) for n in range(1000)).translate({ord(c): "x" for c in "<&\"'"})
    return archive(xlsx_parts(GOOD) | {SHEET: f'<worksheet a="{noise * 19_000}"/>'})


def endless_depth() -> bytes:
    """Tags in tags in tags."""
    return archive(xlsx_parts(GOOD) | {SHEET: "<a>" * 100_000})


def endless_strings() -> bytes:
    """More shared texts than memory is given to, all of them empty."""
    return xlsx(GOOD, strings="<si/>" * 3_200_000)


def endless_styles() -> bytes:
    """More styles than twenty megabytes."""
    return xlsx(GOOD, styles="<cellXfs>" + "".join(f'<xf numFmtId="{n}"/>' for n in range(1_000_000)) + "</cellXfs>")


def endless_rows() -> bytes:
    """More rows than a sheet has, all of them blank."""
    return xlsx(GOOD.replace("</sheetData>", "<row/>" * 1_100_000 + "</sheetData>"))


def endless_cells() -> bytes:
    """More cells in a row than a sheet has, all of them blank."""
    return xlsx(GOOD.replace("</sheetData>", "<row>" + "<c/>" * 20_000 + "</row></sheetData>"))


def many_parts() -> bytes:
    """A directory longer than any workbook's."""
    return archive(xlsx_parts(GOOD) | {f"xl/x{n}": b"" for n in range(2_001)})


def many_sheets() -> bytes:
    """More sheets than anybody keeps."""
    return xlsx(*[GOOD] * 101)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (zip_bomb, "unpacks to far more"),
        (packed_too_well, "unpacks to far more"),
        (lying_header, "damaged"),
        (overlapping, "damaged"),
        (repeated_name, "damaged"),
        (entity_bomb, "no spreadsheet program writes"),
        (outer_entity, "no spreadsheet program writes"),
        (entities_in_utf_16, "no spreadsheet program writes"),
        (endless_tag, "no spreadsheet program writes"),
        (endless_depth, "no spreadsheet program writes"),
        (endless_strings, "more text than"),
        (endless_styles, "unpacks to far more"),
        (endless_rows, "beyond where any sheet ends"),
        (endless_cells, "beyond where any sheet ends"),
        (many_parts, "unpacks to far more"),
        (many_sheets, "100 sheets"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_file_made_to_hurt_is_refused_with_a_reason(made: Callable[[], bytes], words: str) -> None:
    """The refusal is one a person can act on, and it comes at once."""
    held = made()
    with pytest.raises(TableRefused, match=words):
        read("r.xlsx", held)


@pytest.mark.parametrize("made", [zip_bomb, packed_too_well, lying_header, entity_bomb, endless_tag, endless_depth])
def test_refusing_takes_little_memory(made: Callable[[], bytes]) -> None:
    """What is refused was never unpacked whole."""
    held = made()
    tracemalloc.start()
    try:
        with pytest.raises(TableRefused):
            read("r.xlsx", held)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "rows",
    ["<table:table-row/>" * 1_100_000, "<table:table-row>" + "<table:table-cell/>" * 20_000 + "</table:table-row>"],
    ids=["rows", "cells"],
)
def test_an_endless_ods_sheet_is_refused(rows: str) -> None:
    """Blank rows and cells without end are no sheet that a program wrote."""
    with pytest.raises(TableRefused, match="beyond where any sheet ends"):
        read("r.ods", ods(ods_table(ods_row("Key", "Risk"), rows)))


def test_a_line_of_millions_of_cells_is_refused() -> None:
    """Separators alone cannot fill the memory."""
    with pytest.raises(TableRefused, match="lines of more than"):
        read("r.csv", b"Key,Risk\nR-1,late\n" + b"," * 20_000_000)


def test_a_nested_bomb_is_a_part_like_any_other() -> None:
    """An archive inside the workbook is never opened."""
    table, _ = read("r.xlsx", archive(xlsx_parts(GOOD) | {"xl/embeddings/inner.zip": packed_too_well()}))
    assert table.headings == ("Key", "Risk")


def test_a_cut_off_workbook_is_called_damaged() -> None:
    """Wherever it was cut, there is a clear error and no crash."""
    for whole, name in ((xlsx(GOOD), "r.xlsx"), (ods(ods_table(ods_row("Key"))), "r.ods")):
        for length in range(4, len(whole), 37):
            with pytest.raises(TableRefused, match="damaged"):
                read(name, whole[:length])


def test_any_byte_may_be_wrong() -> None:
    """A workbook with one byte changed is either read or refused."""
    whole = xlsx(GOOD)
    for at in range(0, len(whole), 3):
        broken = bytearray(whole)
        broken[at] ^= 0xFF
        try:
            read("r.xlsx", bytes(broken))
        except TableRefused:
            continue


@pytest.mark.parametrize(
    ("name", "held", "words"),
    [
        ("r.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        ("r.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, r"\.xls"),
        ("r.xlsx", b"Key,Risk\nR-1,late\n", "plain text"),
        ("r.csv", xlsx(GOOD), "XLSX workbook"),
        ("r.ods", xlsx(GOOD), "XLSX workbook"),
        ("r.csv", b"%PDF-1.7 ...", "PDF"),
        ("r.xls", b"<html><table><tr><td>Key</td></tr></table></html>", "web page"),
        ("r.exe", b"Key,Risk\nR-1,late\n", r"\.exe"),
        ("register", b"Key,Risk\nR-1,late\n", "nothing"),
        ("r.xlsx", archive({"a.txt": "x"}), "archive"),
        ("r.xlsx", archive({"[Content_Types].xml": "", "word/document.xml": ""}), "document"),
        ("r.xlsx", archive({"[Content_Types].xml": "", "xl/workbook.bin": ""}), "xlsb"),
        ("r.xlsx", archive({"[Content_Types].xml": ""}), "damaged"),
        ("r.csv.gz", b"\x1f\x8b\x08\0\0\0", "compressed"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name: str, held: bytes, words: str) -> None:
    """The text says what the file is and what to save instead."""
    with pytest.raises(TableRefused, match=words):
        read(name, held)


def test_a_protected_archive_is_told_from_a_damaged_one() -> None:
    """A zip password is named as the reason."""
    held = bytearray(xlsx(GOOD))
    start = held.find(b"PK\x01\x02")
    held[start + 8] |= 1
    with pytest.raises(TableRefused, match="password"):
        read("r.xlsx", bytes(held))


def test_a_reference_out_of_the_archive_leads_nowhere() -> None:
    """A part that is named outside the archive is a damaged workbook, not a file of the server."""
    parts = xlsx_parts(GOOD)
    relations = str(parts["xl/_rels/workbook.xml.rels"]).replace("worksheets/sheet1.xml", "../../../etc/hostname")
    with pytest.raises(TableRefused, match="damaged"):
        read("r.xlsx", archive(parts | {"xl/_rels/workbook.xml.rels": relations}))


def test_limits_can_be_tightened() -> None:
    """Every limit is a parameter."""
    with pytest.raises(TableRefused, match="unpacks to far more"):
        read("r.xlsx", xlsx(GOOD), Limits(unpacked_bytes=500))
