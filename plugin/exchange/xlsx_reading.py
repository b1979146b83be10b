"""Opening an XLSX workbook: its sheets, its shared texts, which styles are dates, and what is merged in one sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from posixpath import dirname, join, normpath

from plugin.exchange.limits import Limits
from plugin.exchange.package import Package
from plugin.exchange.raw import RawRow, place_of
from plugin.exchange.source import Source, choose_sheet
from plugin.exchange.xlsx_rows import Lookups, Span, sheet_rows
from plugin.exchange.xlsx_strings import shared_texts
from plugin.exchange.xlsx_styles import date_styles
from plugin.exchange.xml_stream import Attributes, XmlStream, local
from plugin.usecases.tables import TableRefused

_SMALL_PART = 5_000_000
_MOST_SPANS = 20_000
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]{0,200}?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_OVERLAP = 300


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    relation: str
    is_visible: bool


def open_xlsx(held: bytes, limits: Limits, wanted: str | None) -> Source:
    """The wanted sheet of a workbook, or the first one that is not hidden."""
    package = Package(held, limits)
    workbook = _part_of_kind(_relations(package, ""), "/officeDocument")
    relations = _relations(package, workbook)
    sheets, has_1904 = _sheets(package, workbook)
    sheets = [sheet for sheet in sheets if relations.get(sheet.relation, ("", ""))[0].endswith("/worksheet")]
    chosen = choose_sheet([(sheet.name, sheet.is_visible) for sheet in sheets], wanted, limits)
    part = relations[sheets[chosen].relation][1]
    strings = _part_of_kind(relations, "/sharedStrings", "")
    styles = _part_of_kind(relations, "/styles", "")
    lookups = Lookups(
        strings=shared_texts(package.chunks(strings), limits) if strings else [],
        dates=date_styles(package.bounded(styles, limits.style_bytes)) if styles else frozenset(),
        has_1904=has_1904,
        spans=_spans(package.chunks(part)),
    )
    return Source(
        rows=partial(_rows, package, part, lookups, limits),
        sheet=sheets[chosen].name,
        sheets=tuple(sheet.name for sheet in sheets if sheet.is_visible),
    )


def _rows(package: Package, part: str, lookups: Lookups, limits: Limits) -> Iterator[RawRow]:
    return sheet_rows(package.chunks(part), lookups, limits)


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to inside the package: id → (type, name of the part)."""
    base = dirname(part)
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Attributes) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else normpath(join(base, target))
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), path)

    name = join(base, "_rels", f"{part.rpartition('/')[2]}.rels")
    XmlStream(start, _nothing).run(iter([package.whole(name, _SMALL_PART)]))
    return found


def _part_of_kind(relations: dict[str, tuple[str, str]], ending: str, otherwise: str | None = None) -> str:
    for kind, path in relations.values():
        if kind.endswith(ending):
            return path
    if otherwise is None:
        raise TableRefused("The file is no workbook. Save the table as CSV, XLSX or ODS.")
    return otherwise


def _sheets(package: Package, workbook: str) -> tuple[list[_Sheet], bool]:
    """The sheets in their order, and whether days are counted from 1904."""
    sheets: list[_Sheet] = []
    has_1904 = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal has_1904
        match local(name):
            case "sheet":
                relation = next((value for key, value in attributes.items() if key.endswith("}id")), "")
                sheets.append(
                    _Sheet(attributes.get("name", ""), relation, attributes.get("state") in {None, "visible"})
                )
            case "workbookPr":
                has_1904 = attributes.get("date1904") in {"1", "true"}

    XmlStream(start, _nothing).run(iter([package.whole(workbook, _SMALL_PART)]))
    return sheets, has_1904


def _spans(chunks: Iterator[bytes]) -> dict[int, list[Span]]:
    """Merged cells by the row in which they begin; they stand behind the rows, so the part is gone through once.

    Going through it also proves its checksum before any row is given out.
    """
    spans: dict[int, list[Span]] = {}
    tail = b""
    count = 0
    for chunk in chunks:
        text = tail + chunk
        end = 0
        for found in _MERGED.finditer(text):
            end = found.end()
            if (count := count + 1) <= _MOST_SPANS:
                row, span = _span(*found.groups())
                spans.setdefault(row, []).append(span)
        tail = text[max(end, len(text) - _OVERLAP) :]
    return spans


def _span(left: bytes, top: bytes, right: bytes, bottom: bytes) -> tuple[int, Span]:
    first = place_of(left.decode("ascii"))
    return int(top), (first, place_of(right.decode("ascii")) - first + 1, int(bottom) - int(top) + 1)


def _nothing(_: str) -> None:
    """The end of a tag says nothing here."""
