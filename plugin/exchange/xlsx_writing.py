"""Writing XLSX: typed cells, a heading that stays in view and filters, widths, and texts that are only ever texts."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from plugin.domain.money import Money, decimals_of
from plugin.exchange.escaping import escaped
from plugin.exchange.xlsx_paper import PlainPaper
from plugin.usecases.views.sheet import ColumnKind, OutCell, Sheet

_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31
_LONGEST_TEXT = 32_767
_MOST_WIDTH = 80
_NO_TEXT = {0: "\ufffd"} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_DAY = "yyyy-mm-dd"
_MOMENT = "yyyy-mm-dd hh:mm:ss"
_OPTIONS = {
    "in_memory": False,
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_FIRST_DAY = date(1900, 3, 1)


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook of these sheets, in their order.

    A text is written as a text whatever it begins with. A text longer than a cell may hold (32,767 characters) is
    cut and ends in "…"; a number that is none is left empty; fractions keep 16 digits. Amounts show their currency by
    the number's format.
    """
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, _OPTIONS) as workbook:
        formats = _Formats(workbook)
        taken: set[str] = set()
        for sheet in sheets:
            _write_sheet(workbook.add_worksheet(_sheet_name(sheet.name, taken), PlainPaper), sheet, formats)
    return held.getvalue()


class _Formats:
    """A workbook's styles, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[str, Any] = {}
        self.heading = workbook.add_format(
            {"bold": True, "bg_color": "#E9EDF3", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self.text = workbook.add_format({"text_wrap": True, "valign": "top"})
        # Stays a text even when somebody opens the cell and presses Enter.
        self.marked = workbook.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})

    def number(self, code: str) -> Any:
        """The style that shows a number by this code."""
        if code not in self._made:
            self._made[code] = self._workbook.add_format({"num_format": code, "valign": "top"})
        return self._made[code]


def _write_sheet(paper: Any, sheet: Sheet, formats: _Formats) -> None:
    for place, column in enumerate(sheet.columns):
        paper.set_column(place, place, min(column.width, _MOST_WIDTH))
        paper.write_string(0, place, _text(column.heading), formats.heading)
    paper.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for place, cell in enumerate(row):
            _write_cell(paper, (last, place), cell, sheet.columns[place].kind, formats)
    if sheet.columns:
        paper.autofilter(0, 0, last, len(sheet.columns) - 1)


def _write_cell(paper: Any, at: tuple[int, int], cell: OutCell, kind: ColumnKind, formats: _Formats) -> None:
    match cell:
        case None:
            return
        case bool():
            paper.write_boolean(*at, cell, formats.text)
        case str():
            paper.write_string(*at, _text(cell), formats.text if escaped(cell) == cell else formats.marked)
        case Money():
            _write_number(paper, at, cell.amount, formats.number(_money_code(cell.currency)))
        case date():
            _write_day(paper, at, cell, formats)
        case int() | float() | Decimal():
            _write_number(paper, at, cell, formats.number("#,##0.00" if kind is ColumnKind.MONEY else "General"))


def _write_number(paper: Any, at: tuple[int, int], number: float | Decimal, style: Any) -> None:
    """A number as such; one with more digits than a sheet keeps is written as text, so that none is lost."""
    if not math.isfinite(number):
        return
    if isinstance(number, float) or Decimal(repr(float(number))) == number:
        paper.write_number(*at, float(number), style)
    else:
        paper.write_string(*at, str(number), style)


def _write_day(paper: Any, at: tuple[int, int], day: date, formats: _Formats) -> None:
    """A day as the number that sheets use; days before they count rightly are written as text."""
    has_time = isinstance(day, datetime)
    moment = day.replace(tzinfo=None) if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001
    if moment.date() < _FIRST_DAY:
        paper.write_string(*at, day.isoformat(), formats.text)
    else:
        paper.write_datetime(*at, moment, formats.number(_MOMENT if has_time else _DAY))


def _money_code(currency: str | None) -> str:
    code = "#,##0." + "0" * decimals_of(currency)
    code = code.rstrip(".")
    return f'{code} "{currency}"' if currency and currency.isascii() and currency.isalpha() else code


def _text(text: str) -> str:
    """The text as far as a cell holds it, counted in UTF-16 as the format does."""
    text = text.translate(_NO_TEXT)
    if len(text) * 2 <= _LONGEST_TEXT or len(wide := text.encode("utf-16-le")) <= _LONGEST_TEXT * 2:
        return text
    return wide[: (_LONGEST_TEXT - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that the format allows, not used yet in this workbook."""
    plain = _FORBIDDEN_IN_NAMES.sub(" ", name).strip(" '")[:_LONGEST_NAME] or "Sheet"
    one, turn = plain, 1
    while one.lower() in taken or one.lower() == "history":
        turn += 1
        one = f"{plain[: _LONGEST_NAME - 4].rstrip()} ({turn})"
    taken.add(one.lower())
    return one
