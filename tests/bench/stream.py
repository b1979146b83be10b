"""Events from end to end: from the first webhook sent to the last figure moved, on a large project with a baseline."""

from __future__ import annotations

from dataclasses import dataclass

from tests.bench import jira, signed
from tests.bench.load import Plan, drive_apart
from tests.bench.processes import cpu_seconds
from tests.bench.rounds import check
from tests.bench.stage import Stage


@dataclass(frozen=True, slots=True)
class Streamed:
    """So many events in so many seconds; how far the last figure was behind the last answer; processor µs per event."""

    events: int
    seconds: float
    behind: float
    accepted_per_second: float
    cpu: float

    @property
    def per_second(self) -> float:
        """Events per second."""
        return self.events / self.seconds


def stream(on: Stage, baseline: str, count: int) -> Streamed:
    """Send that many events as fast as they are accepted and wait for their effects.

    Raises RuntimeError when the baseline's ledger does not come out as the site's own issues tell.
    """
    key, secret = on.keys
    requests = signed.webhooks(key, secret, jira.events(on.site, jira.PROJECT, count, on.scene.version))
    used = cpu_seconds(on.ours.pid)
    outcome = drive_apart(Plan(on.ours.port, requests, total=count, prefix=f"s{on.received()}"), on.cores)
    check(outcome)
    ended = on.drained()
    used = cpu_seconds(on.ours.pid) - used
    found, expected = on.api("GET", f"/baselines/{baseline}/ledger")["points"]["current"], jira.agreed_points(on.scene)
    if found != expected:
        raise RuntimeError(f"the ledger says {found} points, the site's issues have {expected}")
    return Streamed(
        count, ended - outcome.began, max(0.0, ended - outcome.ended), outcome.per_second, used / count * 1e6
    )
