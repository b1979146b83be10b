"""Lanes over a fresh SQLite desk, and an office with a Jira."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs.desks import Lanes
from tests.jobs.office import Office, open_office
from tests.usecases.desk import open_desk
from tests.web.core.bench import Bench, open_bench


@pytest.fixture
def lanes(tmp_path: Path) -> Lanes:
    """Notes over a site whose project is switched on."""
    desk = open_desk(tmp_path)
    desk.switch_on()
    return Lanes(desk)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An app with its Jira, worked by hand."""
    with open_office(tmp_path) as made:
        yield made


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """An app of this test's own, installed on acme."""
    with open_bench(tmp_path) as made:
        yield made
