"""The figures of how well the register works, in words, each with what it is made of or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from plugin.domain.burndown import Step
from plugin.domain.process_health import Foresight, HalfLife, Reductions, foresight, half_life, reductions
from plugin.domain.risk_model import RiskModels
from plugin.usecases.views.wording import Wording


@dataclass(frozen=True, slots=True)
class HealthFigure:
    """One figure: `value` is None exactly when `reason` says why; `formula` and `inputs` explain it."""

    key: str
    title: str
    value: str | None
    reason: str
    formula: str
    inputs: str


def process_health(
    say: Wording, steps: Sequence[Step], models: RiskModels, now: datetime, amount: Callable[[int], str]
) -> tuple[HealthFigure, ...]:
    """Planned and achieved reduction with their gap, half-life, observed against expected."""
    return (
        *_reductions(say, reductions(steps), amount),
        _half_life(say, half_life(steps, now)),
        _foresight(say, foresight(steps, models)),
    )


def _reductions(say: Wording, found: Reductions, amount: Callable[[int], str]) -> tuple[HealthFigure, ...]:
    reason = (
        say.gettext("The open threats are worth nothing before their responses.")
        if found.n
        else say.gettext("No open threat has a cost in all three ratings: inherent, current and target.")
    )
    inputs = say.ngettext(
        "%(num)s open threat: inherent %(inherent)s, current %(current)s, target %(target)s.",
        "%(num)s open threats: inherent %(inherent)s, current %(current)s, target %(target)s.",
        found.n,
        inherent=amount(found.inherent),
        current=amount(found.current),
        target=amount(found.target),
    )
    told = (
        ("planned", say.gettext("Planned reduction"), found.planned, say.gettext("1 − target ÷ inherent exposure.")),
        ("achieved", say.gettext("Achieved so far"), found.achieved, say.gettext("1 − current ÷ inherent exposure.")),
        ("gap", say.gettext("Still to achieve"), found.gap, say.gettext("Planned less achieved reduction.")),
    )
    return tuple(
        HealthFigure(
            key, title, None if value is None else say.percent(value), "" if value is not None else reason, how, inputs
        )
        for key, title, value, how in told
    )


def _half_life(say: Wording, found: HalfLife) -> HealthFigure:
    days = None if found.days is None else round(found.days)
    return HealthFigure(
        "half-life",
        say.gettext("Half-life of a risk"),
        None if days is None else say.ngettext("%(num)s day", "%(num)s days", days),
        "" if days is not None else say.gettext("No risk has ended yet."),
        say.gettext(
            "In so many days half of the risks have ended: ln 2 × days open ÷ endings. Open risks count with their age."
        ),
        say.ngettext(
            "%(num)s ending in %(days)s days that risks were open.",
            "%(num)s endings in %(days)s days that risks were open.",
            found.endings,
            days=say.number(round(found.open_days)),
        ),
    )


def _foresight(say: Wording, found: Foresight) -> HealthFigure:
    reason = (
        say.gettext("The first ratings of those that ended expected none to occur.")
        if found.n
        else say.gettext("No risk has ended with an outcome that tells whether it occurred.")
    )
    return HealthFigure(
        "foresight",
        say.gettext("Occurred against expected"),
        None if found.ratio is None else say.number(round(found.ratio, 2)),
        "" if found.ratio is not None else reason,
        say.gettext(
            "Risks that occurred ÷ the sum of the probabilities first rated, over all that ended. "
            "Above 1 the probabilities were too hopeful."
        ),
        say.ngettext(
            "%(num)s risk ended; %(occurred)s occurred, %(expected)s were to be expected.",
            "%(num)s risks ended; %(occurred)s occurred, %(expected)s were to be expected.",
            found.n,
            occurred=found.occurred,
            expected=say.number(round(found.expected, 1)),
        ),
    )
