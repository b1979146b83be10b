"""Receiving: a delivery counts once, in the order of arrival, whatever its body holds."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from plugin.domain.ids import SiteId
from plugin.storage import SqlQueue
from plugin.usecases.queue import NewDelivery
from tests.storage.builders import AT, PROJECT, a_delivery


def test_a_dedupe_key_counts_once(queue: SqlQueue, acme: SiteId, globex: SiteId) -> None:
    """A repeated key is known, in the same call and later, but only on its own site."""
    first = [a_delivery(acme, "k1"), a_delivery(acme, "k2"), a_delivery(acme, "k1"), a_delivery(globex, "k1")]
    assert queue.receive(first) == [True, True, False, True]
    assert queue.receive([a_delivery(acme, "k3"), a_delivery(acme, "k2")]) == [True, False]
    assert queue.receive([]) == []
    assert queue.state(AT).ready == 4


def test_a_key_counts_once_for_many_threads(queue: SqlQueue, acme: SiteId) -> None:
    """The same deliveries received by several threads at once are new exactly once each."""
    deliveries = [a_delivery(acme, f"k{n}") for n in range(30)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: queue.receive(deliveries), range(4)))
    assert [sum(told) for told in zip(*answers, strict=True)] == [1] * 30


def test_any_body_survives(queue: SqlQueue, acme: SiteId, now: datetime) -> None:
    """NULs, every byte, and two megabytes come back as they came; names lose only what no database can hold."""
    bodies = [b"\x00" * 10 + bytes(range(256)), b"x" * 2 * 1024 * 1024, b""]
    odd = NewDelivery(acme, "1\x000", "even\ud800t", "k\x00", b"", now)
    assert queue.receive([a_delivery(acme, f"k{n}", body=body) for n, body in enumerate(bodies)] + [odd]) == [True] * 4
    batch = queue.claim("me", now, lease_seconds=30, most=10)
    assert batch is not None
    assert [delivery.body for delivery in batch.deliveries] == bodies
    assert batch.deliveries[0].received_at == now
    other = queue.claim("me", now, lease_seconds=30, most=10)
    assert other is not None
    assert (other.lane, other.deliveries[0].event) == ("10", "even?t")


def test_more_than_one_statement_holds(queue: SqlQueue, acme: SiteId) -> None:
    """A burst larger than one statement keeps its order."""
    deliveries = [a_delivery(acme, f"k{n}", body=str(n).encode()) for n in range(250)]
    assert all(queue.receive(deliveries))
    batch = queue.claim("me", AT, lease_seconds=30, most=500)
    assert batch is not None
    assert [delivery.body for delivery in batch.deliveries] == [delivery.body for delivery in deliveries]


def test_unreadable_at_receipt(queue: SqlQueue, acme: SiteId, globex: SiteId) -> None:
    """A delivery known to be unreadable is set aside at once and holds nobody up; only its own site sees it."""
    spoilt = NewDelivery(acme, PROJECT, "jira:issue_updated", "k1", b"{", AT, unreadable="not JSON")
    queue.receive([spoilt, a_delivery(acme, "k2")])
    batch = queue.claim("me", AT, lease_seconds=30, most=10)
    assert batch is not None
    assert len(batch.deliveries) == 1
    parked = queue.parked(acme)
    assert [(one.state, one.error, one.body) for one in parked] == [("unreadable", "not JSON", b"{")]
    assert queue.parked(globex) == []
    state = queue.state(AT + timedelta(seconds=5), acme)
    assert (state.ready, state.running, state.unreadable, state.oldest_seconds) == (0, 1, 1, None)
    assert queue.state(AT, globex).unreadable == 0
