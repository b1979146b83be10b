"""Lanes: one owner at a time, batches in order, leases that run out, failures that hold up their own lane only."""

import threading
from datetime import timedelta

import pytest

from plugin.domain.ids import SiteId
from plugin.storage import Database, SqlQueue, SqlUnitOfWork, SqlWork
from plugin.usecases.queue import Batch, LeaseLost
from tests.storage.builders import AT, a_delivery, a_project
from tests.storage.lane_work import LEASE, bodies, claimed, closed, received


def test_batches_keep_order(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """A lane is handed out in the order of arrival, at most as many at a time as were asked for."""
    received(queue, acme, "a", "b", "c", "d", "e")
    for expected in (["a", "b"], ["c", "d"], ["e"]):
        batch = claimed(queue, most=2)
        assert bodies(batch) == expected
        assert batch.attempts == 1
        closed(work, batch)
    assert queue.claim("me", AT, lease_seconds=LEASE, most=2) is None


def test_the_oldest_lane_first(queue: SqlQueue, acme: SiteId, globex: SiteId) -> None:
    """Lanes come in the order of their oldest delivery; the same project id on another site is another lane."""
    received(queue, globex, "a")
    received(queue, acme, "b", lane="10002")
    received(queue, acme, "c", lane="10001")
    received(queue, acme, "d")
    received(queue, globex, "e")
    batches = [claimed(queue, owner=f"worker {n}") for n in range(4)]
    assert [bodies(batch) for batch in batches] == [["a", "e"], ["b"], ["c"], ["d"]]
    assert [batch.site_id for batch in batches] == [globex, acme, acme, acme]


def test_a_held_lane_is_left_alone(queue: SqlQueue, acme: SiteId) -> None:
    """While one owner holds a lane nobody else gets it, not even what arrives later; released, it is due at once."""
    received(queue, acme, "a")
    batch = claimed(queue)
    received(queue, acme, "b")
    assert queue.claim("other", AT, lease_seconds=LEASE, most=10) is None
    queue.release(batch, AT)
    again = claimed(queue, owner="other")
    assert (bodies(again), again.attempts) == (["a", "b"], 1)


def closed_with_an_effect(unit: SqlUnitOfWork, batch: Batch) -> None:
    """A project saved, and the head of the batch closed."""
    unit.projects.save(a_project())
    unit.close(batch, {batch.deliveries[0].id: ("decided", None)}, AT)


def test_a_lease_runs_out(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """A lease that was not renewed passes on, counts as an attempt, and its late owner can neither close nor renew."""
    received(queue, acme, "a", "b")
    late = claimed(queue, owner="late")
    assert queue.renew(late, AT + timedelta(seconds=20), LEASE)
    assert queue.claim("next", AT + timedelta(seconds=45), lease_seconds=LEASE, most=10) is None
    batch = claimed(queue, AT + timedelta(seconds=51), owner="next")
    assert (bodies(batch), batch.attempts) == (["a", "b"], 2)
    assert not queue.renew(late, AT + timedelta(seconds=52), LEASE)
    with pytest.raises(LeaseLost), work(acme, write=True) as unit:
        closed_with_an_effect(unit, late)
    queue.fail(late, late.deliveries[0].id, "too late", None)
    queue.release(late, AT)
    with work(acme) as unit:
        assert unit.projects.all() == []
    closed(work, batch)
    assert queue.state(AT).ready == 0


def test_closing_a_part(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """What is left of a batch stays held until it is closed, or given back."""
    received(queue, acme, "a", "b", "c")
    batch = claimed(queue)
    a, b, c = (delivery.id for delivery in batch.deliveries)
    closed(work, batch, a)
    assert queue.claim("other", AT, lease_seconds=LEASE, most=10) is None
    assert queue.renew(batch, AT, LEASE)
    closed(work, batch, b)
    queue.release(batch, AT)
    assert bodies(claimed(queue, owner="other")) == ["c"]
    with pytest.raises(LeaseLost):
        closed(work, batch, c)


def test_closing_twice(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """A delivery cannot be closed twice, though the lane is still held."""
    received(queue, acme, "a", "b")
    batch = claimed(queue)
    closed(work, batch, batch.deliveries[0].id)
    with pytest.raises(LeaseLost):
        closed(work, batch, batch.deliveries[0].id)


def test_a_batch_is_bounded(queue: SqlQueue, acme: SiteId) -> None:
    """Bodies that would fill the memory are handed out in smaller batches."""
    queue.receive([a_delivery(acme, f"k{n}", body=b"x" * 3 * 1024 * 1024) for n in range(4)])
    assert len(claimed(queue, most=100).deliveries) == 2


def test_two_owners_never_hold_one_lane(queue: SqlQueue, work: SqlWork, database: Database, acme: SiteId) -> None:
    """Hammered by several workers, every delivery is done once, in order, and no lane ever has two holders."""
    lanes, each, workers = 5, 24, 4
    queue.receive(
        [a_delivery(acme, f"{n}", lane=f"lane {n % lanes}", body=str(n).encode()) for n in range(lanes * each)]
    )
    holding: dict[str, str] = {}
    done: dict[str, list[int]] = {f"lane {n}": [] for n in range(lanes)}
    wrong: list[str] = []
    guard = threading.Lock()

    def worker(owner: str) -> None:
        idle = 0
        while idle < 20:
            batch = queue.claim(owner, AT, lease_seconds=LEASE, most=3)
            if batch is None:
                idle += 1
                threading.Event().wait(0.01)
                continue
            with guard:
                wrong.extend([batch.lane] if batch.lane in holding else [])
                holding[batch.lane] = owner
                done[batch.lane] += [int(delivery.body) for delivery in batch.deliveries]
            threading.Event().wait(0.002)
            with guard:
                del holding[batch.lane]
            closed(work, batch)
            idle = 0

    threads = [threading.Thread(target=worker, args=(f"worker {n}",)) for n in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    assert done == {f"lane {lane}": list(range(lane, lanes * each, lanes)) for lane in range(lanes)}
    assert queue.state(AT).ready == queue.state(AT).running == 0


def test_done_ones_are_pruned(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """Pruning deletes what was done before, and nothing that is still to be done or was parked."""
    received(queue, acme, "a", "b", "c")
    batch = claimed(queue, most=2)
    closed(work, batch)
    received(queue, acme, "d", lane="10001")
    dead = claimed(queue)
    queue.fail(dead, dead.deliveries[0].id, "trouble", None)
    assert queue.prune(AT) == 0
    assert queue.prune(AT + timedelta(seconds=1)) == 2
    assert (queue.state(AT).dead, queue.state(AT).ready) == (1, 1)


def test_what_is_due_is_told_without_being_taken(queue: SqlQueue, work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """Lanes that could be claimed, each with its head, the oldest first and no more than asked for; none is changed."""
    received(queue, globex, "a", "b")
    received(queue, acme, "c")
    received(queue, acme, "d", lane="10001")
    received(queue, acme, "e", lane="10002")
    held, failed = claimed(queue), claimed(queue, owner="other")
    queue.fail(failed, failed.deliveries[0].id, "trouble", AT + timedelta(minutes=5))
    due = queue.due_lanes(AT, 10)
    assert due == queue.due_lanes(AT, 10)
    assert [(one.site_id, one.what) for one in due] == [(acme, "10001"), (acme, "10002")]
    assert queue.due_lanes(AT, 1) == due[:1]
    closed(work, held, held.deliveries[0].id)
    queue.release(held, AT)
    (first, *_) = queue.due_lanes(AT, 10)
    assert (first.site_id, first.what, first.first) == (globex, held.lane, held.deliveries[1].id)
    late = queue.due_lanes(AT + timedelta(hours=1), 10)
    assert {(one.site_id, one.what) for one in late} == {
        (globex, held.lane),
        (acme, failed.lane),
        (acme, "10001"),
        (acme, "10002"),
    }
