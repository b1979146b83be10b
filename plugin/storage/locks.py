"""One writer at a time on one SQLite file, waiting in line instead of polling: threads and processes alike."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST_WAIT = 30.0


class WriteLock:
    """Held around every write transaction; SQLite's own waiting sleeps up to 100 ms at a time and is unfair.

    A dead process lets go by itself, since the kernel closes its files.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.Lock()
        self._file: int | None = None
        self._process = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock; raises TimeoutError after half a minute, which only a write inside a write can bring about."""
        if not self._threads.acquire(timeout=LONGEST_WAIT):
            raise TimeoutError("waited too long to write: is one write unit of work opened inside another?")
        try:
            file = self._opened()
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)
        finally:
            self._threads.release()

    def _opened(self) -> int:
        # A forked child shares its parent's open file, and with it the lock: each process opens its own.
        if self._file is None or self._process != os.getpid():
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._process = os.getpid()
        return self._file

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None and self._process == os.getpid():
            os.close(self._file)
        self._file = None
