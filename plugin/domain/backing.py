"""A risk that lives in a Jira issue: which of the two follows the other, by comparing both with the last accord."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from plugin.domain.ids import AccountId

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Followed:
    """What risk and issue share: who owns it, by when somebody acts next, whether it is over."""

    owner: AccountId | None = None
    due: date | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Backing:
    """The last accord of each side (None before the first), and what Jira would not take.

    `asked` once the issue ended before the risk did: that never closes the risk by itself, for only a person can tell
    the outcome that closing needs. `level` is the one that the issue's watchers were last told, `reminded` is what
    they were reminded of ("review:2026-12-08").
    """

    here: Followed | None = None
    there: Followed | None = None
    trouble: str = ""
    asked: bool = False
    level: str = ""
    reminded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accord:
    """What each side is to become, and whether a person has to say how the risk ended."""

    here: Followed
    there: Followed
    asked: bool
    reopen: bool


def agree(here: Followed, there: Followed, last: Backing) -> Accord:
    """Three-way comparison: the side that changed since the last accord carries the other; Jira's change goes first.

    Comparing the same two sides twice changes nothing, so news may come late, twice or out of order. What neither side
    changed stays as it is, even where the two differ because Jira refused. At the first accord with an issue that was
    there before, what the issue says goes first: nobody asked for it to be changed.
    """
    if last.here is None or last.there is None:
        owner, due = there.owner or here.owner, there.due or here.due
        asked = there.over and not here.over
        return Accord(Followed(owner, due, here.over), Followed(owner, due, here.over or there.over), asked, False)
    our_owner, their_owner = _pick(here.owner, there.owner, last.here.owner, last.there.owner)
    our_due, their_due = _pick(here.due, there.due, last.here.due, last.there.due)
    ended_there, ended_here = there.over != last.there.over, here.over != last.here.over
    reopen = ended_there and not there.over and here.over and not ended_here
    our_over = here.over and not reopen
    their_over = our_over if ended_here and not (ended_there and there.over) else there.over
    asked = their_over and not our_over and (ended_there or last.asked)
    return Accord(Followed(our_owner, our_due, our_over), Followed(their_owner, their_due, their_over), asked, reopen)


def _pick(here: T, there: T, last_here: T, last_there: T) -> tuple[T, T]:
    if there != last_there:
        return there, there
    return (here, here) if here != last_here else (here, there)
