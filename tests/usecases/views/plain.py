"""Plain English for tests of view models, without any framework."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from plugin.usecases.views.wording import Moment


@dataclass(frozen=True)
class PlainWording:
    """Fulfils Wording: texts as they stand in the code, days as ISO."""

    def gettext(self, text: str, **values: object) -> str:
        return text % values if values else text

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        return self.gettext(one if number == 1 else many, **values)

    def number(self, value: float) -> str:
        return f"{value:g}"

    def percent(self, share: float) -> str:
        return f"{share:.0%}"

    def day(self, on: date) -> str:
        return on.isoformat()

    def moment(self, at: datetime) -> Moment:
        return Moment(f"{at:%d %H:%M}", at.isoformat(), at.isoformat())
