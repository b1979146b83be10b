"""CSV in every encoding and with every separator that people's programs write."""

from __future__ import annotations

import codecs

import pytest

from plugin.exchange.limits import Limits
from plugin.usecases.tables import FileKind, RowProblem, SheetRow, SkippedRows, SkipReason, TableRefused
from tests.exchange.workbooks import cells_of, read

TEXT = "Key,Risk,Cost\r\nR-1,Café späte Lieferung,12\r\nR-2,zweite Zeile,\r\n"


@pytest.mark.parametrize(
    ("held", "note"),
    [
        (TEXT.encode("utf-8"), ""),
        (TEXT.encode("utf-8-sig"), ""),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), ""),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), ""),
        (TEXT.encode("utf-32"), ""),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("cp1252"), "Windows-1252"),
    ],
    ids=["utf8", "utf8-mark", "utf16le", "utf16be", "utf32", "utf16le-bare", "utf16be-bare", "cp1252"],
)
def test_every_common_encoding_is_recognised(held: bytes, note: str) -> None:
    """The same table comes out of each encoding; a guess is told to the person."""
    table, items = read("register.csv", held)
    assert (table.kind, table.headings, table.heading_row) == (FileKind.CSV, ("Key", "Risk", "Cost"), 1)
    assert list(cells_of(items)) == [["R-1", "Café späte Lieferung", "12"], ["R-2", "zweite Zeile", None]]
    assert note in " ".join(table.notes)
    assert bool(table.notes) is bool(note)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_common_separator_is_recognised(separator: str) -> None:
    """Other marks inside the cells do not mislead, and a decimal comma does not split a cell."""
    lines = [["Key", "Risk", "Cost"], ["R-1", '"late, or; never"', '"1,5"'], ["R-2", "plain", '"2,5"']]
    table, items = read("r.csv", "\n".join(separator.join(line) for line in lines).encode())
    assert table.headings == ("Key", "Risk", "Cost")
    assert list(cells_of(items)) == [["R-1", "late, or; never", "1,5"], ["R-2", "plain", "2,5"]]


def test_decimal_commas_without_quotation_marks_do_not_outvote_semicolons() -> None:
    """A European file of amounts is split where its headings are."""
    table, items = read("r.csv", b"Key;Low;High\nR-1;1,5;2,5\nR-2;3,5;4,5\n")
    assert table.headings == ("Key", "Low", "High")
    assert list(cells_of(items)) == [["R-1", "1,5", "2,5"], ["R-2", "3,5", "4,5"]]


def test_a_declared_separator_is_obeyed_and_is_no_row() -> None:
    """`sep=;` in the first line, as spreadsheet programs write it, counts as a line and as nothing else."""
    table, items = read("r.csv", b"sep=;\r\nKey;Risk, in words\r\nR-1;late\r\n")
    assert (table.headings, table.heading_row) == (("Key", "Risk, in words"), 2)
    assert [item.number for item in items if isinstance(item, SheetRow)] == [3]


def test_line_breaks_in_quotation_marks_stay_in_their_cell() -> None:
    """A cell of several lines is one cell, and the next row keeps the number a spreadsheet program shows."""
    _, items = read("r.csv", b'Key,Risk\r\nR-1,"first\r\nsecond"\r\nR-2,x\r\n')
    assert items == [SheetRow(2, ("R-1", "first\r\nsecond")), SheetRow(3, ("R-2", "x"))]


def test_blank_lines_are_counted_where_they_stand_between_rows() -> None:
    """Blank rows between others are told; those at the end are not worth a word."""
    _, items = read("r.csv", b"Key,Risk\nR-1,x\n\n,,\nR-2,y\n\n\n")
    assert items == [SheetRow(2, ("R-1", "x")), SkippedRows(3, 2, SkipReason.BLANK), SheetRow(5, ("R-2", "y"))]


def test_a_ten_megabyte_cell_costs_its_own_row_only() -> None:
    """The cell is named and the rows before and after it are kept."""
    held = b'Key,Risk\nR-1,ok\nR-2,"' + b"x" * 10_000_000 + b'"\nR-3,ok\n'
    _, items = read("r.csv", held)
    assert [item.number for item in items if isinstance(item, SheetRow) and not item.problems] == [2, 4]
    bad = items[1]
    assert isinstance(bad, SheetRow)
    assert bad.cells == ("R-2", None)
    assert bad.problems[0].column == 2
    assert "32,767" in bad.problems[0].detail


def test_a_ten_megabyte_cell_of_many_lines_costs_its_own_row_only() -> None:
    """Its lines are not taken for rows."""
    held = b'Key,Risk\nR-1,ok\nR-2,"' + b"x,y\n" * 2_500_000 + b'"\nR-3,ok\n'
    _, items = read("r.csv", held)
    assert [(item.number, bool(item.problems)) for item in items if isinstance(item, SheetRow)] == [
        (2, False),
        (3, True),
        (4, False),
    ]


def test_nul_in_a_cell_costs_its_row_only() -> None:
    """A NUL, which no database keeps in a text, is named; the other rows are kept."""
    _, items = read("r.csv", b"Key,Risk\nR-1,a\0b\nR-2,ok\n")
    assert isinstance(items[0], SheetRow)
    assert [(p.number, p.column) for p in items[0].problems] == [(2, 2)]
    assert items[1] == SheetRow(3, ("R-2", "ok"))


def test_a_few_bytes_in_another_encoding_cost_their_row_only() -> None:
    """A file that is UTF-8 but for one cell is read as UTF-8, and that cell is named."""
    held = "Key,Risk\nR-1,Café Zürich\nR-2,".encode() + b"sp\xe4t\n" + "R-3,größer\n".encode()
    table, items = read("r.csv", held)
    assert list(cells_of(items)) == [["R-1", "Café Zürich"], ["R-2", None], ["R-3", "größer"]]
    assert isinstance(items[1], SheetRow)
    assert "encoding" in items[1].problems[0].detail
    assert table.notes


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf  \r\n", "empty"),
        (b",,\n,,\n", "empty"),
        (b"Key,Risk\n\x81\x8d\n", "encoding"),
        (bytes(range(1, 32)) * 50, "no text"),
        (codecs.BOM_UTF16_LE + b"a\0b\0\0\xd8x", "UTF-16"),
        (b"<html><body><table>", "web page"),
    ],
)
def test_what_is_no_csv_is_refused_with_a_reason(held: bytes, words: str) -> None:
    """Each refusal says what is wrong."""
    with pytest.raises(TableRefused, match=words):
        read("r.csv", held)


def test_more_cells_than_headings_are_a_problem_of_their_row() -> None:
    """A text that was not put in quotation marks spills over; the row says so instead of shifting quietly."""
    _, items = read("r.csv", b"Key,Risk\nR-1,late, very late\nR-2,ok\n")
    assert isinstance(items[0], SheetRow)
    assert [(p.column, "quotation" in p.detail) for p in items[0].problems] == [(3, True)]
    assert items[1] == SheetRow(3, ("R-2", "ok"))


def test_rows_beyond_the_limit_are_told_and_the_rest_is_kept() -> None:
    """A file that goes on says so once, at the first row that is not read."""
    held = b"Key,Risk\n" + b"R,x\n" * 5
    _, items = read("r.csv", held, Limits(rows=3))
    assert [type(item) for item in items] == [SheetRow, SheetRow, SheetRow, RowProblem]
    assert isinstance(items[-1], RowProblem)
    assert items[-1].number == 5


def test_too_many_bytes_are_not_even_looked_at() -> None:
    """The size is the first thing that is checked."""
    with pytest.raises(TableRefused, match="larger than"):
        read("r.csv", b"a" * 2_000_001, Limits(upload_bytes=2_000_000))


def test_five_thousand_columns_are_refused() -> None:
    """No register is that wide; the refusal says how wide one may be."""
    with pytest.raises(TableRefused, match="200 columns"):
        read("r.csv", ",".join(f"c{n}" for n in range(5000)).encode())


def test_a_csv_has_no_sheet_to_choose() -> None:
    """Asking for a sheet of a CSV file is refused rather than ignored."""
    with pytest.raises(TableRefused, match="no sheet"):
        read("r.csv", TEXT.encode(), sheet="Risks")


def test_rows_can_be_read_again() -> None:
    """A preview and the import that follows see the same rows."""
    table, items = read("r.csv", TEXT.encode())
    assert list(table.rows()) == items
