"""Work over a broker: hints lead to work, and it does no harm that one is repeated, late or lost."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import pairwise

import dramatiq
import pytest
from cryptography.fernet import Fernet
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import Retries, TimeLimit

from plugin.domain.errors import JiraTrouble
from plugin.jobs.broker import Crew, open_broker
from plugin.jobs.errands import Errands, Runner
from plugin.jobs.housekeeping import Housekeeping
from plugin.jobs.relay import FRESH, LONGEST_FRESH, MOST_AT_ONCE, Hint, Relay
from plugin.setting_values import jobs_url
from plugin.usecases.queue import Due, Errand
from tests.contracts.source import ROOT
from tests.jobs.desks import Lanes
from tests.jobs.test_pollers import eventually
from tests.usecases.desk import ELSEWHERE, PROJECT


def stub() -> StubBroker:
    """A broker inside this process, with the middleware of the real ones."""
    return StubBroker(middleware=[TimeLimit(), Retries(max_retries=0)])


def errands_of(lanes: Lanes, run: Callable[..., None] = lambda _errands: None) -> Errands:
    """Who runs errands of the kind "mirror"."""
    return Errands(lanes.desk.queue, {"mirror": Runner(run, most=10)}, clock=lanes.desk.clock)


@contextmanager
def crew_over(lanes: Lanes, broker: dramatiq.Broker, errands: Errands | None = None) -> Iterator[Crew]:
    """A crew at work."""
    crew = Crew(broker, lanes.deliveries(), errands or errands_of(lanes), threads=3)
    crew.start()
    try:
        yield crew
    finally:
        crew.stop(5)


def relay_to(lanes: Lanes, send: Callable[[Hint], None]) -> Relay:
    """A relay over a desk."""
    house = Housekeeping(lanes.desk.queue, lambda: None, clock=lanes.desk.clock)
    return Relay(lanes.desk.queue, ["mirror"], send, house, clock=lanes.desk.clock)


def ask(lanes: Lanes, *subjects: str) -> None:
    """Ask for errands."""
    with lanes.desk.act() as act:
        for subject in subjects:
            act.uow.errands.ask("mirror", subject, lane=PROJECT, run_at=lanes.desk.now)


def done(lanes: Lanes) -> bool:
    """Whether every delivery is done."""
    return set(lanes.states().values()) == {"done ignored"}


def test_a_hint_makes_what_waits_done(lanes: Lanes) -> None:
    """Deliveries of two lanes and errands, by threads that never look by themselves."""
    ran: list[str] = []
    errands = errands_of(lanes, lambda taken: ran.extend(e.subject for e in taken))
    lanes.put(*[("other", number) for number in range(10)])
    lanes.put(("other", 11), lane=ELSEWHERE)
    ask(lanes, "1", "2")
    with crew_over(lanes, stub(), errands) as crew:
        time.sleep(0.1)
        assert not lanes.seen
        assert relay_to(lanes, crew.send).run_once() == 3
        assert eventually(lambda: done(lanes) and lanes.desk.queue.state(lanes.desk.now).errands == 0)
    assert sorted(lanes.seen) == sorted([*((PROJECT, n) for n in range(10)), (ELSEWHERE, 11)])
    assert sorted(ran) == ["1", "2"]


def test_a_repeated_hint_harms_nothing(lanes: Lanes) -> None:
    """Fifty times the same, some of it long after the work was done: each delivery is decided once and in order."""
    lanes.put(*[("other", number) for number in range(30)])
    broker, hint = stub(), Hint("deliveries", Due(lanes.desk.site_id, PROJECT, 1))
    with crew_over(lanes, broker) as crew:
        for _ in range(50):
            crew.send(hint)
        broker.join("plumbline-deliveries", timeout=10_000)
        crew.send(hint)
        broker.join("plumbline-deliveries", timeout=10_000)
    assert lanes.seen == [(PROJECT, number) for number in range(30)]
    assert done(lanes)


def test_a_lost_hint_is_sent_again(lanes: Lanes) -> None:
    """The broker loses what it was given; a while later the relay hints once more."""
    lanes.put(("other", 1))
    broker = stub()
    with crew_over(lanes, broker) as crew:
        lost: list[Hint] = []
        relay = relay_to(lanes, lambda hint: crew.send(hint) if lost else lost.append(hint))
        assert relay.run_once() == 1
        lanes.wait(seconds=FRESH.total_seconds() - 1)
        assert relay.run_once() == 0
        lanes.wait(seconds=1)
        assert relay.run_once() == 1
        assert eventually(lambda: done(lanes))


def test_a_fresh_hint_is_not_repeated(lanes: Lanes) -> None:
    """While nobody takes it up it is sent more and more rarely; what comes in behind the head changes nothing."""
    sent: list[timedelta] = []
    start = lanes.desk.now
    relay = relay_to(lanes, lambda _hint: sent.append(lanes.desk.now - start))
    lanes.put(("other", 1))
    for second in range(120):
        relay.run_once()
        lanes.put(("other", 100 + second))
        lanes.wait(seconds=1)
    waits = [(later - earlier).total_seconds() for earlier, later in pairwise(sent)]
    assert waits == [FRESH.total_seconds(), 10, 20, LONGEST_FRESH.total_seconds(), LONGEST_FRESH.total_seconds()]


def test_a_hint_that_was_taken_up_makes_room_for_the_next(lanes: Lanes) -> None:
    """What arrives after the lane was worked off is hinted at without delay; a lane that is not due never is."""
    sent: list[Hint] = []
    relay = relay_to(lanes, sent.append)
    lanes.put(("other", 1))
    relay.run_once()
    lanes.run()
    lanes.put(("poison", 2))
    relay.run_once()
    lanes.run()
    lanes.put(("other", 3))
    assert relay.run_once() == 0, "the lane waits for its retry"
    lanes.wait(minutes=1)
    assert relay.run_once() == 1
    assert [hint.due.what for hint in sent] == [PROJECT] * 3


def test_more_than_fits_comes_later(lanes: Lanes) -> None:
    """A bounded look at the table; the other lanes' turn comes as the first are done."""
    names = [str(30_000 + number) for number in range(MOST_AT_ONCE + 5)]
    for name in names:
        lanes.put(("other", 1), lane=name)
    sent: list[Hint] = []
    relay = relay_to(lanes, sent.append)
    assert relay.run_once() == MOST_AT_ONCE
    lanes.run()
    assert relay.run_once() == 0
    assert [hint.due.what for hint in sent] == names[:MOST_AT_ONCE]


def test_a_relay_outlives_a_broker_that_is_away(lanes: Lanes) -> None:
    """The hint counts as not sent; any number of relays does no harm, and old work is tidied away."""
    lanes.put(("unreadable", 7))
    lanes.put(("other", 8), lane=ELSEWHERE)
    lanes.run()
    lanes.wait(days=15)
    lanes.put(("other", 1))
    broker, failures = stub(), iter([ConnectionError("away"), ConnectionError("away")])
    stopping = threading.Event()
    with crew_over(lanes, broker) as crew:

        def send(hint: Hint) -> None:
            with suppress(StopIteration):
                raise next(failures)
            crew.send(hint)

        relays = [threading.Thread(target=relay_to(lanes, send).run, args=(stopping,)) for _ in range(3)]
        for relay in relays:
            relay.start()
        assert eventually(lambda: sorted(lanes.states().values()) == ["done ignored", "unreadable"])
        stopping.set()
        for relay in relays:
            relay.join(5)
    assert lanes.seen.count((PROJECT, 1)) == 1


def test_trouble_ends_no_thread_and_leaves_no_message(lanes: Lanes) -> None:
    """A table that is away for a moment: the message is gone, the work is not."""
    broker, hint = stub(), Hint("deliveries", Due(lanes.desk.site_id, PROJECT, 1))
    lanes.put(("other", 1))
    with crew_over(lanes, broker) as crew:
        with lanes.desk.database.writing("*") as connection:
            connection.exec_driver_sql("ALTER TABLE delivery RENAME TO away")
        crew.send(hint)
        broker.join("plumbline-deliveries", timeout=10_000)
        with lanes.desk.database.writing("*") as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO delivery")
        assert not broker.dead_letters
        crew.send(hint)
        assert eventually(lambda: done(lanes))


def test_errands_leave_threads_to_deliveries(lanes: Lanes) -> None:
    """However many errands wait for Jira at once, a delivery is processed meanwhile; the errands come to their end."""
    hold, busy = threading.Event(), []

    def wait_for_jira(taken: Sequence[Errand]) -> None:
        busy.append(len(taken))
        hold.wait(5)
        if len(busy) == 1:
            raise JiraTrouble("down")

    errands = Errands(lanes.desk.queue, {"mirror": Runner(wait_for_jira)}, clock=lanes.desk.clock)
    ask(lanes, *map(str, range(6)))
    hint = Hint("errands", Due(lanes.desk.site_id, "mirror", 1))
    with crew_over(lanes, stub(), errands) as crew:
        for _ in range(6):
            crew.send(hint)
        assert eventually(lambda: len(busy) == 2)
        lanes.put(("other", 1))
        relay_to(lanes, crew.send).run_once()
        assert eventually(lambda: done(lanes))
        hold.set()
        assert eventually(lambda: lanes.desk.queue.state(lanes.desk.now).running == 0)
        relay = relay_to(lanes, crew.send)

        def quiet() -> bool:
            lanes.wait(seconds=10)
            relay.run_once()
            return lanes.desk.queue.state(lanes.desk.now).errands == 0

        assert eventually(quiet)


@pytest.mark.parametrize(
    ("url", "extra", "missing"),
    [
        ("amqp://guest:a-pass-word@127.0.0.1:1/", "rabbitmq", "dramatiq"),
        ("redis://:a-pass-word@127.0.0.1:1/0", "redis", "dramatiq"),
        ("amqp://guest:a-pass-word@127.0.0.1:1/", "rabbitmq", "pika"),
        ("redis://:a-pass-word@127.0.0.1:1/0", "redis", "redis"),
    ],
)
def test_a_missing_extra_is_one_line(url: str, extra: str, missing: str) -> None:
    """For `work` and `relay`; the other commands do not care."""
    script = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from plugin.cli import main\n"
        "sys.exit(10 * main(['work']) + main(['relay']))"
    )
    said = _python(script, url)
    assert (said.returncode, said.stdout) == (11, "")
    line = f"PLUMBLINE_JOBS_URL needs an extra that is missing: pip install 'plumbline[{extra}]'"
    assert said.stderr.splitlines() == [line, line]


def test_an_embedded_app_has_no_relay_and_never_loads_a_broker() -> None:
    """Said in one line; dramatiq is not even imported."""
    script = (
        "import sys; from plugin.cli import main\n"
        "code = main(['relay']); assert 'dramatiq' not in sys.modules; sys.exit(code)"
    )
    said = _python(script, "embedded://")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.splitlines() == [
        "A relay needs a broker, and PLUMBLINE_JOBS_URL names none: here workers find what is due."
    ]


def _python(script: str, url: str) -> subprocess.CompletedProcess[str]:
    environ = {
        **os.environ,
        "PLUMBLINE_DATABASE_URL": "postgresql://plumbline@127.0.0.1:1/plumbline",
        "PLUMBLINE_SECRET_KEYS": Fernet.generate_key().decode(),
        "PLUMBLINE_JOBS_URL": url,
    }
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("scheme", ["amqp", "redis"])
def test_a_real_broker_carries_hints(lanes: Lanes, scheme: str) -> None:
    """Where TEST_AMQP_URL or TEST_REDIS_URL names one: the same work, done once."""
    url = os.environ.get(f"TEST_{scheme.upper()}_URL")
    if not url:
        pytest.skip(f"TEST_{scheme.upper()}_URL names no broker to try")
    lanes.put(*[("other", number) for number in range(10)])
    with crew_over(lanes, open_broker(jobs_url(url))) as crew:
        relay_to(lanes, crew.send).run_once()
        assert eventually(lambda: done(lanes))
    assert lanes.seen == [(PROJECT, number) for number in range(10)]
