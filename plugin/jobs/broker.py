"""Work over a broker by dramatiq: messages carry hints alone, and workers take from the table as they always do.

A lost hint is sent again by the relay, and one that comes twice or late finds nothing to do. Load this module only
where a broker is configured: dramatiq is an extra.
"""

from __future__ import annotations

import importlib
import os
import threading
import uuid
from collections.abc import Callable

import dramatiq
import structlog
from dramatiq.middleware import Retries, TimeLimit

from plugin.jobs.deliveries import Deliveries
from plugin.jobs.errands import Errands
from plugin.jobs.pollers import MOST_AT_ONCE
from plugin.jobs.relay import Hint
from plugin.setting_values import Jobs

log = structlog.get_logger(__name__)

THREADS = 8
ERRANDS_AT_ONCE = 5
"""Errands wait for Jira, some for minutes; the other threads are kept for deliveries, which wait for nobody."""
BATCHES = 5
"""So many batches are taken at one hint; the relay hints at what is left."""
DELIVERIES_MS = 10 * 60_000
ERRANDS_MS = 6 * 60 * 60_000
"""A thread that is at it for longer hangs; the biggest project is read in within that time."""


def open_broker(jobs: Jobs) -> dramatiq.Broker:
    """The broker that the settings name; connects when it is first used. ModuleNotFoundError without its extra."""
    middleware = [TimeLimit(), Retries(max_retries=0)]
    broker: dramatiq.Broker
    if jobs.mode == "amqp":
        rabbitmq = importlib.import_module("dramatiq.brokers.rabbitmq")
        broker = rabbitmq.RabbitmqBroker(url=jobs.url, confirm_delivery=True, middleware=middleware)
    else:
        # With the defaults a killed worker's messages would lie for minutes, or for good.
        redis = importlib.import_module("dramatiq.brokers.redis")
        broker = redis.RedisBroker(
            url=jobs.url,
            namespace="plumbline",
            heartbeat_timeout=10_000,
            maintenance_chance=1_000_000,
            middleware=middleware,
        )
    return broker


class Crew:
    """Threads that wait for hints on a broker. Its actors are declared at once, so `send` works in every process."""

    def __init__(
        self, broker: dramatiq.Broker, deliveries: Deliveries, errands: Errands, *, threads: int = THREADS
    ) -> None:
        self._broker = broker
        self._deliveries = deliveries
        self._errands = errands
        self._threads = threads
        self._worker: dramatiq.Worker | None = None
        self._free = threading.Semaphore(min(ERRANDS_AT_ONCE, max(1, threads - 1)))
        self._actors: dict[str, dramatiq.Actor[[int, str], None]] = {
            "deliveries": self._actor("deliveries", self._take_deliveries, DELIVERIES_MS),
            "errands": self._actor("errands", self._take_errands, ERRANDS_MS),
        }

    def send(self, hint: Hint) -> None:
        """Let some crew on this broker know. Raises what the broker raises where it is away."""
        self._actors[hint.desk].send(hint.due.site_id, hint.due.what)

    def start(self) -> None:
        """Begin to wait for hints; a broker that is away is asked again until it answers."""
        self._worker = dramatiq.Worker(self._broker, worker_threads=self._threads)
        self._worker.start()

    def stop(self, seconds: float = 20.0) -> None:
        """Finish what is under way and end; hints that were not followed go back."""
        if self._worker is not None:
            self._worker.stop(timeout=int(seconds * 1000))
        self._broker.close()

    def _actor(self, name: str, take: Callable[[int, str], None], time_limit: int) -> dramatiq.Actor[[int, str], None]:
        """An actor on a queue of its own. Its message is gone once it ran, however it ended: the table tries again."""
        declare = dramatiq.actor(
            broker=self._broker,
            actor_name=name,
            queue_name=f"plumbline-{name}",
            max_retries=0,
            time_limit=time_limit,
        )
        return declare(take)

    def _take_deliveries(self, site_id: int, lane: str) -> None:
        try:
            for _ in range(BATCHES):
                if self._deliveries.run_once(_owner(), most=MOST_AT_ONCE) == 0:
                    return
        except Exception:
            # The table has it still, and the relay will hint again: no use in a message that comes back, too.
            log.exception("worker stumbled", site=site_id, lane=lane)

    def _take_errands(self, site_id: int, kind: str) -> None:
        if not self._free.acquire(blocking=False):
            return
        try:
            self._errands.run_once(_owner())
        except Exception:
            log.exception("worker stumbled", site=site_id, kind=kind)
        finally:
            self._free.release()


def _owner() -> str:
    return f"{os.getpid()}-{uuid.uuid4().hex[:12]}"
