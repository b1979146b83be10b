"""Geometry of the burndown: exposure as steps, its target dashed, and beneath it a bar of causes for each stretch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from plugin.ui.charts import LABEL_GAP, Line, Tick, day_ticks, spread, step_path, value_ticks

HEIGHT = 160
"""Of the upper plot, in CSS pixels."""

BARS = 72
"""Of the lower plot; its middle line is no change."""

LEAST = 0.6
"""A bar that is there is at least this many pixels high."""


@dataclass(frozen=True, slots=True)
class Point:
    """One stretch: its days, exposure and target at its end, and (cause, amount) as each moved exposure, signed."""

    first: date
    last: date
    exposure: int
    target: int
    causes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One cause's part of a bar: x and width in per cent, y and height in pixels of the lower plot."""

    cause: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class BurndownChart:
    """Everything the burndown macro prints."""

    height: int
    bars_height: int
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChartWords:
    """How numbers and days are written, and what the two lines are called."""

    number: Callable[[float], str]
    day: Callable[[date], str]
    exposure: str
    target: str


def burndown_chart(points: Sequence[Point], before: int, words: ChartWords) -> BurndownChart | None:
    """The drawing of stretches that follow each other; None without any. `before` is the exposure they begin with."""
    if not points:
        return None
    first, last = points[0].first, points[-1].last
    span = (last - first).days + 1
    ticks = value_ticks(max(before, *(max(one.exposure, one.target) for one in points)))

    def x(day: date, end: bool = False) -> float:  # noqa: FBT001, FBT002 - the day's beginning or its end
        return round(100 * ((day - first).days + end) / span, 2)

    def y(value: float) -> float:
        return round(HEIGHT * (1 - value / ticks[-1]), 2)

    exposure = [(0.0, y(before)), *((x(one.last, end=True), y(one.exposure)) for one in points)]
    target = [(x(one.last, end=True), y(one.target)) for one in points]
    ends = [
        ("exposure", step_path(exposure), words.exposure, exposure[-1][1]),
        ("target", step_path([(0.0, target[0][1]), *target]), words.target, target[-1][1]),
    ]
    places = spread([end for *_, end in ends], LABEL_GAP, HEIGHT)
    return BurndownChart(
        height=HEIGHT,
        bars_height=BARS,
        x_ticks=tuple(Tick(x(on), words.day(on), index % 2 == 1) for index, on in enumerate(day_ticks(first, last))),
        y_ticks=tuple(Tick(y(value), words.number(value)) for value in ticks),
        lines=tuple(Line(name, path, label, place) for (name, path, label, _), place in zip(ends, places, strict=True)),
        bars=tuple(_bars(points, x)),
        causes=tuple(dict.fromkeys(cause for one in points for cause, amount in one.causes if amount)),
    )


def _bars(points: Sequence[Point], x: Callable[[date, bool], float]) -> list[Bar]:
    """Causes that raise exposure stand on the middle line, those that lower it hang from it, on one scale."""
    sums = [sum(a for _, a in one.causes if a > 0) for one in points]
    sums += [-sum(a for _, a in one.causes if a < 0) for one in points]
    most, middle = max(sums), BARS / 2
    bars: list[Bar] = []
    for one in points:
        left, right = x(one.first, False), x(one.last, True)
        gap = (right - left) * 0.1
        up = down = middle
        for cause, amount in one.causes:
            if not amount:
                continue
            height = max(abs(amount) / most * middle, LEAST)
            up -= height if amount > 0 else 0
            top = up if amount > 0 else down
            down += 0 if amount > 0 else height
            bars.append(
                Bar(cause, round(left + gap, 2), round(top, 2), round(right - left - 2 * gap, 2), round(height, 2))
            )
    return bars


STEPS = 72
"""Height of a risk's level history, in pixels."""


def steps_drawn(steps: Sequence[tuple[datetime, float | None]], until: datetime) -> str:
    """A path of levels over time in a box of 100 by STEPS: each share (1 highest, None: no level) lasts to the next."""
    if not steps:
        return ""
    begin = steps[0][0]
    span = max((until - begin).total_seconds(), 1.0)
    places = [(round(100 * (at - begin).total_seconds() / span, 2), share) for at, share in steps]
    path, last = "", None
    for (x, share), end in zip(places, [x for x, _ in places[1:]] + [100.0], strict=True):
        if share is not None:
            y = round(STEPS * (1 - share), 2)
            path += f"V{y:g}H{end:g}" if last is not None else f"M{x:g} {y:g}H{end:g}"
        last = share
    return path
