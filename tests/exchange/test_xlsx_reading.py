"""XLSX workbooks: values as people see them, formulas only by their results."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from plugin.usecases.tables import FileKind, RowProblem, SheetRow, SkippedRows, SkipReason, TableRefused
from tests.exchange.workbooks import cells_of, read, row_xml, rows_xml, xlsx

HEAD = ("Key", "Risk", "Value")
STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/>'
    '<numFmt numFmtId="165" formatCode="0.0&quot;days&quot;"/>'
    '<numFmt numFmtId="166" formatCode="[$CHF-807] #,##0"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>'
    '<xf numFmtId="22"/><xf numFmtId="20"/></cellXfs>'
)


def value_of(cell: str, **parts: str) -> object:
    """What one cell's XML is read as; the row's problems where it is refused."""
    _, items = read("r.xlsx", xlsx(rows_xml([*HEAD], ["R-1", "x", cell]), **parts))
    assert isinstance(items[0], SheetRow)
    return items[0].problems[0].detail if items[0].problems else items[0].cells[2]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c t="inlineStr"><is><t>plain</t></is></c>', "plain"),
        ('<c t="inlineStr"><is><r><t>two </t></r><r><t>runs</t></r></is></c>', "two runs"),
        ('<c t="inlineStr"><is><t>shown</t><rPh sb="0" eb="1"><t>reading aid</t></rPh></is></c>', "shown"),
        ('<c t="inlineStr"><is><t>line_x000D_\nbreak</t></is></c>', "line\r\nbreak"),
        ('<c t="inlineStr"><is><t>_x005F_x0041_</t></is></c>', "_x0041_"),
        ('<c t="s"><v>1</v></c>', "shared & kept"),
        ("<c><v>42</v></c>", 42),
        ("<c><v>0.10000000000000001</v></c>", 0.1),
        ("<c><v>1E+3</v></c>", 1000),
        ('<c t="b"><v>1</v></c>', True),
        ('<c t="b"><v>0</v></c>', False),
        ('<c s="1"><v>45352</v></c>', date(2024, 3, 1)),
        ('<c s="2"><v>45352</v></c>', date(2024, 3, 1)),
        ('<c s="5"><v>45352.5</v></c>', datetime(2024, 3, 1, 12)),  # noqa: DTZ001 - a sheet knows no zones
        ('<c s="6"><v>0.5</v></c>', "12:00:00"),
        ('<c s="1"><v>59</v></c>', date(1900, 2, 28)),
        ('<c s="1"><v>61</v></c>', date(1900, 3, 1)),
        ('<c s="1"><v>-3</v></c>', -3),
        ('<c s="3"><v>7.5</v></c>', 7.5),
        ('<c s="4"><v>450</v></c>', 450),
        ('<c t="d"><v>2024-03-01T00:00:00</v></c>', date(2024, 3, 1)),
        ("<c><f>1+1</f><v>2</v></c>", 2),
        ('<c t="str"><f>CONCAT("a","b")</f><v>ab</v></c>', "ab"),
        ('<c t="str"><f>""</f><v></v></c>', None),
        ('<c t="inlineStr"><is><t>=1+1</t></is></c>', "=1+1"),
    ],
)
def test_cells_become_plain_values(cell: str, expected: object) -> None:
    """Texts, numbers, truth values and days come as such; a formula as the result that was stored with it."""
    found = value_of(cell, styles=STYLES, strings="<si><t>other</t></si><si><t>shared &amp; kept</t></si>")
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("<c><f>1+1</f></c>", "without its result"),
        ('<c t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c t="s"><v>99</v></c>', "cannot be read"),
        ('<c t="s"><v>-1</v></c>', "cannot be read"),
        ("<c><v>1e999</v></c>", "cannot be read"),
        ("<c><v>abc</v></c>", "cannot be read"),
        ('<c t="d"><v>soon</v></c>', "cannot be read"),
        ('<c t="inlineStr"><is><t>a_x0000_b</t></is></c>', "no text"),
        ('<c t="inlineStr"><is><t>_xD800_</t></is></c>', "no text"),
    ],
)
def test_a_cell_that_cannot_be_read_names_itself(cell: str, words: str) -> None:
    """The row is there, the cell is empty, and its problem says why."""
    assert words in str(value_of(cell, strings="<si><t>only</t></si>"))


def test_days_from_1904_are_understood() -> None:
    """Workbooks that count from 1904 give the same days."""
    cell = '<c s="1"><v>43890</v></c>'
    assert value_of(cell, styles=STYLES, workbook='<workbookPr date1904="1"/>') == date(2024, 3, 1)


def test_hidden_and_blank_rows_are_passed_over_and_counted() -> None:
    """What a filter hides is not imported by surprise."""
    body = (
        row_xml(1, *HEAD)
        + row_xml(2, "R-1", "x", 1)
        + row_xml(3, "R-2", "hidden", 1, attributes=' hidden="1"')
        + row_xml(6, "R-3", "y", 1)
        + row_xml(9, "<c/>", "<c/>")
    )
    _, items = read("r.xlsx", xlsx(f"<sheetData>{body}</sheetData>"))
    assert items == [
        SheetRow(2, ("R-1", "x", 1)),
        SkippedRows(3, 1, SkipReason.HIDDEN),
        SkippedRows(4, 2, SkipReason.BLANK),
        SheetRow(6, ("R-3", "y", 1)),
    ]


def test_rows_and_cells_without_references_are_counted_on() -> None:
    """References are optional in the format."""
    body = (
        '<sheetData><row><c t="inlineStr"><is><t>Key</t></is></c><c t="inlineStr"><is><t>Cost</t></is></c></row>'
        '<row><c t="inlineStr"><is><t>R-1</t></is></c><c><v>5</v></c></row></sheetData>'
    )
    table, items = read("r.xlsx", xlsx(body))
    assert table.headings == ("Key", "Cost")
    assert items == [SheetRow(2, ("R-1", 5))]


def test_the_first_visible_sheet_is_read_and_the_others_are_named() -> None:
    """A person can choose another sheet by its name."""
    held = xlsx(rows_xml(["A", "B"], ["1", "2"]), rows_xml(["C", "D"], ["3", "4"]))
    table, _ = read("r.xlsx", held)
    assert (table.kind, table.sheet, table.sheets) == (FileKind.XLSX, "Sheet 1", ("Sheet 1", "Sheet 2"))
    table, items = read("r.xlsx", held, sheet="Sheet 2")
    assert (table.sheet, table.headings, list(cells_of(items))) == ("Sheet 2", ("C", "D"), [["3", "4"]])
    with pytest.raises(TableRefused, match="no sheet called"):
        read("r.xlsx", held, sheet="Nowhere")


def test_a_cell_merged_over_rows_belongs_to_all_of_them() -> None:
    """A category merged down its risks is the category of each."""
    body = rows_xml(["Category", "Risk"], ["Supplier", "late"], [None, "broke"], [None, None], ["People", "leave"])
    _, items = read("r.xlsx", xlsx(body + '<mergeCells><mergeCell ref="A2:A4"/></mergeCells>'))
    assert list(cells_of(items)) == [["Supplier", "late"], ["Supplier", "broke"], ["People", "leave"]]


def test_a_ten_megabyte_cell_costs_its_own_row_only() -> None:
    """Whether the text stands in the cell or is shared, its row is named and the others are kept."""
    long = "x" * 10_000_000
    for cell, strings in ((f'<c t="inlineStr"><is><t>{long}</t></is></c>', ""), ('<c t="s"><v>0</v></c>', long)):
        body = rows_xml([*HEAD], ["R-1", "ok", 1], ["R-2", cell, 2], ["R-3", "ok", 3])
        held = xlsx(body, strings=f"<si><t>{strings}</t></si>" if strings else "")
        _, items = read("r.xlsx", held)
        assert list(cells_of(items)) == [["R-1", "ok", 1], ["R-2", None, 2], ["R-3", "ok", 3]]
        assert [p for item in items if isinstance(item, SheetRow) for p in item.problems] == [
            RowProblem(3, 2, "Column B is longer than 32,767 characters; shorten it.")
        ]


def test_a_value_in_a_far_corner_costs_no_memory() -> None:
    """Two cells at the ends of a sheet are two rows, one with a problem, and not a table of 17 thousand million."""
    body = rows_xml([*HEAD], ["R-1", "x", 1]) + ""
    far = '<row r="1048576"><c r="XFD1048576"><v>5</v></c></row></sheetData>'
    _, items = read("r.xlsx", xlsx(body.replace("</sheetData>", far)))
    assert items[0] == SheetRow(2, ("R-1", "x", 1))
    assert items[1] == SkippedRows(3, 1_048_573, SkipReason.BLANK)
    assert isinstance(items[2], SheetRow)
    assert "beyond 200 columns" in items[2].problems[0].detail


def test_row_numbers_that_repeat_or_go_back_do_not_confuse() -> None:
    """Rows keep their order, each with a number of its own."""
    body = f"<sheetData>{row_xml(5, *HEAD)}{row_xml(5, 'R-1', 'x', 1)}{row_xml(2, 'R-2', 'y', 2)}</sheetData>"
    _, items = read("r.xlsx", xlsx(body))
    assert [item.number for item in items if isinstance(item, SheetRow)] == [6, 7]
