"""The database: one engine for SQLite or PostgreSQL, its transactions, and the site that each of them is bound to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from plugin.domain.ids import SiteId
from plugin.storage import migrate
from plugin.storage.locks import WriteLock

EVERY_SITE: Final = "*"
"""The one way past row-level security: for the queue, the list of sites and other work that has no site (yet)."""

BUSY_SECONDS = 10
POSTGRES_OPTIONS = " ".join(
    f"-c {setting}"
    for setting in (
        "statement_timeout=60s",
        "lock_timeout=10s",
        "idle_in_transaction_session_timeout=5min",
        "timezone=UTC",
    )
)

Scope = SiteId | str
Run = Callable[[str, tuple[Any, ...]], Sequence[Any]]


class Database:
    """An engine with its rules; safe to share between threads, and after a fork if no connection was used before."""

    def __init__(self, engine: Engine, lock: WriteLock | None) -> None:
        self.engine: Final = engine
        self.is_sqlite: Final = lock is not None
        self._lock = lock

    @contextmanager
    def connected(self, scope: Scope, *, write: bool) -> Iterator[Connection]:
        """A connection whose every transaction sees that site only (PostgreSQL) and, for writing, starts as a writer.

        Nothing is committed on leaving. On SQLite a writer waits in line for the file.
        """
        with self._lock.held() if self._lock and write else nullcontext(), self.engine.connect() as connection:
            yield connection.execution_options(plumbline_site=str(scope), plumbline_write=write)

    @contextmanager
    def reading(self, scope: Scope) -> Iterator[Connection]:
        """One transaction for reading."""
        with self.connected(scope, write=False) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self, scope: Scope) -> Iterator[Connection]:
        """One transaction, committed on leaving unless an exception flies."""
        with self.connected(scope, write=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing_plainly(self, scope: Scope) -> Iterator[Run]:
        """As `writing`, for statements in the driver's own words, which answer with all their rows.

        On SQLite without SQLAlchemy's own book-keeping, which costs as much as a durable commit does.
        """
        if self._lock is None:
            with self.writing(scope) as connection:
                yield lambda sql, parameters: connection.exec_driver_sql(sql, parameters).all()
            return
        # What was not committed is rolled back when the pool takes the connection back.
        with self._lock.held(), closing(self.engine.raw_connection()) as pooled:
            cursor = pooled.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            yield lambda sql, parameters: cursor.execute(sql, parameters).fetchall()
            cursor.execute("COMMIT")

    def migrate(self) -> None:
        """Bring the schema to the newest version; several processes may do so at once."""
        with self._lock.held() if self._lock else nullcontext():
            migrate.upgrade(self.engine)

    def at_head(self) -> bool:
        """Whether the schema is the newest version."""
        with self.engine.connect() as connection:
            return migrate.current(connection) == migrate.head()

    def grant_to(self, role: str) -> None:
        """Let another PostgreSQL role use all tables: the app's, where migrations run as the tables' owner."""
        name = self.engine.dialect.identifier_preparer.quote_identifier(role)
        with self.engine.begin() as connection:
            connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {name}"))
            connection.execute(text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}"))
            connection.execute(text(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}"))

    def warnings(self) -> list[str]:
        """What an operator should know about this database, one sentence each."""
        if self.is_sqlite:
            return []
        with self.reading(EVERY_SITE) as connection:
            row = connection.execute(
                text("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            ).one()
        if not row[1]:
            return []
        return [
            f"The database role {row[0]!r} is not bound by row-level security; use one without SUPERUSER and BYPASSRLS."
        ]

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        if self._lock:
            self._lock.close()


def open_database(url: str) -> Database:
    """Open the database at a `sqlite:///…` or `postgresql://…` URL; a SQLite file is created and switched to WAL once.

    Raises ValueError for any other kind of URL, and for SQLite without a file (threads could not share it).
    """
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return Database(_bound(_postgres(parsed)), None)
    if backend != "sqlite":
        raise ValueError("the database URL must begin with sqlite:/// or postgresql://")
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("a SQLite database needs a file: sqlite:///<path>")
    path = Path(parsed.database)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = WriteLock(path.with_name(path.name + ".lock"))
    _switch_to_wal(path, lock)
    return Database(_bound(_sqlite(parsed)), lock)


def _postgres(url: URL) -> Engine:
    return create_engine(
        url, pool_size=10, max_overflow=20, pool_pre_ping=True, connect_args={"options": POSTGRES_OPTIONS}
    )


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url, pool_size=10, max_overflow=50, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # The driver shall not open transactions on its own: the "begin" event below does, in the right mode.
        connection.isolation_level = None
        cursor = connection.cursor()
        for setting in (
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    return engine


def _bound(engine: Engine) -> Engine:
    """The engine with what each transaction starts with, taken from the connection's options."""
    is_sqlite = engine.dialect.name == "sqlite"

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        options: Any = connection.get_execution_options()
        if is_sqlite:
            # A deferred transaction that turns writer later can fail at once with "database is locked".
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("plumbline_write") else "BEGIN")
        elif site := options.get("plumbline_site"):
            # Lasts as long as the transaction, so it cannot leak through the pool.
            connection.exec_driver_sql("SELECT set_config('app.site', %s, true)", (site,))

    return engine


def _switch_to_wal(path: Path, lock: WriteLock) -> None:
    # Once, before anybody works: two connections that switch a new file at the same moment fail, whatever the timeout.
    with lock.held(), closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode=WAL")
