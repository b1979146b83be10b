"""The order of a shared run: long files first, nothing moved within a file, and no file named that is gone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from tests.order import SECONDS_BY_FILE, longest_files_first

ROOT = Path(__file__).parents[1]


@dataclass
class Collected:
    """A test as pytest has it once it is collected."""

    nodeid: str
    fixturenames: tuple[str, ...] = ()


def test_long_files_come_first_and_keep_their_inner_order() -> None:
    """What asks for a browser outlasts what does not, two outlast one, and a file named as long outlasts them."""
    named, seconds = max(SECONDS_BY_FILE.items(), key=lambda pair: pair[1])
    assert seconds > 3
    items: list[Any] = [
        Collected("tests/a.py::test_z"),
        Collected("tests/a.py::test_a"),
        Collected("tests/b.py::test_z", ("browser",)),
        Collected("tests/c.py::test_z", ("tmp_path", "browser")),
        Collected("tests/c.py::test_a", ("browser",)),
        Collected(f"{named}::test_z"),
    ]

    longest_files_first(cast("list[pytest.Item]", items))

    assert [item.nodeid for item in items] == [
        f"{named}::test_z",
        "tests/c.py::test_z",
        "tests/c.py::test_a",
        "tests/b.py::test_z",
        "tests/a.py::test_z",
        "tests/a.py::test_a",
    ]


@pytest.mark.parametrize("name", SECONDS_BY_FILE)
def test_every_file_that_is_named_is_there(name: str) -> None:
    """A file that was renamed would silently come late again."""
    assert (ROOT / name).is_file()
