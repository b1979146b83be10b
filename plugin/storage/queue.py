"""The table of work across all sites: deliveries in lanes, and errands; the truth about what is still to be done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from plugin.domain.ids import SiteId
from plugin.storage.errand_queue import ErrandQueue
from plugin.storage.lanes import Lanes
from plugin.storage.parking import Parking
from plugin.storage.queue_part import statement
from plugin.storage.receipt import Receipt
from plugin.storage.tables.work import delivery, errand
from plugin.usecases.queue import QueueState

PRUNED_AT_ONCE = 1000
"""Rows in one transaction of pruning: the others want to write, too."""

_ONE_SITE = " AND (:site_id = 0 OR site_id = :site_id)"
_OPEN = statement(f"""
    SELECT state, count(*) AS many, min(received_at) AS oldest FROM delivery
    WHERE state IN ('ready', 'running', 'dead'){_ONE_SITE} GROUP BY state
""").columns(oldest=delivery.c.received_at.type)  # noqa: S608 - constants only
_UNREADABLE = statement(f"""
    SELECT count(*) FROM delivery WHERE state IN ('dead', 'unreadable') AND state = 'unreadable'{_ONE_SITE}
""")  # noqa: S608 - constants only
_ERRANDS = statement(f"""
    SELECT count(*) FROM errand WHERE state IN ('ready', 'running') AND run_at <= :soon{_ONE_SITE}
""")  # noqa: S608 - constants only
SOON = timedelta(minutes=15)
"""What is planned for later, such as the night's work, does not wait: its time has not come."""


class SqlQueue(Receipt, Lanes, Parking, ErrandQueue):
    """Fulfils Queue."""

    def state(self, now: datetime, site_id: SiteId | None = None) -> QueueState:
        """How much waits, on all sites or on one."""
        where = {"site_id": site_id or 0}
        with self._reading() as connection:
            rows: dict[str, Any] = {row.state: row for row in connection.execute(_OPEN, where)}
            unreadable = connection.execute(_UNREADABLE, where).scalar_one()
            errands = connection.execute(_ERRANDS, {**where, "soon": now + SOON}).scalar_one()
        counts = {state: row.many for state, row in rows.items()}
        oldest = rows["ready"].oldest if "ready" in rows else None
        return QueueState(
            ready=counts.get("ready", 0),
            running=counts.get("running", 0),
            dead=counts.get("dead", 0),
            unreadable=unreadable,
            errands=errands,
            oldest_seconds=None if oldest is None else max(0.0, (now - oldest).total_seconds()),
        )

    def take_back(self, now: datetime) -> int:
        """End every lease: what an earlier process left running is due at once; tells how many there were.

        Only for where one process at a time works, else a living one would have to do its work twice.
        """
        ended = {"lease_until": now - timedelta(microseconds=1)}
        with self._writing() as connection:
            return sum(
                connection.execute(update(table).where(table.c.state == "running").values(ended)).rowcount
                for table in (delivery, errand)
            )

    def prune(self, before: datetime) -> int:
        """Delete deliveries and errands that were done before that instant, a thousand at a time; tells how many."""
        pruned = 0
        for table in (delivery, errand):
            old = (
                select(table.c.id)
                .where(table.c.state.in_(["done", "skipped"]), table.c.done_at < before)
                .order_by(table.c.id)
                .limit(PRUNED_AT_ONCE)
            )
            while True:
                with self._writing() as connection:
                    gone = connection.execute(delete(table).where(table.c.id.in_(old.correlate(None)))).rowcount
                pruned += gone
                if gone < PRUNED_AT_ONCE:
                    break
        return pruned
