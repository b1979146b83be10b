"""Money as a reader writes it: shown short in the project's currency, read in the notation of their language."""

from __future__ import annotations

import re
from decimal import Decimal

from babel.numbers import (
    NumberFormatError,
    format_compact_currency,
    format_currency,
    format_decimal,
    parse_decimal,
)
from flask_babel import get_locale

from plugin.domain.quantities import money_from

LONGEST = 30
_SPACES = re.compile(r"[\s\u00a0\u202f'’]")
_THOUSAND = 1000


def shown(minor: int, currency: str) -> str:
    """An amount of minor units, short from a thousand on: "€38K", "€950"."""
    amount = minor / 100
    if abs(amount) < _THOUSAND:
        return format_currency(amount, currency, "¤#,##0", locale=_locale(), currency_digits=False)
    return format_compact_currency(amount, currency, locale=_locale(), fraction_digits=1 if abs(amount) % 1000 else 0)


def read(text: str) -> int | None:
    """Minor units from what was typed; None where it is no amount of nought or more."""
    bare = _SPACES.sub("", text)
    if not bare or len(bare) > LONGEST:
        return None
    try:
        amount = money_from(parse_decimal(bare, locale=_locale()))
    except NumberFormatError:
        return None
    return amount if amount is not None and amount >= 0 else None


def editable(minor: int) -> str:
    """The amount as a reader would type it, exactly, without grouping."""
    return format_decimal(Decimal(minor) / 100, "0.##", locale=_locale())


def _locale() -> str:
    found = get_locale()
    return str(found) if found else "en"
