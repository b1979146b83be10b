"""Forge's events: what each decides, that it is what Connect's decides, and what is left for a reading."""

import contextlib
import copy
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import Decided, Ignored, Unsubscribed, event_of, lane_of, registry, unwrapped
from handlers.forge import CONNECT_NAMES, IGNORED
from plugin.domain.commands import BuryIssue, Command, ReadIssue, ReadVersions, TrackIssue, TrackVersion
from plugin.domain.errors import Unreadable
from plugin.domain.issue import Field
from tests.handlers.bodies import ABSENT, changed
from tests.handlers.golden import PAYLOADS, read, written
from tests.handlers.test_unreadable import json_values

FORGE = PAYLOADS / "forge"
PATHS = sorted(FORGE.glob("*.json"))
UPDATED = "avi:jira:updated:issue"
AT = datetime(2026, 11, 18, 11, 6, 41, 500_000, UTC)
DONE = read(FORGE / "updated_issue__done_with_resolution.json")["body"]
RELEASED = read(FORGE / "released_version__on_its_day.json")["body"]


def commands(event: str, body: dict[str, Any], at: datetime | None = AT) -> tuple[Command, ...]:
    """What an event decides."""
    fate = registry.decide(event, body, at)
    assert isinstance(fate, Decided)
    return fate.commands


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_decisions(path: Path) -> None:
    """Each body decides exactly the commands written beside it, bare and inside `payload`."""
    case = read(path)
    at = datetime.fromisoformat(case["received_at"])
    assert case["decides"] == written(registry.decide(case["event"], json.dumps(case["body"]).encode(), at))
    told = dict(unwrapped(case["body"]))
    for body in (told, {"payload": told, "contextToken": "opaque"}):
        assert case["decides"] == written(registry.decide(case["event"], body, at))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_receipt(path: Path) -> None:
    """On arrival each body gives its event and the lane of its project, wherever the event stands."""
    case = read(path)
    _, verb, kind = case["event"].split(":")[1:]
    assert case["event"] == event_of(case["body"])
    assert path.stem.startswith(f"{verb}_{kind}__")
    expected = (
        "" if kind in {"sprint", "issuelink", "user"} else "10100" if "moved_to_another" in path.stem else "10000"
    )
    assert expected == lane_of(case["body"])


@pytest.mark.parametrize("path", [p for p in PATHS if read(p)["connect"]], ids=lambda path: path.stem)
def test_connect_decides_the_same(path: Path) -> None:
    """The command is Connect's but for the instant of receipt, and for what Forge's limited fields do not show."""
    case = read(path)
    theirs = read(PAYLOADS / f"{case['connect']}.json")
    same = registry.decide(theirs["event"], theirs["body"])
    if not isinstance(same, Decided):
        assert same == registry.decide(case["event"], case["body"], AT)
        return
    [command] = [c for c in commands(case["event"], case["body"]) if not isinstance(c, ReadVersions)]
    [expected] = same.commands
    if isinstance(command, TrackIssue) and isinstance(expected, TrackIssue):
        assert command.at == expected.at
        hidden = {f for f in (Field.ESTIMATE, Field.SPRINT, Field.VERSION, Field.RESOLUTION) if _is_hidden(case, f)}
        assert command.snapshot.unseen == hidden
        expected = replace(expected, snapshot=_without(expected.snapshot, command.snapshot))
    assert replace(command, at=expected.at) == expected


def _is_hidden(case: dict[str, Any], field: Field) -> bool:
    fields = case["body"].get("payload", case["body"])["issue"]["fields"]
    return {Field.VERSION: "fixVersions", Field.RESOLUTION: "resolution"}.get(field, "never") not in fields


def _without(whole: Any, part: Any) -> Any:
    hidden = {Field.ESTIMATE: "numbers", Field.SPRINT: "sprints", Field.VERSION: "versions"}
    hidden[Field.RESOLUTION] = "resolution"
    names = [hidden[field] for field in part.unseen]
    return replace(whole, unseen=part.unseen, **{name: getattr(part, name) for name in names})


def test_every_event_has_a_name_at_forge() -> None:
    """What we ask Connect for we ask Forge for, under each of its names, and nothing that would count twice."""
    assert {CONNECT_NAMES[name] for name in registry.forge_events} == set(registry.events)
    assert not set(registry.forge_events) & set(IGNORED)
    assert len(set(registry.forge_events)) == len(registry.forge_events)


@pytest.mark.parametrize("event", registry.forge_events)
def test_every_event_is_recorded(event: str) -> None:
    """Every event that the manifest names has at least one golden body."""
    assert any(read(path)["event"] == event for path in PATHS)


@pytest.mark.parametrize("event", IGNORED)
def test_what_is_no_news_is_ignored(event: str) -> None:
    """An assignment comes beside its update, and the app's own life was dealt with when it came in."""
    fate = registry.decide(event, {"eventType": event}, AT)
    assert fate == Ignored(IGNORED[event])


@pytest.mark.parametrize("event", ["avi:jira:viewed:issue", "avi:jira:commented:issue", "avi:made:up"])
def test_what_was_never_asked_for_is_told_apart(event: str) -> None:
    """Events that the manifest does not name are not even read."""
    assert registry.decide(event, b"{", AT) == Unsubscribed(event)


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        (1795000000123, "2026-11-18T11:06:40.123000+00:00"),
        ("1795000000123", "2026-11-18T11:06:40.123000+00:00"),
        ("2026-11-18T12:06:40.123+0100", "2026-11-18T11:06:40.123000+00:00"),
        ("yesterday", AT.isoformat()),
        ({}, AT.isoformat()),
        (ABSENT, AT.isoformat()),
    ],
)
def test_the_instant_is_the_event_s_own_or_that_of_its_receipt(value: object, instant: str) -> None:
    """Milliseconds, as number or text, or ISO 8601; else when it came in, and then the versions are read as well."""
    body = changed(RELEASED | {"timestamp": 0}, "timestamp", value)
    first, *rest = commands("avi:jira:released:version", body)
    assert isinstance(first, TrackVersion)
    assert (first.at.isoformat(), bool(rest)) == (instant, instant == AT.isoformat())


def test_an_event_without_any_instant_is_unreadable() -> None:
    """Without a time of its own or of receipt an event has no place among the others."""
    with pytest.raises(Unreadable, match="timestamp"):
        commands("avi:jira:released:version", RELEASED, None)


def test_a_deletion_did_not_happen_at_the_last_update() -> None:
    """The issue's own last change says nothing about when it was deleted."""
    [command] = commands("avi:jira:deleted:issue", DONE)
    assert isinstance(command, BuryIssue)
    assert command.at == AT


def test_ids_may_be_numbers() -> None:
    """Whether ids come as text or as numbers, they are the same."""
    body = changed(changed(DONE, "issue.id", 10042), "issue.fields.project.id", 10000)
    assert commands(UPDATED, changed(body, "changelog.id", 10511)) == commands(UPDATED, DONE)


@pytest.mark.parametrize("value", [ABSENT, None, "", [], {}])
def test_a_change_without_a_number_is_read(value: object) -> None:
    """No number is made up for it: the reading knows Jira's."""
    assert [ReadIssue] == [type(c) for c in commands(UPDATED, changed(DONE, "changelog.id", value))]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("changelog", ABSENT),
        ("changelog", None),
        ("changelog", "changed"),
        ("changelog", {"id": "1"}),
        ("changelog.items.0", "status"),
        ("issue.fields.summary", ABSENT),
        ("issue.fields.status", None),
        ("issue.key", ABSENT),
    ],
)
def test_an_update_that_tells_too_little_is_read(path: str, value: object) -> None:
    """Whatever an update lacks but its issue and project, Jira has it."""
    assert [ReadIssue] == [type(c) for c in commands(UPDATED, changed(DONE, path, value))]


@pytest.mark.parametrize("path", ["issue.id", "issue.fields.project.id", "issue.fields.project", "issue"])
@pytest.mark.parametrize("event", [UPDATED, "avi:jira:created:issue"])
def test_an_event_of_no_known_issue_is_unreadable(event: str, path: str) -> None:
    """Without issue and project nothing can be read, and the reason names what is missing."""
    with pytest.raises(Unreadable, match=r"issue\.id|issue\.fields\.project\.id"):
        commands(event, changed(DONE, path, ABSENT))


def test_a_bare_list_of_watched_changes_is_read_and_of_others_ignored() -> None:
    """Only what scope or risk depends on is worth a question to Jira."""
    body = changed(DONE, "changelog", DONE["changelog"]["items"])
    assert [ReadIssue] == [type(c) for c in commands(UPDATED, body)]
    labels = changed(body, "changelog", [{"fieldId": "labels", "from": None, "to": "x"}])
    assert isinstance(registry.decide(UPDATED, labels, AT), Ignored)
    assert isinstance(registry.decide(UPDATED, changed(body, "changelog", []), AT), Ignored)


def test_a_type_or_status_of_unknown_meaning_is_not_guessed() -> None:
    """Role and category are only told where the body shows what they come from."""
    body = changed(
        changed(DONE, "issue.fields.issuetype", {"id": "10001", "name": "Epic"}), "issue.fields.status", {"id": "3"}
    )
    [command] = commands(UPDATED, body)
    assert isinstance(command, TrackIssue)
    assert (command.snapshot.type_role, command.snapshot.status_category) == ("", "")


def _has_a_fate(event: str, body: dict[str, object]) -> None:
    with contextlib.suppress(Unreadable):
        assert isinstance(registry.decide(event, body, AT), Decided | Ignored)


@pytest.mark.parametrize("event", registry.forge_events)
@settings(max_examples=25, deadline=None)
@given(body=st.dictionaries(st.text(max_size=8), json_values, max_size=5))
def test_any_object_has_a_fate(event: str, body: dict[str, object]) -> None:
    """Whatever JSON object arrives for an event, it is decided, ignored or unreadable; nothing else is raised."""
    _has_a_fate(event, body)
    _has_a_fate(event, {"payload": {**body, "eventType": event}})


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@settings(max_examples=40, deadline=None)
@given(data=st.data(), value=json_values)
def test_any_value_at_any_place_has_a_fate(path: Path, data: st.DataObject, value: object) -> None:
    """Whatever stands at any place of a true body, it is decided, ignored or unreadable; nothing else is raised."""
    case = read(path)
    body = copy.deepcopy(case["body"])
    inner: Any = body
    while True:
        key = data.draw(st.sampled_from(list(inner) if isinstance(inner, dict) else list(range(len(inner)))))
        if not isinstance(inner[key], dict | list) or not inner[key] or data.draw(st.booleans()):
            break
        inner = inner[key]
    inner[key] = value
    _has_a_fate(case["event"], body)
