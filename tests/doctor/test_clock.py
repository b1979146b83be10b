"""Our clock against a Date header, with the time that the answer took taken into account."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

from plugin.doctor.clock import ahead, judge_clock
from plugin.doctor.finding import Grade
from tests.doctor.answers import NOW, answer


def measured(off: float, took: float = 0.0) -> timedelta | None:
    """What is measured by a clock that is `off` seconds ahead of a host that answers at once, after `took` seconds."""
    asked = NOW + timedelta(seconds=off)
    return ahead(answer(at=asked, until=asked + timedelta(seconds=took), Date=format_datetime(NOW, usegmt=True)))


def test_the_second_that_a_date_hides_is_not_held_against_us() -> None:
    """A header names whole seconds."""
    assert measured(0) == timedelta()
    assert measured(0.9) == timedelta()
    assert measured(30) == timedelta(seconds=29)
    assert measured(-30) == timedelta(seconds=-30)


def test_a_slow_answer_is_no_slow_clock() -> None:
    """It was dated at some moment between asking and answering."""
    assert measured(-4, took=4) == timedelta()
    assert measured(-4, took=1) == timedelta(seconds=-3)


@pytest.mark.parametrize(("age", "off"), [("600", 0), (" 600 ", 0), ("soon", 599), ("-600", 599), ("9" * 30, 599)])
def test_a_cache_that_repeats_an_old_date_is_no_wrong_clock(age: str, off: int) -> None:
    """It says in Age how long ago it was given that date; an Age that makes no sense does not count."""
    dated = format_datetime(NOW - timedelta(seconds=600), usegmt=True)
    assert ahead(answer(Date=dated, Age=age)) == timedelta(seconds=off)


@pytest.mark.parametrize("date", ["", "yesterday", "Tue, 99 Nov 2026 12:00:00 GMT"])
def test_without_a_date_nothing_can_be_said(date: str) -> None:
    """A warning, since nothing was found to be wrong."""
    difference = ahead(answer(Date=date))
    assert difference is None
    assert judge_clock("keys.example", difference).grade is Grade.WARNING


@pytest.mark.parametrize(
    ("seconds", "grade"),
    [(0, Grade.OK), (5, Grade.OK), (-5, Grade.OK), (6, Grade.WARNING), (-20, Grade.WARNING), (21, Grade.PROBLEM)],
)
def test_tokens_live_25_seconds(seconds: int, grade: Grade) -> None:
    """Five are noticed, more than twenty refuse every call."""
    assert judge_clock("keys.example", timedelta(seconds=seconds)).grade is grade


def test_the_direction_is_said() -> None:
    """Ahead or behind, and of whom."""
    assert "23 s ahead of that of keys.example" in judge_clock("keys.example", timedelta(seconds=23)).text
    assert "23 s behind that of keys.example" in judge_clock("keys.example", timedelta(seconds=-23)).text
