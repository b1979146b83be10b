"""The same load on the app and on the yardstick by turns, so that whatever disturbs the machine disturbs both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench import jira, signed
from tests.bench.load import Outcome, Plan, drive_apart
from tests.bench.processes import cpu_seconds
from tests.bench.signed import Request
from tests.bench.stage import Stage

BODIES = 200


@dataclass(frozen=True, slots=True)
class Round:
    """One turn of one server: answers per second, milliseconds within which a share came, processor µs per answer."""

    per_second: float
    p50: float
    p95: float
    p99: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Contest:
    """The turns of both, pairwise in the order in which they were taken."""

    ours: Sequence[Round]
    yardstick: Sequence[Round]

    @property
    def ratio(self) -> float:
        """The median over the pairs of how many times faster the app was."""
        return median(a.per_second / b.per_second for a, b in zip(self.ours, self.yardstick, strict=True))


def middle(rounds: Sequence[Round]) -> Round:
    """The medians of the turns, each figure for itself."""
    return Round(*(median(getattr(one, name) for one in rounds) for name in ("per_second", "p50", "p95", "p99", "cpu")))


def receipt(on: Stage, rounds: int, seconds: float) -> Contest:
    """Webhooks of a project that is not switched on, received durably; raises where one was refused or lost."""
    key, secret = on.keys
    requests = signed.webhooks(key, secret, jira.events(on.site, jira.ELSEWHERE, BODIES, None))
    before, before_there = on.received(), on.received_by_yardstick()
    accepted = accepted_there = 0
    ours, theirs = [], []
    for number in range(rounds + 1):
        answered, one = turn(on, on.ours.port, on.ours.pid, requests, seconds, f"a{number}")
        accepted += answered
        on.drained()
        answered, other = turn(on, on.yardstick.port, on.yardstick.pid, requests, seconds, f"b{number}")
        accepted_there += answered
        if number:  # the first turn warms up
            ours.append(one)
            theirs.append(other)
    _check_kept("the app", accepted, on.received() - before)
    _check_kept("the yardstick", accepted_there, on.received_by_yardstick() - before_there)
    return Contest(ours, theirs)


def turn(on: Stage, port: int, pid: int, requests: Sequence[Request], seconds: float, prefix: str) -> tuple[int, Round]:
    """One turn of one server: how many it answered, and how fast; raises RuntimeError where it refused."""
    used = cpu_seconds(pid)
    outcome = drive_apart(Plan(port, requests, seconds=seconds, prefix=prefix), on.cores)
    used = cpu_seconds(pid) - used
    check(outcome)
    return len(outcome.latencies), Round(
        outcome.per_second,
        outcome.quantile(0.5),
        outcome.quantile(0.95),
        outcome.quantile(0.99),
        used / len(outcome.latencies) * 1e6,
    )


def check(outcome: Outcome) -> None:
    """Raise RuntimeError unless every answer was a success."""
    if outcome.refusals():
        raise RuntimeError(f"the answers had the statuses {dict(outcome.statuses)}")


def _check_kept(who: str, accepted: int, kept: int) -> None:
    if accepted != kept:
        raise RuntimeError(f"{who} accepted {accepted} webhooks and keeps {kept}")
