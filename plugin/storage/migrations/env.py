"""How Alembic runs our migrations: on the connection it is given, in one transaction, one process at a time."""

from alembic import context
from sqlalchemy import Connection

from plugin.storage.tables import metadata

ADVISORY_LOCK = 5_418_203_377
"""Any number, the same in every process that migrates."""


def run(connection: Connection) -> None:
    """Wait for our turn, bound the waiting on other people's locks, and apply the migrations."""
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        # Recreating a table would otherwise delete what refers to it; it has no effect inside a transaction.
        driver = connection.connection.cursor()
        driver.execute("PRAGMA foreign_keys=OFF")
    with connection.begin():
        if not is_sqlite:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
            connection.exec_driver_sql("SET LOCAL statement_timeout = '10min'")
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            compare_server_default=False,
            transactional_ddl=True,
        )
        context.run_migrations()
    if is_sqlite:
        driver = connection.connection.cursor()
        driver.execute("PRAGMA foreign_keys=ON")


run(context.config.attributes["connection"])
