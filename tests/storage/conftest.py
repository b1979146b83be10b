"""The suite's ground: both databases, a clock that stands still, and two sites of which neither may see the other."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from plugin.domain.ids import SiteId
from plugin.storage import Database, Secrets, SqlQueue, SqlSites, SqlWork, open_database
from plugin.storage.tables import metadata
from plugin.wiring import utcnow
from tests.postgres import PostgresDatabase


@pytest.fixture(scope="module")
def sqlite_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A migrated SQLite database."""
    folder: Path = tmp_path_factory.mktemp("sqlite")
    database = open_database(f"sqlite:///{folder / 'plumbline.db'}")
    database.migrate()
    yield database
    database.dispose()


@pytest.fixture(scope="module")
def migrated_postgres(postgres_database: PostgresDatabase) -> Iterator[Database]:
    """A migrated PostgreSQL database, used as the app: a role that row-level security binds."""
    owner = open_database(postgres_database.owner_url)
    owner.migrate()
    owner.dispose()
    database = open_database(postgres_database.app_url)
    yield database
    database.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """Either database, empty."""
    wanted = "sqlite_database" if request.param == "sqlite" else "migrated_postgres"
    database: Database = request.getfixturevalue(wanted)
    with database.writing("*") as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return database


@pytest.fixture
def postgres(migrated_postgres: Database) -> Database:
    """PostgreSQL alone, empty, for what only PostgreSQL promises."""
    with migrated_postgres.writing("*") as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(text(f"DELETE FROM {table.name}"))  # noqa: S608 - our own tables
    return migrated_postgres


@pytest.fixture
def secrets() -> Secrets:
    """A fresh key."""
    return Secrets([Fernet.generate_key().decode()])


@pytest.fixture
def sites(database: Database, secrets: Secrets) -> SqlSites:
    """The sites of that database."""
    return SqlSites(database, secrets)


@pytest.fixture
def now() -> datetime:
    """An instant with microseconds, so that rounding would show."""
    return datetime(2026, 11, 24, 9, 30, 15, 123457, tzinfo=UTC)


@pytest.fixture
def acme(sites: SqlSites, now: datetime) -> SiteId:
    """A site."""
    return sites.install(client_key="acme", base_url="https://acme.example", shared_secret="acme secret", at=now).id


@pytest.fixture
def globex(sites: SqlSites, now: datetime) -> SiteId:
    """Another site: Cleo works there, and must never see anything of acme's."""
    return sites.install(
        client_key="globex", base_url="https://globex.example", shared_secret="globex secret", at=now
    ).id


@pytest.fixture
def work(database: Database) -> SqlWork:
    """Units of work on that database."""
    return SqlWork(database, utcnow)


@pytest.fixture
def queue(database: Database) -> SqlQueue:
    """The queue of that database."""
    return SqlQueue(database)
