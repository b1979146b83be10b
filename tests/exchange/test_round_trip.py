"""What is written comes back unchanged, and nothing of it can run."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
import python_calamine
from hypothesis import example, given
from hypothesis import strategies as st

from plugin.domain.money import Money
from plugin.exchange.csv_writing import whole, write_csv
from plugin.exchange.escaping import escaped, unescaped
from plugin.exchange.reading import read_table
from plugin.exchange.xlsx_writing import write_xlsx
from plugin.usecases.tables import SheetRow
from plugin.usecases.views.sheet import Column, ColumnKind, OutCell, Sheet

NASTY = "=+-@\t\r\n;,|\"' \u00a0\u200b\u2212\uff1d\uff20\ufeffaÄ_x0041漢😀"
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
    st.text(st.sampled_from(NASTY), max_size=8),
)
INJECTED = '<r><t>x</t></r></is></c><c r="C9"><f>1+1</f><v>2</v></c><c r="D9" t="inlineStr"><is><r><t>y</t></r>'
STARTS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212"


def sheet_of(*cells: OutCell, heading: str = "Text") -> Sheet:
    """A sheet of one column of keys and one of cells."""
    columns = (Column("Key"), Column(heading))
    return Sheet("Register", columns, [(f"R-{n}", cell) for n, cell in enumerate(cells, start=1)])


def read_back(name: str, held: bytes) -> list[object]:
    """The second cells of all rows."""
    rows = [item for item in read_table(name, held).rows() if isinstance(item, SheetRow)]
    assert [row.problems for row in rows] == [()] * len(rows)
    return [row.cells[1] for row in rows]


def written_as(texts: list[str]) -> list[str | None]:
    """Texts as reading gives them: a cell of blanks alone is an empty one."""
    return [text if text.strip() else None for text in texts]


@given(texts)
@example("'=1")
@example("''")
@example("\t'=1")
@example("a;'=1;=2\n'\n=3")
@example("'\t\t=1")
def test_taking_the_mark_away_gives_back_what_was_marked(text: str) -> None:
    """For every text, those with apostrophes of their own too."""
    assert unescaped(escaped(text)) == text


@given(texts)
def test_no_part_of_a_marked_text_begins_like_a_formula(text: str) -> None:
    """Neither the whole nor what stands behind a semicolon, a tab or a line break, where programs split cells."""
    for part in re.split("[;\t\r\n]", escaped(text)):
        unseen = re.sub(r"[\s\u200b\u00ad\ufeff\x00-\x20\u200e\u200f\u2060]", "", part)
        assert not unseen.startswith(tuple(STARTS))
    assert not escaped(text).startswith(("\t", "\r", "\n"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("@lead", "'@lead"),
        ("-5 days", "'-5 days"),
        ("+41", "'+41"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("  =1", "'  =1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("'=1", "''=1"),
        ("late;=cmd|' /C calc'!A0", "late;'=cmd|' /C calc'!A0"),
        ("'tis late", "'tis late"),
        ("a - b = c", "a - b = c"),
        ("", ""),
    ],
)
def test_the_mark_is_one_apostrophe_and_stands_only_where_it_must(text: str, expected: str) -> None:
    """Ordinary texts stay as they are."""
    assert escaped(text) == expected


@given(st.lists(texts, min_size=1, max_size=5))
def test_texts_survive_csv(cells: list[str]) -> None:
    """Every text comes back from CSV letter by letter."""
    assert read_back("r.csv", whole(write_csv(sheet_of(*cells)))) == written_as(cells)


@given(st.lists(texts, min_size=1, max_size=5))
@example(["_x005F_x0041_", "_x0041_x0042_x0043_", "_x0000_", "\ufffe"])
@example(["<r>", "<r></r>", INJECTED, "<r>_x0041_x0042_\x01 </r>"])
def test_texts_survive_xlsx(cells: list[str]) -> None:
    """Every text comes back from XLSX letter by letter, without any mark."""
    assert read_back("r.xlsx", write_xlsx([sheet_of(*cells)])) == written_as(cells)


@given(st.lists(texts, min_size=1, max_size=5))
def test_csv_holds_nothing_that_another_reader_would_run(cells: list[str]) -> None:
    """Read by the standard library, no cell begins like a formula."""
    held = whole(write_csv(sheet_of(*cells, heading="=heading")))
    for row in csv.reader(io.StringIO(held.decode("utf-8-sig"), newline="")):
        assert not any(cell.lstrip().startswith(tuple(STARTS)) for cell in row)


@given(st.lists(st.integers(-(2**53), 2**53) | st.floats(-1e300, 1e300), max_size=5))
def test_numbers_survive_xlsx(numbers: list[float]) -> None:
    """Numbers come back exactly, fractions to the sixteen digits that are written."""
    found = read_back("r.xlsx", write_xlsx([sheet_of("first", *numbers)]))[1:]
    assert found == [number if isinstance(number, int) else float(f"{number:.16g}") for number in numbers]


@given(st.lists(st.dates(min_value=date(1900, 3, 1)), max_size=5))
def test_days_survive_xlsx(days: list[date]) -> None:
    """Days come back as days."""
    assert read_back("r.xlsx", write_xlsx([sheet_of("first", *days)]))[1:] == days


def test_another_reader_sees_the_same_workbook() -> None:
    """An independent reader agrees with ours about types and values, and finds no formula."""
    moment = datetime(2024, 3, 1, 8, 30)  # noqa: DTZ001 - a sheet knows no zones
    cells: list[OutCell] = ["=1+1", "plain", 5, 2.5, True, date(2024, 3, 1), moment, Money(125050, "CHF"), None]
    held = write_xlsx([sheet_of(*cells)])
    other = python_calamine.load_workbook(io.BytesIO(held)).get_sheet_by_index(0).to_python()
    expected = ["=1+1", "plain", 5, 2.5, True, date(2024, 3, 1), moment, 1250.5]
    assert [row[1] for row in other[1:]] == [*expected, ""]
    assert read_back("r.xlsx", held) == [*expected, None]
    assert b"<f>" not in held


def test_numbers_beyond_what_a_sheet_keeps_are_written_as_text() -> None:
    """No digit is lost."""
    cells: list[OutCell] = [12345678901234567890, Decimal("0.12345678901234567890"), Decimal("0.1")]
    assert read_back("r.xlsx", write_xlsx([sheet_of(*cells)])) == [
        "12345678901234567890",
        "0.12345678901234567890",
        0.1,
    ]


def test_csv_writes_each_kind_of_cell_plainly() -> None:
    """Days are ISO 8601, amounts have their currency, and nothing is grouped."""
    cells: list[OutCell] = [
        date(2024, 3, 1),
        Money(-45050, "CHF"),
        Money(6450000000, "CHF"),
        Money(500, "JPY"),
        -5,
        2.5,
        Decimal("1.10"),
        True,
        None,
    ]
    held = whole(write_csv(sheet_of(*cells))).decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(held))][1:] == [
        "2024-03-01",
        "'-450.50 CHF",
        "64500000.00 CHF",
        "500 JPY",
        "-5",
        "2.5",
        "1.10",
        "true",
        "",
    ]


def test_what_is_no_text_is_replaced_rather_than_breaking_the_file() -> None:
    """NUL and halves of surrogate pairs become the replacement character in both kinds of file."""
    cells = ["a\0b", "a\ud800b"]
    assert read_back("r.csv", whole(write_csv(sheet_of(*cells)))) == ["a\ufffdb"] * 2
    assert read_back("r.xlsx", write_xlsx([sheet_of(*cells)])) == ["a\ufffdb"] * 2


def test_long_csv_comes_in_pieces() -> None:
    """Ten thousand rows are not held in one piece."""
    rows = ((f"R-{n}", "x" * 50) for n in range(10_000))
    pieces = list(write_csv(Sheet("r", (Column("Key"), Column("Text")), rows)))
    assert len(pieces) > 10
    assert read_back("r.csv", b"".join(pieces))[-1] == "x" * 50


def test_workbooks_hold_several_sheets_with_names_the_format_allows() -> None:
    """Names are cut, cleaned and made different."""
    names = ["Risks [open]: all/none", "x" * 40, "X" * 40, "", "History"]
    held = write_xlsx([Sheet(name, (Column("Key"),), [("R-1",)]) for name in names])
    assert list(read_table("r.xlsx", held).sheets) == [
        "Risks  open   all none",
        "x" * 31,
        "X" * 27 + " (2)",
        "Sheet",
        "History (2)",
    ]


def test_the_heading_stays_in_view_and_filters() -> None:
    """A frozen row, a filter over all rows and the widths that were asked for stand in the sheet."""
    columns = (Column("Key", width=8), Column("Cost", ColumnKind.MONEY, width=200))
    held = write_xlsx([Sheet("r", columns, [("R-1", Money(5, "CHF")), ("R-2", 3)])])
    xml = part_of(held, "xl/worksheets/sheet1.xml")
    assert 'ySplit="1"' in xml
    assert '<autoFilter ref="A1:B3"/>' in xml
    assert 'max="1" width="8.7' in xml
    assert 'max="2" width="80.7' in xml
    assert '#,##0.00 "CHF"' in part_of(held, "xl/styles.xml").replace("&quot;", '"')


def test_texts_that_look_like_formulas_stay_texts_when_edited() -> None:
    """They carry the format's own mark for texts, so that pressing Enter in the cell changes nothing."""
    assert 'quotePrefix="1"' in part_of(write_xlsx([sheet_of("=1+1")]), "xl/styles.xml")


def test_a_text_that_looks_like_the_format_itself_stays_a_text() -> None:
    """What a person wrote between the format's tags is shown, not obeyed: no cell and no formula comes of it."""
    held = write_xlsx([sheet_of(INJECTED, heading=INJECTED)])
    assert read_back("r.xlsx", held) == [INJECTED]
    assert "<f>" not in part_of(held, "xl/worksheets/sheet1.xml")


def test_texts_longer_than_a_cell_are_cut_visibly() -> None:
    """A cut text ends in an ellipsis; CSV keeps it whole."""
    found = read_back("r.xlsx", write_xlsx([sheet_of("x" * 40_000)]))
    assert found == ["x" * 32_766 + "…"]
    assert read_back("r.xlsx", write_xlsx([sheet_of("😀" * 20_000)])) == ["😀" * 16_383 + "…"]
    assert b"x" * 40_000 in whole(write_csv(sheet_of("x" * 40_000)))


def part_of(held: bytes, name: str) -> str:
    """One part of a workbook as text."""
    with zipfile.ZipFile(io.BytesIO(held)) as paper:
        return paper.read(name).decode()
