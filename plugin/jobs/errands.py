"""Run due errands: each kind has a runner; "come back later" re-schedules, other trouble waits longer each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from plugin.domain.errors import JiraBusy, JiraRefused, JiraTrouble
from plugin.jobs.deliveries import wait_before
from plugin.usecases.ports import Clock
from plugin.usecases.queue import Errand, Queue

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 8
ERROR_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Runner:
    """How one kind of errand is run: up to `most` of one site together; `gave_up` is told when it failed too often."""

    run: Callable[[Sequence[Errand]], None]
    most: int = 1
    lease_seconds: float = 60.0
    gave_up: Callable[[Sequence[Errand], str], None] = lambda _errands, _why: None


class Errands:
    """Takes due errands from the queue and runs them."""

    def __init__(self, queue: Queue, runners: Mapping[str, Runner], *, clock: Clock) -> None:
        self._queue = queue
        self._runners = runners
        self._clock = clock

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds that are known here."""
        return tuple(self._runners)

    def run_once(self, owner: str) -> int:
        """Run one group of due errands for each kind; returns how many came to an end."""
        return sum(self._run_kind(owner, kind, runner) for kind, runner in self._runners.items())

    def _run_kind(self, owner: str, kind: str, runner: Runner) -> int:
        errands = self._queue.claim_errands(
            owner, self._clock(), lease_seconds=runner.lease_seconds, most=runner.most, kinds=[kind]
        )
        if not errands:
            return 0
        try:
            runner.run(errands)
        except JiraBusy as busy:
            wait = timedelta(seconds=max(busy.retry_after, 0.1))
            self._queue.postpone_errands(errands, self._clock() + wait, str(busy), counts=False)
            return 0
        except (JiraTrouble, JiraRefused) as trouble:
            self._later(errands, runner, str(trouble))
            return 0
        except Exception as error:
            # An errand that cannot be run must not stop the worker.
            log.exception("errand failed", kind=kind, subjects=[e.subject for e in errands][:5])
            self._later(errands, runner, f"{type(error).__name__}: {error}")
            return 0
        self._queue.finish_errands(errands, self._clock())
        return len(errands)

    def _later(self, errands: Sequence[Errand], runner: Runner, why: str) -> None:
        text = why[:ERROR_LENGTH]
        tired = [e for e in errands if e.attempts >= MOST_ATTEMPTS]
        fresh = [e for e in errands if e.attempts < MOST_ATTEMPTS]
        if tired:
            self._queue.bury_errands(tired, text)
            runner.gave_up(tired, text)
        if fresh:
            wait = wait_before(max(e.attempts for e in fresh))
            self._queue.postpone_errands(fresh, self._clock() + wait, text, counts=True)
