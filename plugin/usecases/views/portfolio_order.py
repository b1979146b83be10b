"""What a portfolio is sorted by: each column has the side that asks for attention first, undefined comes last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from plugin.usecases.portfolio import HEALTHS, Standing

Place = tuple[float | str, ...]
"""Where a project stands in a column, lowest first; the first element decides."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where a project stands in it (None for undefined), and whether the highest ask for attention."""

    place: Callable[[Standing], Place | None]
    highest_first: bool = True


def _figure(key: str) -> Callable[[Standing], Place | None]:
    def place(one: Standing) -> Place | None:
        value = one.figures[key].value
        return None if value is None else (value,)

    return place


def _exposure(one: Standing) -> Place | None:
    # Amounts of different currencies are never compared: each currency's projects stand together.
    value = one.figures["risk.exposure.net"].value
    return None if value is None else (one.project.settings.currency, value)


COLUMNS: Mapping[str, Column] = {
    "project": Column(lambda one: (one.project.name.casefold(), one.project.key), highest_first=False),
    "health": Column(lambda one: None if one.health is None else (-HEALTHS.index(one.health),)),
    "open": Column(_figure("risk.open")),
    "critical": Column(_figure("risk.level.Critical")),
    "exposure": Column(_exposure, highest_first=False),
    "overdue": Column(_figure("risk.reviewsOverdue")),
    "growth": Column(_figure("scope.growth")),
    "unapproved": Column(_figure("scope.unapprovedShare")),
    "review": Column(
        lambda one: None if one.next_review is None else (one.next_review.toordinal(),), highest_first=False
    ),
    "asof": Column(
        lambda one: None if one.project.changed_at is None else (one.project.changed_at.timestamp(),),
        highest_first=False,
    ),
}
"""The columns by their names in the address, as they stand on the page."""

USUAL = "health"


@dataclass(frozen=True, slots=True)
class Order:
    """What the portfolio is sorted by; `base` is the address of the sorted table, `reversed` the calm side first."""

    base: str
    column: str = USUAL
    reversed: bool = False
    pages: int = 1

    def url(self, *, pages: int = 1) -> str:
        """The address of this order; without `pages` it begins at the top again."""
        said = {"sort": self.column} | ({"reverse": "1"} if self.reversed else {})
        said |= {"pages": str(pages)} if pages > 1 else {}
        return f"{self.base}?{urlencode(said)}"

    def by(self, column: str) -> Order:
        """Sorted by that column; the one that is sorted by already turns round."""
        return Order(self.base, column, reversed=column == self.column and not self.reversed)

    def direction(self, column: str) -> str:
        """How the column's values run: "ascending", "descending", or "" where it is not sorted by."""
        if column != self.column:
            return ""
        return "descending" if COLUMNS[column].highest_first != self.reversed else "ascending"


def order(base: str, asked: Mapping[str, str], pages: int) -> Order:
    """The order that an address asks for; what makes no sense is read as not given."""
    column = asked.get("sort", "")
    known = column in COLUMNS
    return Order(base, column if known else USUAL, known and asked.get("reverse") == "1", pages)


def sorted_by(wanted: Order, standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """The projects in that order, equal ones worst first; undefined ones last, whichever way the column runs."""
    column = COLUMNS[wanted.column]
    equal = sorted(standings, key=worst_first)
    known = [(place, one) for one in equal if (place := column.place(one)) is not None]
    # Python keeps equal ones in their order also where it sorts downward.
    known.sort(key=lambda pair: pair[0], reverse=column.highest_first != wanted.reversed)
    return (*(one for _, one in known), *(one for one in equal if column.place(one) is None))


def worst_first(one: Standing) -> tuple[float | str, ...]:
    """Where a project stands among all: health, critical risks, those above appetite, what is overdue, its key."""
    rank = len(HEALTHS) if one.health is None else HEALTHS.index(one.health)
    totals = one.totals
    return (rank, -totals["level.Critical"], -totals["aboveAppetite"], -one.reviews_overdue, one.project.key)
