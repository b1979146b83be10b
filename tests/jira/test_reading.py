"""Jira's JSON as records: recorded issues, odd forms, and waits."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from plugin.domain.commands import LinkEnds, RawMove
from plugin.domain.errors import JiraTrouble
from plugin.domain.ids import IssueId
from plugin.jira.errors import DEFAULT_WAIT, LONGEST_WAIT, SHORTEST_WAIT, wait_from
from plugin.jira.reading import changes_from, instant, links_from, role_from, snapshot_from
from tests.jira.conftest import NOW

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "contract"
RECORDED = Path(os.environ.get("PLUMBLINE_CONTRACT_DIR") or BESIDE) / "jira-issues"
needs_recordings = pytest.mark.skipif(not RECORDED.is_dir(), reason="the contract data is not here")


def recorded(name: str) -> dict[str, Any]:
    """An issue as Jira once sent it."""
    found: dict[str, Any] = json.loads((RECORDED / name).read_text())
    return found


@needs_recordings
def test_a_recorded_issue_is_read() -> None:
    """An issue as Jira Cloud really sent it gives its key, state and history, oldest first."""
    raw = recorded("complete_sample__sample_issues__SP-8.json")
    seen = snapshot_from(raw, ["customfield_10016"], ["customfield_10020"])
    changes = changes_from(raw["changelog"]["histories"])
    assert (seen.key, seen.project_key, seen.status_category, seen.type_role) == ("SP-8", "SP", "indeterminate", "item")
    assert (seen.resolution, seen.numbers, seen.sprints) == (None, {}, {"customfield_10020": frozenset()})
    assert seen.created_at == datetime(2021, 6, 18, 18, 42, 35, 885_000, UTC)
    assert [change.id for change in changes] == ["10051", "10052", "10073"]
    assert changes[-1].moves == (RawMove("status", "status", "10001", "3", "Selected for Development", "In Progress"),)


@needs_recordings
def test_every_recorded_issue_can_be_read() -> None:
    """None of the recorded issues lacks what we need, and each history is in order of time."""
    found = list(RECORDED.glob("*__SP-*.json"))
    assert found
    for path in found:
        raw = json.loads(path.read_text())
        snapshot_from(raw, ["customfield_10016"], ["customfield_10020"])
        at = [change.at for change in changes_from(raw["changelog"]["histories"])]
        assert at == sorted(at)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-24T10:00:00.000+0100", NOW),
        ("2026-11-24T09:00:00.000Z", NOW),
        ("2026-11-24T09:00:00", NOW),
        (1_795_510_800_000, NOW),
        ("yesterday", None),
        ("", None),
        (None, None),
        (True, None),
        (1e30, None),
    ],
)
def test_instants_are_read_in_utc(value: object, expected: datetime | None) -> None:
    """ISO text with any offset and milliseconds since 1970 are one instant; anything else is none."""
    assert instant(value) == expected


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ({"name": "Story", "subtask": False, "hierarchyLevel": 0}, "item"),
        ({"name": "Sub-task", "subtask": True}, "subtask"),
        ({"name": "Chore", "hierarchyLevel": -1}, "subtask"),
        ({"name": "Initiative", "hierarchyLevel": 2}, "container"),
        ({"name": "epic"}, "container"),
        ({"name": "Epic", "hierarchyLevel": 0}, "item"),
        ({}, "item"),
    ],
)
def test_roles_come_from_the_level_or_the_name(kind: dict[str, Any], role: str) -> None:
    """The level decides; only where none is told, the name of an epic does."""
    assert role_from(kind) == role


def test_a_link_whose_other_end_is_hidden_is_left_out() -> None:
    """Only links with both ends known are told, each from where it starts."""
    kind = {"outward": "blocks", "inward": "is blocked by"}
    raw = [
        {"id": "1", "type": kind, "outwardIssue": {"id": "20"}},
        {"id": "2", "type": kind, "inwardIssue": {"id": "30"}},
        {"id": "3", "type": kind},
    ]
    mine = IssueId("10")
    assert links_from(mine, raw) == (
        LinkEnds("1", mine, IssueId("20"), "blocks", "is blocked by"),
        LinkEnds("2", IssueId("30"), mine, "blocks", "is blocked by"),
    )


def test_older_entries_without_a_field_id_are_understood() -> None:
    """An entry that names its field only gets the id that newer ones carry."""
    items = [{"field": "Fix Version", "from": None, "to": "10001"}, {"field": "status", "from": "1", "to": "3"}]
    (change,) = changes_from([{"id": "1", "created": "2026-11-24T09:00:00.000+0000", "items": items}])
    assert [move.field_id for move in change.moves] == ["fixVersions", "status"]
    assert change.actor is None


def an_issue(**more: Any) -> dict[str, Any]:
    """The least that an issue can be read from."""
    fields: dict[str, Any] = {
        "project": {"id": "10000", "key": "PAY"},
        "issuetype": {"id": "1"},
        "status": {"id": "3"},
        "created": "2026-11-01T00:00:00.000+0000",
    }
    return {"id": "1", "key": "PAY-1", "fields": fields | more}


def test_closed_sprints_stay_in_the_list() -> None:
    """Jira lists closed sprints for ever, in the field and in the changelog alike; both are read the same way."""
    sprints = [{"id": 1, "state": "closed"}, {"id": 2, "state": "active"}, {"id": 3, "state": "future"}]
    seen = snapshot_from(
        an_issue(customfield_1=sprints, customfield_2=sprints[:1]), [], ["customfield_1", "customfield_2"]
    )
    assert seen.sprints == {"customfield_1": frozenset({"1", "2", "3"}), "customfield_2": frozenset({"1"})}


def test_numbers_are_plain_decimals_and_texts_can_be_stored() -> None:
    """Numbers come as plain decimal text, what is no number is left out, and NUL and half characters are dropped."""
    fields = {"customfield_1": 5.0, "customfield_2": 2.5, "customfield_3": 1e-7, "customfield_4": None}
    seen = snapshot_from(an_issue(summary="a\0b\ud800c", **fields), list(fields), [])
    assert seen.numbers == {"customfield_1": "5", "customfield_2": "2.5", "customfield_3": "0.0000001"}
    assert seen.summary == "abc"


@pytest.mark.parametrize("missing", ["project", "issuetype", "status", "created"])
def test_what_must_be_there_is_missed(missing: str) -> None:
    """An issue without its essentials is trouble, never an issue with made-up ones."""
    assert snapshot_from(an_issue(), [], []).links is None
    with pytest.raises(JiraTrouble):
        snapshot_from(an_issue(**{missing: None}), [], [])


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("5", 5.0),
        ("0.5", 0.5),
        ("0", SHORTEST_WAIT),
        ("Tue, 24 Nov 2026 09:01:00 GMT", 60.0),
        ("Tue, 24 Nov 2026 08:00:00 GMT", SHORTEST_WAIT),
        ("999999999", LONGEST_WAIT),
        (None, DEFAULT_WAIT),
        ("", DEFAULT_WAIT),
        ("soon", DEFAULT_WAIT),
        ("-3", DEFAULT_WAIT),
        ("nan", DEFAULT_WAIT),
    ],
)
def test_waits_are_read(header: str | None, seconds: float) -> None:
    """Seconds or a date, within bounds; ten seconds where nothing sensible is said."""
    assert wait_from(header, NOW) == seconds
