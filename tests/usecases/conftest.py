"""A desk for every test that wants one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.usecases.desk import Desk, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A site with the payment project switched on."""
    opened = open_desk(tmp_path)
    opened.switch_on()
    return opened
