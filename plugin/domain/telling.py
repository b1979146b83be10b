"""What the watchers of a risk's own issue are to hear: a level that changed, a review or an action that falls due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from plugin.domain.backing import Backing
from plugin.domain.ids import AccountId
from plugin.domain.risk import Risk
from plugin.domain.risk_model import RiskModels

AHEAD = timedelta(days=3)
"""How long before its day somebody is reminded."""


class Told(StrEnum):
    """Kinds of news."""

    LEVEL = "level"
    REVIEW = "review"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell: who is to act (None: nobody in particular), the level before and now, or what is due when."""

    kind: Told
    person: AccountId | None = None
    old: str = ""
    new: str = ""
    due: date | None = None
    subject: str = ""
    mark: str = ""


def news_of(risk: Risk, models: RiskModels, backing: Backing, today: date) -> tuple[tuple[News, ...], Backing]:
    """What is new since the issue's watchers heard last, and what they will have heard once it is told.

    The first time only notes the level. Each review and each action is reminded of once for the day it falls due, from
    three days before; a day that is moved is a new one. An ended risk has no news.
    """
    assessment = risk.assessed(models)
    if not risk.is_open or assessment is None:
        return (), backing
    level = assessment.level.name
    found = []
    if backing.level and backing.level != level:
        found.append(News(Told.LEVEL, risk.owner, backing.level, level))
    due = list(_due(risk, today))
    found += [one for one in due if one.mark not in backing.reminded]
    reminded = tuple(one.mark for one in due)
    return tuple(found), Backing(backing.here, backing.there, backing.trouble, backing.asked, level, reminded)


def _due(risk: Risk, today: date) -> Iterator[News]:
    """What falls due within a few days or did already; what waits here stays reminded of until it is moved or done."""
    if risk.next_review is not None and risk.next_review <= today + AHEAD:
        mark = f"review:{risk.next_review.isoformat()}"
        yield News(Told.REVIEW, risk.owner, due=risk.next_review, mark=mark)
    for action in risk.treatment.actions:
        if action.is_live and action.due is not None and action.due <= today + AHEAD:
            mark = f"action:{action.id}:{action.due.isoformat()}"
            yield News(Told.ACTION, action.owner or risk.owner, due=action.due, subject=action.title, mark=mark)
