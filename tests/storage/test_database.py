"""The database itself: row-level security as the second wall, one writer at a time, settings that hold."""

import multiprocessing
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from plugin.domain.ids import SiteId
from plugin.storage import Database, SqlWork, open_database
from plugin.storage.tables import metadata
from plugin.wiring import utcnow
from tests.postgres import PostgresDatabase
from tests.storage.builders import a_project


def two_sites_with_a_project(database: Database) -> None:
    """A project each on the sites 1 and 2."""
    for site_id in (SiteId(1), SiteId(2)):
        with SqlWork(database, utcnow)(site_id, write=True) as unit:
            unit.projects.save(a_project())
            unit.commit()


def test_raw_sql_sees_its_own_site(postgres: Database) -> None:
    """Even SQL that forgets the site sees and changes that site's rows only, and without a site none at all."""
    two_sites_with_a_project(postgres)
    with postgres.writing(SiteId(1)) as connection:
        assert connection.execute(text("SELECT site_id FROM project")).scalars().all() == [1]
        assert connection.execute(text("UPDATE project SET name = 'mine'")).rowcount == 1
        assert connection.execute(text("DELETE FROM project WHERE site_id = 2")).rowcount == 0
    with postgres.reading("*") as connection:
        assert connection.execute(text("SELECT count(*) FROM project")).scalar() == 2
    with postgres.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM project")).scalar() == 0


def test_a_row_for_another_site_is_refused(postgres: Database) -> None:
    """A row of another site cannot be written, whatever the statement says."""
    insert = text("INSERT INTO meaning (site_id, kind, id, value) VALUES (2, 'status', '1', 'new')")
    with pytest.raises(ProgrammingError, match="row-level security"), postgres.writing(SiteId(1)) as connection:
        connection.execute(insert)


def test_every_tenanted_table_is_protected(postgres: Database) -> None:
    """No table that holds a site's rows was forgotten, and the tables' owner is bound, too."""
    with postgres.reading("*") as connection:
        rows = connection.execute(text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"))
        protected = set(rows.scalars())
    tenanted = {table.name for table in metadata.sorted_tables if "site_id" in table.c}
    assert protected == tenanted | {"site"}


def test_warnings(postgres: Database, postgres_url: str, sqlite_database: Database) -> None:
    """A role that row-level security does not bind is named; one that it binds is not."""
    assert postgres.warnings() == []
    assert sqlite_database.warnings() == []
    superuser = open_database(postgres_url)
    try:
        assert len(superuser.warnings()) == 1
    finally:
        superuser.dispose()


def test_granting(postgres_database: PostgresDatabase, migrated_postgres: Database) -> None:
    """The owner can let the app's role in, without default privileges having been set."""
    owner = open_database(postgres_database.owner_url)
    try:
        with owner.engine.begin() as connection:
            connection.execute(text("REVOKE ALL ON project FROM plumbline_app"))
        with pytest.raises(ProgrammingError), migrated_postgres.reading("*") as connection:
            connection.execute(text("SELECT 1 FROM project"))
        owner.grant_to("plumbline_app")
        with migrated_postgres.reading("*") as connection:
            connection.execute(text("SELECT 1 FROM project"))
    finally:
        owner.dispose()


def test_sqlite_settings(sqlite_database: Database) -> None:
    """Every connection is durable, checks foreign keys, and works on a file in WAL mode."""
    with sqlite_database.reading("*") as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]


def test_reading_goes_on_while_somebody_writes(sqlite_database: Database) -> None:
    """On SQLite a reader does not wait for a writer, and sees what was committed before."""
    with sqlite_database.writing("*") as connection:
        connection.execute(text("DELETE FROM meaning"))
    with sqlite_database.writing("*") as writer, sqlite_database.reading("*") as reader:
        writer.execute(text("INSERT INTO meaning (site_id, kind, id, value) VALUES (1, 'status', '1', 'new')"))
        assert reader.execute(text("SELECT count(*) FROM meaning")).scalar() == 0


def write_many(url: str, process: int) -> None:
    """Fifty transactions that each read, then write."""
    database = open_database(url)
    for _ in range(50):
        with SqlWork(database, utcnow)(SiteId(1), write=True) as unit:
            unit.projects.next_key(a_project().id, "R")
            unit.commit()
    database.dispose()


def test_several_processes_write(tmp_path: Path) -> None:
    """Several processes may write one SQLite file at once: nobody fails, nothing is lost."""
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    database = open_database(url)
    database.migrate()
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=write_many, args=(url, n)) for n in range(2)]
    for process in processes:
        process.start()
    threads = [threading.Thread(target=write_many, args=(url, n)) for n in range(2)]
    for thread in threads:
        thread.start()
    for process in processes:
        process.join(60)
    for thread in threads:
        thread.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    with SqlWork(database, utcnow)(SiteId(1), write=True) as unit:
        assert unit.projects.next_key(a_project().id, "R") == "R-201"
    database.dispose()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://example/db"])
def test_a_database_that_cannot_serve(url: str) -> None:
    """A database that threads cannot share, or of a kind that we do not know, is refused with a sentence."""
    with pytest.raises(ValueError, match="database"):
        open_database(url)
