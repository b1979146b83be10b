"""Days as people write them; whether 3/1 is in March or January is decided by the column as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from plugin.domain.written.misread import Misread

_TIME = r"(?:[T\s]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_DOTTED = re.compile(rf"(\d{{1,2}})\.\s?(\d{{1,2}})\.\s?(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_TWO_FIRST = re.compile(rf"(\d{{1,2}})([-/])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_WORDED = re.compile(
    r"(?:[^\W\d]{2,9}\.?,\s*)?(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+([^\W\d]{3,10})\.?,?[\s-]+(\d{4}|\d{2})"
)
_WORD_FIRST = re.compile(r"([^\W\d]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan january januar jän jänner",
            "feb february februar",
            "mar march mär märz mrz",
            "apr april",
            "may mai",
            "jun june juni",
            "jul july juli",
            "aug august",
            "sep sept september",
            "oct october okt oktober",
            "nov november",
            "dec december dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}
_CENTURY_TURNS_AT = 70


class DayOrder(StrEnum):
    """Which of the two small numbers comes first in 3/1/2024."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


def day(written: object, order: DayOrder | None = None) -> date:
    """The day that a cell means; a time beside it is left out.

    `order` decides 3/1/2024 and is what `order_of` found for the column. Dots always have the day first, and a
    four-digit year in front always has the month next. Two-digit years below 70 are of this century.
    """
    if isinstance(written, datetime):
        return written.date()
    if isinstance(written, date):
        return written
    if not isinstance(written, str):
        raise Misread(written, "is a number and no day; format the column as dates or write 2024-03-01")
    text = written.strip()
    if found := _TWO_FIRST.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), found[4]
        return _slashed(first, second, year, order, written)
    return _unambiguous(text, written)


def order_of(column: Iterable[object]) -> DayOrder | None:
    """What the days of a column show: a first number above 12 is a day, a second one too.

    None where every day could be read both ways; raises Misread where the column shows both orders.
    """
    shown: dict[DayOrder, str] = {}
    for written in column:
        found = _TWO_FIRST.fullmatch(written.strip()) if isinstance(written, str) else None
        if found and int(found[1]) > 12 >= int(found[3]):
            shown.setdefault(DayOrder.DAY_FIRST, found[0])
        elif found and int(found[3]) > 12 >= int(found[1]):
            shown.setdefault(DayOrder.MONTH_FIRST, found[0])
    if len(shown) > 1:
        raise Misread(
            " and ".join(shown.values()),
            "stand in one column and have day and month in different orders; write 2024-03-01",
        )
    return next(iter(shown), None)


def _slashed(first: int, second: int, year: str, order: DayOrder | None, written: str) -> date:
    if first > 12 or first == second:
        order = DayOrder.DAY_FIRST
    elif second > 12:
        order = DayOrder.MONTH_FIRST
    if order is None:
        raise Misread(written, "could have the day or the month first; say which for the column, or write 2024-03-01")
    month, day_of_month = (second, first) if order is DayOrder.DAY_FIRST else (first, second)
    return _made(year, month, day_of_month, written)


def _unambiguous(text: str, written: str) -> date:
    if found := _YEAR_FIRST.fullmatch(text):
        return _made(found[1], int(found[3]), int(found[4]), written)
    if found := _COMPACT.fullmatch(text):
        return _made(found[1], int(found[2]), int(found[3]), written)
    if found := _DOTTED.fullmatch(text):
        return _made(found[3], int(found[2]), int(found[1]), written)
    if found := _WORDED.fullmatch(text):
        return _made(found[3], _month(found[2], written), int(found[1]), written)
    if found := _WORD_FIRST.fullmatch(text):
        return _made(found[3], _month(found[1], written), int(found[2]), written)
    raise Misread(written, "is no day; write it as 2024-03-01")


def _month(word: str, written: str) -> int:
    month = _MONTHS.get(word.lower())
    if month is None:
        raise Misread(written, f"has “{word}” where a month should be; write it as 2024-03-01")
    return month


def _made(year: str, month: int, day_of_month: int, written: str) -> date:
    full = int(year)
    if len(year) == 2:
        full += 2000 if full < _CENTURY_TURNS_AT else 1900
    try:
        return date(full, month, day_of_month)
    except ValueError as fault:
        raise Misread(written, "is no day of the calendar; write it as 2024-03-01") from fault
