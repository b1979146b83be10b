"""Trouble on demand: rate limits, errors with odd bodies, slow answers, each for a stated number of requests."""

import threading
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Fault:
    """What to answer instead, and how often still."""

    times: int
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    path_contains: str | None = None
    hang_seconds: float = 0.0
    method: str | None = None


class Faults:
    """The queue of troubles of one site; the first that fits a request is used up by it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[Fault] = []

    def rate_limit(
        self, times: int, retry_after: float, path_contains: str | None = None, *, reason: str = "burst"
    ) -> None:
        """Answer the next ``times`` fitting requests with 429 and ``Retry-After`` (seconds)."""
        headers = {
            "Retry-After": f"{retry_after:g}",
            "X-RateLimit-Limit": "100",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-NearLimit": "true",
            "RateLimit-Reason": {"burst": "jira-burst-based", "quota": "jira-quota-global-based"}.get(reason, reason),
        }
        body = {"errorMessages": ["Rate limit exceeded."], "errors": {}}
        self._plan(Fault(times, 429, body, headers, path_contains))

    def fail(
        self,
        times: int,
        status: int = 500,
        body: Any = None,
        path_contains: str | None = None,
        *,
        hang_seconds: float = 0.0,
        method: str | None = None,
    ) -> None:
        """Answer the next ``times`` fitting requests with ``status`` and ``body``.

        A dict goes out as JSON, a string as HTML, ``None`` as an empty body; ``hang_seconds`` waits first, so that
        a caller with a shorter time limit sees a time-out.
        """
        self._plan(Fault(times, status, body, {}, path_contains, hang_seconds, method))

    def clear(self) -> None:
        """Forget all planned trouble."""
        with self._lock:
            self._planned.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The trouble planned for this request, used up by one; ``None`` for a fair answer."""
        with self._lock:
            for fault in self._planned:
                fits = fault.path_contains is None or fault.path_contains in path
                if fits and fault.method in {None, method}:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._planned.remove(fault)
                    return fault
        return None

    def _plan(self, fault: Fault) -> None:
        if fault.times > 0:
            with self._lock:
                self._planned.append(fault)
