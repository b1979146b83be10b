"""The schema: migrations lead to the tables that the code knows, up and down, on both databases."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from plugin.storage import Database, migrate, open_database
from plugin.storage.tables import metadata
from tests.postgres import a_database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table, as its owner."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        with a_database(request.getfixturevalue("postgres_url")) as made:
            yield made.owner_url


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    """That database, opened."""
    database = open_database(empty_url)
    yield database
    database.dispose()


def test_migrating_an_empty_database(empty: Database) -> None:
    """An empty database becomes one with every table, and migrating it again changes nothing."""
    assert not empty.at_head()
    empty.migrate()
    empty.migrate()
    assert empty.at_head()
    assert set(inspect(empty.engine).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_tables_and_migrations_agree(empty: Database) -> None:
    """What the code calls the schema is what the migrations make."""
    empty.migrate()
    migrate.check(empty.engine)


def test_up_down_up(empty: Database) -> None:
    """Every migration can be taken back and applied again."""
    empty.migrate()
    migrate.downgrade(empty.engine, "base")
    assert inspect(empty.engine).get_table_names() == ["alembic_version"]
    empty.migrate()
    assert empty.at_head()


def test_processes_starting_together(empty_url: str) -> None:
    """Several processes starting at once migrate one after the other, and none of them fails."""
    start = "import sys; from plugin.storage import open_database; open_database(sys.argv[1]).migrate()"
    root = Path(migrate.__file__).parents[2]
    running = [subprocess.Popen([sys.executable, "-c", start, empty_url], cwd=root) for _ in range(3)]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    database = open_database(empty_url)
    assert database.at_head()
    database.dispose()


def test_threads_starting_together(empty: Database) -> None:
    """The same holds for threads of one process."""
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(empty.migrate) for _ in range(3)]:
            done.result()
    assert empty.at_head()


def test_one_line_of_versions() -> None:
    """There is one newest version, and each file is called as its revision."""
    scripts = ScriptDirectory.from_config(migrate.config())
    assert len(scripts.get_heads()) == 1
    for script in scripts.walk_revisions():
        assert Path(script.path).stem == script.revision
