"""Finding the headings of a sheet, wherever people put them."""

from __future__ import annotations

import pytest

from plugin.usecases.tables import TableRefused
from tests.exchange.workbooks import cells_of, ods, ods_row, ods_table, ods_text, read, rows_xml, xlsx


def merged(*references: str) -> str:
    """The merged cells of a sheet."""
    return "<mergeCells>" + "".join(f'<mergeCell ref="{one}"/>' for one in references) + "</mergeCells>"


def test_titles_above_the_headings_are_passed_over() -> None:
    """A title, a date and a blank row above the table do not become headings."""
    body = rows_xml(
        ["Risk register of the release"],
        ["As of", 45352],
        [None],
        ["Key", "Risk", "Probability", "Impact"],
        ["R-1", "late", 3, 4],
    )
    table, items = read("r.xlsx", xlsx(body + merged("A1:D1")))
    assert (table.headings, table.heading_row) == (("Key", "Risk", "Probability", "Impact"), 4)
    assert list(cells_of(items)) == [["R-1", "late", 3, 4]]


def test_groups_above_the_headings_go_before_their_names() -> None:
    """Inherent and current probability are told apart, and a cell merged over both rows names its column."""
    body = rows_xml(
        ["Key", "Inherent", None, "Current", None, "Owner"],
        [None, "Probability", "Impact", "Probability", "Impact"],
        ["R-1", 4, 5, 2, 3, "Lead"],
    )
    table, items = read("r.xlsx", xlsx(body + merged("A1:A2", "B1:C1", "D1:E1", "F1:F2")))
    assert table.headings == (
        "Key",
        "Inherent Probability",
        "Inherent Impact",
        "Current Probability",
        "Current Impact",
        "Owner",
    )
    assert table.heading_row == 2
    assert list(cells_of(items)) == [["R-1", 4, 5, 2, 3, "Lead"]]


def test_a_heading_merged_over_columns_names_them_all() -> None:
    """Without a second row of headings, the columns below a wide one are numbered."""
    table, items = read("r.xlsx", xlsx(rows_xml(["Key", "Risk", None], ["R-1", 1, 2]) + merged("B1:C1")))
    assert table.headings == ("Key", "Risk", "Risk (2)")
    assert list(cells_of(items)) == [["R-1", 1, 2]]


def test_headings_that_are_missing_or_repeated_get_names_of_their_own() -> None:
    """Each column can be spoken of."""
    table, _ = read("r.csv", b"Key,,Risk,Risk,Risk (2)\nR-1,a,b,c,d\n")
    assert table.headings == ("Key", "Column B", "Risk", "Risk (2)", "Risk (2) (2)")


def test_line_breaks_in_headings_become_blanks() -> None:
    """A heading is one line however it was wrapped."""
    table, _ = read("r.csv", b'Key,"Cost\n in  CHF"\nR-1,2\n')
    assert table.headings == ("Key", "Cost in CHF")


def test_a_table_of_one_column_has_a_heading_too() -> None:
    """The first row is taken where no row looks more like a heading."""
    table, items = read("r.csv", b"Risk\nlate\nbroke\n")
    assert table.headings == ("Risk",)
    assert list(cells_of(items)) == [["late"], ["broke"]]


def test_a_sheet_of_five_thousand_columns_is_refused() -> None:
    """The refusal says how many columns there may be."""
    with pytest.raises(TableRefused, match="200 columns"):
        read("r.xlsx", xlsx(rows_xml([f"c{n}" for n in range(5000)])))


def test_groups_in_ods_are_understood_alike() -> None:
    """Merged headings of an ODS workbook are filled in as those of XLSX are."""
    covered = "<table:covered-table-cell/>"
    span = ' table:number-columns-spanned="2" table:number-rows-spanned="1"'
    tall = ' table:number-columns-spanned="1" table:number-rows-spanned="2"'
    table, items = read(
        "r.ods",
        ods(
            ods_table(
                ods_row(ods_text("Key", tall), ods_text("Inherent", span), covered),
                ods_row(covered, "Probability", "Impact"),
                ods_row("R-1", "High", "Low"),
            )
        ),
    )
    assert table.headings == ("Key", "Inherent Probability", "Inherent Impact")
    assert list(cells_of(items)) == [["R-1", "High", "Low"]]
