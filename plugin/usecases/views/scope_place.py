"""Where a reader stands in the scope tab: which baseline, in points or issues, narrowed to which part of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from plugin.domain.delta import Disposition
from plugin.domain.ledger import Column, Ledger
from plugin.domain.quantities import plain
from plugin.usecases.views.wording import Wording, issues, points, signed_issues, signed_points, signless


class Measure(StrEnum):
    """What scope is counted in."""

    POINTS = "points"
    COUNT = "count"


class Part(StrEnum):
    """What the log is narrowed to: a part of the ledger, or everything."""

    ALL = ""
    APPROVED = "approved"
    PENDING = "pending"
    UNAPPROVED = "unapproved"

    def holds(self, disposition: Disposition) -> bool:
        """Whether a change with this disposition belongs to the part; the three parts share all changes out."""
        if self is Part.ALL:
            return True
        if self is Part.UNAPPROVED:
            return disposition in {Disposition.UNREVIEWED, Disposition.REJECTED}
        return disposition.value == self.value


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose, by value; `is_on` marks the chosen one."""

    value: str
    label: str
    is_on: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader stands in the tab; `base` is the tab's address."""

    base: str
    baseline_id: str
    measure: Measure
    part: Part = Part.ALL
    pages: int = 1

    def url(self, tail: str = "", **other: object) -> str:
        """An address below the tab that keeps the reader's place, but for what is named."""
        query = {
            "baseline": self.baseline_id,
            "measure": self.measure.value,
            "part": self.part.value,
            **{name: str(value) for name, value in other.items()},
        }
        return f"{self.base}{tail}?{urlencode({name: value for name, value in query.items() if value})}"


def column(ledger: Ledger, measure: Measure) -> Column:
    """The ledger in one measure."""
    return ledger.points if measure is Measure.POINTS else ledger.count


def amount(say: Wording, measure: Measure, value: int) -> str:
    """A quantity of the measure with its unit."""
    return points(say, value) if measure is Measure.POINTS else issues(say, value)


def movement(say: Wording, measure: Measure, value: int) -> str:
    """A quantity of the measure with its unit, as a movement."""
    return signed_points(say, value) if measure is Measure.POINTS else signed_issues(say, value)


def bare(say: Wording, measure: Measure, value: int) -> str:
    """A quantity of the measure without its unit."""
    return signless(say, (plain(value) or 0) if measure is Measure.POINTS else value)


def signed_percent(say: Wording, share: float) -> str:
    """A share as a movement: "+22 %", "−8 %"."""
    return f"+{say.percent(share)}" if share > 0 else say.percent(share)
