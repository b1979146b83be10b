"""Sends webhooks as Jira does: at least once, in no promised order, signed, retried under one identifier."""

import heapq
import random
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import jwt
import urllib3

from tests.standin.model import Installation
from tests.standin.qsh import query_string_hash

_RETRIED = frozenset({408, 409, 425, 429})


@dataclass(order=True)
class _Queued:
    due: float
    number: int
    webhook: "Webhook" = field(compare=False)
    attempt: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Webhook:
    """One webhook to be sent; ``target`` is path and query below the app's base URL, ``body`` None for no body."""

    event: str
    target: str
    body: bytes | None
    account_id: str | None = None
    flow: str = "Primary"
    identifier: str = field(default_factory=lambda: str(uuid.uuid4()))


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
    """Up to ``in_flight`` senders over one queue; the public attributes may be changed at any time."""

    def __init__(self, installation: Callable[[], Installation | None], clock: Callable[[], datetime]) -> None:
        self.in_flight = 20
        self.retry_waits: Sequence[float] = (0.2, 0.5, 1, 2, 5)
        self.timeout = 10.0
        self.duplicate_every = 0
        self.shuffle: bool | int = False
        self.shuffle_window = 0.2
        self.paused = False
        self.attempts: list[Attempt] = []
        self.counts = Counts()
        self._installation = installation
        self._clock = clock
        self._random = random.Random(0)
        self._changed = threading.Condition()
        self._queue: list[_Queued] = []
        self._workers: list[threading.Thread] = []
        self._number = 0
        self._closed = False
        self._http = urllib3.PoolManager(maxsize=20, retries=False)

    def submit(self, webhook: Webhook) -> None:
        """Queue a webhook; with ``duplicate_every`` = n each n-th is sent twice under the same identifier."""
        with self._changed:
            self.counts.submitted += 1
            self._put(webhook, self._delay())
            if self.duplicate_every and self.counts.submitted % self.duplicate_every == 0:
                self.counts.duplicated += 1
                self._put(webhook, self._delay() + 0.05)
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

    def _put(self, webhook: Webhook, delay: float, attempt: int = 0) -> None:
        self._number += 1
        self.counts.pending += 1
        heapq.heappush(self._queue, _Queued(time.monotonic() + delay, self._number, webhook, attempt))
        self._changed.notify()

    def _work(self) -> None:
        while (queued := self._take()) is not None:
            status = self._send(queued.webhook, queued.attempt)
            with self._changed:
                self.attempts.append(Attempt(queued.webhook.identifier, queued.webhook.event, queued.attempt, status))
                self._settle(queued, status)
                self.counts.pending -= 1
                self._changed.notify_all()

    def _take(self) -> _Queued | None:
        with self._changed:
            while not self._closed:
                wait = self._queue[0].due - time.monotonic() if self._queue else None
                if wait is not None and wait <= 0 and not self.paused:
                    return heapq.heappop(self._queue)
                self._changed.wait(None if self.paused else wait)
        return None

    def _settle(self, queued: _Queued, status: int) -> None:
        if 200 <= status < 300:
            self.counts.delivered += 1
        elif (status in _RETRIED or status >= 500 or status == 0) and queued.attempt < len(self.retry_waits):
            if not self._closed:
                self.counts.retried += 1
                self._put(queued.webhook, self.retry_waits[queued.attempt], queued.attempt + 1)
        else:
            self.counts.dropped += 1

    def _send(self, webhook: Webhook, attempt: int) -> int:
        app = self._installation()
        if app is None:
            return 410
        headers = {
            "Authorization": f"JWT {self._token(app, webhook)}",
            "Content-Type": "application/json",
            "X-Atlassian-Webhook-Identifier": webhook.identifier,
            "X-Atlassian-Webhook-Flow": webhook.flow,
            "User-Agent": "Atlassian HttpClient (stand-in)",
        }
        if attempt:
            headers["X-Atlassian-Webhook-Retry"] = str(attempt)
        url = app.base_url + webhook.target
        try:
            answer = self._http.request(
                "POST", url, body=webhook.body or b"", headers=headers, timeout=self.timeout, redirect=False
            )
        except urllib3.exceptions.HTTPError:
            return 0
        return answer.status

    def _token(self, app: Installation, webhook: Webhook) -> str:
        base_path = urlsplit(app.base_url).path
        now = int(self._clock().timestamp())
        qsh = query_string_hash("POST", base_path + webhook.target, base_path)
        claims: dict[str, object] = {"iss": app.client_key, "iat": now, "exp": now + 180, "qsh": qsh}
        if webhook.account_id is not None:
            claims["sub"] = webhook.account_id
        return jwt.encode(claims, app.shared_secret, algorithm="HS256")
