"""The measurement in small: its parts work, both sides do the same job, and neither cheats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import sessionmaker

from handlers import Decided, registry
from plugin.storage import open_database
from tests.bench import jira, pages, report, rounds, run, signed, stream, yardstick
from tests.bench.acknowledging import acknowledging
from tests.bench.load import Outcome, Plan, drive
from tests.bench.processes import cpu_seconds, resident_mb
from tests.bench.stage import Stage, freeze, stage

ISSUES = 120
SECRET = "a secret of thirty-two characters"
SMALL = run.Scale(issues=ISSUES, turns=1, seconds=0.2, events=80, streams=1, page_turns=1, read_meanwhile=300)


@pytest.fixture(scope="module")
def on() -> Iterator[Stage]:
    """The whole stage with a small project."""
    with stage(ISSUES) as made:
        yield made


def test_both_receive_and_keep_the_same_webhooks(on: Stage) -> None:
    """Each side answers with success and keeps exactly what it accepted; the app takes less processor time for it.

    Rates are not compared here: on a machine that runs the whole suite they say more about the neighbours.
    """
    found = rounds.receipt(on, rounds=2, seconds=0.5)
    assert min(one.per_second for one in [*found.ours, *found.yardstick]) > 0
    assert rounds.middle(found.ours).cpu < rounds.middle(found.yardstick).cpu


def test_a_webhook_with_another_secret_is_refused_by_both(on: Stage) -> None:
    """The yardstick checks tokens as the app does."""
    body = jira.events(on.site, jira.ELSEWHERE, 1, None)[0]
    for port in (on.ours.port, on.yardstick.port):
        requests = [signed.webhook(on.site.client_key, SECRET, body)]
        assert drive(Plan(port, requests, connections=1, total=3)).statuses == Counter({401: 3})


def test_a_repeated_delivery_is_kept_once_by_both(on: Stage) -> None:
    """Each side knows a delivery again by its identifier."""
    body = jira.events(on.site, jira.ELSEWHERE, 1, None)[0]
    requests = [signed.webhook(*on.keys, body)]
    before = on.received(), on.received_by_yardstick()
    for _ in range(2):
        for port in (on.ours.port, on.yardstick.port):
            assert drive(Plan(port, requests, connections=1, total=1, prefix="again")).statuses == Counter({204: 1})
    assert (on.received(), on.received_by_yardstick()) == (before[0] + 1, before[1] + 1)


def test_the_stream_ends_in_the_figures_of_the_site(on: Stage) -> None:
    """All events are worked off, and the ledger says what the site's own issues say."""
    streamed = stream.stream(on, freeze(on), 150)
    assert streamed.events == 150
    assert streamed.per_second > 0
    assert on.waiting() == 0


def test_pages_are_visited_and_weighed(on: Stage) -> None:
    """Project page and issue panel answer signed visits, and the first page is within its weight."""
    rows = run.loaded_pages(on, SMALL)
    assert [row.reached for row in rows if row.aim] == [True]
    assert pages.weigh(on, "project-page").files > 1


def test_what_the_kernel_counts(on: Stage) -> None:
    """Processor time and memory of a server are those of all its processes, and the app stays within its memory."""
    assert cpu_seconds(on.ours.pid) > 0
    assert 20 < resident_mb(on.ours.pid) < run.RESIDENT_MB


def test_durability_is_equal(tmp_path: Path) -> None:
    """Both sides have every commit on the disk before they answer: WAL with synchronous=FULL."""
    database = open_database(f"sqlite:///{tmp_path / 'ours.db'}")
    yardstick.prepare(tmp_path / "yardstick.db", "acme", SECRET)
    for engine in (database.engine, yardstick.durable_engine(tmp_path / "yardstick.db")):
        with engine.connect() as connection:
            asked = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]
        assert asked == ["wal", 2]
        engine.dispose()
    database.dispose()


def test_the_yardstick_binds_a_token_to_its_request(tmp_path: Path) -> None:
    """A token for another path or another tenant opens nothing; the right one shows the page."""
    yardstick.prepare(tmp_path / "yardstick.db", "acme", SECRET)
    engine = yardstick.durable_engine(tmp_path / "yardstick.db")
    client = yardstick.create_app(sessionmaker(engine)).test_client()
    statuses = [
        client.get(f"/page?jwt={signed.token(key, SECRET, 'GET', target)}").status_code
        for key, target in (("acme", "/page"), ("acme", "/other"), ("globex", "/page"))
    ]
    engine.dispose()
    assert statuses == [200, 401, 401]


def test_the_events_are_ones_that_handlers_understand() -> None:
    """Every body is about as long as Jira's and calls for commands."""
    scene = jira.scene(30)
    bodies = jira.events(scene.site, jira.PROJECT, 60, scene.version)
    fates = [registry.decide(str(body["webhookEvent"]), body) for body in bodies]
    assert all(isinstance(fate, Decided) for fate in fates)
    assert all(9_000 < len(signed.webhook("acme", SECRET, body)[1]) < 13_000 for body in bodies)
    assert len({body["changelog"]["id"] for body in bodies}) == 60


def test_the_quantiles_of_an_outcome() -> None:
    """Quantiles are in milliseconds, and those of one answer are its own time."""
    outcome = Outcome([0.001 * n for n in range(1, 101)], Counter({204: 99, 503: 1}), began=0.0, ended=2.0)
    assert [round(outcome.quantile(share)) for share in (0.5, 0.99, 1.0)] == [51, 100, 100]
    assert (outcome.per_second, outcome.refusals()) == (50.0, 1)


def test_the_table_says_what_was_missed() -> None:
    """A bound that does not hold is said aloud."""
    text_of = report.table([report.limited("memory", 201.0, "MB", most=200.0)])
    assert "MISSED" in text_of
    assert "reached" in report.table([report.limited("memory", 199.0, "MB", most=200.0)])


def test_forge_events_are_answered_while_a_project_is_read_in() -> None:
    """Every event is taken, and the project is read in all the same."""
    found = acknowledging(SMALL.read_meanwhile, connections=2)
    assert (found.refused, found.issues) == (0, SMALL.read_meanwhile)
    assert found.events > 0
    assert found.p50 <= found.p99 <= found.longest
