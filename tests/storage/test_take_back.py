"""After a crash of the only process, what it held is due at once instead of when its leases run out."""

from plugin.domain.ids import SiteId
from plugin.storage import SqlQueue, SqlWork
from tests.storage.builders import AT
from tests.storage.lane_work import LEASE, bodies, claimed, received
from tests.storage.test_errands import ask, claim


def test_every_lease_ends(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """A lane and an errand that a dead process held are handed out again, and the attempt that died counts."""
    received(queue, acme, "a", "b")
    ask(work, acme, "10001")
    claimed(queue, owner="dead")
    claim(queue, owner="dead")
    assert (queue.claim("me", AT, lease_seconds=LEASE, most=10), claim(queue)) == (None, [])

    assert queue.take_back(AT) == 2

    batch = claimed(queue)
    assert (bodies(batch), batch.attempts) == (["a", "b"], 2)
    assert [(errand.subject, errand.attempts) for errand in claim(queue)] == [("10001", 2)]
    assert queue.take_back(AT) == 2
