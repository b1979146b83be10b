"""Published keys: one address, a bound on how often it is asked, and nobody waiting who need not."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from plugin.platform.jwks import LONGEST_SET, Jwks
from plugin.usecases.refusal import NotAuthentic, Reason
from tests.platform import made_up as m
from tests.platform import made_up_forge as f

URL = "https://keys.example.com/.well-known/jwks.json"
OLD, NEW = f.jwk(), f.jwk(m.STRANGER, kid="new")


class Host:
    """A key host that gives one answer, or none, and remembers when it was asked."""

    def __init__(self, *keys: object) -> None:
        self.answer: bytes | None = f.key_set(*keys) if keys else None
        self.asked: list[tuple[str, int]] = []

    def __call__(self, url: str, longest: int) -> bytes:
        self.asked.append((url, longest))
        if self.answer is None:
            raise OSError("no answer")
        return self.answer


def at_once(work: Callable[[], None]) -> None:
    """What should run beside a call runs within it."""
    work()


def later(seconds: float = 0) -> datetime:
    """So many seconds after now."""
    return m.NOW + timedelta(seconds=seconds)


def refused(keys: Jwks, kid: str, now: datetime = m.NOW) -> None:
    """The kid must be refused, for the reason `key`, and without being repeated."""
    with pytest.raises(NotAuthentic) as caught:
        keys(kid, now)
    assert caught.value.reason is Reason.KEY
    assert kid not in str(caught.value)


def test_the_address_is_asked_once() -> None:
    """All keys come with one fetch of the one address, bounded in size, and then serve from memory."""
    host = Host(OLD, NEW)
    keys = Jwks(URL, host)
    assert [keys(f.KID, later()), keys(f.KID, later(3600)), keys("new", later(7200))] == [
        m.ATLASSIAN.public_key(),
        m.ATLASSIAN.public_key(),
        m.STRANGER.public_key(),
    ]
    assert host.asked == [(URL, LONGEST_SET)]


def test_an_unknown_kid_is_asked_for_once_a_minute() -> None:
    """However many unknown kids come, keys are fetched again after a minute only, and a new key is found then."""
    host = Host(OLD)
    keys = Jwks(URL, host)
    keys(f.KID, later())
    host.answer = f.key_set(OLD, NEW)
    for second in (0, 1, 59.9):
        refused(keys, "new", later(second))
        refused(keys, f"invented-{second}", later(second))
    assert len(host.asked) == 1
    assert keys("new", later(60)) == m.STRANGER.public_key()
    assert len(host.asked) == 2


def test_a_fetch_that_fails_counts_and_keeps_the_keys() -> None:
    """After a failure the kept keys still serve, and the next try waits for its minute."""
    host = Host(OLD)
    keys = Jwks(URL, host)
    keys(f.KID, later())
    host.answer = None
    refused(keys, "new", later(60))
    host.answer = f.key_set(OLD, NEW)
    refused(keys, "new", later(119))
    assert keys(f.KID, later(119)) == m.ATLASSIAN.public_key()
    assert keys("new", later(120)) == m.STRANGER.public_key()


@pytest.mark.parametrize("answer", [None, b"", b"<html>", b'{"keys": []}', f.key_set("key")])
def test_without_any_key_a_try_is_made_every_five_seconds(answer: bytes | None) -> None:
    """At the start silence and useless answers are followed by another try after five seconds."""
    host = Host()
    host.answer = answer
    keys = Jwks(URL, host)
    for second in (0, 1, 4.9):
        refused(keys, f.KID, later(second))
    assert len(host.asked) == 1
    host.answer = f.key_set(OLD)
    assert keys(f.KID, later(5)) == m.ATLASSIAN.public_key()


def test_a_useless_answer_takes_no_key_away() -> None:
    """An answer without a usable key leaves the kept ones alone; one with other keys replaces them."""
    host = Host(OLD)
    keys = Jwks(URL, host, at_once)
    keys(f.KID, later())
    host.answer = b'{"keys": []}'
    refused(keys, "new", later(60))
    assert keys(f.KID, later(60)) == m.ATLASSIAN.public_key()
    host.answer = f.key_set(NEW)
    assert keys("new", later(120)) == m.STRANGER.public_key()
    refused(keys, f.KID, later(121))


def test_a_clock_that_was_set_back_does_not_stop_us() -> None:
    """The minute is counted from either side, so that an hour set back is not an hour without keys."""
    host = Host(OLD)
    keys = Jwks(URL, host)
    keys(f.KID, later())
    host.answer = f.key_set(OLD, NEW)
    refused(keys, "new", later(-30))
    assert keys("new", later(-3600)) == m.STRANGER.public_key()


def test_old_keys_are_renewed_behind_the_call() -> None:
    """After a day a call is answered from memory at once and starts one renewal, which a failure does not repeat."""
    host, waiting = Host(OLD), list[Callable[[], None]]()
    keys = Jwks(URL, host, waiting.append)
    keys(f.KID, later())
    day = 24 * 3600
    keys(f.KID, later(day - 1))
    assert waiting == []
    host.answer = None
    for _ in range(3):
        assert keys(f.KID, later(day)) == m.ATLASSIAN.public_key()
    assert (len(waiting), len(host.asked)) == (1, 1)
    waiting.pop()()
    keys(f.KID, later(day + 59))
    assert (len(waiting), len(host.asked)) == (0, 2)
    host.answer = f.key_set(NEW)
    keys(f.KID, later(day + 60))
    waiting.pop()()
    assert keys("new", later(day + 61)) == m.STRANGER.public_key()
    refused(keys, f.KID, later(day + 61))


def test_without_a_thread_to_be_had_the_kept_keys_serve() -> None:
    """Where no renewal can be started a call still has its key, and a later one tries again."""
    started: list[Callable[[], None]] = []

    def unable_at_first(work: Callable[[], None]) -> None:
        started.append(work)
        if len(started) == 1:
            raise RuntimeError("can't start new thread")
        work()

    host = Host(OLD)
    keys = Jwks(URL, host, unable_at_first)
    keys(f.KID, later())
    assert keys(f.KID, later(90_000)) == keys(f.KID, later(90_001)) == m.ATLASSIAN.public_key()
    assert len(host.asked) == 2


def test_a_real_thread_renews() -> None:
    """Left to itself the renewal runs in a thread of its own."""
    renewed = threading.Event()
    host = Host(OLD)

    def fetch(url: str, longest: int) -> bytes:
        if threading.current_thread() is not threading.main_thread():
            renewed.set()
        return host(url, longest)

    keys = Jwks(URL, fetch)
    keys(f.KID, later())
    keys(f.KID, later(90_000))
    assert renewed.wait(5)


class SlowHost(Host):
    """A key host that answers only once it is told to."""

    def __init__(self, *keys: object) -> None:
        super().__init__(*keys)
        self.reached, self.go = threading.Event(), threading.Event()

    def __call__(self, url: str, longest: int) -> bytes:
        self.reached.set()
        assert self.go.wait(5)
        return super().__call__(url, longest)


def beside(keys: Jwks, kid: str, now: datetime, found: list[object]) -> threading.Thread:
    """A thread that asks for one key and notes what it got."""

    def ask() -> None:
        try:
            found.append(keys(kid, now))
        except NotAuthentic as error:
            found.append(error.reason)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def test_many_at_the_start_share_one_fetch() -> None:
    """Calls that come while the first keys are fetched wait for them and do not fetch as well."""
    host, found = SlowHost(OLD), list[object]()
    keys = Jwks(URL, host)
    threads = [beside(keys, f.KID, later(number * 100), found) for number in range(8)]
    assert host.reached.wait(5)
    host.go.set()
    for thread in threads:
        thread.join()
    assert found == [m.ATLASSIAN.public_key()] * 8
    assert len(host.asked) == 1


def test_a_known_kid_does_not_wait_for_a_fetch() -> None:
    """While a thread fetches for an unknown kid, a known one is answered at once."""
    host, found = SlowHost(OLD), list[object]()
    keys = Jwks(URL, host)
    host.go.set()
    keys(f.KID, later())
    host.reached.clear()
    host.go.clear()
    thread = beside(keys, "invented", later(60), found)
    assert host.reached.wait(5)
    assert keys(f.KID, later(60)) == m.ATLASSIAN.public_key()
    assert keys(f.KID, later(90_000)) == m.ATLASSIAN.public_key()
    assert found == []
    host.go.set()
    thread.join()
    assert found == [Reason.KEY]
