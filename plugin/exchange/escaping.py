"""Texts in CSV that a spreadsheet program would take for formulas: marked by one apostrophe, which reading takes away.

An apostrophe goes before what begins like a formula, at the start of a cell and also after a semicolon, a tab or a
line break inside it: where a program splits the file at semicolons, as many do in Europe, those begin cells too.
Texts that already have apostrophes there get one more, so that taking one away always gives back what was written.
"""

from __future__ import annotations

import re

# ASCII, then the wide and small forms that some programs fold to it, and the true minus sign.
_STARTS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212"
# Anything that may stand unseen before a formula: blanks, marks without width, control characters.
_UNSEEN = (
    "\\x00-\\x08\\x0b\\x0c\\x0e-\\x20\\x7f-\\xa0\\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
)
_PLACE = re.compile(f"(\\A|[;\\t\\r\\n])('*)(?=[{_UNSEEN}]*[{_STARTS}])")
_FIRST = re.compile("('*)(?=[\\t\\r\\n])")


def escaped(text: str) -> str:
    """The text such that no part of it can run as a formula; most texts stay as they are."""
    marked = _PLACE.sub(lambda found: f"{found[1]}{found[2]}'", text)
    return f"'{marked}" if _FIRST.match(text) else marked


def unescaped(text: str) -> str:
    """The text that `escaped` was given."""
    first = _FIRST.match(text)
    if first and first[1]:
        text = text[1:]
    return _PLACE.sub(lambda found: f"{found[1]}{found[2][1:]}", text)
