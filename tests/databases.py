"""SQLite files at the newest schema, copied from one that is migrated once a process: migrating outlasts most tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from plugin.storage import open_database

NAME = "plumbline.db"


def migrated_copy(folder: Path | str) -> str:
    """Put an empty database at the newest schema into a folder; returns its address."""
    Path(folder, NAME).write_bytes(_migrated())
    return f"sqlite:///{folder}/{NAME}"


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/{NAME}")
        database.migrate()
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.dispose()
        return Path(folder, NAME).read_bytes()
