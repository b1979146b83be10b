"""Tells workers elsewhere, again and again, that something is due; the table of work alone knows what there is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog

from plugin.jobs.housekeeping import Housekeeping
from plugin.usecases.ports import Clock
from plugin.usecases.queue import Due, Queue

log = structlog.get_logger(__name__)

LOOK_SECONDS = 0.1
TROUBLE_SECONDS = 1.0
MOST_AT_ONCE = 200
"""So many lanes, and as many kinds of errand, are told of at a time; the others' turn comes as those are done."""
FRESH = timedelta(seconds=5)
"""A hint that nobody took up for so long may be lost. Each further one is waited for twice as long."""
LONGEST_FRESH = timedelta(seconds=30)
"""Where no worker is left, a hint for each lane and this time is all that piles up."""


@dataclass(frozen=True, slots=True)
class Hint:
    """That a lane of deliveries, or a kind of errand, is worth a look."""

    desk: Literal["deliveries", "errands"]
    due: Due


class Relay:
    """Looks for what is due and hints at it; any number of relays does no harm, for a hint promises nothing."""

    def __init__(
        self,
        queue: Queue,
        kinds: Sequence[str],
        send: Callable[[Hint], None],
        housekeeping: Housekeeping,
        *,
        clock: Clock,
    ) -> None:
        """Where workers wait for hints, nobody else looks at the clock: `housekeeping` is done here."""
        self._queue = queue
        self._kinds = kinds
        self._send = send
        self._clock = clock
        self._fresh: dict[Hint, tuple[datetime, timedelta]] = {}
        self._housekeeping = housekeeping

    def run_once(self) -> int:
        """Hint at everything that is due and was not hinted at a moment ago; returns how many hints were sent.

        A hint is answered once its lane is not due, or has another delivery in front.
        """
        now = self._clock()
        due = [
            *(Hint("deliveries", one) for one in self._queue.due_lanes(now, MOST_AT_ONCE)),
            *(Hint("errands", one) for one in self._queue.due_errands(now, self._kinds, MOST_AT_ONCE)),
        ]
        self._fresh = {hint: self._fresh[hint] for hint in due if hint in self._fresh}
        return sum(self._hint(hint, now) for hint in due)

    def run(self, stopping: threading.Event) -> None:
        """Do so until told to stop, also while the broker or the database is away for a time."""
        while not stopping.is_set():
            try:
                self.run_once()
                self._housekeeping.look()
            except Exception as error:  # noqa: BLE001 - whatever it is, the table keeps what is to be done
                log.warning("relay stumbled", error=f"{type(error).__name__}: {error}"[:500])
                stopping.wait(TROUBLE_SECONDS)
            stopping.wait(LOOK_SECONDS)

    def _hint(self, hint: Hint, now: datetime) -> int:
        until, waited = self._fresh.get(hint, (now, FRESH / 2))
        if now < until:
            return 0
        self._send(hint)
        wait = min(LONGEST_FRESH, waited * 2)
        self._fresh[hint] = (now + wait, wait)
        return 1
