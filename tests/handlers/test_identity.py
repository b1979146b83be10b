"""What tells one of Forge's events from another: its repetitions are the same, other changes are not."""

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import event_of, identity_of, lane_of, unwrapped
from tests.handlers.golden import read
from tests.handlers.test_forge import FORGE, PATHS
from tests.handlers.test_unreadable import json_values

AT = datetime(2026, 11, 18, 11, 10, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)
RETRY = {"retryCount": 1, "retryReason": "TIMEOUT_ERROR", "retryData": None}
CASES = {path.stem: read(path) for path in PATHS}
UNDATED = {
    stem: case for stem, case in CASES.items() if not stem.startswith(("created", "deleted")) and "_issue_" not in stem
}
DATED = {stem: case for stem, case in CASES.items() if stem not in UNDATED}


def again(body: dict[str, Any], count: int = 1) -> dict[str, Any]:
    """The body as Forge repeats it."""
    told = copy.deepcopy(body)
    inner = told.get("payload", told)
    inner["retryContext"] = {**RETRY, "retryCount": count}
    told["contextToken"] = f"another-{count}"
    return told


def identity(case: dict[str, Any], body: dict[str, Any], at: datetime = AT) -> str:
    """The identity of an event's body."""
    return identity_of(case["event"], body, at)


@pytest.mark.parametrize("stem", DATED)
def test_a_dated_event_and_its_repetitions_are_one(stem: str) -> None:
    """Whenever they come, bare or wrapped, the first attempt and all others are the same."""
    case = CASES[stem]
    told = unwrapped(case["body"])
    bodies = [
        case["body"],
        again(case["body"]),
        again(case["body"], 4),
        {"payload": told},
        dict(reversed(list(told.items()))),
    ]
    assert len({identity(case, dict(body), at) for body in bodies for at in (AT, LATER)}) == 1


@pytest.mark.parametrize("stem", UNDATED)
def test_an_event_that_nothing_dates_comes_again_as_another(stem: str) -> None:
    """Released, taken back, released again: the same body twice, and both count; repetitions of one are one."""
    case = CASES[stem]
    assert identity(case, case["body"]) != identity(case, case["body"], LATER)
    assert identity(case, again(case["body"])) == identity(case, again(case["body"], 2), LATER)
    assert identity(case, again(case["body"])) != identity(case, again(case["body"]), AT + timedelta(days=1))


def test_each_event_has_its_own_identity() -> None:
    """No two of the golden bodies are taken for one."""
    assert len({identity(case, case["body"]) for case in CASES.values()}) == len(CASES)


@pytest.mark.parametrize(
    ("path", "value"),
    [(("changelog", "id"), "10512"), (("issue", "id"), "10043"), (("issue", "fields", "updated"), "2026-11-19")],
)
def test_another_change_is_another(path: tuple[str, ...], value: str) -> None:
    """Another change of an issue, or the same of another issue, is not swallowed."""
    case = read(FORGE / "updated_issue__done_with_resolution.json")
    other = copy.deepcopy(case["body"])
    inner = other
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    assert identity(case, other) != identity(case, case["body"])


def test_the_same_body_under_another_name_is_another() -> None:
    """The event's name belongs to the identity."""
    body = CASES["created_version__without_days"]["body"]
    assert identity_of("avi:jira:created:version", body, AT) != identity_of("avi:jira:deleted:version", body, AT)


@settings(max_examples=300, deadline=None)
@given(
    event=st.text(max_size=30),
    body=st.dictionaries(st.text(max_size=8), json_values, max_size=5),
    key=st.sampled_from(["payload", "retryContext", "changelog", "issue", "x"]),
    value=json_values,
)
def test_no_body_raises(event: str, body: dict[str, object], key: str, value: object) -> None:
    """Whatever arrives has a short identity, an event, a lane."""
    told = {**body, key: value}
    assert 64 <= len(identity_of(event, told, AT)) <= 110
    assert isinstance(event_of(told), str)
    assert isinstance(lane_of(told), str)


def test_a_body_too_deep_to_be_written_has_an_identity() -> None:
    """Nesting without end is told apart by the instant of its receipt."""
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert identity_of("made:up", {"x": deep}, AT) != identity_of("made:up", {"x": deep}, LATER)


def test_only_an_event_is_unwrapped() -> None:
    """A payload that holds no event is part of the event around it."""
    assert unwrapped({"payload": {"a": 1}}) == {"payload": {"a": 1}}
    assert unwrapped({"payload": "x"}) == {"payload": "x"}
    assert unwrapped({"payload": {"eventType": "e"}}) == {"eventType": "e"}
