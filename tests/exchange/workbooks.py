"""Workbooks made by hand, so that a test can put into them what no spreadsheet program would."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

from plugin.exchange.limits import DEFAULT_LIMITS, Limits
from plugin.exchange.reading import read_table
from plugin.usecases.tables import RowItem, SheetRow, Table

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_ODS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)


def archive(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as paper:
        for name, part in parts.items():
            paper.writestr(name, part)
    return held.getvalue()


def xlsx_parts(*sheets: str, styles: str = "", strings: str = "", workbook: str = "") -> dict[str, str | bytes]:
    """The parts of a workbook whose sheets are these bodies (what stands inside <worksheet>)."""
    names = [f'<sheet name="Sheet {n}" sheetId="{n}" r:id="s{n}"/>' for n in range(1, len(sheets) + 1)]
    relations = [_relation(f"s{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": _relations([_relation("r", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{workbook}<sheets>{"".join(names)}</sheets></workbook>'
        ),
    }
    for n, sheet in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{_MAIN}">{sheet}</worksheet>'
    if styles:
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>'
        relations.append(_relation("st", "styles", "styles.xml"))
    if strings:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{strings}</sst>'
        relations.append(_relation("ss", "sharedStrings", "sharedStrings.xml"))
    parts["xl/_rels/workbook.xml.rels"] = _relations(relations)
    return parts


def xlsx(*sheets: str, styles: str = "", strings: str = "", workbook: str = "") -> bytes:
    """A workbook whose sheets are these bodies."""
    return archive(xlsx_parts(*sheets, styles=styles, strings=strings, workbook=workbook))


def rows_xml(*rows: list[str | int | float | None], first: int = 1) -> str:
    """<sheetData> of plain texts and numbers, from row `first` on."""
    return f"<sheetData>{''.join(row_xml(n, *row) for n, row in enumerate(rows, start=first))}</sheetData>"


def row_xml(number: int, *cells: str | float | None, attributes: str = "") -> str:
    """One <row>; None leaves a cell out, and a text that begins with "<c" is taken as XML."""
    made = "".join(_cell(place, number, cell) for place, cell in enumerate(cells))
    return f'<row r="{number}"{attributes}>{made}</row>'


def letters(place: int) -> str:
    """The letters of a column: 0 → A."""
    first, second = divmod(place, 26)
    return (letters(first - 1) if first else "") + chr(65 + second)


def ods(*tables: str, before: str = "", manifest: str = "") -> bytes:
    """An ODS workbook of these <table:table> elements."""
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": (
                f"<office:document-content {_ODS}>{before}<office:body><office:spreadsheet>{''.join(tables)}"
                "</office:spreadsheet></office:body></office:document-content>"
            ),
            **({"META-INF/manifest.xml": manifest} if manifest else {}),
        }
    )


def ods_table(*rows: str, name: str = "Sheet 1", attributes: str = "") -> str:
    """One table of these <table:table-row> elements."""
    return f'<table:table table:name="{name}"{attributes}>{"".join(rows)}</table:table>'


def ods_row(*cells: str, attributes: str = "") -> str:
    """One row; a cell that is no XML becomes a text."""
    made = "".join(cell if cell.startswith("<") else ods_text(cell) for cell in cells)
    return f"<table:table-row{attributes}>{made}</table:table-row>"


def ods_text(text: str, attributes: str = "") -> str:
    """One cell with a text."""
    shown = f"<text:p>{escape(text)}</text:p>" if text else ""
    kind = ' office:value-type="string"' if text else ""
    return f"<table:table-cell{kind}{attributes}>{shown}</table:table-cell>"


def read(
    name: str, held: bytes, limits: Limits = DEFAULT_LIMITS, sheet: str | None = None
) -> tuple[Table, list[RowItem]]:
    """The table in a file and everything its rows give."""
    table = read_table(name, held, limits, sheet=sheet)
    return table, list(table.rows())


def cells_of(items: list[RowItem]) -> Iterator[list[object]]:
    """The cells of the rows that were read, without problems and skipped rows."""
    return (list(item.cells) for item in items if isinstance(item, SheetRow))


def _cell(place: int, number: int, cell: str | float | None) -> str:
    reference = f"{letters(place)}{number}"
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.startswith("<c"):
        return cell.replace("<c", f'<c r="{reference}"', 1)
    if isinstance(cell, str):
        return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    return f'<c r="{reference}"><v>{cell}</v></c>'


def _relations(relations: list[str]) -> str:
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(relations)}</Relationships>'


def _relation(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
