"""The reader's language in one request: gettext through flask-babel, numbers and days through Babel, all times UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import get_locale, gettext, ngettext

from plugin.usecases.views.wording import Moment


@dataclass(frozen=True, slots=True)
class Spoken:
    """Fulfils Wording for the request under way, seen from `now`."""

    now: datetime

    def gettext(self, text: str, **values: object) -> str:
        """The text in the reader's language."""
        return str(gettext(text, **values))

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """The text in the form that the number asks for."""
        return str(ngettext(one, many, number, **values))

    def number(self, value: float) -> str:
        """A number with at most three decimals."""
        return format_decimal(value, format="#,##0.###", locale=_locale())

    def percent(self, share: float) -> str:
        """Whole per cent with a narrow space; tenths below ten per cent where they are not nought."""
        amount = round(abs(share) * 100, 1)
        shown = self.number(amount if amount < 10 else round(amount))
        return f"{'−' if share < 0 and amount else ''}{shown}\N{NARROW NO-BREAK SPACE}%"

    def day(self, on: date) -> str:
        """Such as "3 October", with the year where it is not this one."""
        return format_date(on, "d MMMM" if on.year == self.now.year else "d MMMM y", locale=_locale())

    def moment(self, at: datetime) -> Moment:
        """The instant, relative to now as far as that says more."""
        exact = f"{format_date(at, 'd MMMM y', locale=_locale())}, {at:%H:%M} UTC"
        return Moment(self._relative(at), exact, at.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def _relative(self, at: datetime) -> str:
        days = (self.now.date() - at.date()).days
        if days == 0:
            return self.gettext("today %(time)s", time=f"{at:%H:%M}")
        if days == 1:
            return self.gettext("yesterday %(time)s", time=f"{at:%H:%M}")
        if timedelta(days=1) < self.now - at < timedelta(days=6):
            return format_date(at, "EEEE", locale=_locale())
        return format_date(at, "d MMM" if at.year == self.now.year else "d MMM y", locale=_locale())


def _locale() -> str:
    found = get_locale()
    return str(found) if found else "en"
