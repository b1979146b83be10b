"""A closed loop of keep-alive connections on raw sockets, in a process of its own so that it is not measured itself."""

from __future__ import annotations

import multiprocessing
import os
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from multiprocessing.connection import Connection

PATIENCE_SECONDS = 30.0
LARGEST_READ = 256 * 1024


@dataclass(frozen=True, slots=True)
class Plan:
    """What to send where: each request is its parts joined by a fresh identifier; one part alone is sent as it is.

    The requests are sent round and round until `seconds` are over or `total` have been answered.
    """

    port: int
    requests: Sequence[Sequence[bytes]]
    connections: int = 16
    seconds: float | None = None
    total: int | None = None
    prefix: str = "bench"


@dataclass(slots=True)
class Outcome:
    """What came of it: seconds each answer took, how many had which status, and when the first and last came."""

    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    began: float = 0.0
    ended: float = 0.0

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return len(self.latencies) / (self.ended - self.began)

    def quantile(self, share: float) -> float:
        """The time in milliseconds within which that share of the answers came."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000

    def refusals(self) -> int:
        """How many answers were no success."""
        return sum(count for status, count in self.statuses.items() if not 200 <= status < 300)


class Wire:
    """One keep-alive connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.socket = self._connect()
        self.sent_at = 0.0
        self._request = b""
        self._received = bytearray()

    def send(self, request: bytes) -> None:
        """Begin a request."""
        self._request = request
        self._received.clear()
        self.sent_at = time.monotonic()
        self.socket.sendall(request)

    def receive(self) -> int | None:
        """Read what has come: the status once the answer is whole, None before. Raises ConnectionError at the end."""
        data = self.socket.recv(LARGEST_READ)
        if not data:
            raise ConnectionError("the server closed the connection in the middle of an answer")
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0 or len(self._received) < end + 4 + _length(bytes(self._received[:end])):
            return None
        return int(self._received[9:12])

    def reopen(self) -> None:
        """A server may close an idle connection just as it is used again: connect anew and repeat the request."""
        self.socket.close()
        self.socket = self._connect()
        self.socket.sendall(self._request)

    @property
    def is_fresh(self) -> bool:
        """Whether nothing of the answer has come yet."""
        return not self._received

    def _connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE_SECONDS)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made


def drive(plan: Plan) -> Outcome:
    """Carry out a plan in this process. Raises TimeoutError when the server stops answering."""
    outcome = Outcome()
    with selectors.DefaultSelector() as selector:
        wires = [Wire(plan.port) for _ in range(plan.connections)]
        requests = _requests(plan)
        outcome.began = outcome.ended = time.monotonic()
        until = None if plan.seconds is None else outcome.began + plan.seconds
        for wire, request in zip(wires, requests, strict=False):
            wire.send(request)
            selector.register(wire.socket, selectors.EVENT_READ, wire)
        while selector.get_map():
            ready = selector.select(PATIENCE_SECONDS)
            if not ready:
                raise TimeoutError("the server stopped answering")
            for key, _ in ready:
                _answered(key.data, selector, requests, outcome, until)
        for wire in wires:
            wire.socket.close()
    return outcome


def drive_apart(plan: Plan, cores: Sequence[int] = ()) -> Outcome:
    """Carry out a plan in a process of its own, on those cores if any are named."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_child, args=(theirs, plan, tuple(cores)), daemon=True)
    process.start()
    theirs.close()
    try:
        outcome: Outcome = ours.recv()
    except EOFError as error:
        raise RuntimeError("the load generator failed; its last words are above") from error
    finally:
        process.join(PATIENCE_SECONDS)
    return outcome


def _child(connection: Connection, plan: Plan, cores: Sequence[int]) -> None:
    if cores:
        os.sched_setaffinity(0, cores)
    connection.send(drive(plan))


def _answered(
    wire: Wire, selector: selectors.BaseSelector, requests: Iterator[bytes], outcome: Outcome, until: float | None
) -> None:
    try:
        status = wire.receive()
    except ConnectionError:
        if not wire.is_fresh:
            raise
        selector.unregister(wire.socket)
        wire.reopen()
        selector.register(wire.socket, selectors.EVENT_READ, wire)
        return
    if status is None:
        return
    outcome.ended = time.monotonic()
    outcome.latencies.append(outcome.ended - wire.sent_at)
    outcome.statuses[status] += 1
    following = next(requests, None) if until is None or outcome.ended < until else None
    if following is None:
        selector.unregister(wire.socket)
    else:
        wire.send(following)


def _requests(plan: Plan) -> Iterator[bytes]:
    endless = (f"{plan.prefix}-{number:010d}".encode().join(parts) for number, parts in enumerate(cycle(plan.requests)))
    return endless if plan.total is None else islice(endless, plan.total)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
