"""Writing a document as a tagged PDF with typst, an optional extra."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib import import_module, resources
from importlib.util import find_spec
from typing import Any

from plugin.domain.errors import Conflict
from plugin.usecases.views.document import Document, Heading, Paragraph, Part, PrintTable

TYPST: Any = import_module("typst") if find_spec("typst") else None
"""The library of the extra `pdf`, or None where it is not installed."""

# What no font draws and JSON or typst may stumble over: control characters and halves of surrogate pairs.
_NO_TEXT = re.compile("[\0-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_DEEPEST = 2


class PdfMissing(Conflict):
    """This server cannot write PDF; the text tells people what else they can take and operators what to install."""

    def __init__(self) -> None:
        super().__init__(
            "PDF is not available on this server: take CSV or XLSX, "
            "or ask your administrator to install Plumbline with the extra “pdf”."
        )


class PdfFailed(Conflict):
    """The document could not be set; the text may be shown."""


def can_write_pdf() -> bool:
    """Whether the extra is installed, for pages that offer PDF only where there is any."""
    return TYPST is not None


def write_pdf(document: Document, typst: Any = TYPST) -> bytes:
    """The document as a tagged PDF on A4, with page numbers and headings of tables repeated.

    All texts travel as JSON beside a fixed template, so nothing in them is ever read as typst's own markup. Letters
    come from the machine's fonts, else from those that typst brings; a letter that no font has is shown as a box.
    Raises PdfMissing without the extra, PdfFailed where typst refuses.
    """
    if typst is None:
        raise PdfMissing
    template = (resources.files("plugin.exchange") / "document.typ").read_bytes()
    data = json.dumps(_plain(document), ensure_ascii=False)
    try:
        held: bytes = typst.compile(template, format="pdf", sys_inputs={"document": data})
    except RuntimeError as fault:
        raise PdfFailed("The document could not be set as PDF. Take CSV or XLSX instead.") from fault
    return held


def _plain(document: Document) -> dict[str, Any]:
    return {
        "title": _text(document.title) or "—",
        "subtitle": _text(document.subtitle),
        "footer": _text(document.footer),
        "page": _text(document.page),
        "language": document.language[:2].lower(),
        "landscape": document.is_landscape,
        "parts": [_part(part) for part in document.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Paragraph():
            return {"kind": "paragraph", "text": _text(part.text)}
        case Heading():
            return {"kind": "heading", "text": _text(part.text), "depth": min(max(part.depth, 1), _DEEPEST)}
        case PrintTable():
            return {
                "kind": "table",
                "caption": _text(part.caption),
                "empty": _text(part.empty),
                "columns": [
                    {"heading": _text(c.heading), "share": max(c.share, 1), "figure": c.is_figure} for c in part.columns
                ],
                "groups": [
                    {
                        "title": None if group.title is None else _text(group.title),
                        "rows": [_row(row, len(part.columns)) for row in group.rows],
                    }
                    for group in part.groups
                ],
            }


def _row(row: Sequence[str], width: int) -> list[str]:
    """Exactly as many cells as there are columns, since typst lets a longer row run into the next."""
    return [*(_text(cell) for cell in row[:width]), *[""] * (width - len(row))]


def _text(text: str) -> str:
    return _NO_TEXT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
