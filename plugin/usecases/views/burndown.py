"""The burndown in words and as a table: how exposure moved over a span, and what moved it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from plugin.domain.burndown import UPWARD, Burndown, Flow, Measure
from plugin.domain.quantities import plain
from plugin.usecases.views.wording import Wording, signless

Amount = Callable[[int], str]
"""An amount of the burndown's measure in words, with its unit; negative ones with a minus sign."""

SPANS = {"12w": 84, "26w": 182, "1y": 364, "2y": 728}
"""How far back a reader may look, in days."""

USUAL_SPAN = "12w"


@dataclass(frozen=True, slots=True)
class BurndownView:
    """What stands around the drawing: the sentence, what to be warned of, and everything as a table."""

    sentence: str
    caution: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    last: tuple[str, str]
    is_empty: bool


def first_day(span: str, today: date) -> date:
    """The first day of a span that ends today."""
    return today - timedelta(days=SPANS.get(span, SPANS[USUAL_SPAN]) - 1)


def burndown_view(say: Wording, told: Burndown, amount: Amount) -> BurndownView:
    """The burndown for people; `amount` writes money in the project's currency."""
    worded = amount if told.measure is Measure.MONEY else _points(say)
    last = told.stretches[-1]
    flows: Counter[Flow] = Counter()
    for one in told.stretches:
        flows.update(one.flows)
    return BurndownView(
        sentence=_sentence(say, told, flows, worded),
        caution=_caution(say, told, flows),
        headings=(
            say.gettext("Until"),
            say.gettext("Exposure"),
            *(_heading(say, flow) for flow in Flow),
            say.gettext("Target"),
            say.gettext("Opportunities"),
            say.gettext("Net"),
        ),
        rows=tuple(
            (
                say.day(one.last),
                worded(one.exposure),
                *(_movement(worded, flow, one.flows[flow]) for flow in Flow),
                worded(one.target),
                worded(one.opportunities),
                worded(one.net),
            )
            for one in reversed(told.stretches)
        ),
        last=(worded(last.exposure), worded(last.target)),
        is_empty=not (told.before or any(one.open or one.flows or one.opportunities for one in told.stretches)),
    )


def _points(say: Wording) -> Amount:
    def worded(thousandths: int) -> str:
        amount = plain(thousandths) or 0
        return say.ngettext("%(n)s point", "%(n)s points", 1 if abs(amount) == 1 else 2, n=signless(say, amount))

    return worded


def _heading(say: Wording, flow: Flow) -> str:
    return {
        Flow.NEW: say.gettext("+ new"),
        Flow.RERATED: say.gettext("± re-rated"),
        Flow.RESPONDED: say.gettext("− responded"),
        Flow.EXPIRED: say.gettext("− expired"),
        Flow.OCCURRED: say.gettext("− occurred"),
        Flow.CLOSED: say.gettext("− closed"),
    }[flow]


def _movement(amount: Amount, flow: Flow, moved: int) -> str:
    """What a cause did to exposure, signed as it moved it; nothing where it did nothing."""
    signed = moved if flow in UPWARD else -moved
    return "" if not signed else f"{'+' if signed > 0 else '−'}{amount(abs(signed))}"


def _sentence(say: Wording, told: Burndown, flows: Counter[Flow], amount: Amount) -> str:
    last = told.stretches[-1]
    since = say.day(told.stretches[0].first)
    change = last.exposure - told.before
    values = {"change": amount(abs(change)), "now": amount(last.exposure), "since": since}
    if change < 0:
        head = say.gettext("Exposure fell by %(change)s to %(now)s since %(since)s", **values)
    elif change > 0:
        head = say.gettext("Exposure rose by %(change)s to %(now)s since %(since)s", **values)
    else:
        head = say.gettext("Exposure is %(now)s, as it was on %(since)s", **values)
    risks: Counter[Flow] = Counter()
    for one in told.stretches:
        risks.update(one.risks)
    parts = [_cause(say, flow, flows[flow], risks[flow], amount) for flow in Flow if flows[flow]]
    return f"{head}: {'; '.join(parts)}." if parts else f"{head}."


def _cause(say: Wording, flow: Flow, moved: int, risks: int, amount: Amount) -> str:
    value = amount(abs(moved))
    if flow is Flow.NEW:
        return say.ngettext(
            "%(amount)s more with %(num)s new risk", "%(amount)s more with %(num)s new risks", risks, amount=value
        )
    if flow is Flow.RERATED:
        up, down = say.gettext("%(amount)s more by re-rating"), say.gettext("%(amount)s less by re-rating")
        return (up if moved > 0 else down) % {"amount": value}
    if flow is Flow.RESPONDED:
        down = say.gettext("%(amount)s less by responses done")
        up = say.gettext("%(amount)s more where responses were reopened")
        return (down if moved > 0 else up) % {"amount": value}
    return _ending(say, flow, risks, value)


def _ending(say: Wording, flow: Flow, risks: int, value: str) -> str:
    if flow is Flow.EXPIRED:
        one = "%(amount)s less because the time of %(num)s risk has passed"
        return say.ngettext(one, "%(amount)s less because the time of %(num)s risks has passed", risks, amount=value)
    if flow is Flow.OCCURRED:
        one = "%(amount)s less because %(num)s risk occurred"
        return say.ngettext(one, "%(amount)s less because %(num)s risks occurred", risks, amount=value)
    one = "%(amount)s less because %(num)s risk was closed"
    return say.ngettext(one, "%(amount)s less because %(num)s risks were closed", risks, amount=value)


def _caution(say: Wording, told: Burndown, flows: Counter[Flow]) -> str:
    """A fall that no work has brought about says so (domain-methods 2.10)."""
    has_fallen = told.stretches[-1].exposure < told.before
    if has_fallen and flows[Flow.RESPONDED] <= 0 and flows[Flow.RERATED] >= 0:
        return say.gettext("Nothing of this fall comes from responses: risks only left the register.")
    return ""
