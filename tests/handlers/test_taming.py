"""How single values of a body are read: ids, texts, numbers, sprints, instants."""

import json
import math
import time

import pytest

from handlers import registry
from tests.handlers.bodies import ABSENT, UPDATE, changed, decided


def test_ids_may_be_numbers() -> None:
    """Jira gives ids as text or as numbers; both are the same id."""
    as_number = decided(changed(changed(UPDATE, "issue.id", 10042), "issue.fields.project.id", 10000))
    assert decided(UPDATE) == as_number


def test_what_no_database_takes_is_taken_out() -> None:
    """NUL and half characters vanish from texts, the rest stays."""
    assert decided(changed(UPDATE, "issue.fields.summary", "Pay\0 out \ud800née")).snapshot.summary == "Pay out née"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e300, 10**4000, True, "5", [5], {"value": 5}])
def test_absurd_numbers_are_no_numbers(value: object) -> None:
    """A custom field that holds no sensible number is simply not among the numbers."""
    assert decided(changed(UPDATE, "issue.fields.customfield_10016", value)).snapshot.numbers == {}


@pytest.mark.parametrize(
    ("value", "text"), [(5, "5"), (5.0, "5"), (0, "0"), (-2.5, "-2.5"), (1e-7, "0.0000001"), (123456789.0, "123456789")]
)
def test_numbers_are_plain_text(value: float, text: str) -> None:
    """Numbers are kept as plain decimals, never in powers of ten."""
    numbers = decided(changed(UPDATE, "issue.fields.customfield_10016", value)).snapshot.numbers
    assert numbers == {"customfield_10016": text}


@pytest.mark.parametrize(
    "values",
    [
        [{"id": "a1", "value": "Red"}],
        [{"id": 5, "state": "broken", "boardId": 1}],
        [{"id": [], "state": "active"}],
        ["com.atlassian.greenhopper.service.sprint.Sprint@1[name=state=ACTIVE]"],
        ["red", None, 7, []],
    ],
)
def test_other_lists_are_no_sprints(values: list[object]) -> None:
    """Options, labels and broken objects are not taken for sprints."""
    assert decided(changed(UPDATE, "issue.fields.customfield_10020", values)).snapshot.sprints == {}


def test_a_closed_sprint_stays_in_the_list() -> None:
    """Jira keeps closed sprints in an issue's list for ever, and so do we: the changelog counts them too."""
    closed = [{"id": 38, "state": "closed", "boardId": 2}]
    snapshot = decided(changed(UPDATE, "issue.fields.customfield_10020", closed)).snapshot
    assert snapshot.sprints == {"customfield_10020": frozenset({"38"})}


def test_an_issue_that_hides_its_birth_was_there_when_heard_of() -> None:
    """Where Jira does not say when an issue was created, the instant of the event stands in."""
    command = decided(changed(UPDATE, "issue.fields.created", ABSENT))
    assert command.at == command.snapshot.created_at


def test_a_change_without_a_number_is_named_by_its_instant() -> None:
    """A changelog without an id is told apart by the millisecond of its event."""
    assert decided(changed(UPDATE, "changelog.id", ABSENT)).change_id == "t1795000000123"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2019-2-27 13:30:21,620", "2019-02-27T13:30:21.620000+00:00"),
        ("11/6/2019, 4:38:37 PM,626", "2019-11-06T16:38:37.626000+00:00"),
    ],
)
def test_recorded_timestamps_are_understood(text: str, instant: str) -> None:
    """The two ways in which recordings write the timestamp are read as UTC."""
    assert instant == decided(changed(UPDATE, "timestamp", text)).at.isoformat()


@pytest.mark.bench
def test_deciding_is_quick() -> None:
    """Deciding an update of 10 kB, parsing included, takes less than half a millisecond."""
    padded = changed(UPDATE, "issue.fields.description", "x" * 8000)
    padded["issue"]["fields"] |= {f"customfield_{number}": None for number in range(11000, 11100)}
    raw = json.dumps(padded).encode()
    began = time.perf_counter()
    for _ in range(1000):
        registry.decide("jira:issue_updated", raw)
    assert time.perf_counter() - began < 0.5
