"""Recorded bodies and what each decides; a new rule starts as a golden file that fails."""

import json
from pathlib import Path

import pytest

from handlers import event_of, lane_of, registry
from tests.handlers.golden import paths, read, written

HAS_NO_PROJECT = ("sprint_", "issuelink_", "user_")


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_decisions(path: Path) -> None:
    """Each recorded delivery decides exactly the commands written beside it."""
    case = read(path)
    assert case["decides"] == written(registry.decide(case["event"], json.dumps(case["body"]).encode()))


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_receipt(path: Path) -> None:
    """On arrival each body gives the event it was recorded for, and the lane of its project where it names one."""
    case = read(path)
    assert case["event"] == event_of(case["body"])
    assert path.stem.startswith(case["event"].removeprefix("jira:") + "__")
    moved = "moved_to_another_project" in path.stem
    expected = "" if case["event"].startswith(HAS_NO_PROJECT) else "10100" if moved else "10000"
    assert expected == lane_of(case["body"])


@pytest.mark.parametrize("event", registry.events)
def test_every_event_is_recorded(event: str) -> None:
    """Every event that we ask Jira for has at least one golden body."""
    assert any(read(path)["event"] == event for path in paths())


def test_parsed_bodies_decide_the_same() -> None:
    """A body that was parsed at receipt decides what its bytes decide."""
    for path in paths():
        case = read(path)
        assert registry.decide(case["event"], case["body"]) == registry.decide(
            case["event"], json.dumps(case["body"]).encode()
        )
