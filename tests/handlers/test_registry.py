"""The three fates, and what the registry refuses."""

import pytest

from handlers import Decided, Ignored, Registry, Unsubscribed, registry
from handlers.registry import Body, Family, Outcome
from plugin.domain.commands import TrackProject
from plugin.domain.errors import Unreadable
from tests.handlers.golden import PAYLOADS, read


def a_family(*events: str, outcome: Outcome = ()) -> Family:
    """A family that answers these events with one outcome."""
    family = Family()

    @family.on(*events, parse=lambda _name, body: body)
    def decide(_event: Body) -> Outcome:
        return outcome

    return family


def test_an_event_claimed_by_two_families_stops_the_start() -> None:
    """Two families that answer one event are a mistake that no start survives."""
    with pytest.raises(ValueError, match="project_created is claimed twice"):
        Registry(a_family("project_created"), a_family("project_deleted", "project_created"))


def test_an_event_claimed_twice_in_one_family_stops_the_start() -> None:
    """Within a family too, an event has one answer."""
    with pytest.raises(ValueError, match="sprint_started is claimed twice"):
        a_family("sprint_started", "sprint_started")


def test_events_keep_the_order_written() -> None:
    """The subscription lists families and their events as they are written."""
    events = Registry(a_family("b", "a"), a_family("d", "c")).events
    assert events == ("b", "a", "d", "c")


def test_an_event_never_asked_for_is_told_apart() -> None:
    """What we did not subscribe to is neither an error nor read at all."""
    assert registry.decide("user_created", b"not even JSON") == Unsubscribed("user_created")


def test_a_reason_passes_through() -> None:
    """A handler that ignores an event has its reason kept."""
    assert Registry(a_family("a", outcome=Ignored("not ours"))).decide("a", {}) == Ignored("not ours")


def test_commands_come_as_a_tuple() -> None:
    """Whatever a handler yields becomes a fixed sequence of commands."""
    case = read(PAYLOADS / "project_created__new.json")
    fate = registry.decide("project_created", case["body"])
    assert isinstance(fate, Decided)
    assert [TrackProject] == [type(command) for command in fate.commands]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe{}", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"timestamp": ' + b"9" * 5000 + b"}", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
    ],
    ids=["empty", "cut", "bytes", "deep", "huge", "list", "null"],
)
def test_what_is_no_json_object_is_unreadable(body: bytes, problem: str) -> None:
    """Bytes that are no JSON object are set aside with that as the reason."""
    with pytest.raises(Unreadable, match=problem):
        registry.decide("jira:issue_updated", body)
