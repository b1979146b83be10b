"""Threads that keep taking work from the table: deliveries, errands when those are quiet, a tidy-up by the hour."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

import structlog

from plugin.jobs.deliveries import Deliveries
from plugin.jobs.errands import Errands
from plugin.jobs.housekeeping import Housekeeping
from plugin.usecases.ports import Clock

log = structlog.get_logger(__name__)

IDLE_SECONDS = 0.15
PACE_SECONDS = 0.1
"""A round begins no sooner than this after the one before, unless a batch was full. What arrives meanwhile is worked
off in one transaction instead of many, and an event that comes out of the blue is still taken up at once."""
YIELD = 5.0
"""While webhooks pour in, a poller rests this many times as long as it worked: Jira must be answered first."""
POURING = 5
"""So many webhooks during one round are a pour."""
TROUBLE_SECONDS = 1.0
MOST_AT_ONCE = 100
STARVED_AFTER = timedelta(seconds=1.5)
"""Under a steady stream of deliveries errands still get their turn this often."""


class Bell:
    """Wakes idle pollers when something arrived in this process; other processes' arrivals are found by looking."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self.rung = 0
        """How often, near enough: threads that ring at the same instant may count as one."""

    def ring(self) -> None:
        """Something is there."""
        self.rung += 1
        self._event.set()

    def wait(self, seconds: float) -> None:
        """Return at the next ring, at the latest after that time."""
        if self._event.wait(seconds):
            self._event.clear()


class Pollers:
    """A few threads over one queue; `start` and `stop` may be called once each."""

    def __init__(
        self,
        deliveries: Deliveries,
        errands: Errands,
        housekeeping: Housekeeping,
        *,
        clock: Clock,
        threads: int,
        bell: Bell,
    ) -> None:
        self._deliveries = deliveries
        self._errands = errands
        self._housekeeping = housekeeping
        self._clock = clock
        self._bell = bell
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._loop, args=(number,), name=f"poller-{number}", daemon=True)
            for number in range(threads)
        ]

    def start(self) -> None:
        """Begin; call it after any fork, never before."""
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 20.0) -> None:
        """Finish what is under way and end; what was not begun stays in the table."""
        self._stopping.set()
        self._bell.ring()
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _loop(self, number: int) -> None:
        owner = f"{os.getpid()}-{number}-{uuid.uuid4().hex[:8]}"
        last_errands = self._clock()
        while not self._stopping.is_set():
            began, heard = time.monotonic(), self._bell.rung
            try:
                done = self._deliveries.run_once(owner, most=MOST_AT_ONCE)
                full = done >= MOST_AT_ONCE
                if done == 0 or self._clock() - last_errands > STARVED_AFTER:
                    done += self._errands.run_once(owner)
                    last_errands = self._clock()
                if number == 0:
                    self._housekeeping.look()
            except Exception:
                # A database that is away for a moment must not end the thread.
                log.exception("poller stumbled")
                self._stopping.wait(TROUBLE_SECONDS)
                continue
            took = time.monotonic() - began
            if done == 0:
                self._bell.wait(IDLE_SECONDS)
            self._rest(took, full=full, pouring=self._bell.rung - heard >= POURING)

    def _rest(self, took: float, *, full: bool, pouring: bool) -> None:
        pace = 0.0 if full else PACE_SECONDS - took
        self._stopping.wait(max(0.0, pace, took * YIELD if pouring else 0.0))


def drain(step: Callable[[], int], most: int = 100_000) -> int:
    """Call a step until it finds nothing more; for commands and tests that work without threads."""
    done = 0
    for _ in range(most):
        count = step()
        if count == 0:
            return done
        done += count
    return done
