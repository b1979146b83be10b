"""Processes: one command in an empty folder is enough, a signal ends all, and a killed worker comes back."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from plugin.domain.ids import SiteId
from plugin.storage import SqlQueue, open_database
from plugin.usecases.queue import NewDelivery
from plugin.wiring import utcnow

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0


@contextmanager
def serving(folder: Path, command: str = "serve") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`plumbline serve` with nothing but its address chosen; its log goes to a file."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PLUMBLINE_BIND": bind}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "plugin", command], cwd=folder, env=environ, stderr=log, stdout=log, text=True
        )
        try:
            yield process, f"http://{bind}"
        finally:
            for pid in (*children(process.pid), process.pid):
                _kill(pid)
            process.wait()


def eventually(holds: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def is_ready(url: str) -> bool:
    """Whether the app says so."""
    try:
        return requests.get(f"{url}/readyz").status_code == 200
    except requests.ConnectionError:
        return False


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def is_alive(pid: int) -> bool:
    """Whether a process is still there, and not only its entry."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_command_in_an_empty_folder_is_enough(tmp_path: Path, number: signal.Signals) -> None:
    """Keys and database are made, the app answers, and the signal ends it cleanly with all it has started."""
    with serving(tmp_path) as (process, url):
        eventually(lambda: is_ready(url), "the app was never ready")
        assert {"keys", "plumbline.db"} <= {path.name for path in (tmp_path / "var").iterdir()}
        assert (tmp_path / "var" / "keys").stat().st_mode & 0o777 == 0o600
        assert requests.get(f"{url}/atlassian-connect.json").json()["key"] == "app.plumbline.jira"
        workers = children(process.pid)
        assert workers
        process.send_signal(number)
        assert process.wait(8) == 0
        assert not any(is_alive(pid) for pid in workers)
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log
    assert '"level": "error"' not in log


def test_a_killed_worker_comes_back_and_its_pollers_go_on(tmp_path: Path) -> None:
    """Gunicorn starts another; deliveries that came meanwhile are processed."""
    with serving(tmp_path) as (process, url):
        eventually(lambda: is_ready(url), "the app was never ready")
        (first,) = children(process.pid)
        os.kill(first, signal.SIGKILL)
        database = open_database(f"sqlite:///{tmp_path}/var/plumbline.db")
        queue = SqlQueue(database)
        queue.receive([NewDelivery(SiteId(1), "10000", "made:up", "w-1", b"{}", utcnow())])
        eventually(lambda: (now := children(process.pid)) != [] and first not in now, "no new worker")
        eventually(lambda: is_ready(url), "the app never came back")
        eventually(lambda: queue.state(utcnow()).ready + queue.state(utcnow()).running == 0, "nobody works")
        database.dispose()


def test_work_alone_ends_with_its_signal(tmp_path: Path) -> None:
    """Pollers without a web server, for a second machine."""
    with serving(tmp_path, "migrate") as (migrating, _):
        assert migrating.wait(PATIENCE) == 0
    with serving(tmp_path, "work") as (process, _):
        database = open_database(f"sqlite:///{tmp_path}/var/plumbline.db")
        queue = SqlQueue(database)
        queue.receive([NewDelivery(SiteId(1), "10000", "made:up", "w-1", b"{}", utcnow())])
        eventually(lambda: queue.state(utcnow()).ready + queue.state(utcnow()).running == 0, "nobody works")
        database.dispose()
        process.send_signal(signal.SIGTERM)
        assert process.wait(8) == 0
