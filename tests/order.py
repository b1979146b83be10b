"""Which files of a run shared by several workers begin first: the long ones, or a worker would end alone with one."""

from __future__ import annotations

import pytest

SECONDS_BY_FIXTURE = {"platform": 4.0, "browser": 1.0, "postgres_url": 0.2, "office": 0.3, "bench": 0.2, "lanes": 0.2}
"""About what a test takes that asks for this."""
OTHERWISE = 0.03
SECONDS_BY_FILE = {
    "tests/bench/test_bench.py": 14,
    "tests/contracts/test_layout.py": 6,
    "tests/descriptors/test_forge_scopes.py": 8,
    "tests/exchange/test_hostile_files.py": 25,
    "tests/exchange/test_large_files.py": 8,
    "tests/forge/test_checks.py": 12,
    "tests/jobs/test_forge_stream.py": 15,
    "tests/jobs/test_killed_workers.py": 8,
    "tests/jobs/test_processes.py": 8,
    "tests/storage/test_database.py": 5,
    "tests/usecases/test_standings.py": 4,
    "tests/usecases/test_tracking.py": 6,
    "tests/usecases/test_two_lanes.py": 4,
    "tests/web/api/test_schemathesis.py": 15,
}
"""About what files take whose tests are few and long."""


def longest_files_first(items: list[pytest.Item]) -> None:
    """Sort by the time that a file's tests will take together; within a file nothing moves."""
    expected: dict[str, float] = {}
    for item in items:
        expected[_file(item)] = expected.get(_file(item), 0.0) + _seconds(item)
    expected |= SECONDS_BY_FILE
    items.sort(key=lambda item: (-expected[_file(item)], _file(item)))


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _seconds(item: pytest.Item) -> float:
    asked = getattr(item, "fixturenames", ())
    return max((SECONDS_BY_FIXTURE[name] for name in asked if name in SECONDS_BY_FIXTURE), default=OTHERWISE)
