"""Receiving deliveries: one statement and one durable commit for as many as have gathered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from plugin.storage.database import EVERY_SITE
from plugin.storage.queue_part import QueuePart
from plugin.storage.repository import chunks
from plugin.storage.types import micros, storable
from plugin.usecases.queue import NewDelivery

COLUMNS = ("site_id", "lane", "event", "dedupe", "state", "error", "run_at", "received_at", "body")
MOST_AT_ONCE = 100


class Receipt(QueuePart):
    """The part of the queue on the hot path: plain driver SQL, no expression is built."""

    def receive(self, deliveries: Sequence[NewDelivery]) -> list[bool]:
        """Insert them in this order; False where the dedupe key was known, or came twice in one call."""
        fresh: set[tuple[int, str]] = set()
        mark = "?" if self._database.is_sqlite else "%s"
        with self._database.writing_plainly(EVERY_SITE) as run:
            for chunk in chunks(deliveries, MOST_AT_ONCE):
                parameters = tuple(value for delivery in chunk for value in self._values(delivery))
                fresh.update((row[0], row[1]) for row in run(_insert(len(chunk), mark), parameters))
        answers = []
        for delivery in deliveries:
            key = (delivery.site_id, storable(delivery.dedupe))
            answers.append(key in fresh)
            fresh.discard(key)
        return answers

    def _values(self, delivery: NewDelivery) -> tuple[Any, ...]:
        at = micros(delivery.received_at) if self._database.is_sqlite else delivery.received_at
        return (
            delivery.site_id,
            storable(delivery.lane),
            storable(delivery.event),
            storable(delivery.dedupe),
            "ready" if delivery.unreadable is None else "unreadable",
            None if delivery.unreadable is None else storable(delivery.unreadable),
            at,
            at,
            delivery.body,
        )


@lru_cache(maxsize=2 * MOST_AT_ONCE)
def _insert(rows: int, mark: str) -> str:
    one = f"({', '.join([mark] * len(COLUMNS))})"
    return (
        f"INSERT INTO delivery ({', '.join(COLUMNS)}) VALUES {', '.join([one] * rows)} "  # noqa: S608 - constants only
        "ON CONFLICT (site_id, dedupe) DO NOTHING RETURNING site_id, dedupe"
    )
