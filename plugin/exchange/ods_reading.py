"""Opening an ODS workbook: its tables stand one after the other in one part, and only one of them is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugin.exchange.limits import Limits
from plugin.exchange.ods_rows import NAME, STYLE_NAME, TABLE, table_rows
from plugin.exchange.package import Package
from plugin.exchange.raw import RawRow
from plugin.exchange.source import Source, choose_sheet
from plugin.exchange.xml_stream import Attributes, XmlStream
from plugin.usecases.tables import TableRefused

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_SMALL_PART = 5_000_000
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_PROPERTIES = f"{_STYLE}table-properties"
_MOST_STYLES = 10_000
_DISPLAY = "urn:oasis:names:tc:opendocument:xmlns:table:1.0}display"


def open_ods(held: bytes, limits: Limits, wanted: str | None) -> Source:
    """The wanted sheet of a workbook, or the first one that is not hidden."""
    package = Package(held, limits)
    if _MANIFEST in package and b"encryption-data" in package.whole(_MANIFEST, _SMALL_PART):
        raise TableRefused("The workbook is protected by a password. Save it without one.")
    sheets = _sheets(package, limits)
    chosen = choose_sheet(sheets, wanted, limits)
    return Source(
        rows=partial(_rows, package, chosen, limits),
        sheet=sheets[chosen][0],
        sheets=tuple(name for name, is_visible in sheets if is_visible),
    )


def _rows(package: Package, chosen: int, limits: Limits) -> Iterator[RawRow]:
    return table_rows(package.chunks(_CONTENT), chosen, limits)


def _sheets(package: Package, limits: Limits) -> list[tuple[str, bool]]:
    """Name and visibility of each table; going through the whole part also proves its checksum."""
    hidden_styles: set[str] = set()
    sheets: list[tuple[str, bool]] = []
    style = ""
    depth = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal style, depth
        if name == TABLE:
            depth += 1
            if depth == 1 and len(sheets) <= limits.sheets:
                sheets.append((attributes.get(NAME, ""), attributes.get(STYLE_NAME, "") not in hidden_styles))
        elif name == f"{_STYLE}style":
            style = attributes.get(f"{_STYLE}name", "")
        elif name == _PROPERTIES and attributes.get(_DISPLAY) == "false" and len(hidden_styles) <= _MOST_STYLES:
            hidden_styles.add(style)

    def end(name: str) -> None:
        nonlocal depth
        depth -= name == TABLE

    XmlStream(start, end).run(package.chunks(_CONTENT))
    return sheets
