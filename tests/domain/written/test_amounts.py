"""Money as people write it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.money import Money
from plugin.domain.written.amounts import CURRENCIES, money
from plugin.domain.written.misread import Misread
from plugin.domain.written.numbers import decimal_mark_of, number


@pytest.mark.parametrize(
    ("written", "minor", "currency"),
    [
        ("64,500,000 CHF", 6_450_000_000, "CHF"),
        ("1.234,56 €", 123_456, "EUR"),
        ("1,234.56 EUR", 123_456, "EUR"),
        ("CHF 1'250.50", 125_050, "CHF"),
        ("CHF 1’250.–", 125_000, "CHF"),
        ("1250,-- €", 125_000, "EUR"),
        ("-1250.-", -125_000, None),
        ("Fr. 20", 2_000, "CHF"),
        ("USD 95000", 9_500_000, "USD"),
        ("usd95000", 9_500_000, "USD"),
        ("US$ 95,000", 9_500_000, "USD"),
        ("£1,250", 125_000, "GBP"),
        ("1 250,50 zł", 125_050, "PLN"),
        ("1\u00a0250\u202f000 €", 125_000_000, "EUR"),
        ("12,34,567.00 INR", 123_456_700, "INR"),
        ("JPY 5000", 5_000, "JPY"),
        ("BHD 1.234,567", 1_234_567, "BHD"),
        ("(450)", -45_000, None),
        ("(450.00) CHF", -45_000, "CHF"),
        ("-450 €", -45_000, "EUR"),
        ("450-", -45_000, None),
        ("\u2212450", -45_000, None),
        ("+450", 45_000, None),
        ("450k", 45_000_000, None),
        ("450 K CHF", 45_000_000, "CHF"),
        ("1.2m", 120_000_000, None),
        ("1.234m", 123_400_000, None),
        ("€1,5 Mio.", 150_000_000, "EUR"),
        ("2 bn USD", 200_000_000_000, "USD"),
        ("0", 0, None),
        ("0.5", 50, None),
        ("0.500", 50, None),
        (".5", 50, None),
        ("1,250", 125_000, None),
        ("412000", 41_200_000, None),
        (412000, 41_200_000, None),
        (12.5, 1_250, None),
        (1234.5600000000001, 123_456, None),
        (Decimal("1.10"), 110, None),
    ],
)
def test_common_ways_to_write_an_amount_are_understood(
    written: str | float | Decimal, minor: int, currency: str | None
) -> None:
    """Grouping, decimals, signs, currencies and multipliers of many countries."""
    assert money(written) == Money(minor, currency)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "no number"),
        ("tbd", "no currency and no number"),
        ("n/a", "no currency"),
        ("$95,000", "several currencies"),
        ("kr 500", "several currencies"),
        ("5 EUR CHF", "two currencies"),
        ("1.234", "thousands or decimals"),
        ("1,2345.67", "mixes"),
        ("1.2.3", "mixes"),
        ("12 34", "mixes"),
        ("100-200", "range"),
        ("100 – 200 CHF", "range"),
        ("(-5)", "several signs"),
        ("1.255 500,00.5", "mixes"),
        ("12.345 CHF", "thousands or decimals"),
        ("12.3456 CHF", "more decimals than CHF"),
        ("5.5 JPY", "more decimals than JPY"),
        ("50 %", "no currency"),
        ("9" * 20, "can be kept"),
        ("9" * 40, "no number"),
        (True, "no amount"),
        (float("inf"), "can be kept"),
        (float("nan"), "can be kept"),
        ("5 k k", "no currency"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_reason(written: str | float, why: str) -> None:
    """Nothing is guessed where two readings are possible."""
    with pytest.raises(Misread, match=why):
        money(written)


def test_the_projects_currency_settles_what_a_sign_leaves_open() -> None:
    """A dollar is the project's dollar, and a bare number is in its currency; a named currency wins."""
    assert money("$95", "CAD") == Money(9_500, "CAD")
    assert money("¥95", "JPY") == Money(95, "JPY")
    assert money("95", "CHF") == Money(9_500, "CHF")
    assert money("95 EUR", "CHF") == Money(9_500, "EUR")
    with pytest.raises(Misread, match="several currencies"):
        money("$95", "CHF")


@pytest.mark.parametrize(
    ("column", "mark"),
    [
        (["1.234", "12,50"], ","),
        (["1.234", "1.234.567"], ","),
        (["1,234", "12.50"], "."),
        (["1,234", "5,678"], None),
        (["12.50", "12,50"], None),
        (["CHF 1'250.50", "3"], "."),
        ([], None),
    ],
)
def test_the_column_shows_its_decimal_mark(column: list[str], mark: str | None) -> None:
    """One clear number decides for the column; a column that contradicts itself decides nothing."""
    assert decimal_mark_of(column) == mark


def test_the_columns_mark_decides_what_a_number_leaves_open() -> None:
    """1.234 is a thousand and more in a column of decimal commas, and a little over one in another."""
    assert number("1.234", ",") == 1234
    assert number("1.234", ".") == Decimal("1.234")
    assert number("1,234", ",") == Decimal("1.234")
    assert number("1,234.50", ",") == Decimal("1234.5")


@given(st.integers(-(10**14), 10**14), st.sampled_from(sorted(CURRENCIES)))
def test_an_amount_that_we_write_is_read_back(minor: int, currency: str) -> None:
    """What an export writes means the same on import, in every currency."""
    amount = Money(minor, currency)
    assert money(str(amount), decimal_mark=".") == amount


@given(st.integers(0, 10**12), st.sampled_from([(",", "."), (".", ","), ("'", "."), ("\u00a0", ","), (" ", ".")]))
def test_grouping_changes_nothing(minor: int, marks: tuple[str, str]) -> None:
    """However an amount with two decimals is grouped and pointed, it is the same amount."""
    group, point = marks
    whole, cents = divmod(minor, 100)
    written = f"{whole:,}".replace(",", group) + f"{point}{cents:02}"
    assert money(written, "CHF") == Money(minor, "CHF")


@given(st.text(max_size=30) | st.text("0123456789.,' -()kmCHF€$%", max_size=12))
def test_nothing_breaks_the_reading(written: str) -> None:
    """Any text is an amount or refused."""
    try:
        assert isinstance(money(written).minor, int)
    except Misread:
        return
