"""Failures: tried again later, dead or unreadable, revived or passed over; they hold up their own lane only."""

from datetime import timedelta

from plugin.domain.ids import SiteId
from plugin.storage import SqlQueue, SqlWork
from tests.storage.builders import AT
from tests.storage.lane_work import LEASE, bodies, claimed, closed, received


def test_a_retry_waits(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """A failed delivery holds its lane up until its time; what came before it in the batch is due at once."""
    received(queue, acme, "a", "b", "c")
    batch = claimed(queue)
    queue.fail(batch, batch.deliveries[1].id, "trouble", AT + timedelta(minutes=1))
    first = claimed(queue)
    assert (bodies(first), first.attempts) == (["a"], 1)
    closed(work, first)
    assert queue.claim("me", AT + timedelta(seconds=59), lease_seconds=LEASE, most=10) is None
    second = claimed(queue, AT + timedelta(minutes=1))
    assert (bodies(second), second.attempts) == (["b", "c"], 2)
    assert [delivery.attempts for delivery in second.deliveries] == [2, 1]


def test_attempts_count(queue: SqlQueue, acme: SiteId) -> None:
    """Each try of a failing head counts once."""
    received(queue, acme, "a")
    for attempt in (1, 2, 3):
        batch = claimed(queue)
        assert batch.attempts == attempt
        queue.fail(batch, batch.deliveries[0].id, "trouble", AT)


def test_a_dead_head_blocks_its_lane_only(queue: SqlQueue, work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """Behind a dead delivery its lane waits, others go on; skipped by an admin of that site, the lane goes on, too."""
    received(queue, acme, "a", "b")
    received(queue, acme, "other lane", lane="10001")
    batch = claimed(queue)
    queue.fail(batch, batch.deliveries[0].id, "x" * 9000, None)
    other = claimed(queue)
    assert bodies(other) == ["other lane"]
    closed(work, other)
    assert queue.claim("me", AT + timedelta(days=1), lease_seconds=LEASE, most=10) is None
    (parked,) = queue.parked(acme)
    assert (parked.state, parked.attempts, parked.body, len(parked.error)) == ("dead", 1, b"a", 4000)
    assert not queue.skip(globex, parked.id, AT)
    assert not queue.retry(globex, parked.id, AT)
    assert queue.skip(acme, parked.id, AT)
    assert not queue.skip(acme, parked.id, AT)
    assert bodies(claimed(queue)) == ["b"]


def test_a_dead_delivery_retried(queue: SqlQueue, acme: SiteId) -> None:
    """Retried by an admin, a dead delivery comes first again, with its attempts forgotten."""
    received(queue, acme, "a", "b")
    batch = claimed(queue)
    queue.fail(batch, batch.deliveries[0].id, "trouble", None)
    assert queue.retry(acme, batch.deliveries[0].id, AT)
    again = claimed(queue)
    assert (bodies(again), again.attempts) == (["a", "b"], 1)


def test_a_batch_ends_before_a_dead_delivery(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """A delivery that died in the middle is a border: what comes after it waits."""
    received(queue, acme, "a", "b", "c")
    batch = claimed(queue)
    queue.fail(batch, batch.deliveries[1].id, "trouble", None)
    first = claimed(queue)
    assert bodies(first) == ["a"]
    closed(work, first)
    assert queue.claim("me", AT, lease_seconds=LEASE, most=10) is None


def test_unreadable_in_a_batch(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """An unreadable delivery is set aside, and the same batch goes on behind it."""
    received(queue, acme, "a", "b", "c")
    batch = claimed(queue)
    a, b, c = (delivery.id for delivery in batch.deliveries)
    queue.park_unreadable(batch, a, "no issue in it")
    closed(work, batch, b, c)
    assert [one.id for one in queue.parked(acme)] == [a]
    assert queue.claim("me", AT, lease_seconds=LEASE, most=10) is None


def test_closed_as_unreadable(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """Closing a delivery as unreadable sets it aside for the administrator, with the reason; its lane goes on."""
    received(queue, acme, "a", "b")
    batch = claimed(queue)
    a, b = (delivery.id for delivery in batch.deliveries)
    with work(acme, write=True) as unit:
        unit.close(batch, {a: ("unreadable", "no issue in it"), b: ("ignored", "nothing to do")}, AT)
        unit.commit()
    assert [(one.id, one.state, one.error) for one in queue.parked(acme)] == [(a, "unreadable", "no issue in it")]
    assert queue.claim("me", AT, lease_seconds=LEASE, most=10) is None


def test_an_old_one_revived_while_the_lane_runs(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """An unreadable delivery revived while its lane is held waits for its turn, even if the holder's lease runs out."""
    received(queue, acme, "a", "b")
    batch = claimed(queue)
    queue.park_unreadable(batch, batch.deliveries[0].id, "unreadable")
    assert queue.retry(acme, batch.deliveries[0].id, AT)
    assert queue.claim("other", AT, lease_seconds=LEASE, most=10) is None
    late = claimed(queue, AT + timedelta(minutes=5), owner="other")
    assert bodies(late) == ["b"]
    closed(work, late)
    assert bodies(claimed(queue)) == ["a"]
