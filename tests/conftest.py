"""Fixtures that any test may ask for: a PostgreSQL server and database, and the Chromium of this machine."""

from collections.abc import Iterator

import pytest

from tests.chromium import ARGUMENTS, chromium_path
from tests.order import longest_files_first
from tests.postgres import PostgresDatabase, a_database, a_server

MARK_BY_FIXTURE = {"postgres_url": "postgres", "browser": "browser"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by what they ask for, so that `-m "not browser"` leaves out every test that drives Chromium.

    Where workers share the run, the longest files go first.
    """
    if hasattr(config, "workerinput"):
        longest_files_first(items)
    for item in items:
        for fixture, mark in MARK_BY_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server's superuser, for tests about roles; most tests want `postgres_database`."""
    with a_server() as url:
        yield url


@pytest.fixture(scope="module")
def postgres_database(postgres_url: str) -> Iterator[PostgresDatabase]:
    """An empty PostgreSQL database of this test module's own, as its owner and as the app."""
    with a_database(postgres_url) as database:
        yield database


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """How pytest-playwright starts the browser: the Chromium of this machine, if one was found."""
    arguments: dict[str, object] = {"args": list(ARGUMENTS)}
    if found := chromium_path():
        arguments["executable_path"] = found
    return arguments
