"""Webhooks: a 204 means that the delivery is on the disk, once, and everything else means that it is not."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin.domain.ids import SiteId
from plugin.usecases.queue import NewDelivery
from plugin.web.receipt import GroupCommit
from tests.web.core.bench import LEAD, Bench
from tests.web.core.test_gates import asked, assert_tells_nothing
from tests.web.core.tokens import HOSTILE, bound, signed

WEBHOOK = "/connect/webhooks"
UPDATED = {
    "webhookEvent": "jira:issue_updated",
    "issue": {"id": "10042", "fields": {"project": {"id": "10000"}}},
}


def send(
    bench: Bench,
    body: object,
    identifier: str | None = "w-1",
    *,
    client: FlaskClient | None = None,
    content_type: str = "application/json",
    **headers: str,
) -> TestResponse:
    """Post a body as acme's Jira would."""
    sent = {
        "Authorization": f"JWT {signed(bench.acme, bound('POST', WEBHOOK))}",
        "Content-Type": content_type,
        **({"X-Atlassian-Webhook-Identifier": identifier} if identifier else {}),
        **headers,
    }
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return (client or bench.flask.test_client()).post(WEBHOOK, data=data, headers=sent)


def stored(bench: Bench) -> int:
    """How many deliveries are on the disk, seen through another connection."""
    count: int = bench.rows("SELECT count(*) FROM delivery")[0][0]
    return count


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_token_stores_nothing(standing: Bench, name: str) -> None:
    """What is not proved to come from Jira is not kept, and the log has the reason."""
    make, reason = HOSTILE[name]
    before = standing.everything()
    token = make(standing.acme, standing.globex, bound("POST", WEBHOOK))
    assert (401, reason) == asked(standing, "POST", WEBHOOK, token, json=UPDATED)
    assert before == standing.everything()


def test_a_context_token_is_no_webhook(standing: Bench) -> None:
    """Any person of the site has one; none of them may speak for Jira."""
    before = standing.everything()
    assert asked(standing, "POST", WEBHOOK, standing.acme.context_token(LEAD), json=UPDATED) == (401, "qsh")
    assert asked(standing, "POST", WEBHOOK, json=UPDATED) == (401, "missing")
    assert asked(standing, "POST", WEBHOOK, signed(standing.acme, bound("POST", "/connect/enabled")), json=UPDATED) == (
        401,
        "qsh",
    )
    assert before == standing.everything()


def test_a_204_means_that_it_is_stored(bench: Bench) -> None:
    """Another connection sees the row, with lane, event and the body byte by byte, the moment the answer is there."""
    raw = b'{"webhookEvent": "jira:issue_updated",   "issue": {"id": 10042, "fields": {"project": {"id": 10000}}}}'
    response = send(bench, raw)
    assert (response.status_code, response.get_data()) == (204, b"")
    assert [("10000", "jira:issue_updated", "ready", raw)] == bench.rows(
        "SELECT lane, event, state, body FROM delivery"
    )


def test_the_same_identifier_counts_once(bench: Bench) -> None:
    """Jira repeats under one identifier; another event under the same one is another delivery."""
    assert [send(bench, UPDATED).status_code for _ in range(3)] == [204, 204, 204]
    assert stored(bench) == 1
    assert send(bench, {**UPDATED, "webhookEvent": "jira:issue_created"}).status_code == 204
    assert stored(bench) == 2


def test_without_an_identifier_the_body_decides(bench: Bench) -> None:
    """The same body once, another body beside it."""
    for body in (UPDATED, UPDATED, {**UPDATED, "timestamp": 1}, UPDATED):
        assert send(bench, body, None).status_code == 204
    assert stored(bench) == 2


def test_identifiers_that_are_too_long_are_told_apart(bench: Bench) -> None:
    """Nothing is lost because two of them begin alike."""
    for end in "ab":
        assert send(bench, UPDATED, "i" * 300 + end).status_code == 204
    assert stored(bench) == 2


def test_sites_do_not_share_identifiers(bench: Bench) -> None:
    """Two sites may number alike."""
    bench.globex.install(bench.url)
    assert send(bench, UPDATED).status_code == 204
    token = signed(bench.globex, bound("POST", WEBHOOK))
    assert send(bench, UPDATED, Authorization=f"JWT {token}").status_code == 204
    assert stored(bench) == 2


@pytest.mark.parametrize(
    ("body", "event_name", "lane", "state"),
    [
        ({"webhookEvent": "made:up"}, "made:up", "", "ready"),
        ({"webhookEvent": "jira:issue_updated", "issue": None}, "jira:issue_updated", "", "ready"),
        ({"webhookEvent": "jira:issue_updated", "issue": {"fields": []}}, "jira:issue_updated", "", "ready"),
        ({"webhookEvent": "e", "project": {"id": True}}, "e", "", "ready"),
        ({"webhookEvent": "e", "project": {"id": 10**30}}, "e", "", "ready"),
        ({"webhookEvent": "e\u0000\ud800", "project": {"id": "1\u00000"}}, "e", "10", "ready"),
        ({"webhookEvent": 5}, "5", "", "ready"),
        ({"webhookEvent": ["jira:issue_updated"]}, "", "", "unreadable"),
        ({"webhookEvent": "x" * 5000}, "", "", "unreadable"),
        ({}, "", "", "unreadable"),
    ],
)
def test_odd_bodies_are_kept(standing: Bench, body: object, event_name: str, lane: str, state: str) -> None:
    """What is proved to come from Jira is never thrown away: unknown events wait, nameless ones are set aside."""
    identifier = uuid.uuid4().hex
    assert send(standing, body, identifier).status_code == 204
    assert [(event_name, lane, state)] == standing.rows(
        "SELECT event, lane, state FROM delivery WHERE dedupe LIKE ?", f"{identifier}:%"
    )


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"[]", b'"text"', b"\x00", b"\xff\xfe", b"[" * 100_000, b"{" * 100_000, b"1" * 5000]
)
def test_what_is_no_json_object_is_refused_clearly(standing: Bench, body: bytes) -> None:
    """A 422 that says why, and nothing stored: repeating it cannot help."""
    before = stored(standing)
    response = send(standing, body)
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert "the body is not" in str(response.json)
    assert_tells_nothing(standing, response.get_data(as_text=True), None)
    assert before == stored(standing)


def test_a_form_is_refused(standing: Bench) -> None:
    """Only JSON is a webhook, whatever it is called."""
    response = send(standing, b"webhookEvent=x", content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422


def test_big_bodies_are_taken_and_too_big_ones_refused(bench: Bench) -> None:
    """Two megabytes are ordinary for Jira; more than it ever sends is 413 with a clear word."""
    assert send(bench, {**UPDATED, "padding": "x" * 2_000_000}).status_code == 204
    response = send(bench, {**UPDATED, "padding": "x" * 26 * 1024 * 1024}, "w-2")
    assert (response.status_code, response.mimetype) == (413, "application/problem+json")
    assert stored(bench) == 1


@pytest.mark.parametrize("table", ["delivery", "site"])
def test_a_database_in_trouble_makes_jira_repeat(bench: Bench, table: str) -> None:
    """503 and not 401 or 500: Jira keeps the delivery, and the next attempt is stored."""
    bench.change(f"ALTER TABLE {table} RENAME TO away")
    response = send(bench, UPDATED)
    assert (response.status_code, response.mimetype) == (503, "application/problem+json")
    assert int(response.headers["Retry-After"]) > 0
    text = response.get_data(as_text=True)
    assert_tells_nothing(bench, text, None)
    assert "sqlite" not in text.lower()
    assert "away" not in text
    bench.change(f"ALTER TABLE away RENAME TO {table}")
    assert send(bench, UPDATED).status_code == 204
    assert stored(bench) == 1


def test_jira_gets_everything_through_in_the_end(bench: Bench) -> None:
    """Real deliveries of the stand-in, each second one twice and in any order, are each stored once."""
    bench.acme.webhooks.duplicate_every = 2
    bench.acme.webhooks.shuffle = 7
    for number in range(10):
        bench.acme.create_issue("PAY", f"Story {number}", points=3, by=LEAD)
    counts = bench.acme.webhooks.drain()
    assert counts.dropped == 0
    assert counts.submitted == stored(bench)


def test_many_at_once_are_each_stored_once(bench: Bench) -> None:
    """32 threads with 50 deliveries each, every tenth of them a repetition."""
    token = signed(bench.acme, bound("POST", WEBHOOK))
    start = threading.Barrier(32)

    def sender(number: int) -> list[int]:
        client = bench.flask.test_client()
        start.wait()
        statuses = []
        for turn in range(50):
            identifier = f"{number}-{turn - 1 if turn % 10 == 9 else turn}"
            response = send(bench, UPDATED, identifier, client=client, Authorization=f"JWT {token}")
            statuses.append(response.status_code)
        return statuses

    with ThreadPoolExecutor(32) as pool:
        statuses = Counter(status for found in pool.map(sender, range(32)) for status in found)
    assert statuses == {204: 1600}
    assert stored(bench) == 32 * 45


def test_requests_that_come_together_share_a_commit(bench: Bench) -> None:
    """On a disk that takes its time, as real ones do, 1600 deliveries of 32 threads need far fewer commits."""
    groups: list[int] = []

    def slow_write(deliveries: Sequence[NewDelivery]) -> list[bool]:
        groups.append(len(deliveries))
        time.sleep(0.004)
        return bench.app.queue.receive(deliveries)

    commit = GroupCommit(slow_write)
    with ThreadPoolExecutor(32) as pool:
        assert all(pool.map(lambda number: commit.put(_delivery(number)), range(1600)))
    assert 1600 == sum(groups) == stored(bench)
    assert len(groups) < 200


def test_a_failed_write_reaches_everybody_who_waits() -> None:
    """Nobody is told that a delivery is stored when its commit failed, and the next group starts afresh."""
    writing, go = threading.Event(), threading.Event()
    groups: list[int] = []

    def write(deliveries: object) -> list[bool]:
        assert isinstance(deliveries, list)
        groups.append(len(deliveries))
        writing.set()
        go.wait(5)
        if len(groups) == 2:
            raise sqlite3.OperationalError("disk I/O error")
        return [True] * len(deliveries)

    commit = GroupCommit(write)
    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(commit.put, _delivery(0))
        assert writing.wait(5)
        others = [pool.submit(commit.put, _delivery(number)) for number in range(1, 9)]
        while len(commit._waiting) < 8:  # noqa: SLF001 - no other way to know that all stand in line
            threading.Event().wait(0.005)
        go.set()
        assert first.result(5) is True
        for other in others:
            with pytest.raises(sqlite3.OperationalError):
                other.result(5)
    assert groups == [1, 8]
    assert commit.put(_delivery(9)) is True


def test_a_leader_that_is_told_to_end_leaves_nobody_waiting() -> None:
    """Also when its thread is interrupted in the middle of the commit, all of the group hear of it."""

    def write(_: object) -> list[bool]:
        raise SystemExit

    with pytest.raises(SystemExit):
        GroupCommit(write).put(_delivery(1))


def _delivery(number: int) -> NewDelivery:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return NewDelivery(SiteId(1), "10000", "jira:issue_updated", f"w-{number}", b"{}", at)
