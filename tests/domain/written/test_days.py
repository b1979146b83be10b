"""Days as people write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.written.days import DayOrder, day, order_of
from plugin.domain.written.misread import Misread

FIRST_OF_MARCH = date(2024, 3, 1)


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-01",
        "2024/3/1",
        "2024.03.01",
        "20240301",
        "2024-03-01T10:30:00Z",
        "2024-03-01 10:30",
        "2024-03-01T10:30:00.000+0100",
        "01.03.2024",
        "1.3.24",
        "1. 3. 2024",
        "1 March 2024",
        "1st March 2024",
        "1. März 2024",
        "01-Mar-2024",
        "1 mar. 24",
        "Fri, 1 Mar 2024",
        "March 1, 2024",
        "Mar 1st 2024",
        FIRST_OF_MARCH,
        datetime(2024, 3, 1, 10, 30),  # noqa: DTZ001 - a sheet knows no zones
    ],
)
def test_common_ways_to_write_a_day_are_understood(written: object) -> None:
    """Each of them means the first of March."""
    assert day(written) == FIRST_OF_MARCH


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("3/1/2024", "day or the month first"),
        ("soon", "is no day"),
        ("", "is no day"),
        ("Q3 2024", "is no day"),
        ("March 2024", "is no day"),
        ("2024-02-30", "calendar"),
        ("2024-13-01", "calendar"),
        ("13/13/2024", "calendar"),
        ("1 Foo 2024", "month should be"),
        ("0000-01-01", "calendar"),
        (45352, "is a number and no day"),
        (None, "is a number and no day"),
        ("2024-03/01", "is no day"),
    ],
)
def test_what_is_no_day_is_refused_with_a_reason(written: object, why: str) -> None:
    """The text says how to write it instead."""
    with pytest.raises(Misread, match=why):
        day(written)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["3/1/2024", "25/12/2024"], DayOrder.DAY_FIRST),
        (["3/1/2024", "12/25/2024"], DayOrder.MONTH_FIRST),
        (["3/1/2024", "4/5/2024"], None),
        (["2024-03-01", "01.13.2024", None, 5], None),
        (["99/99/2024"], None),
    ],
)
def test_the_column_decides_which_number_is_the_day(column: list[object], expected: DayOrder | None) -> None:
    """One day beyond the twelfth is enough."""
    assert order_of(column) == expected


def test_a_column_that_shows_both_orders_is_refused() -> None:
    """The two days that contradict each other are named."""
    with pytest.raises(Misread, match=r"25/12/2024 and 12/25/2024"):
        order_of(["25/12/2024", "12/25/2024"])


def test_the_order_decides_and_clear_days_stay_clear() -> None:
    """A day that can only be read one way is read so whatever the column says."""
    assert day("3/1/2024", DayOrder.DAY_FIRST) == date(2024, 1, 3)
    assert day("3/1/2024", DayOrder.MONTH_FIRST) == FIRST_OF_MARCH
    assert day("25/12/2024", DayOrder.MONTH_FIRST) == date(2024, 12, 25)
    assert day("5/5/2024") == date(2024, 5, 5)


def test_two_digits_of_a_year_mean_a_near_one() -> None:
    """24 is 2024, and 99 is 1999."""
    assert (day("01.03.24"), day("01.03.99")) == (FIRST_OF_MARCH, date(1999, 3, 1))


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(DayOrder))
def test_every_day_is_read_back_from_each_form(written: date, order: DayOrder) -> None:
    """ISO, dots, slashes in both orders."""
    slashed = "{1}/{0}/{2}" if order is DayOrder.MONTH_FIRST else "{0}/{1}/{2}"
    assert day(written.isoformat()) == written
    assert day(f"{written.day}.{written.month}.{written.year}") == written
    assert day(slashed.format(written.day, written.month, written.year), order) == written


@given(st.text(max_size=30) | st.text("0123456789-/. TZ:", max_size=20))
def test_nothing_breaks_the_reading(written: str) -> None:
    """Any text is a day or refused."""
    try:
        assert isinstance(day(written, DayOrder.DAY_FIRST), date)
    except Misread:
        return
