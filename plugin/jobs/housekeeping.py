"""What is done by the hour: old work is thrown away, and the comparisons of the next night are planned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog

from plugin.usecases.ports import Clock
from plugin.usecases.queue import Queue

log = structlog.get_logger(__name__)

KEEP_DONE = timedelta(days=14)
EVERY = timedelta(hours=1)


class Housekeeping:
    """Looks at the clock as often as it is asked to, and does its work once an hour, the first time at once."""

    def __init__(self, queue: Queue, plan: Callable[[], None], *, clock: Clock) -> None:
        """`plan` asks for what has its time; asking twice for the same must do no harm."""
        self._queue = queue
        self._plan = plan
        self._clock = clock
        self._last = clock() - EVERY

    def look(self) -> None:
        """Do what is due, if anything is."""
        now = self._clock()
        if now - self._last < EVERY:
            return
        self._last = now
        log.info("tidied", removed=self._queue.prune(now - KEEP_DONE))
        self._plan()
