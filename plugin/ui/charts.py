"""Geometry of charts: values in, positions and path strings out, so that templates only print them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

PLOT_HEIGHT = 200
"""Height of a plot in CSS pixels; widths are per cent, because the frame's width is known to the browser alone."""

LABEL_GAP = 15
"""Least distance in pixels between the middles of two labels at the right edge."""

SPARK_WIDTH, SPARK_HEIGHT, SPARK_MARGIN = 120, 28, 3
WEEK = 7
ROUND = (1, 2, 2.5, 5, 10)
"""What an axis may count in, times a power of ten."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: per cent along the x axis or pixels down the y axis; minor ones give way on narrow frames."""

    at: float
    label: str
    is_minor: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its CSS class, its path (x in per cent, y in pixels), and its label at the right edge."""

    name: str
    path: str
    label: str
    label_y: float


@dataclass(frozen=True, slots=True)
class BurnUp:
    """Everything the burn-up macro prints; `today` is per cent along the x axis, None where it lies outside."""

    height: int
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    today: float | None


@dataclass(frozen=True, slots=True)
class Spark:
    """A sparkline's path and its last point, in the units of its 120 × 28 box."""

    path: str
    last_x: float
    last_y: float


@dataclass(frozen=True, slots=True)
class Day:
    """One day's totals in points: what was in scope, and what was done."""

    on: date
    scope: float
    done: float


@dataclass(frozen=True, slots=True)
class Wording:
    """How numbers and days are written, and what the three lines are called, in the reader's language."""

    number: Callable[[float], str]
    day: Callable[[date], str]
    scope: str
    baseline: str
    done: str


def burn_up(days: Sequence[Day], baseline: float | None, until: date, today: date, wording: Wording) -> BurnUp | None:
    """Scope as a step line, done as a line, the agreed scope dashed, from the first day to `until`; None without days.

    Days must ascend. A line ends with the last day known, never in the future.
    """
    if not days:
        return None
    first, last = days[0].on, max(until, days[-1].on)
    span = max((last - first).days, 1)
    ticks = value_ticks(max(baseline or 0, *(max(day.scope, day.done) for day in days)))
    top = ticks[-1]

    def x(on: date) -> float:
        return round(100 * (on - first).days / span, 2)

    def y(value: float) -> float:
        return round(PLOT_HEIGHT * (1 - value / top), 2)

    ends = [("scope", step_path([(x(d.on), y(d.scope)) for d in days]), wording.scope, y(days[-1].scope))]
    if baseline is not None:
        ends.append(("baseline", f"M0 {y(baseline):g}H100", wording.baseline, y(baseline)))
    ends.append(("done", line_path([(x(d.on), y(d.done)) for d in days]), wording.done, y(days[-1].done)))
    places = spread([end for *_, end in ends], LABEL_GAP, PLOT_HEIGHT)
    return BurnUp(
        height=PLOT_HEIGHT,
        x_ticks=tuple(Tick(x(on), wording.day(on), index % 2 == 1) for index, on in enumerate(day_ticks(first, last))),
        y_ticks=tuple(Tick(y(value), wording.number(value)) for value in ticks),
        lines=tuple(Line(name, path, label, place) for (name, path, label, _), place in zip(ends, places, strict=True)),
        today=x(today) if first <= today <= last else None,
    )


def sparkline(values: Sequence[float]) -> Spark | None:
    """A line over evenly spaced values, lowest at the bottom; a flat one runs in the middle; None below two values."""
    if len(values) < 2:
        return None
    low, high = min(values), max(values)
    room = SPARK_HEIGHT - 2 * SPARK_MARGIN

    def y(value: float) -> float:
        share = 0.5 if high == low else (value - low) / (high - low)
        return round(SPARK_MARGIN + room * (1 - share), 2)

    step = (SPARK_WIDTH - 2 * SPARK_MARGIN) / (len(values) - 1)
    points = [(round(SPARK_MARGIN + index * step, 2), y(value)) for index, value in enumerate(values)]
    return Spark(line_path(points), *points[-1])


def line_path(points: Sequence[tuple[float, float]]) -> str:
    """An SVG path through the points."""
    return "".join(f"{'L' if index else 'M'}{x:g} {y:g}" for index, (x, y) in enumerate(points))


def step_path(points: Sequence[tuple[float, float]]) -> str:
    """An SVG path that keeps each value until the next point, then jumps: scope does not drift between decisions."""
    (x, y), *rest = points
    return f"M{x:g} {y:g}" + "".join(f"H{x:g}V{y:g}" for x, y in rest)


def value_ticks(highest: float) -> list[float]:
    """Round values from 0 up, in three to five equal steps, the last the least that holds `highest`."""
    if highest <= 0:
        return [0.0, 1.0, 2.0, 3.0]
    power = 10.0 ** math.floor(math.log10(highest / 3))
    steps = [power * factor for factor in ROUND]
    fitting = [
        (step * parts, step, parts) for step in steps for parts in (3, 4, 5) if step * parts >= highest * (1 - 1e-9)
    ]
    _, step, parts = min(fitting)
    return [step * index for index in range(parts + 1)]


def day_ticks(first: date, last: date, most: int = 6) -> list[date]:
    """At most `most` days from `first`, whole weeks apart where the span allows."""
    span = (last - first).days
    step = math.ceil(span / (most - 1)) if span < WEEK else WEEK * math.ceil(span / WEEK / (most - 1))
    return [first + timedelta(days=offset) for offset in range(0, span + 1, max(step, 1))]


def spread(wanted: Sequence[float], gap: float, room: float) -> list[float]:
    """Places as near to the wanted ones as a least gap allows, inside 0 … room, in the order given.

    From the top each moves down as far as it must, then from the bottom each moves up again.
    """
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    placed = list(wanted)
    for above, below in pairwise(order):
        placed[below] = max(placed[below], placed[above] + gap)
    limit = room
    for index in reversed(order):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - gap
    return placed
