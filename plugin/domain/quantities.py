"""Points in thousandths and money in minor units: exact integers inside, plain decimals at the edge."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

THOUSANDTHS = 1000
LARGEST = 10**9


def points_from(value: object) -> int | None:
    """Thousandths of a point from what Jira or a form gives (5, 5.0, "5", "", None); None where there is no number.

    Booleans, text that is no number, infinities and magnitudes beyond a thousand million are "no number".
    """
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    if abs(number) >= LARGEST:
        return None
    return int((number * THOUSANDTHS).to_integral_value(rounding=ROUND_HALF_UP))


def plain(thousandths: int | None) -> int | float | None:
    """The plain decimal for JSON: 5000 → 5, 2500 → 2.5, None → None."""
    if thousandths is None:
        return None
    whole, rest = divmod(thousandths, THOUSANDTHS)
    return whole if rest == 0 else thousandths / THOUSANDTHS


def money_from(value: object) -> int | None:
    """Minor units (two decimals) from a decimal; None where there is no number."""
    thousandths = points_from(value)
    return None if thousandths is None else int((Decimal(thousandths) / 10).to_integral_value(rounding=ROUND_HALF_UP))


def plain_money(minor: int | None) -> int | float | None:
    """The plain decimal for JSON: 1250 → 12.5."""
    if minor is None:
        return None
    whole, rest = divmod(minor, 100)
    return whole if rest == 0 else minor / 100


def share(part: int, whole: int) -> float | None:
    """`part / whole`, or None where the whole is zero: undefined is not zero (domain-methods K1)."""
    return None if whole == 0 else part / whole
