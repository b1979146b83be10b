"""Plain numbers as people group and point them: 1,234.50 and 1.234,50 and 1'234.50 and 1 234,50."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from plugin.domain.written.misread import Misread

_MARKS = ".,"
_BLANK = re.compile(r"[\s'’]")
_NUMBER = re.compile(r"(?:[0-9](?:[0-9.,_]*[0-9])?|[.,][0-9]+)")
_IN_TEXT = re.compile(r"[0-9](?:[0-9.,'’]|\s(?=[0-9]))*[0-9]|[.,]?[0-9]+")
_WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(?P<group>[.,_])(?:[0-9]{2,3}(?P=group))*[0-9]{3}|")
_LONGEST = 30


def number(text: str, decimal_mark: str | None = None) -> Decimal:
    """The number that a text of digits, points, commas and blanks means; never negative.

    A number shows its decimal mark where two kinds of mark stand (the last one points), where one repeats (that one
    groups), and where not three digits follow. `decimal_mark` is what the rest of the column shows (see
    `decimal_mark_of`) and decides the others. Where it is not known, a comma before three digits groups, as nobody
    writes a thousandth of an amount; a point before three digits is refused, since programs do write 412.125.
    """
    digits = _BLANK.sub("_", text.strip())
    if not _NUMBER.fullmatch(digits) or len(digits) > _LONGEST:
        raise Misread(text, "is no number; write digits, as in 1250.50")
    mark = _shown_mark(digits) or decimal_mark
    if mark is None:
        if "." in digits:
            raise Misread(text, "could mean thousands or decimals; write it as 1250.50 or 1,250")
        mark = "."
    whole, _, decimals = digits.rpartition(mark) if mark in digits else (digits, "", "0")
    if not _WHOLE.fullmatch(whole) or not decimals.isdigit():
        raise Misread(text, "mixes points, commas and blanks in a way that is no number; write it as 1250.50")
    return Decimal(f"{re.sub('[.,_]', '', whole) or '0'}.{decimals}")


def decimal_mark_of(texts: Iterable[str]) -> str | None:
    """The mark before decimals in a column: what its numbers show, as long as they agree."""
    found = {_shown_mark(_BLANK.sub("_", match)) for text in texts for match in _IN_TEXT.findall(text)}
    found.discard(None)
    return found.pop() if len(found) == 1 else None


def _shown_mark(digits: str) -> str | None:
    """The decimal mark that a number shows by itself; None where it has no mark or leaves it open."""
    used = [letter for letter in digits if letter in _MARKS]
    if not used:
        return None
    last = used[-1]
    if len(set(used)) == 2:
        return last
    if len(used) > 1:
        return _MARKS.replace(last, "")
    before, _, after = digits.partition(last)
    is_group = len(after) == 3 and before not in {"", "0"} and len(before) <= 3
    return None if is_group else last
