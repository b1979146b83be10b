"""What a worker does with a lane, in few words."""

from datetime import datetime

from plugin.domain.ids import SiteId
from plugin.storage import SqlQueue, SqlWork
from plugin.usecases.queue import Batch
from tests.storage.builders import AT, PROJECT, a_delivery

LEASE = 30.0


def claimed(queue: SqlQueue, now: datetime = AT, *, owner: str = "me", most: int = 10) -> Batch:
    """A batch, which must be there."""
    batch = queue.claim(owner, now, lease_seconds=LEASE, most=most)
    assert batch is not None
    return batch


def closed(work: SqlWork, batch: Batch, *ids: int, now: datetime = AT) -> None:
    """Those deliveries of the batch (all by default) closed as decided."""
    with work(batch.site_id, write=True) as unit:
        unit.close(batch, dict.fromkeys(ids or [one.id for one in batch.deliveries], ("decided", None)), now)
        unit.commit()


def received(queue: SqlQueue, site_id: SiteId, *dedupes: str, lane: str = PROJECT) -> None:
    """Deliveries whose bodies are their keys."""
    queue.receive([a_delivery(site_id, dedupe, lane=lane, body=dedupe.encode()) for dedupe in dedupes])


def bodies(batch: Batch) -> list[str]:
    """The bodies of a batch, as text."""
    return [delivery.body.decode() for delivery in batch.deliveries]
