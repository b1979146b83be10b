"""The portfolio: one sentence, and each project with its figures as the reader sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from plugin.domain.figures import NO_BASELINE
from plugin.usecases.portfolio import Standing
from plugin.usecases.views.marks import LevelMark, ReviewDue, review_due
from plugin.usecases.views.portfolio_order import COLUMNS, Order, sorted_by
from plugin.usecases.views.portfolio_sentence import portfolio_sentence
from plugin.usecases.views.risks import exposure
from plugin.usecases.views.scope_place import signed_percent
from plugin.usecases.views.wording import Moment, Wording

PAGE = 50
MOST_PAGES = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure in words; `value` is None exactly where `reason` says why. An `alarming` one stands out."""

    value: str | None
    reason: str = ""
    alarming: bool = False


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """One project; `note` says where its figures do not yet hold for all of it."""

    key: str
    name: str
    url: str
    note: str
    health: LevelMark | None
    open: Shown
    critical: Shown
    exposure: Shown
    overdue: Shown
    growth: Shown
    unapproved: Shown
    review: ReviewDue | None
    review_reason: str
    as_of: Moment | None


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column: the address that sorts by it, and "ascending" or "descending" where it does already."""

    code: str
    url: str
    direction: str


@dataclass(frozen=True, slots=True)
class PortfolioView:
    """The page; without rows there is nothing to say but what to do. `whole` counts the projects not shown too."""

    sentence: str
    rows: tuple[PortfolioRow, ...]
    headings: tuple[Heading, ...]
    whole: int
    sorted_by: str
    sort_url: str
    refresh_url: str
    more_url: str


@dataclass(frozen=True, slots=True)
class Printing:
    """What the view needs from outside: money in a project's currency, where its page is, and the day."""

    money: Callable[[int, str], str]
    page: Callable[[str], str]
    today: date


def portfolio_view(say: Wording, standings: Sequence[Standing], wanted: Order, printing: Printing) -> PortfolioView:
    """The portfolio of these projects in the wanted order, as many pages of it as were asked for."""
    pages = min(wanted.pages, MOST_PAGES)
    shown = sorted_by(wanted, standings)[: pages * PAGE]
    more = len(shown) < len(standings) and pages < MOST_PAGES
    return PortfolioView(
        sentence=portfolio_sentence(say, standings) if standings else "",
        rows=tuple(_row(say, one, printing) for one in shown),
        headings=tuple(Heading(code, wanted.by(code).url(), wanted.direction(code)) for code in COLUMNS),
        whole=len(standings),
        sorted_by=wanted.column,
        sort_url=wanted.base,
        refresh_url=wanted.url(pages=pages),
        more_url=wanted.url(pages=pages + 1) if more else "",
    )


def _row(say: Wording, one: Standing, printing: Printing) -> PortfolioRow:
    project = one.project
    return PortfolioRow(
        key=project.key,
        name=project.name,
        url=printing.page(project.key),
        note=_note(say, one),
        health=health_mark(say, one.health),
        open=Shown(say.number(one.totals["open"])),
        critical=Shown(say.number(one.totals["level.Critical"]), alarming=bool(one.totals["level.Critical"])),
        exposure=_exposure(say, one, printing),
        overdue=Shown(say.number(one.reviews_overdue), alarming=bool(one.reviews_overdue)),
        growth=_share(say, one, "scope.growth"),
        unapproved=_share(say, one, "scope.unapprovedShare"),
        review=review_due(one.next_review, printing.today),
        review_reason="" if one.next_review else say.gettext("No open risk has a day of review."),
        as_of=say.moment(project.changed_at) if project.changed_at else None,
    )


def health_mark(say: Wording, health: str | None) -> LevelMark | None:
    """A project's health as symbol, word and tone together; None where there is nothing to judge by."""
    marks = {
        "off": LevelMark(say.gettext("Off plumb"), "critical", "▲"),
        "strained": LevelMark(say.gettext("Strained"), "medium", "◐"),
        "straight": LevelMark(say.gettext("Straight"), "low", "○"),
    }
    return marks[health] if health else None


def _note(say: Wording, one: Standing) -> str:
    """While a project is being read in, its figures hold for what was read so far."""
    state = one.project.progress.state
    if state == "running":
        return say.gettext("still being read in")
    return say.gettext("reading in was not finished") if state == "failed" else ""


def _exposure(say: Wording, one: Standing, printing: Printing) -> Shown:
    net = exposure(one.totals).net
    if net is None:
        return Shown(None, say.gettext("No open risk has a cost estimate."))
    sign = "−" if net < 0 else ("+" if net else "")
    return Shown(f"{sign}{printing.money(abs(net), one.project.settings.currency)}")


def _share(say: Wording, one: Standing, key: str) -> Shown:
    figure = one.figures[key]
    if figure.value is None:
        return Shown(None, _reason(say, key, figure.reason))
    if key == "scope.growth":
        return Shown(signed_percent(say, figure.value))
    return Shown(say.percent(figure.value))


def _reason(say: Wording, key: str, reason: str | None) -> str:
    if reason == NO_BASELINE:
        return say.gettext("No baseline is followed yet.")
    if key == "scope.growth":
        return say.gettext("The baseline holds no estimated work.")
    return say.gettext("Nothing was added.")
