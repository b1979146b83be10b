"""The servers under measurement, each a process of its own, and what they cost by the kernel's count."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from tests.standin.demo_app import AppProcess

READY_SECONDS = 30
TICKS = os.sysconf("SC_CLK_TCK")


class Ours(AppProcess):
    """The real app as its users start it."""

    @property
    def pid(self) -> int:
        """The process that was started; its workers are its children."""
        if self._process is None:
            raise RuntimeError("the app is not running")
        return self._process.pid


class Yardstick:
    """The plain Flask view, served in the same layout; ends with the block that holds it."""

    def __init__(self, home: Path, client_key: str, secret: str) -> None:
        self.port = free_port()
        self.database = home / "yardstick.db"
        self._command = [
            *(sys.executable, "-m", "tests.bench.yardstick", "--database", str(self.database)),
            *("--port", str(self.port), f"--client-key={client_key}", f"--secret={secret}"),
        ]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, start_new_session=True)
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise RuntimeError("the yardstick did not start")

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)

    @property
    def pid(self) -> int:
        """The process that was started."""
        if self._process is None:
            raise RuntimeError("the yardstick is not running")
        return self._process.pid


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def on_cores(cores: Sequence[int]) -> Iterator[None]:
    """What is started inside runs on those cores only; none means any."""
    before = os.sched_getaffinity(0)
    if cores:
        os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def split() -> tuple[list[int], list[int]]:
    """A core for servers and the rest for all else, so that throughput is that of one core; nothing on one core."""
    cores = sorted(os.sched_getaffinity(0))
    return ([], []) if len(cores) < 2 else (cores[:1], cores[1:])


def tree(pid: int) -> list[int]:
    """A process with its children and theirs."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, left = [], [pid]
    while left:
        one = left.pop()
        found.append(one)
        left += children.get(one, [])
    return found


def cpu_seconds(pid: int) -> float:
    """The processor time that a process and its children have used so far."""
    stats = [fields for one in tree(pid) if (fields := _stat(one))]
    return sum(int(fields[11]) + int(fields[12]) for fields in stats) / TICKS


def resident_mb(pid: int) -> float:
    """Resident memory in MB, pages that the processes share counted once."""
    total = 0
    for one in tree(pid):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def _stat(pid: int) -> list[str] | None:
    """The fields behind a process's name, from its state on; None when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
