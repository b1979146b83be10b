"""The platforms that every test here is run on, and one stage for all tests of a module."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from tests.e2e.stage import Stage, a_stage
from tests.standin.platforms import Platform


@pytest.fixture(scope="module", params=get_args(Platform))
def platform(request: pytest.FixtureRequest) -> str:
    """What carries the app: Connect, then Forge. The tests are the same."""
    chosen: str = request.param
    return chosen


@pytest.fixture(scope="module")
def stage(platform: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The sample project, switched on, shared by the tests of a module; Jira was asked nothing that it refuses."""
    home: Path = tmp_path_factory.mktemp("home")
    with a_stage(home, platform=platform) as stage:
        yield stage
        assert stage.site.violations == []
