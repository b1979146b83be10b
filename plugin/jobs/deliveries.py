"""Process one claimed batch: decide, carry out, close, all in one transaction; where that fails, one at a time."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from handlers.receipt import event_of
from plugin.domain.commands import BuryIssue, Command, ReadIssue, TrackIssue
from plugin.domain.errors import Unreadable
from plugin.domain.ids import ProjectId, SiteId
from plugin.usecases import watching
from plugin.usecases.ports import Clock, NewId, UnitOfWork
from plugin.usecases.queue import Batch, BatchEnd, Delivery, LeaseLost, Queue
from plugin.usecases.tracking import NOT_SWITCHED_ON, Elsewhere, Step, execute, to_tell

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 5
MOST_CLAIMS = 12
"""A delivery that was claimed this often and never came to an end killed its worker each time."""

TRUSTED_CLAIMS = 2
"""So often a batch is begun whole."""

LONGEST_WAIT = timedelta(minutes=10)
RELAYED = "plumbline:issue_moved"
"""Our own event: an issue left this project; the body is the one Jira sent to the project that it entered."""


class ClosingWork(UnitOfWork, BatchEnd, Protocol):
    """A unit of work that can close deliveries together with their effects."""


class OpensWork(Protocol):
    """Opens such a unit of work."""

    def __call__(self, site_id: SiteId, *, write: bool = False) -> AbstractContextManager[ClosingWork]:
        """A unit of work for one site; leaving it without commit() rolls back."""


Decision = tuple[str, tuple[Command, ...], str | None]
"""Fate ("decided", "ignored", "unsubscribed"), the commands, and the reason where there are none."""

Decide = Callable[[str, bytes, datetime], Decision]
"""The verdict on an event, its raw body, and the instant of its receipt."""


def wait_before(attempt: int) -> timedelta:
    """Growing, jittered waits between attempts: 2, 4, 8 … seconds, at most ten minutes."""
    seconds = min(LONGEST_WAIT.total_seconds(), 2.0**attempt)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - spreads retries, guards nothing


class Deliveries:
    """Takes batches from the queue and turns them into numbers."""

    def __init__(
        self, queue: Queue, work: OpensWork, decide: Decide, *, clock: Clock, new_id: NewId, lease_seconds: float = 30.0
    ) -> None:
        self._queue = queue
        self._work = work
        self._decide = decide
        self._clock = clock
        self._new_id = new_id
        self._lease = lease_seconds

    def run_once(self, owner: str, *, most: int = 100) -> int:
        """Claim and process one batch; returns how many deliveries came to an end (0 where none was due)."""
        batch = self._queue.claim(owner, self._clock(), lease_seconds=self._lease, most=most)
        if batch is None:
            return 0
        if batch.attempts > MOST_CLAIMS:
            self._queue.fail(batch, batch.deliveries[0].id, "Each attempt ended with the worker's death.", None)
            return 0
        try:
            return self._carried_out(batch)
        except LeaseLost:
            log.warning("lane lost", lane=batch.lane, site=batch.site_id)
            return 0
        except Exception as error:
            # A poison delivery must stop its lane, not the worker.
            if len(batch.deliveries) == 1:
                self._failed(batch, error)
                return 0
            log.warning("batch failed, going one by one", lane=batch.lane, size=len(batch.deliveries), exc_info=True)
            self._queue.release(batch, self._clock())
        return sum(self.run_once(owner, most=1) for _ in batch.deliveries)

    def _carried_out(self, batch: Batch) -> int:
        """Process a batch whole; its head alone where that was begun before and never came to an end.

        Should one of a batch kill its worker, then those before it must come through, and only it be tried for ever.
        """
        if batch.attempts <= TRUSTED_CLAIMS or len(batch.deliveries) == 1:
            self._carry_out(batch, batch.deliveries)
            return len(batch.deliveries)
        self._carry_out(batch, batch.deliveries[:1])
        self._queue.release(batch, self._clock())
        return 1

    def _failed(self, batch: Batch, error: Exception) -> None:
        delivery, attempts = batch.deliveries[0], batch.attempts
        retry_at = None if attempts >= MOST_ATTEMPTS else self._clock() + wait_before(attempts)
        text = f"{type(error).__name__}: {error}"[:1000]
        log.error("delivery failed", delivery=delivery.id, event_name=delivery.event, attempts=attempts, error=text)
        self._queue.fail(batch, delivery.id, text, retry_at)

    def _carry_out(self, batch: Batch, deliveries: Sequence[Delivery]) -> None:
        fates: dict[int, tuple[str, str | None]] = {}
        steps: list[Step] = []
        now = self._clock()
        for delivery in deliveries:
            fate, commands, reason = self._fate(delivery)
            fates[delivery.id] = (fate, reason)
            if commands:
                steps.append(Step(delivery.id, commands))
        lane = ProjectId(batch.lane) if batch.lane else None
        with self._work(batch.site_id, write=True) as uow:
            elsewhere: Elsewhere = {}
            if steps:
                elsewhere = execute(uow, lane, steps, now, self._new_id)
                self._explain(uow, lane, steps, fates)
            if lane:
                # A rule may look at what no handler follows, such as a priority.
                watching.ask_soon(uow, lane, now)
            decided = {step.delivery_id: step.commands for step in steps}
            for delivery in deliveries:
                if delivery.event != RELAYED:
                    self._relay(uow, delivery, to_tell(decided.get(delivery.id, ()), elsewhere), now)
            uow.close(batch, fates, now)
            uow.commit()

    def _fate(self, delivery: Delivery) -> Decision:
        event = _relayed_event(delivery.body) if delivery.event == RELAYED else delivery.event
        try:
            return self._decide(event, delivery.body, delivery.received_at)
        except Unreadable as error:
            log.warning("unreadable delivery", delivery=delivery.id, event_name=delivery.event, error=str(error))
            return ("unreadable", (), str(error))

    def _explain(
        self, uow: UnitOfWork, lane: ProjectId | None, steps: Sequence[Step], fates: dict[int, tuple[str, str | None]]
    ) -> None:
        """A decided event of a project that is not switched on changed nothing; its fate says so."""
        project = uow.projects.get(lane) if lane else None
        if lane is None or (project is not None and project.enabled):
            return
        for step in steps:
            if step.delivery_id is not None and any(_is_about_issue(c) for c in step.commands):
                fates[step.delivery_id] = ("ignored", NOT_SWITCHED_ON)

    def _relay(self, uow: UnitOfWork, delivery: Delivery, told: Mapping[ProjectId, TrackIssue], now: datetime) -> None:
        """Tell the lanes of other projects that an issue was in: each lane alone may move its own totals."""
        for project_id, command in told.items():
            dedupe = f"relay:{command.snapshot.issue_id}:{command.change_id}:{project_id}"
            body: Mapping[str, object] = json.loads(delivery.body)
            uow.errands.relay(project_id, RELAYED, body, dedupe, now)


def _relayed_event(body: bytes) -> str:
    """What a relayed body was when it came, under Connect's name or Forge's."""
    carried: object = json.loads(body)
    named = event_of(carried) if isinstance(carried, Mapping) else ""
    return named or "jira:issue_updated"


def _is_about_issue(command: Command) -> bool:
    return isinstance(command, TrackIssue | BuryIssue | ReadIssue)
