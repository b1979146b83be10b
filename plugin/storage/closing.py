"""Closing deliveries in the transaction of their effects, guarded by who holds the lane."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from plugin.storage.lanes import held_by
from plugin.storage.tables.work import delivery
from plugin.usecases.queue import Batch, LeaseLost


def close(connection: Connection, batch: Batch, fates: Mapping[int, tuple[str, str | None]], now: datetime) -> None:
    """Mark deliveries of a batch done with fate and reason; what is left of the batch stays held under the same lease.

    An unreadable one is set aside with the reason as its error: an administrator sees it, its lane goes on.
    Raises LeaseLost where the lane is not the owner's any more, or one of the deliveries was closed by somebody else.
    """
    statement = select(delivery.c.id, delivery.c.lease_until).where(held_by(batch)).with_for_update()
    running = connection.execute(statement).first()
    if running is None:
        raise LeaseLost(f"lane {batch.lane!r} of site {batch.site_id} is held by somebody else")
    alike: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    for delivery_id, fate in fates.items():
        alike[fate].append(delivery_id)
    closed = sum(_done(connection, batch, ids, fate, now) for fate, ids in alike.items())
    if closed != len(fates):
        raise LeaseLost(f"{len(fates) - closed} deliveries of lane {batch.lane!r} were closed by somebody else")
    if running.id in fates:
        hold_next(connection, batch, running.lease_until)


def hold_next(connection: Connection, batch: Batch, lease_until: datetime) -> None:
    """Mark the first delivery that is left of a batch as running; where none is left, the lane is free."""
    left = select(func.min(delivery.c.id)).where(
        delivery.c.id.in_([one.id for one in batch.deliveries]), delivery.c.state == "ready"
    )
    following = connection.execute(left).scalar()
    if following is not None:
        connection.execute(
            update(delivery)
            .where(delivery.c.id == following)
            .values(state="running", owner=batch.owner, lease_until=lease_until)
        )


def _done(connection: Connection, batch: Batch, ids: list[int], fate: tuple[str, str | None], now: datetime) -> int:
    result = connection.execute(
        update(delivery)
        .where(
            delivery.c.id.in_(ids),
            delivery.c.site_id == batch.site_id,
            delivery.c.lane == batch.lane,
            delivery.c.state.in_(["ready", "running"]),
        )
        .values(**_ending(fate), done_at=now, owner=None, lease_until=None)
    )
    return result.rowcount


def _ending(fate: tuple[str, str | None]) -> dict[str, str | None]:
    name, reason = fate
    state = "unreadable" if name == "unreadable" else "done"
    return {"state": state, "fate": name, "reason": reason, "error": reason if state == "unreadable" else None}
