"""Processes: gunicorn with pollers beside the web threads, or pollers alone."""

from __future__ import annotations

import gc
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import structlog
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from plugin.domain.errors import Conflict
from plugin.jobs.pollers import Pollers
from plugin.logs import ACCESS_LOG_FORMAT, log_config
from plugin.settings import Settings
from plugin.wiring import build, utcnow

log = structlog.get_logger(__name__)

WEB_THREADS = 8
GRACE_SECONDS = 25
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - where gunicorn's heartbeat file does not wait for a disk


def serve(settings: Settings) -> int:
    """Serve until told to stop. The embedded default applies pending migrations first, before any worker starts."""
    if settings.insecure_http:
        log.warning("PLUMBLINE_INSECURE_HTTP is on: for development and tests only")
    if settings.is_embedded_default:
        settings.home.mkdir(parents=True, exist_ok=True)
    app = build(settings)
    if settings.is_embedded_default:
        app.database.migrate()
    elif not app.database.at_head():
        raise Conflict("The database is not at the newest schema: run plumbline migrate first.")
    for warning in app.database.warnings():
        log.warning(warning)
    app.database.dispose()
    # What is loaded by now is shared with the workers; the collector would touch, and so copy, every page of it.
    gc.freeze()
    _Server(settings).run()
    return 0


def work(settings: Settings) -> int:
    """Work through deliveries and errands in this process until told to stop."""
    app = build(settings)
    pollers = app.pollers(max(1, settings.jobs.threads))
    stopping = told_to_stop()
    pollers.start()
    stopping.wait()
    pollers.stop(GRACE_SECONDS)
    return 0


def told_to_stop() -> threading.Event:
    """What is set once this process is asked to end, by SIGTERM or Ctrl-C."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    return stopping


class _Worker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's worker with threads, less one deadlock."""

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """End soon, also by Ctrl-C.

        gunicorn would shut its pool of threads down within the signal's handler, and wait for ever where the signal
        came while the same thread was handing the pool a request. Ending as by SIGTERM takes a moment longer.
        """
        self.handle_exit(sig, frame)


class _ServerLog(Logger):  # type: ignore[misc]
    """gunicorn's log. A line for each request costs more than receiving a webhook, so it must be asked for."""

    @property
    def access_log_enabled(self) -> bool:
        """Only where an access log is set; gunicorn itself takes a `logconfig_dict` for that wish."""
        return bool(self.cfg.accesslog)


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn as one process with threads; each worker process wires the app for itself after the fork."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pollers: Pollers | None = None
        super().__init__()

    def load_config(self) -> None:
        """Gunicorn's own settings; nothing is read from its files or command line."""
        chosen: dict[str, Any] = {
            "bind": str(self._settings.bind),
            "workers": 1,
            "worker_class": _Worker,
            "threads": WEB_THREADS,
            "keepalive": 15,
            "timeout": 120,
            "graceful_timeout": GRACE_SECONDS,
            "worker_tmp_dir": str(IN_MEMORY) if IN_MEMORY.is_dir() else None,
            "control_socket_disable": True,
            "accesslog": "-" if self._settings.log_level == "debug" else None,
            "access_log_format": ACCESS_LOG_FORMAT,
            "logger_class": _ServerLog,
            "logconfig_dict": log_config(self._settings.log_level, self._settings.log_format),
            "post_worker_init": self._started,
            "worker_exit": self._ended,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI app of one worker process."""
        self._app = build(self._settings)
        return self._app.flask()

    def _started(self, _worker: Any) -> None:
        if self._settings.jobs.mode == "embedded":
            if self._settings.is_embedded_default:
                # Nobody else works on this file, so whoever holds a lease is dead: no lane need wait until it ends.
                self._app.queue.take_back(utcnow())
            self._pollers = self._app.pollers(self._settings.jobs.threads)
            self._pollers.start()

    def _ended(self, _server: Any, _worker: Any) -> None:
        if self._pollers is not None:
            self._pollers.stop(GRACE_SECONDS)
