"""Commands: each does what it says, and tells in one line what it did or what is wrong."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from cryptography.fernet import Fernet

from plugin.cli import main
from plugin.domain.ids import AccountId
from plugin.wiring import build, utcnow
from tests.jobs.office import Office
from tests.jobs.test_backfill import live_through
from tests.web.core.bench import LEAD, NEIGHBOUR, Bench, environment

Run = Callable[..., tuple[int, list[str], list[str]]]
"""From arguments to exit code, lines said and lines complained."""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Run]:
    """The command line in a folder of its own; `bench` gives it that bench's settings."""
    handlers, level = logging.root.handlers[:], logging.root.level

    def command(*arguments: str, bench: Bench | None = None, **environ: str) -> tuple[int, list[str], list[str]]:
        settings = (
            environment(bench.app.settings.home, bench.url, [bench.acme.key_url])
            if bench
            else {"PLUMBLINE_HOME": str(tmp_path / "var")}
        )
        for name, value in {**settings, "PLUMBLINE_LOG_LEVEL": "error", **environ}.items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        code = main(arguments)
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err.splitlines()

    yield command
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def test_migrate_then_check(run: Run) -> None:
    """Before, check says what to do; afterwards, that all is in order."""
    code, said, _ = run("check")
    assert (code, said) == (1, ["The database is not at the newest schema: run plumbline migrate."])
    assert run("migrate") == (0, ["The database is at the newest schema."], [])
    assert run("check") == (0, ["Configuration, database and keys are in order."], [])


def test_what_is_not_configured_is_said_line_by_line(run: Run) -> None:
    """Every problem at once, exit code 2."""
    code, said, complained = run("check", PLUMBLINE_BIND="nowhere", PLUMBLINE_LOG_LEVEL="loud")
    assert (code, said, len(complained)) == (2, [], 2)


def test_a_database_that_is_away_is_one_line(run: Run, tmp_path: Path) -> None:
    """Not a trace of a library's inside, and no password."""
    url = "postgresql://plumbline:a-pass-word@127.0.0.1:9/plumbline"
    keys = {"PLUMBLINE_DATABASE_URL": url, "PLUMBLINE_SECRET_KEYS": Fernet.generate_key().decode()}
    for command in ("check", "migrate", "serve"):
        code, said, complained = run(command, **keys)
        assert code == 1
        assert len(said) + len(complained) == 1
        assert "a-pass-word" not in str(said + complained)


def test_a_key_that_is_missing_is_said(run: Run, bench: Bench) -> None:
    """Stored secrets that no key opens: check says so, and nothing is guessed."""
    other = Fernet.generate_key().decode()
    code, _, complained = run("check", bench=bench, PLUMBLINE_SECRET_KEYS=other)
    assert (code, len(complained)) == (1, 1)
    assert "no secret key of ours opens a stored secret" in complained[0]


def test_token_makes_one_that_opens_the_api(run: Run, bench: Bench) -> None:
    """Printed once, alone on its line; the site may be named by its address."""
    code, said, _ = run("token", bench.acme.base_url, "--scope", "read", "--account", LEAD, bench=bench)
    assert (code, len(said)) == (0, 1)
    assert said[0].startswith("plb_")
    found = bench.app.tokens.find(said[0])
    assert found is not None
    assert (found.account_id, found.scope) == (LEAD, "read")


def test_a_site_that_is_none_is_one_line(run: Run, bench: Bench) -> None:
    """For every command that names a site."""
    rest = {
        "token": ["--account", LEAD],
        "export": ["--to", "x"],
        "backfill": ["10000"],
        "reconcile": ["1"],
        "erase": [],
    }
    for command, more in rest.items():
        code, said, complained = run(command, "https://nobody.example", *more, bench=bench)
        assert (code, said, complained) == (1, [], ["No site https://nobody.example has installed this app."])


def test_openapi_prints_the_document(run: Run, bench: Bench) -> None:
    """The same that the app serves."""
    code, said, _ = run("openapi", bench=bench)
    assert code == 0
    document = json.loads("\n".join(said))
    assert document["openapi"].startswith("3.1")
    assert bench.flask.test_client().get("/api/v1/openapi.json").json == document


def test_export_writes_everything_but_secrets(run: Run, office: Office, tmp_path: Path) -> None:
    """Every row of the site by table as JSON lines, of no other site, for its owner's eyes only."""
    bench, file = office.bench, tmp_path / "acme.jsonl"
    bench.globex.install(bench.url)
    release = live_through(office.jira)
    office.ask_for_reading()
    office.settle()
    office.freeze(release)
    _, clear = bench.app.tokens.make(bench.site_id, "write", AccountId(LEAD), "for a test", utcnow())
    code, said, _ = run("export", bench.acme.base_url, "--to", str(file), bench=bench)
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert (0, [f"Wrote {len(lines)} rows to {file}; secrets are not among them."]) == (code, said)
    assert file.stat().st_mode & 0o777 == 0o600
    tables = {line["table"] for line in lines}
    assert {"site", "project", "issue", "issue_change", "baseline", "baseline_item", "delivery", "fact"} <= tables
    for table in tables - {"site"}:
        ((count,),) = bench.rows(f"SELECT count(*) FROM {table} WHERE site_id = ?", bench.site_id)  # noqa: S608 - ours
        assert count == sum(line["table"] == table for line in lines)
    assert sum(line["table"] == "site" for line in lines) == 1
    text = file.read_text()
    assert bench.acme.installation is not None
    ((secret, digest),) = bench.rows("SELECT s.secret, t.digest FROM site s JOIN api_token t ON t.site_id = s.id")
    for never in (bench.acme.installation.shared_secret, secret, digest, clear, bench.globex.client_key):
        assert never not in text
    assert '"at": "20' in text


def test_an_export_that_fails_leaves_nothing_behind(run: Run, bench: Bench, tmp_path: Path) -> None:
    """A folder that is not there is one line."""
    code, _, complained = run("export", bench.acme.base_url, "--to", str(tmp_path / "no" / "file"), bench=bench)
    assert (code, len(complained)) == (1, 1)
    assert "No such file or directory" in complained[0]


def test_erase_leaves_nothing_of_one_site_and_all_of_the_other(run: Run, office: Office) -> None:
    """Rows of every table, the installation included."""
    bench = office.bench
    bench.globex.install(bench.url)
    live_through(office.jira)
    office.ask_for_reading()
    office.settle()
    number, other = bench.site_id, bench.app.sites.by_client_key(bench.globex.client_key)
    assert other is not None
    assert (0, [f"Erased everything that was kept of {bench.acme.base_url}."], []) == run(
        "erase", bench.acme.base_url, bench=bench
    )
    tables = [
        name for (name,) in bench.rows("SELECT name FROM sqlite_master WHERE sql LIKE '%site_id%' AND type = 'table'")
    ]
    assert len(tables) > 10
    for table in tables:
        assert bench.rows(f"SELECT count(*) FROM {table} WHERE site_id = ?", number) == [(0,)]  # noqa: S608 - ours
    assert [other.id] == [site.id for site in bench.app.sites.all()]
    path = bench.globex.page_url("get-started", NEIGHBOUR).removeprefix(bench.url)
    assert bench.flask.test_client().get(path).status_code == 200


def test_rotate_keys_puts_a_new_key_in_front(run: Run, bench: Bench) -> None:
    """Afterwards the newest key alone opens every secret."""
    keys, number = bench.app.settings.home / "keys", bench.site_id
    before = keys.read_text().split()
    code, said, _ = run("rotate-keys", bench=bench)
    assert (code, len(said)) == (0, 1)
    after = keys.read_text().split()
    assert before == after[1:]
    keys.write_text(after[0] + "\n")
    assert run("check", bench=bench) == (0, ["Configuration, database and keys are in order."], [])
    assert bench.acme.installation is not None
    app = build(replace(bench.app.settings, secret_keys=(after[0],)))
    site = app.sites.get(number)
    assert site is not None
    assert bench.acme.installation.shared_secret == site.shared_secret
    app.database.dispose()


def test_backfill_reads_a_project_by_id_or_key(run: Run, bench: Bench) -> None:
    """It waits until all is read and tells how many issues there were."""
    live_through(bench.acme)
    bench.acme.webhooks.drain()
    assert run("backfill", bench.acme.base_url, "PAY", bench=bench) == (0, ["Read 5 issues of project PAY."], [])
    with bench.app.work(bench.site_id) as uow:
        (project,) = uow.projects.all()
    assert (project.key, project.enabled, project.progress.state) == ("PAY", True, "done")


def test_reconcile_makes_good_and_says_what_moved(run: Run, office: Office) -> None:
    """A project that is on; one that is off is refused in one line."""
    release = live_through(office.jira)
    office.jira.webhooks.drain()
    bench, command = office.bench, ("reconcile", office.jira.base_url, "PAY")
    assert run(*command, bench=bench) == (1, [], ["Plumbline is not switched on for this project."])
    office.ask_for_reading()
    office.settle()
    office.freeze(release)
    with office.jira.quiet():
        office.jira.update_issue("PAY-1", by=LEAD, points=13)
        office.jira.delete_issue("PAY-4", by=LEAD)
    said = (
        "Read 4 issues of project PAY again, 1 are there no longer; of the main baseline 2 figures moved, and 0 deltas"
        " are 1 now."
    )
    assert run(*command, bench=bench) == (0, [said], [])
    assert office.project().progress.state == "done"


def test_a_backfill_that_cannot_be_done_says_why(run: Run, bench: Bench) -> None:
    """A project that is none, and one that somebody cancelled meanwhile."""
    code, said, complained = run("backfill", bench.acme.base_url, "NONE", bench=bench)
    assert (code, said, len(complained)) == (1, [], 1)
    bench.acme.faults.fail(10, 500, path_contains="/search/jql")
    cancelling = threading.Timer(0.5, _cancel, (bench,))
    cancelling.start()
    code, said, complained = run("backfill", bench.acme.base_url, "PAY", bench=bench)
    cancelling.join()
    assert (code, said, complained) == (1, [], ["Reading project PAY failed: Cancelled."])


def _cancel(bench: Bench) -> None:
    bench.change("UPDATE project SET progress_state = 'failed', progress_message = 'Cancelled.'")
