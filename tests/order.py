"""Which files of a run shared by several workers begin first: the long ones, or a worker would end alone with one."""

from __future__ import annotations

import pytest

SECONDS_BY_FIXTURE = {"platform": 4.0, "browser": 1.0, "postgres_url": 0.2, "office": 0.3, "bench": 0.2, "lanes": 0.2}
"""About what a test takes that asks for this."""
OTHERWISE = 0.03


def longest_files_first(items: list[pytest.Item]) -> None:
    """Sort by the time that a file's tests will take together; within a file nothing moves."""
    expected: dict[str, float] = {}
    for item in items:
        expected[_file(item)] = expected.get(_file(item), 0.0) + _seconds(item)
    items.sort(key=lambda item: (-expected[_file(item)], _file(item)))


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _seconds(item: pytest.Item) -> float:
    asked = getattr(item, "fixturenames", ())
    return max((SECONDS_BY_FIXTURE[name] for name in asked if name in SECONDS_BY_FIXTURE), default=OTHERWISE)
