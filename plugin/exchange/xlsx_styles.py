"""Which of a workbook's styles show a number as a day: in XLSX a date is a number with such a style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from plugin.exchange.xml_stream import Attributes, XmlStream, local

_BUILT_IN = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_A_PLACEHOLDER = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_PLACEHOLDER = re.compile(r"[dmyhs]", re.IGNORECASE)
_LAST_SERIAL = 2_958_466
_SECONDS = 86_400


def date_styles(chunks: Iterator[bytes]) -> frozenset[int]:
    """The styles, by their place in the list of cell formats, that show dates or times."""
    codes: dict[int, str] = {}
    found: list[int] = []
    place = 0
    inside = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside, place
        match local(name):
            case "numFmt":
                codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            case "cellXfs":
                inside = True
            case "xf" if inside:
                if _is_date(_number(attributes.get("numFmtId")), codes):
                    found.append(place)
                place += 1

    def end(name: str) -> None:
        nonlocal inside
        if local(name) == "cellXfs":
            inside = False

    XmlStream(start, end).run(chunks)
    return frozenset(found)


def day_of_serial(serial: float, *, has_1904: bool) -> date | datetime | str | None:
    """The day that a serial number means, with its time where it has one; a time alone is text; None for no day.

    Days count from the end of 1899, with a 29 February 1900 that never was, or from 1 January 1904.
    """
    if not 0 <= serial < _LAST_SERIAL:
        return None
    days, seconds = divmod(round(serial * _SECONDS), _SECONDS)
    if days == 0 and not has_1904:
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    before_the_gap = date(1899, 12, 31)
    start = date(1904, 1, 1) if has_1904 else before_the_gap - timedelta(days=days >= 60)
    try:
        day = start + timedelta(days=days)
    except OverflowError:
        return None
    if seconds == 0:
        return day
    return datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)  # noqa: DTZ001 - a sheet knows no zones


def _is_date(number: int, codes: dict[int, str]) -> bool:
    if number in codes:
        return bool(_PLACEHOLDER.search(_NOT_A_PLACEHOLDER.sub("", codes[number].partition(";")[0])))
    return number in _BUILT_IN


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0
