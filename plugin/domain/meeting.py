"""A review meeting: which risks it walks through, where it is, what was decided about each, and who took part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from plugin.domain.errors import Conflict
from plugin.domain.ids import AccountId, ProjectId, RiskId

LONGEST_AGENDA = 200
"""More risks than that are no meeting; the worst ones come first."""


class Reason(StrEnum):
    """Why a risk is on the agenda; in this order they are walked through."""

    OVERDUE = "overdue"
    FLAGGED = "flagged"
    ABOVE = "above"


class Verdict(StrEnum):
    """What was decided about a risk; the first four and skipping lead on to the next one."""

    RIGHT = "right"
    RERATED = "re-rated"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    SKIPPED = "skipped"
    ACTION = "action"
    NOTED = "noted"
    ENDED = "ended"


LEADS_ON = frozenset(Verdict) - {Verdict.ACTION, Verdict.NOTED}
"""A new action or a note leaves the risk open to be judged."""


@dataclass(frozen=True, slots=True)
class Item:
    """One risk on the agenda, by the names it had when the meeting began."""

    risk_id: RiskId
    key: str
    title: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a risk; `old` and `new` name levels, `outcome` how it ended, `owner` who acts.

    `text` is the reason, the action's title, or the note.
    """

    risk_id: RiskId
    verdict: Verdict
    at: datetime
    by: AccountId | None
    text: str = ""
    old: str = ""
    new: str = ""
    outcome: str = ""
    owner: AccountId | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """One review meeting; `place` counts the agenda's items that are behind it."""

    id: str
    key: str
    project_id: ProjectId
    started_at: datetime
    started_by: AccountId | None
    agenda: tuple[Item, ...] = ()
    decisions: tuple[Decision, ...] = ()
    present: tuple[AccountId, ...] = ()
    place: int = 0
    ended_at: datetime | None = None
    version: int = field(default=1, compare=False)

    @property
    def current(self) -> Item | None:
        """The risk that is spoken of now; None once all were."""
        return self.agenda[self.place] if self.place < len(self.agenda) and self.ended_at is None else None

    @property
    def tally(self) -> Counter[Verdict]:
        """How often each verdict was given."""
        return Counter(one.verdict for one in self.decisions)

    def about(self, risk_id: RiskId) -> tuple[Decision, ...]:
        """What was decided about one risk, in order."""
        return tuple(one for one in self.decisions if one.risk_id == risk_id)


def agenda_of(groups: Collection[tuple[Reason, RiskId, str, str]]) -> tuple[Item, ...]:
    """Each risk once, by the first reason it is there for; groups come in their own order of weight."""
    order = list(Reason)
    found: dict[RiskId, Item] = {}
    for reason, risk_id, key, title in sorted(groups, key=lambda one: order.index(one[0])):
        found.setdefault(risk_id, Item(risk_id, key, title, reason))
    return tuple(found.values())[:LONGEST_AGENDA]


def decided(meeting: Meeting, decision: Decision) -> Meeting:
    """The meeting with a decision about the risk it speaks of, and at the next one where the decision leads on.

    Conflict where the meeting has ended or speaks of another risk.
    """
    if meeting.ended_at is not None:
        raise Conflict("This meeting has ended.")
    if meeting.current is None or meeting.current.risk_id != decision.risk_id:
        raise Conflict("The meeting is at another risk by now.")
    return replace(
        meeting,
        decisions=(*meeting.decisions, decision),
        place=meeting.place + (decision.verdict in LEADS_ON),
    )


def gone_back(meeting: Meeting) -> Meeting:
    """The meeting at the risk before; what was decided about it stands until it is decided anew."""
    if meeting.ended_at is not None:
        raise Conflict("This meeting has ended.")
    return replace(meeting, place=max(meeting.place - 1, 0))


def joined(meeting: Meeting, account: AccountId) -> Meeting:
    """The meeting with one more person, once."""
    return meeting if account in meeting.present else replace(meeting, present=(*meeting.present, account))


def parted(meeting: Meeting, account: AccountId) -> Meeting:
    """The meeting without a person who was named by mistake."""
    return replace(meeting, present=tuple(one for one in meeting.present if one != account))


def ended(meeting: Meeting, at: datetime) -> Meeting:
    """The meeting over, its minutes as they are."""
    if meeting.ended_at is not None:
        raise Conflict("This meeting has ended already.")
    return replace(meeting, ended_at=at)
