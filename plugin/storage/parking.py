"""Deliveries that could not be processed: tried again later, set aside, revived or passed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from plugin.domain.ids import SiteId
from plugin.storage.closing import hold_next
from plugin.storage.lanes import give_back, held_by
from plugin.storage.queue_part import QueuePart
from plugin.storage.tables.work import delivery
from plugin.usecases.queue import Batch, ParkedDelivery

LONGEST_ERROR = 4000


class Parking(QueuePart):
    """The part of the queue that deals with failures. What a lost lease left behind changes nothing."""

    def fail(self, batch: Batch, delivery_id: int, error: str, retry_at: datetime | None) -> None:
        """Note a failure of one delivery and give the lane back; `retry_at` None parks it as dead."""
        failed = next(one for one in batch.deliveries if one.id == delivery_id)
        with self._writing() as connection:
            if not give_back(connection, batch):
                return
            values: dict[str, object] = {"attempts": failed.attempts, "error": error[:LONGEST_ERROR]}
            values |= {"state": "dead"} if retry_at is None else {"run_at": retry_at}
            connection.execute(
                update(delivery).where(delivery.c.id == delivery_id, delivery.c.state == "ready").values(values)
            )

    def park_unreadable(self, batch: Batch, delivery_id: int, error: str) -> None:
        """Set a delivery aside that can never be read; what is left of the batch stays held under the same lease."""
        with self._writing() as connection:
            held = select(delivery.c.id, delivery.c.lease_until).where(held_by(batch)).with_for_update()
            running = connection.execute(held).first()
            if running is None:
                return
            connection.execute(
                update(delivery)
                .where(delivery.c.id == delivery_id, delivery.c.state.in_(["ready", "running"]))
                .values(state="unreadable", error=error[:LONGEST_ERROR], owner=None, lease_until=None)
            )
            if running.id == delivery_id:
                hold_next(connection, batch, running.lease_until)

    def parked(self, site_id: SiteId, *, limit: int = 50) -> Sequence[ParkedDelivery]:
        """The site's dead and unreadable deliveries, oldest first."""
        statement = (
            select(delivery).where(delivery.c.site_id == site_id, _is_parked()).order_by(delivery.c.id).limit(limit)
        )
        with self._database.reading(site_id) as connection:
            rows = connection.execute(statement).mappings().all()
        return [
            ParkedDelivery(
                id=row["id"],
                event=row["event"],
                lane=row["lane"],
                state=row["state"],
                attempts=row["attempts"],
                received_at=row["received_at"],
                error=row["error"] or "",
                body=row["body"],
            )
            for row in rows
        ]

    def retry(self, site_id: SiteId, delivery_id: int, now: datetime) -> bool:
        """Make a dead or unreadable delivery due again, as if never tried; False where there is none such."""
        return self._revised(site_id, delivery_id, _is_parked(), {"state": "ready", "run_at": now, "attempts": 0})

    def skip(self, site_id: SiteId, delivery_id: int, now: datetime) -> bool:
        """Pass over a dead delivery so that its project's later events go on; False where there is none such."""
        return self._revised(site_id, delivery_id, delivery.c.state == "dead", {"state": "skipped", "done_at": now})

    def _revised(
        self, site_id: SiteId, delivery_id: int, condition: ColumnElement[bool], values: dict[str, object]
    ) -> bool:
        with self._database.writing(site_id) as connection:
            result = connection.execute(
                update(delivery)
                .where(delivery.c.site_id == site_id, delivery.c.id == delivery_id, condition)
                .values(values)
            )
            return result.rowcount == 1


def _is_parked() -> ColumnElement[bool]:
    return delivery.c.state.in_(["dead", "unreadable"])
