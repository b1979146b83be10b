"""How pressing a risk's window makes it: the last day on which a response can still be started, as a band."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from plugin.domain.risk import Window

SOON = timedelta(days=14)
"""An act-by day this near is soon."""


class Urgency(StrEnum):
    """The band of an act-by day (domain-methods 2.5)."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"


def urgency(window: Window, today: date) -> Urgency | None:
    """The band of a window on a day; None where it does not say when the event could first happen, or has passed.

    On the act-by day itself a response can still be started, so the risk is soon, not overdue.
    """
    act_by = window.act_by
    if act_by is None or window.has_passed(today):
        return None
    if act_by < today:
        return Urgency.OVERDUE
    return Urgency.SOON if act_by <= today + SOON else Urgency.LATER
