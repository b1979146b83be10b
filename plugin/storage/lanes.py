"""Lanes: taking the oldest one that is due, holding it by a lease, and giving it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, case, select, update
from sqlalchemy.exc import IntegrityError

from plugin.domain.ids import SiteId
from plugin.storage.lane_heads import (
    ALL_HEADS_POSTGRES,
    ALL_HEADS_SQLITE,
    BY_INDEX_POSTGRES,
    HEADS_POSTGRES,
    HEADS_SQLITE,
    LANES_OF,
    TAKE_POSTGRES,
    TAKE_SQLITE,
)
from plugin.storage.queue_part import QueuePart, statement
from plugin.storage.repository import Row
from plugin.storage.tables.work import delivery
from plugin.usecases.queue import Batch, Delivery, Due

BATCH_BYTES = 8 * 1024 * 1024
"""Bodies in one batch, so that a lane full of big ones does not fill the memory; one delivery always fits."""

_QUEUED = statement("""
    SELECT id, state, run_at <= :now AS due, length(body) AS size FROM delivery
    WHERE site_id = :site_id AND lane = :lane AND id >= :head AND state IN ('ready', 'running', 'dead')
    ORDER BY id LIMIT :most
""")


def held_by(batch: Batch) -> ColumnElement[bool]:
    """The row that marks the lane as this owner's; there is one at most."""
    return and_(
        delivery.c.site_id == batch.site_id,
        delivery.c.lane == batch.lane,
        delivery.c.state == "running",
        delivery.c.owner == batch.owner,
    )


def give_back(connection: Connection, batch: Batch, run_at: datetime | None = None) -> bool:
    """Make the lane's running delivery ready again, without counting this attempt; False when the lease was lost."""
    head = batch.deliveries[0].id
    result = connection.execute(
        update(delivery)
        .where(held_by(batch))
        .values(
            state="ready",
            owner=None,
            lease_until=None,
            run_at=delivery.c.run_at if run_at is None else run_at,
            attempts=case((delivery.c.id == head, delivery.c.attempts - 1), else_=delivery.c.attempts),
        )
    )
    return result.rowcount == 1


class Lanes(QueuePart):
    """The part of the queue that hands out batches."""

    def claim(self, owner: str, now: datetime, *, lease_seconds: float, most: int) -> Batch | None:
        """Take the oldest lane that is due; `attempts` of each delivery count the one that begins now."""
        lease_until = now + timedelta(seconds=lease_seconds)
        if self._database.is_sqlite:
            # Idle pollers must not stand in line with the writers.
            with self._reading() as connection:
                heads = _due_heads(connection, now)
        else:
            heads = None
        if heads == []:
            return None
        try:
            with self._writing() as connection:
                return _taken(connection, owner, now, lease_until, most, heads)
        except IntegrityError:
            # Somebody else took the lane between our look and our grasp; the next call looks again.
            return None

    def due_lanes(self, now: datetime, most: int) -> Sequence[Due]:
        """Which lanes a worker could take now, those whose heads came first before the others."""
        with self._reading() as connection:
            heads = _all_due_heads(connection, now, most)
            rows = connection.execute(LANES_OF, {"ids": heads}).all() if heads else []
        return [Due(SiteId(row.site_id), row.lane, row.id) for row in rows]

    def renew(self, batch: Batch, now: datetime, lease_seconds: float) -> bool:
        """Extend the lease; False when it was lost."""
        with self._writing() as connection:
            result = connection.execute(
                update(delivery).where(held_by(batch)).values(lease_until=now + timedelta(seconds=lease_seconds))
            )
            return result.rowcount == 1

    def release(self, batch: Batch, now: datetime) -> None:
        """Give what is left of a batch back, due at once; the attempt does not count."""
        with self._writing() as connection:
            give_back(connection, batch, now)


def _due_heads(connection: Connection, now: datetime) -> list[int]:
    if connection.dialect.name == "sqlite":
        return list(connection.execute(HEADS_SQLITE, {"now": now}).scalars())
    connection.execute(BY_INDEX_POSTGRES)
    return list(connection.execute(HEADS_POSTGRES, {"now": now}).scalars())


def _all_due_heads(connection: Connection, now: datetime, most: int) -> list[int]:
    if connection.dialect.name == "sqlite":
        return list(connection.execute(ALL_HEADS_SQLITE, {"now": now, "most": most}).scalars())
    connection.execute(BY_INDEX_POSTGRES)
    return list(connection.execute(ALL_HEADS_POSTGRES, {"now": now, "most": most}).scalars())


def _taken(
    connection: Connection, owner: str, now: datetime, lease_until: datetime, most: int, heads: list[int] | None
) -> Batch | None:
    candidates = _due_heads(connection, now) if heads is None else heads
    if not candidates:
        return None
    take = TAKE_SQLITE if connection.dialect.name == "sqlite" else TAKE_POSTGRES
    head = connection.execute(take, {"ids": candidates, "now": now}).scalar()
    if head is None:
        return None
    lane = (
        connection.execute(
            update(delivery)
            .where(delivery.c.id == head)
            .values(state="running", owner=owner, lease_until=lease_until, attempts=delivery.c.attempts + 1)
            .returning(delivery.c.site_id, delivery.c.lane)
        )
        .mappings()
        .one()
    )
    where = {"site_id": lane["site_id"], "lane": lane["lane"], "head": head, "most": most, "now": now}
    ids = _prefix(head, connection.execute(_QUEUED, where).mappings().all())
    rows = connection.execute(select(delivery).where(delivery.c.id.in_(ids)).order_by(delivery.c.id)).mappings()
    deliveries = tuple(_delivery(row) for row in rows)
    return Batch(owner, SiteId(lane["site_id"]), lane["lane"], deliveries, deliveries[0].attempts)


def _prefix(head: int, queued: Sequence[Row]) -> list[int]:
    """The ids up to the first delivery that may not be tried yet, or that would make the batch too big."""
    ids, size = [head], 0
    for row in queued:
        size += row["size"]
        if row["id"] == head:
            continue
        if row["state"] != "ready" or not row["due"] or size > BATCH_BYTES:
            break
        ids.append(row["id"])
    return ids


def _delivery(row: Row) -> Delivery:
    return Delivery(
        id=row["id"],
        site_id=SiteId(row["site_id"]),
        lane=row["lane"],
        event=row["event"],
        body=row["body"],
        received_at=row["received_at"],
        attempts=row["attempts"] + (row["state"] == "ready"),
    )
