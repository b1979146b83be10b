"""Pollers: woken by the bell, fair to errands, and still there after trouble."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from plugin.jobs.errands import Errands
from plugin.jobs.housekeeping import Housekeeping
from plugin.jobs.pollers import Bell, Pollers, drain
from tests.jobs.desks import Lanes


def pollers_over(lanes: Lanes, threads: int = 2) -> tuple[Pollers, Bell]:
    """Pollers at work on a desk."""
    bell = Bell()
    errands = Errands(lanes.desk.queue, {}, clock=lanes.desk.clock)
    house = Housekeeping(lanes.desk.queue, lambda: None, clock=lanes.desk.clock)
    made = Pollers(lanes.deliveries(), errands, house, clock=lanes.desk.clock, threads=threads, bell=bell)
    made.start()
    return made, bell


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it comes true within five seconds."""
    deadline = time.monotonic() + 5
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.01)
    return holds()


def test_what_arrives_is_processed_and_the_threads_end_when_told(lanes: Lanes) -> None:
    """Deliveries are taken without being asked for; after stop no thread is left."""
    before = threading.active_count()
    pollers, bell = pollers_over(lanes)
    lanes.put(*[("other", number) for number in range(20)])
    bell.ring()
    assert eventually(lambda: set(lanes.states().values()) == {"done ignored"})
    pollers.stop()
    assert threading.active_count() == before
    lanes.put(("other", 99))
    time.sleep(0.3)
    assert "ready" in lanes.states().values()


def test_a_database_that_is_away_for_a_moment_ends_no_thread(lanes: Lanes) -> None:
    """The pollers stumble, wait, and go on."""
    with lanes.desk.database.writing("*") as connection:
        connection.exec_driver_sql("ALTER TABLE delivery RENAME TO away")
    pollers, _ = pollers_over(lanes, threads=1)
    time.sleep(0.3)
    with lanes.desk.database.writing("*") as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO delivery")
    lanes.put(("other", 1))
    assert eventually(lambda: set(lanes.states().values()) == {"done ignored"})
    pollers.stop()


def test_old_work_is_tidied_away(lanes: Lanes) -> None:
    """What was done more than two weeks ago goes when pollers start; what is parked stays."""
    lanes.put(("other", 1), ("unreadable", 2))
    lanes.run()
    lanes.wait(days=15)
    pollers, _ = pollers_over(lanes, threads=1)
    assert eventually(lambda: list(lanes.states().values()) == ["unreadable"])
    pollers.stop()


def test_draining_stops_when_there_is_no_more() -> None:
    """The sum of what was done, or the bound where there is no end."""
    left = iter([3, 2, 0, 5])
    assert drain(lambda: next(left)) == 5
    assert drain(lambda: 1, most=7) == 7
