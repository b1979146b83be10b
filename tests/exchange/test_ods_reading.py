"""ODS workbooks, where equal rows and cells are written once."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from plugin.exchange.limits import Limits
from plugin.usecases.tables import FileKind, RowProblem, SheetRow, SkippedRows, SkipReason, TableRefused
from tests.exchange.workbooks import cells_of, ods, ods_row, ods_table, ods_text, read

REMARK = "<office:annotation><text:p>a remark</text:p></office:annotation>"
HEAD = ods_row("Key", "Risk", "Value")


def typed(kind: str, attributes: str, shown: str = "shown") -> str:
    """A cell with a stated type."""
    return f'<table:table-cell office:value-type="{kind}" {attributes}><text:p>{shown}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (typed("float", 'office:value="42"'), 42),
        (typed("percentage", 'office:value="0.8"'), 0.8),
        (typed("currency", 'office:currency="CHF" office:value="1250.5"'), 1250.5),
        (typed("boolean", 'office:boolean-value="true"'), True),
        (typed("date", 'office:date-value="2024-03-01"'), date(2024, 3, 1)),
        (typed("date", 'office:date-value="2024-03-01T08:30:00"'), datetime(2024, 3, 1, 8, 30)),  # noqa: DTZ001
        (typed("time", 'office:time-value="PT08H30M00S"'), "08:30:00"),
        (typed("float", 'table:formula="of:=1+1" office:value="2"'), 2),
        (typed("string", ""), "shown"),
        (
            typed("string", "", 'two<text:s text:c="3"/>words<text:tab/>and<text:line-break/>more'),
            "two   words\tand\nmore",
        ),
        (typed("string", "", "runs of   blanks count as <text:span>one</text:span>"), "runs of blanks count as one"),
        ("<table:table-cell><text:p>a</text:p><text:p>b</text:p></table:table-cell>", "a\nb"),
        (f"<table:table-cell>{REMARK}<text:p>the text</text:p></table:table-cell>", "the text"),
    ],
)
def test_cells_become_plain_values(cell: str, expected: object) -> None:
    """Each type comes as such; comments are no part of the text."""
    _, items = read("r.ods", ods(ods_table(HEAD, ods_row("R-1", "x", cell))))
    assert isinstance(items[0], SheetRow)
    assert items[0].problems == ()
    assert items[0].cells[2] == expected
    assert type(items[0].cells[2]) is type(expected)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (typed("string", 'table:formula="of:=1/0"', "#DIV/0!"), "#DIV/0!"),
        (typed("float", 'office:value="much"'), "cannot be read"),
        (typed("date", 'office:date-value="soon"'), "cannot be read"),
        (ods_text("x" * 40_000), "32,767"),
    ],
)
def test_a_cell_that_cannot_be_read_names_itself(cell: str, words: str) -> None:
    """The row is there, the cell is empty, and its problem says why."""
    _, items = read("r.ods", ods(ods_table(HEAD, ods_row("R-1", "x", cell))))
    assert isinstance(items[0], SheetRow)
    assert items[0].cells == ("R-1", "x", None)
    assert words in items[0].problems[0].detail


def test_rows_and_cells_written_once_and_repeated_are_all_there() -> None:
    """Repeated rows get numbers of their own; the million blank ones at the end cost nothing."""
    twice = ' table:number-rows-repeated="2"'
    million = ' table:number-rows-repeated="1048000"'
    wide = '<table:table-cell table:number-columns-repeated="16384"/>'
    _, items = read(
        "r.ods",
        ods(
            ods_table(
                HEAD,
                ods_row("R", ods_text("x", ' table:number-columns-repeated="2"'), wide, attributes=twice),
                ods_row(wide, attributes=' table:number-rows-repeated="3"'),
                ods_row("hidden", attributes=' table:visibility="filter"'),
                ods_row("S", "y", "z"),
                ods_row(wide, attributes=million),
            )
        ),
    )
    assert items == [
        SheetRow(2, ("R", "x", "x")),
        SheetRow(3, ("R", "x", "x")),
        SkippedRows(4, 3, SkipReason.BLANK),
        SkippedRows(7, 1, SkipReason.HIDDEN),
        SheetRow(8, ("S", "y", "z")),
    ]


def test_a_row_repeated_without_end_stops_at_the_limit() -> None:
    """A few bytes cannot become a million rows."""
    held = ods(ods_table(HEAD, ods_row("R", "x", "y", attributes=' table:number-rows-repeated="999999999"')))
    _, items = read("r.ods", held, Limits(rows=10))
    assert len(items) == 11
    assert isinstance(items[-1], RowProblem)


def test_a_filled_cell_repeated_beyond_the_columns_is_a_problem_of_its_row() -> None:
    """Nor can they become sixteen thousand columns."""
    cell = ods_text("x", ' table:number-columns-repeated="16384"')
    _, items = read("r.ods", ods(ods_table(HEAD, ods_row("R", cell), ods_row("S", "y", "z"))))
    assert isinstance(items[0], SheetRow)
    assert any("beyond 200 columns" in problem.detail for problem in items[0].problems)
    assert items[1] == SheetRow(3, ("S", "y", "z"))


def test_sheets_are_named_and_hidden_ones_are_not_chosen() -> None:
    """The first visible sheet is read, unless a person names another."""
    before = (
        '<office:automatic-styles><style:style style:name="off" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    held = ods(
        ods_table(ods_row("A", "B"), name="Lists", attributes=' table:style-name="off"'),
        ods_table(ods_row("C", "D"), ods_row("1", "2"), name="Risks"),
        ods_table(ods_row("E", "F"), ods_row("3", "4"), name="Old"),
        before=before,
    )
    table, _ = read("r.ods", held)
    assert (table.kind, table.sheet, table.sheets) == (FileKind.ODS, "Risks", ("Risks", "Old"))
    table, items = read("r.ods", held, sheet="Old")
    assert (table.headings, list(cells_of(items))) == (("E", "F"), [["3", "4"]])


def test_a_password_is_named_as_the_reason() -> None:
    """An encrypted workbook is not called damaged."""
    with pytest.raises(TableRefused, match="password"):
        read("r.ods", ods(ods_table(HEAD), manifest="<m><manifest:encryption-data/></m>"))
