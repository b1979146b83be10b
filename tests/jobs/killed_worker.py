"""A worker in a process of its own, to be killed in the middle: `python -m tests.jobs.killed_worker DATABASE_URL`."""

from __future__ import annotations

import os
import sys
import time
import uuid
from datetime import UTC, datetime

from plugin.jobs.deliveries import Decision, Deliveries
from plugin.storage import Database, SqlQueue, SqlWork, open_database
from tests.jobs.desks import decide

LEASE_SECONDS = 0.6
READY = "ready"


def worker(database: Database) -> Deliveries:
    """Takes its time over every decision and every delta, so that death finds it anywhere."""
    return Deliveries(
        SqlQueue(database), SqlWork(database, _now), _slowly, clock=_now, new_id=_slow_id, lease_seconds=LEASE_SECONDS
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _slowly(event: str, body: bytes, received_at: datetime) -> Decision:
    time.sleep(0.002)
    return decide(event, body, received_at)


def _slow_id() -> str:
    time.sleep(0.004)
    return uuid.uuid4().hex


def main() -> None:
    """Work until killed."""
    deliveries = worker(open_database(sys.argv[1]))
    print(READY, flush=True)  # noqa: T201 - tells the test that it may begin to aim
    while True:
        if deliveries.run_once(f"worker-{os.getpid()}", most=10) == 0:
            time.sleep(0.02)


if __name__ == "__main__":
    main()
