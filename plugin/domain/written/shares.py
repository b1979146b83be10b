"""Shares and percentages: 80 %, 80%, 0.8, 12,5 %."""

from __future__ import annotations

from plugin.domain.written.misread import Misread
from plugin.domain.written.numbers import number


def share(written: str | float, decimal_mark: str | None = None) -> float:
    """The share from 0 to 1 that a cell means; a bare number above 1 is refused, as it could be percent or anything."""
    if isinstance(written, bool):
        raise Misread(written, "is no share; write it as 80 %")
    if isinstance(written, int | float):
        value = float(written)
        is_percent = False
    else:
        text = written.strip()
        is_percent = text.endswith("%")
        bare = text.removesuffix("%").strip()
        # Shares have no thousands, so a lone mark always points.
        lone = next((mark for mark in ".," if bare.count(mark) == 1), None)
        value = float(number(bare, decimal_mark or lone))
    if is_percent:
        value /= 100
    if not 0 <= value <= 1:
        raise Misread(written, "is no share between 0 and 100 %; write it as 80 %")
    return value
