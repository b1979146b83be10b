"""Bodies that lack what they must carry: set aside with the path of the field, never guessed at."""

import contextlib
import copy
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import Decided, Ignored, event_of, lane_of, registry
from plugin.domain.errors import Unreadable
from tests.handlers.bodies import ABSENT, UPDATE, changed
from tests.handlers.golden import PAYLOADS, read

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "path",
    [
        "timestamp",
        "issue",
        "issue.id",
        "issue.key",
        "issue.fields",
        "issue.fields.summary",
        "issue.fields.project",
        "issue.fields.project.id",
        "issue.fields.project.key",
        "issue.fields.issuetype.id",
        "issue.fields.status.id",
        "issue.fields.fixVersions.0.id",
        "changelog.items.0.field",
    ],
)
@pytest.mark.parametrize(
    "value", [ABSENT, None, [], {"id": {}}, True], ids=["absent", "null", "list", "object", "flag"]
)
def test_a_missing_field_is_named(path: str, value: object) -> None:
    """A body without a field that we need is unreadable, and the reason names the field."""
    with pytest.raises(Unreadable, match=path.replace(".", r"\.")):
        registry.decide("jira:issue_updated", changed(UPDATE, path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("timestamp", -1),
        ("timestamp", 10**18),
        ("timestamp", math.nan),
        ("timestamp", math.inf),
        ("timestamp", "yesterday"),
        ("issue.id", ""),
        ("issue.id", 1.5),
        ("issue.id", "9" * 65),
        ("issue.fields.created", "0001-01-01T00:00:00.000+1400"),
        ("issue.fields.created", 5),
        ("issue.fields.issuetype.hierarchyLevel", math.inf),
        ("issue.fields.issuetype.subtask", []),
        ("changelog", []),
        ("changelog.items", {}),
        ("changelog.items.0.from", {}),
        ("user", "lead"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(path: str, value: object) -> None:
    """A value that cannot be what its place asks for is unreadable, and the reason names the place."""
    with pytest.raises(Unreadable, match=path.replace(".", r"\.")):
        registry.decide("jira:issue_updated", changed(UPDATE, path, value))


@pytest.mark.parametrize("event", registry.events)
@settings(max_examples=40, deadline=None)
@given(body=st.dictionaries(st.text(max_size=8), json_values, max_size=5))
def test_any_object_has_a_fate(event: str, body: dict[str, object]) -> None:
    """Whatever JSON object arrives for an event, it is decided, ignored or unreadable; nothing else is raised."""
    _has_a_fate(event, body)


def _places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    pairs: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    return [found for key, inner in pairs for found in [(*path, key), *_places(inner, (*path, key))]]


SERVER = read(PAYLOADS / "issue_updated__from_jira_server.json")["body"]


@settings(max_examples=400, deadline=None)
@given(place=st.sampled_from(_places(SERVER)), value=json_values)
def test_any_value_at_any_place_has_a_fate(place: tuple[str | int, ...], value: object) -> None:
    """Whatever stands at any place of a true body, it is decided, ignored or unreadable; nothing else is raised."""
    body = copy.deepcopy(SERVER)
    inner: Any = body
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    _has_a_fate("jira:issue_updated", body)


def _has_a_fate(event: str, body: dict[str, object]) -> None:
    assert isinstance(event_of(body), str)
    assert isinstance(lane_of(body), str)
    with contextlib.suppress(Unreadable):
        assert isinstance(registry.decide(event, body), Decided | Ignored)
