"""The real app as a process of its own, told to trust a stand-in Jira on this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Self

import requests

READY_SECONDS = 60
STOP_SECONDS = 20


class AppProcess:
    """`plumbline serve` in a folder of its own, on a free loopback port; ends with the block that holds it."""

    def __init__(self, home: Path, jira_url: str, key_url: str, **settings: str) -> None:
        self.port = _free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self._settings = {
            "PLUMBLINE_BASE_URL": self.base_url,
            "PLUMBLINE_BIND": f"127.0.0.1:{self.port}",
            "PLUMBLINE_HOME": str(home),
            "PLUMBLINE_CONNECT_KEY_URLS": key_url,
            "PLUMBLINE_ALL_JS_URL": f"{jira_url}/bridge/all.js",
            "PLUMBLINE_INSECURE_HTTP": "true",
            "PLUMBLINE_LOG_LEVEL": "error",
            "PLUMBLINE_LOG_FORMAT": "console",
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the process in a group of its own, so that a Ctrl-C at the terminal reaches it through us only."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("PLUMBLINE_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "plugin", "serve"], env={**environ, **self._settings}, start_new_session=True
        )

    def stop(self) -> None:
        """Ask it to end and wait; what does not end in time is ended."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait(5)

    def kill_hard(self) -> None:
        """The machine pulls the plug: every process of the app is gone at once."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(5)

    @property
    def process_group(self) -> int:
        """The number that all processes of the app share."""
        if self._process is None:
            raise RuntimeError("the app was not started")
        return self._process.pid

    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self._process is not None and self._process.poll() is not None

    def wait_until_ready(self, stopping: threading.Event | None = None) -> None:
        """Return when /readyz says ready; raises RuntimeError when the process ends or the time is up."""
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            if self.has_ended():
                raise RuntimeError("the app ended while starting")
            if stopping is not None and stopping.is_set():
                return
            try:
                if requests.get(f"{self.base_url}/readyz", timeout=2).status_code == 200:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.1)
        raise RuntimeError("the app did not become ready")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
