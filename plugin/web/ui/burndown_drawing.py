"""From a burndown to its drawing, in the reader's notation."""

from __future__ import annotations

from babel.numbers import format_compact_decimal
from flask_babel import get_locale

from plugin.domain.burndown import UPWARD, Burndown, Flow, Measure
from plugin.domain.quantities import THOUSANDTHS
from plugin.ui.burndown_chart import BurndownChart, ChartWords, Point, burndown_chart
from plugin.web.ui.wording import Spoken

MINOR = 100


def drawn(say: Spoken, told: Burndown, last: tuple[str, str]) -> BurndownChart | None:
    """The drawing; `last` is how exposure and target are written at its right edge."""
    unit = MINOR if told.measure is Measure.MONEY else THOUSANDTHS

    def number(value: float) -> str:
        locale = get_locale()
        return str(format_compact_decimal(value / unit, locale=str(locale or "en"), fraction_digits=1))

    points = [
        Point(
            one.first,
            one.last,
            one.exposure,
            one.target,
            tuple((flow.value, one.flows[flow] if flow in UPWARD else -one.flows[flow]) for flow in Flow),
        )
        for one in told.stretches
    ]
    exposure, target = last
    return burndown_chart(
        points, told.before, ChartWords(number, say.day, exposure, say.gettext("target %(amount)s", amount=target))
    )
