"""Deliveries: a lane is worked on by one, in order, all or nothing, and what fails holds up its own lane only."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from datetime import datetime

import pytest

from plugin.jobs.deliveries import LONGEST_WAIT, MOST_ATTEMPTS, MOST_CLAIMS, RELAYED, Decision, Deliveries, wait_before
from tests.jobs.desks import Lanes, agreed, decide, ledger
from tests.usecases.desk import ELSEWHERE, PROJECT


def test_a_lane_is_taken_in_one_batch_and_in_order(lanes: Lanes) -> None:
    """Ten deliveries of one project in one transaction, in the order of their arrival."""
    lanes.put(*[("create", number) for number in (3, 1, 2, *range(4, 11))])
    assert lanes.deliveries().run_once("worker") == 10
    assert [3, 1, 2, *range(4, 11)] == [number for _, number in lanes.seen]
    assert {"done"} == set(lanes.states().values())


def test_each_lane_has_its_own_batch(lanes: Lanes) -> None:
    """The oldest lane first; events of no project have a lane of their own."""
    lanes.put(("other", 1))
    lanes.put(("other", 2), lane="")
    lanes.put(("other", 3), lane=ELSEWHERE)
    worker = lanes.deliveries()
    assert [worker.run_once("worker") for _ in range(4)] == [1, 1, 1, 0]
    assert lanes.seen == [(PROJECT, 1), ("", 2), (ELSEWHERE, 3)]
    assert {"done ignored"} == set(lanes.states().values())


def test_two_workers_are_never_in_one_lane(lanes: Lanes) -> None:
    """Four workers, six lanes: each lane in order and each delivery once, though lanes run side by side."""
    inside: dict[str, set[int]] = defaultdict(set)
    crowded: list[str] = []
    busy: list[int] = []

    def watched(event: str, body: bytes, received_at: datetime) -> Decision:
        lane, me = body.split(b'"lane": "')[1].decode()[:5], threading.get_ident()
        inside[lane].add(me)
        busy.append(sum(map(len, inside.values())))
        if len(inside[lane]) > 1:
            crowded.append(lane)
        time.sleep(0.002)
        inside[lane].discard(me)
        return decide(event, body, received_at)

    lanes.decide = watched
    names = [str(30000 + number) for number in range(6)]
    for number in range(20):
        for lane in names:
            lanes.put(("other", number), lane=lane)
    workers = [threading.Thread(target=_until_empty, args=(lanes.deliveries(), number)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert crowded == []
    assert max(busy) > 1
    for lane in names:
        assert list(range(20)) == [number for seen, number in lanes.seen if seen == lane]


def _until_empty(worker: Deliveries, number: int) -> None:
    idle = 0
    while idle < 40:
        idle = 0 if worker.run_once(f"worker-{number}", most=3) else idle + 1
        if idle:
            time.sleep(0.005)


def test_what_stands_before_a_poison_delivery_is_done(lanes: Lanes) -> None:
    """The batch falls, its first part comes through one by one; what stands behind waits, other lanes do not."""
    baseline = agreed(lanes.desk)
    lanes.put(("create", 1), ("create", 2), ("poison", 3), ("create", 4))
    lanes.put(("other", 5), lane=ELSEWHERE)
    lanes.run()
    assert {
        f"{PROJECT}-1": "done",
        f"{PROJECT}-2": "done",
        f"{PROJECT}-3": "ready",
        f"{PROJECT}-4": "ready",
        f"{ELSEWHERE}-5": "done ignored",
    } == lanes.states()
    assert ledger(lanes.desk, baseline).count.unapproved == 2


def test_a_poison_delivery_is_tried_with_growing_waits_and_then_parked(lanes: Lanes) -> None:
    """Five attempts, each later than the last; then it is dead with its error, and blocks its own lane only."""
    lanes.put(("poison", 1), ("create", 2))
    waits = []
    for attempt in range(1, MOST_ATTEMPTS + 1):
        lanes.run()
        attempts, due = _head(lanes)
        assert attempt == attempts
        if attempt < MOST_ATTEMPTS:
            waits.append(due - lanes.desk.now.timestamp())
            lanes.wait(seconds=waits[-1] - 0.01)
            decided = len(lanes.seen)
            assert (0, decided) == (lanes.run(), len(lanes.seen))
            lanes.wait(seconds=0.02)
    assert waits == sorted(waits)
    assert {f"{PROJECT}-1": "dead", f"{PROJECT}-2": "ready"} == lanes.states()
    lanes.wait(days=3)
    lanes.put(("other", 3), lane=ELSEWHERE)
    assert lanes.run() == 1
    (parked,) = lanes.desk.queue.parked(lanes.desk.site_id)
    assert parked.error == "RuntimeError: this one cannot be processed"
    assert parked.attempts == MOST_ATTEMPTS


def _head(lanes: Lanes) -> tuple[int, float]:
    """Attempts of the oldest delivery, and when it is due, in seconds since 1970."""
    with lanes.desk.database.reading("*") as connection:
        first = connection.exec_driver_sql("SELECT attempts, run_at FROM delivery ORDER BY id LIMIT 1").one()
    return first.attempts, first.run_at / 1e6


def test_waits_grow_and_end_at_ten_minutes() -> None:
    """Each about twice the last, never the same for two, and bounded."""
    for attempt in range(1, 9):
        drawn = {wait_before(attempt).total_seconds() for _ in range(50)}
        assert len(drawn) > 1
        assert all(0.8 * 2**attempt <= wait <= 1.2 * 2**attempt for wait in drawn)
    assert wait_before(40) <= LONGEST_WAIT * 1.2


def test_a_dead_delivery_may_be_skipped_or_tried_again(lanes: Lanes) -> None:
    """Skipped: the lane goes on without it. Tried again once the cause is gone: the lane goes on with it."""
    baseline = agreed(lanes.desk)
    site = lanes.desk.site_id
    for lane_number, revive in ((1, False), (5, True)):
        lanes.decide = decide
        lanes.put(("poison", lane_number), ("create", lane_number + 1))
        for _ in range(MOST_ATTEMPTS):
            lanes.run()
            lanes.wait(hours=1)
        (parked,) = lanes.desk.queue.parked(site)
        if revive:
            lanes.decide = lambda event, body, at: decide(event, body.replace(b"poison", b"create"), at)
            assert lanes.desk.queue.retry(site, parked.id, lanes.desk.now)
        else:
            assert lanes.desk.queue.skip(site, parked.id, lanes.desk.now)
        lanes.run()
    assert {dedupe.rpartition("-")[2]: state for dedupe, state in lanes.states().items()} == {
        "1": "skipped",
        "2": "done",
        "5": "done",
        "6": "done",
    }
    assert ledger(lanes.desk, baseline).count.unapproved == 3


def test_what_cannot_be_read_is_set_aside_and_blocks_nothing(lanes: Lanes) -> None:
    """The batch goes on around it; the admin page shows it with what it lacks."""
    lanes.put(("create", 1), ("unreadable", 2), ("create", 3))
    assert lanes.deliveries().run_once("worker") == 3
    assert list(lanes.states().values()) == ["done", "unreadable", "done"]
    (parked,) = lanes.desk.queue.parked(lanes.desk.site_id)
    assert (parked.state, parked.error) == ("unreadable", "the body lacks its issue")
    assert lanes.desk.queue.state(lanes.desk.now).unreadable == 1


def test_a_project_that_is_off_is_told_in_the_fate(lanes: Lanes) -> None:
    """Its issues change nothing, and the delivery's fate has the reason."""
    lanes.put(("create", 1), lane=ELSEWHERE)
    lanes.run()
    with lanes.desk.database.reading("*") as connection:
        fate = connection.exec_driver_sql("SELECT fate, reason FROM delivery").one()
    assert tuple(fate) == ("ignored", "the project is not switched on")


def test_a_moved_issue_is_told_to_the_project_it_left_once(lanes: Lanes) -> None:
    """Jira sends one event, into the new project's lane; the old project's totals move in its own lane, once."""
    baseline = agreed(lanes.desk, issues=[1])
    lanes.put(("move", 1), lane=ELSEWHERE)
    lanes.put(("move", 1), lane=ELSEWHERE, again=" sent twice")
    lanes.run()
    with lanes.desk.database.reading("*") as connection:
        told = connection.exec_driver_sql("SELECT lane, state FROM delivery WHERE event = ?", (RELAYED,)).all()
    assert [tuple(row) for row in told] == [(PROJECT, "done")]
    assert (
        (found := ledger(lanes.desk, baseline).count).baseline,
        found.unapproved,
        found.current,
    ) == (1, -1, 0)


def test_a_lost_lease_takes_nothing_with_it(lanes: Lanes) -> None:
    """A worker that slept past its lease comes back, and what it did is rolled back: the other's work counts once."""
    baseline = agreed(lanes.desk)
    other = Lanes(lanes.desk)
    slept: list[int] = []

    def sleeping(event: str, body: bytes, received_at: datetime) -> Decision:
        if not slept:
            slept.append(1)
            lanes.wait(seconds=120)
            assert other.deliveries().run_once("the other") == 2
        return decide(event, body, received_at)

    lanes.decide = sleeping
    lanes.put(("create", 1), ("create", 2))
    assert lanes.deliveries().run_once("the sleeper") == 0
    assert {"done"} == set(lanes.states().values())
    assert (
        ledger(lanes.desk, baseline).count.unapproved,
        ledger(lanes.desk, baseline).points.unapproved,
    ) == (2, 10_000)


def test_a_delivery_that_kills_its_worker_is_found_and_parked(lanes: Lanes) -> None:
    """Those before it come through, one by one after the second death; only it is parked in the end."""

    class Died(BaseException):
        """As if the process were gone: nothing is given back."""

    def deadly(event: str, body: bytes, received_at: datetime) -> Decision:
        if b"poison" in body:
            raise Died
        return decide(event, body, received_at)

    lanes.decide = deadly
    lanes.put(("create", 1), ("create", 2), ("poison", 3), ("create", 4))
    deaths = 0
    for _ in range(MOST_CLAIMS + 8):
        try:
            lanes.run()
        except Died:
            deaths += 1
        lanes.wait(seconds=61)
    assert {dedupe.rpartition("-")[2]: state for dedupe, state in lanes.states().items()} == {
        "1": "done",
        "2": "done",
        "3": "dead",
        "4": "ready",
    }
    assert MOST_CLAIMS <= deaths <= MOST_CLAIMS + 4
    (parked,) = lanes.desk.queue.parked(lanes.desk.site_id)
    assert "worker's death" in parked.error


@pytest.mark.parametrize("count", [1, 250])
def test_nothing_is_left_however_many_there_are(lanes: Lanes, count: int) -> None:
    """More than one batch is simply more than one turn."""
    lanes.put(*[("other", number) for number in range(count)])
    assert count == lanes.run()


@pytest.mark.parametrize(
    ("body", "event"),
    [
        ({"webhookEvent": "jira:issue_updated"}, "jira:issue_updated"),
        ({"payload": {"eventType": "avi:jira:updated:issue"}}, "avi:jira:updated:issue"),
        ({"eventType": "avi:jira:updated:issue"}, "avi:jira:updated:issue"),
    ],
)
def test_what_was_relayed_is_decided_as_what_it_was(lanes: Lanes, body: dict[str, object], event: str) -> None:
    """A body passed on to another project's lane keeps the name and the platform that it came under."""
    heard: list[tuple[str, datetime]] = []

    def noting(event: str, _body: bytes, received_at: datetime) -> Decision:
        heard.append((event, received_at))
        return ("ignored", (), "noted")

    lanes.decide = noting
    with lanes.desk.work(lanes.desk.site_id, write=True) as uow:
        uow.errands.relay(PROJECT, RELAYED, {**body, "lane": PROJECT, "number": 1}, "relay:1", lanes.desk.now)
        uow.commit()
    lanes.run()
    assert heard == [(event, lanes.desk.now)]
