"""Benches: one of a test's own, and one that a whole module looks at without changing it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.core.bench import Bench, open_bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """An app of this test's own, installed on acme."""
    with open_bench(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """An app for all tests of a module that only look."""
    with open_bench(tmp_path_factory.mktemp("standing")) as made:
        yield made
