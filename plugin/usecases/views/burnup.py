"""The burn-up of a baseline: what was in scope and what was done on each day with a movement, drawn and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plugin.domain.baseline import Baseline
from plugin.domain.quantities import plain
from plugin.usecases.records import DayMove
from plugin.usecases.views.scope_place import Measure
from plugin.usecases.views.wording import Wording, signless


@dataclass(frozen=True, slots=True)
class BurnDay:
    """The totals at the end of one UTC day, in points or issues."""

    on: date
    scope: float
    done: float


@dataclass(frozen=True, slots=True)
class BurnUpView:
    """What the chart and its table show; `until` is the agreed day where one was set, else today."""

    days: tuple[BurnDay, ...]
    agreed: float
    until: date
    today: date
    sentence: str
    labels: tuple[str, str, str]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def burn_up_view(
    say: Wording, measure: Measure, baseline: Baseline, agreed: int, moves: Sequence[DayMove], today: date
) -> BurnUpView:
    """The lines from the freeze until today; `agreed` is the baseline's own total in the measure's stored unit."""
    days = burn_days(measure, baseline.captured_at.date(), agreed, moves, today)
    last, start = days[-1], _plain(measure, agreed)
    numbers = {
        "scope": signless(say, last.scope),
        "agreed": signless(say, start),
        "done": signless(say, last.done),
    }
    return BurnUpView(
        days=days,
        agreed=start,
        until=max(date.fromisoformat(baseline.target_on), today) if baseline.target_on else today,
        today=today,
        sentence=say.gettext("%(done)s of %(scope)s done; %(agreed)s were agreed.", **numbers),
        labels=(
            say.gettext("%(scope)s scope", **numbers),
            say.gettext("%(agreed)s agreed", **numbers),
            say.gettext("%(done)s done", **numbers),
        ),
        headings=(say.gettext("Day"), say.gettext("Scope"), say.gettext("Done")),
        rows=tuple((say.day(day.on), signless(say, day.scope), signless(say, day.done)) for day in days),
    )


def burn_days(measure: Measure, first: date, agreed: int, moves: Sequence[DayMove], today: date) -> tuple[BurnDay, ...]:
    """Running totals for the day of the freeze, each day with a movement, and today."""
    scope, done = agreed, 0
    totals = {first: (scope, done)}
    for move in sorted(moves, key=lambda m: m.day):
        scope += move.scope_points if measure is Measure.POINTS else move.scope_count
        done += move.done_points if measure is Measure.POINTS else move.done_count
        totals[max(move.day, first)] = (scope, done)
    totals.setdefault(max(today, first), (scope, done))
    return tuple(
        BurnDay(on, _plain(measure, in_scope), _plain(measure, finished))
        for on, (in_scope, finished) in sorted(totals.items())
    )


def _plain(measure: Measure, value: int) -> float:
    return (plain(value) or 0) if measure is Measure.POINTS else value
