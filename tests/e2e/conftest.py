"""One stage for all tests of a module; tests that break things build their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.stage import Stage, a_stage


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The sample project, switched on, shared by the tests of a module; Jira was asked nothing that it refuses."""
    home: Path = tmp_path_factory.mktemp("home")
    with a_stage(home) as stage:
        yield stage
        assert stage.site.violations == []
