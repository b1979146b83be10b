"""What a view needs in order to speak: texts in the reader's language, numbers and days as they are written there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from plugin.domain.quantities import plain

UNKNOWN = "—"
"""What stands where a number is undefined; always with a reason beside it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in words ("today 13:40"), exactly, and for machines."""

    relative: str
    exact: str
    iso: str


class Wording(Protocol):
    """The reader's language; a text's %(name)s is filled in where values are given, and left for the template else."""

    def gettext(self, text: str, **values: object) -> str:
        """The text in the reader's language."""

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """The text in the form that the number asks for."""

    def number(self, value: float) -> str:
        """A number with the reader's decimal mark, without needless zeros."""

    def percent(self, share: float) -> str:
        """A share of one in whole per cent, with its sign."""

    def day(self, on: date) -> str:
        """A day without its year where that is this year's."""

    def moment(self, at: datetime) -> Moment:
        """The instant in words, exactly, and for machines."""


def points(say: Wording, thousandths: int) -> str:
    """Points with their unit: "5 points", "1 point", "2.5 points"; a negative amount with a real minus sign."""
    amount = plain(thousandths) or 0
    return say.ngettext("%(n)s point", "%(n)s points", 1 if abs(amount) == 1 else 2, n=signless(say, amount))


def signed_points(say: Wording, thousandths: int) -> str:
    """Points as a movement: "+5 points", "−3 points", "±0 points"."""
    amount = plain(thousandths) or 0
    return say.ngettext("%(n)s point", "%(n)s points", 1 if abs(amount) == 1 else 2, n=signed(say, amount))


def issues(say: Wording, count: int) -> str:
    """A count of issues with its unit."""
    return say.ngettext("%(n)s issue", "%(n)s issues", 1 if abs(count) == 1 else 2, n=signless(say, count))


def signed_issues(say: Wording, count: int) -> str:
    """A count of issues as a movement."""
    return say.ngettext("%(n)s issue", "%(n)s issues", 1 if abs(count) == 1 else 2, n=signed(say, count))


def signless(say: Wording, amount: float) -> str:
    """A number whose minus, if it has one, is a minus sign and not a hyphen."""
    return f"{'−' if amount < 0 else ''}{say.number(abs(amount))}"


def signed(say: Wording, amount: float) -> str:
    """A number with its sign in front."""
    mark = "±" if amount == 0 else ("+" if amount > 0 else "−")
    return f"{mark}{say.number(abs(amount))}"
