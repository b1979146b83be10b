"""What charts promise: round axes, honest lines, labels that do not overlap."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.ui.charts import (
    LABEL_GAP,
    PLOT_HEIGHT,
    Day,
    Wording,
    burn_up,
    day_ticks,
    line_path,
    sparkline,
    spread,
    step_path,
    value_ticks,
)

START = date(2026, 9, 7)
WORDING = Wording(number=lambda value: f"{value:g}", day=date.isoformat, scope="scope", baseline="agreed", done="done")


def some_days() -> list[Day]:
    """Three weeks: 100 points in scope, 110 from the second week, done rising by 20."""
    scopes = (100, 110, 110)
    return [Day(START + timedelta(weeks=week), scope, 20.0 * week) for week, scope in enumerate(scopes)]


def test_scope_steps_and_done_slopes() -> None:
    """Scope keeps its value until it changes; done is drawn from point to point."""
    chart = burn_up(some_days(), 100, START + timedelta(weeks=4), START + timedelta(weeks=2), WORDING)

    assert chart is not None
    assert [line.name for line in chart.lines] == ["scope", "baseline", "done"]
    assert chart.lines[0].path == "M0 40H25V24H50V24"
    assert chart.lines[1].path == "M0 40H100"
    assert chart.lines[2].path == "M0 200L25 168L50 136"
    assert chart.today == 50


def test_no_baseline_draws_no_agreed_line() -> None:
    """Where nothing was agreed the chart shows no agreed line, not one at zero."""
    chart = burn_up(some_days(), None, START, START, WORDING)

    assert chart is not None
    assert [line.name for line in chart.lines] == ["scope", "done"]


def test_no_days_give_no_chart() -> None:
    """Without a single day there is nothing to draw."""
    assert burn_up([], 100, START, START, WORDING) is None


def test_a_single_day_is_drawn() -> None:
    """The first day of a project does not divide by zero."""
    chart = burn_up(some_days()[:1], None, START, START, WORDING)

    assert chart is not None
    assert chart.today == 0


def test_today_outside_the_chart_is_not_drawn() -> None:
    """A chart of a finished release has no line for today."""
    chart = burn_up(some_days(), 100, START + timedelta(weeks=2), START + timedelta(weeks=9), WORDING)

    assert chart is not None
    assert chart.today is None


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 3), (3, 3), (4, 4), (110, 125), (136, 150), (200, 200), (242, 250), (0.3, 0.3)]
)
def test_axes_end_on_round_numbers(highest: float, top: float) -> None:
    """The axis ends on a round number that holds the highest value."""
    assert value_ticks(highest)[-1] == pytest.approx(top)


@given(st.floats(min_value=0.001, max_value=1e9))
def test_the_axis_holds_every_value(highest: float) -> None:
    """No value is ever above the axis, and the axis is never more than twice as long as it must be."""
    ticks = value_ticks(highest)

    assert highest <= ticks[-1] * (1 + 1e-6)
    assert ticks[-1] <= highest * 2.01
    assert 4 <= len(ticks) <= 6


@given(st.integers(min_value=0, max_value=2000))
def test_days_on_the_axis_are_few(span: int) -> None:
    """However long the project, at most six days are written, the first day always."""
    ticks = day_ticks(START, START + timedelta(days=span))

    assert ticks[0] == START
    assert len(ticks) <= 6
    assert ticks[-1] <= START + timedelta(days=span)


@given(st.lists(st.floats(min_value=0, max_value=PLOT_HEIGHT), min_size=1, max_size=5))
def test_labels_never_overlap(wanted: list[float]) -> None:
    """Labels at the right edge keep their distance and stay inside the plot."""
    placed = spread(wanted, LABEL_GAP, PLOT_HEIGHT)

    assert all(later - earlier >= LABEL_GAP - 1e-9 for earlier, later in pairwise(sorted(placed)))
    assert max(placed) <= PLOT_HEIGHT


def test_labels_with_room_stay_where_they_belong() -> None:
    """A label is moved only where it must be."""
    assert spread([150, 20, 80], LABEL_GAP, PLOT_HEIGHT) == [150, 20, 80]


def test_sparkline_puts_the_lowest_at_the_bottom() -> None:
    """More is higher up; the last point is marked."""
    spark = sparkline([1, 3, 2])

    assert spark is not None
    assert spark.path == "M3 25L60 3L117 14"
    assert (spark.last_x, spark.last_y) == (117, 14)


def test_a_flat_sparkline_runs_in_the_middle() -> None:
    """Nothing changed is neither high nor low."""
    spark = sparkline([7, 7])

    assert spark is not None
    assert spark.path == "M3 14L117 14"


def test_one_value_is_no_trend() -> None:
    """A single week draws nothing."""
    assert sparkline([7]) is None


def test_paths_start_with_a_move() -> None:
    """Both kinds of path begin where their first point is."""
    assert line_path([(0, 1), (2, 3)]) == "M0 1L2 3"
    assert step_path([(0, 1), (2, 3)]) == "M0 1H2V3"
