"""Group commit: requests that arrive together share one durable commit, and each is answered only after it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from plugin.usecases.queue import NewDelivery


class _Ticket:
    """One delivery on its way to the disk; its request sleeps until it is woken, with the outcome or as the leader."""

    __slots__ = ("delivery", "done", "error", "is_new", "woken")

    def __init__(self, delivery: NewDelivery) -> None:
        self.delivery = delivery
        self.done = False
        self.is_new = False
        self.error: BaseException | None = None
        self.woken = threading.Event()


class GroupCommit:
    """Whoever comes while the disk is busy waits; when it is free, the first of them writes for all of them.

    No thread of its own: the leader is one of the requests, so nothing has to survive a fork. Nor do the waiting stand
    in line for a lock: those who are served already would hold up those who are not, and groups would stay small.
    """

    def __init__(self, write: Callable[[Sequence[NewDelivery]], list[bool]], most: int = 256) -> None:
        self._write = write
        self._most = most
        self._waiting: list[_Ticket] = []
        self._busy = False
        self._lock = threading.Lock()

    def put(self, delivery: NewDelivery) -> bool:
        """Return once the delivery is durable: True when it is new, False when it was known.

        Raises what writing raises.
        """
        ticket = _Ticket(delivery)
        with self._lock:
            self._waiting.append(ticket)
            leads, self._busy = not self._busy, True
        if not leads:
            ticket.woken.wait()
        if not ticket.done:
            self._lead()
        if ticket.error is not None:
            raise ticket.error
        return ticket.is_new

    def _lead(self) -> None:
        """Write for everybody who waits, oneself the first of them, then hand over to the first who came since."""
        with self._lock:
            group, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            for ticket, is_new in zip(group, self._write([t.delivery for t in group]), strict=True):
                ticket.is_new = is_new
        except BaseException as error:
            # Every request of the group must hear of it, also where the leader's own thread is told to end.
            for ticket in group:
                ticket.error = error
            if not isinstance(error, Exception):
                raise
        finally:
            for ticket in group:
                ticket.done = True
                ticket.woken.set()
            self._hand_over()

    def _hand_over(self) -> None:
        with self._lock:
            self._busy = bool(self._waiting)
            if self._waiting:
                self._waiting[0].woken.set()
