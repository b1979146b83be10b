"""Sends webhooks and events as Jira does: at least once, in no promised order, retried; carriers address and sign."""

import heapq
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import urllib3

# What an attempt is booked with when the app is no longer installed.
_NOBODY = 410


@dataclass(order=True)
class _Queued:
    due: float
    number: int
    webhook: "Webhook" = field(compare=False)
    attempt: int = field(default=0, compare=False)
    last: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Webhook:
    """One webhook to be sent; ``target`` is path and query below the app's base URL, ``body`` None for no body.

    ``carrier`` is "connect" or "forge"; Forge takes the address from the manifest's ``module`` and not from ``target``.
    """

    event: str
    target: str
    body: bytes | None
    account_id: str | None = None
    flow: str = "Primary"
    identifier: str = field(default_factory=lambda: str(uuid.uuid4()))
    carrier: str = "connect"
    module: str = ""


@dataclass(frozen=True)
class Request:
    """One attempt, addressed and signed."""

    url: str
    headers: dict[str, str]
    body: bytes


class Carrier(Protocol):
    """How one platform delivers."""

    most_retries: int
    time_limit: float

    def request(self, webhook: Webhook, attempt: int, last: int) -> Request | None:
        """Attempt 0, 1, … after the status ``last`` (0 for no answer); None where nobody is there to hear it."""

    def retries(self, status: int) -> bool:
        """Whether a status other than 2xx is worth another attempt; 0 stands for no answer."""


@dataclass(frozen=True)
class Attempt:
    """One attempt at delivery; the status is 0 when no answer came."""

    identifier: str
    event: str
    retry: int
    status: int


@dataclass
class Counts:
    """What became of the webhooks so far; ``pending`` are queued, waiting for a retry or in flight."""

    submitted: int = 0
    delivered: int = 0
    duplicated: int = 0
    retried: int = 0
    dropped: int = 0
    pending: int = 0


class Dispatcher:
    """Up to ``in_flight`` senders over one queue; the public attributes may be changed at any time.

    ``retry_waits`` and ``timeout`` hold for all carriers, within the limits of each.
    """

    def __init__(self) -> None:
        self.carriers: dict[str, Carrier] = {}
        self.in_flight = 20
        self.retry_waits: Sequence[float] = (0.2, 0.5, 1, 2, 5)
        self.timeout = 10.0
        self.duplicate_every = 0
        self.copies = 1
        self.shuffle: bool | int = False
        self.shuffle_window = 0.2
        self.paused = False
        self.attempts: list[Attempt] = []
        self.counts = Counts()
        self._random = random.Random(0)
        self._changed = threading.Condition()
        self._queue: list[_Queued] = []
        self._open: Counter[str] = Counter()
        self._workers: list[threading.Thread] = []
        self._number = 0
        self._closed = False
        self._http = urllib3.PoolManager(maxsize=20, retries=False)

    def submit(self, webhook: Webhook) -> None:
        """Queue a webhook; with ``duplicate_every`` = n each n-th comes ``copies`` times again, as the same one."""
        with self._changed:
            self.counts.submitted += 1
            self._put(webhook, self._delay())
            if self.duplicate_every and self.counts.submitted % self.duplicate_every == 0:
                self.counts.duplicated += 1
                for copy in range(1, self.copies + 1):
                    self._put(webhook, self._delay() + 0.05 * copy)
            if len(self._workers) < self.in_flight and not self._closed:
                name = f"webhooks-{len(self._workers)}"
                worker = threading.Thread(target=self._work, name=name, daemon=True)
                self._workers.append(worker)
                worker.start()

    def drain(self, timeout: float = 30.0) -> Counts:
        """Wait until nothing is pending and return the counts; raises ``TimeoutError`` naming what is left."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.counts.pending == 0, timeout):
                raise TimeoutError(f"{self.counts.pending} webhooks still pending after {timeout:g} s")
            return Counts(**vars(self.counts))

    def settled(self, identifier: str, timeout: float = 60.0) -> int:
        """Wait until one webhook is delivered or given up, and return its last status; raises ``TimeoutError``."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self._open[identifier], timeout):
                raise TimeoutError(f"webhook still pending after {timeout:g} s")
            statuses = [one.status for one in self.attempts if one.identifier == identifier]
        return statuses[-1] if statuses else 0

    def pause(self) -> None:
        """Hold everything back until ``resume``: deliveries wait, as when Jira lags."""
        with self._changed:
            self.paused = True

    def resume(self) -> None:
        """Let go of what was held back."""
        with self._changed:
            self.paused = False
            self._changed.notify_all()

    def close(self) -> None:
        """Stop the senders and drop what is still queued."""
        with self._changed:
            self._closed = True
            self.counts.pending -= len(self._queue)
            self._queue.clear()
            self._open.clear()
            self._changed.notify_all()
            workers = list(self._workers)
        for worker in workers:
            worker.join(self.timeout + 1)
        self._http.clear()

    def _delay(self) -> float:
        if self.shuffle is False:
            return 0.0
        if self.shuffle is not True:
            # A number is a seed, taken once, so that a run can be repeated.
            self._random, self.shuffle = random.Random(self.shuffle), True
        return self._random.uniform(0, self.shuffle_window)

    def _put(self, webhook: Webhook, delay: float, attempt: int = 0, last: int = 0) -> None:
        self._number += 1
        self.counts.pending += 1
        self._open[webhook.identifier] += 1
        heapq.heappush(self._queue, _Queued(time.monotonic() + delay, self._number, webhook, attempt, last))
        self._changed.notify()

    def _work(self) -> None:
        while (queued := self._take()) is not None:
            answered = self._send(queued)
            status = _NOBODY if answered is None else answered
            with self._changed:
                self.attempts.append(Attempt(queued.webhook.identifier, queued.webhook.event, queued.attempt, status))
                self._settle(queued, answered)
                self.counts.pending -= 1
                self._open -= Counter([queued.webhook.identifier])
                self._changed.notify_all()

    def _take(self) -> _Queued | None:
        with self._changed:
            while not self._closed:
                wait = self._queue[0].due - time.monotonic() if self._queue else None
                if wait is not None and wait <= 0 and not self.paused:
                    return heapq.heappop(self._queue)
                self._changed.wait(None if self.paused else wait)
        return None

    def _settle(self, queued: _Queued, status: int | None) -> None:
        carrier = self.carriers[queued.webhook.carrier]
        most = min(len(self.retry_waits), carrier.most_retries)
        if status is not None and 200 <= status < 300:
            self.counts.delivered += 1
        elif status is not None and carrier.retries(status) and queued.attempt < most:
            if not self._closed:
                self.counts.retried += 1
                self._put(queued.webhook, self.retry_waits[queued.attempt], queued.attempt + 1, status)
        else:
            self.counts.dropped += 1

    def _send(self, queued: _Queued) -> int | None:
        carrier = self.carriers[queued.webhook.carrier]
        made = carrier.request(queued.webhook, queued.attempt, queued.last)
        if made is None:
            return None
        headers = {"User-Agent": "Atlassian HttpClient (stand-in)", **made.headers}
        timeout = min(self.timeout, carrier.time_limit)
        try:
            answer = self._http.request(
                "POST", made.url, body=made.body, headers=headers, timeout=timeout, redirect=False
            )
        except urllib3.exceptions.HTTPError:
            return 0
        return answer.status
