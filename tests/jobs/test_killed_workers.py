"""Workers killed hard in the middle of their batches lose nothing and count nothing twice, on either database."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from plugin.storage import open_database
from tests.jobs.desks import Lanes, agreed, desk_on, ledger
from tests.jobs.killed_worker import LEASE_SECONDS, READY, worker
from tests.postgres import PostgresDatabase
from tests.usecases.desk import Desk

DELIVERIES = 120
KILLS = 4
ROOT = Path(__file__).parents[2]


@contextmanager
def running(url: str) -> Iterator[subprocess.Popen[str]]:
    """A worker at work."""
    command = [sys.executable, "-m", "tests.jobs.killed_worker", url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == READY
        yield process
    finally:
        process.kill()
        process.communicate()


def nothing_is_lost(url: str, desk: Desk) -> None:
    """Deliver, kill again and again, let one finish, and count."""
    baseline = agreed(desk)
    lanes = Lanes(desk)
    lanes.put(*[("create", number) for number in range(DELIVERIES)])
    lanes.put(*[("create", number) for number in range(DELIVERIES)])  # each of them twice, under the same key
    chance = random.Random(7)
    for _ in range(KILLS):
        with running(url) as process:
            time.sleep(chance.uniform(0.05, 0.25))
            process.send_signal(signal.SIGKILL)
            process.wait()
    states = list(lanes.states().values())
    assert "done" in states
    assert {"ready", "running"} & set(states)
    last, deadline = worker(desk.database), time.monotonic() + 30
    while set(lanes.states().values()) != {"done"} and time.monotonic() < deadline:
        if last.run_once("the last one") == 0:
            time.sleep(LEASE_SECONDS / 4)
    assert list(lanes.states().values()) == ["done"] * DELIVERIES
    found = ledger(desk, baseline)
    assert (found.count.unapproved, found.points.unapproved) == (DELIVERIES, DELIVERIES * 5000)
    with desk.work(desk.site_id) as uow:
        assert len(uow.baselines.all_deltas(baseline.id)) == DELIVERIES


def test_on_sqlite(lanes: Lanes) -> None:
    """One file, one worker after another."""
    nothing_is_lost(str(lanes.desk.database.engine.url), lanes.desk)


@pytest.mark.postgres
def test_on_postgresql(postgres_database: PostgresDatabase) -> None:
    """A server, and the app as a role that row-level security binds."""
    owner = open_database(postgres_database.owner_url)
    owner.migrate()
    owner.dispose()
    database = open_database(postgres_database.app_url)
    try:
        nothing_is_lost(postgres_database.app_url, desk_on(database))
    finally:
        database.dispose()
