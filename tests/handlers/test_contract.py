"""The bodies that real Jira sites sent, from the contract folder outside this repository."""

import json
import os
from pathlib import Path

import pytest

from handlers import Decided, Unsubscribed, event_of, lane_of, registry
from plugin.domain.commands import BuryIssue, TrackIssue

ROOT = Path(__file__).parents[2]
CONTRACT = Path(os.environ.get("PLUMBLINE_CONTRACT_DIR", ROOT / ".." / "shared" / "contract"))
BODIES = sorted(CONTRACT.glob("webhooks/*/*.json"))

pytestmark = pytest.mark.skipif(not BODIES, reason="the contract folder is absent: set PLUMBLINE_CONTRACT_DIR")


@pytest.mark.parametrize("path", BODIES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_recorded_body_has_a_fate(path: Path) -> None:
    """Each recorded body of Cloud or Server is decided, ignored or was never asked for; none is unreadable."""
    raw = path.read_bytes()
    event = event_of(json.loads(raw))
    fate = registry.decide(event, raw)
    assert isinstance(fate, Unsubscribed) == (event not in registry.events)


@pytest.mark.parametrize("path", BODIES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_commands_stay_in_the_lane(path: Path) -> None:
    """What an issue event decides concerns the project in whose lane it was put."""
    body = json.loads(path.read_bytes())
    fate = registry.decide(event_of(body), body)
    commands = fate.commands if isinstance(fate, Decided) else ()
    for command in commands:
        if isinstance(command, TrackIssue):
            assert lane_of(body) == command.snapshot.project_id
            assert command.at.tzinfo is not None
        elif isinstance(command, BuryIssue):
            assert lane_of(body) == command.project_id
            assert command.snapshot is not None


def test_a_moved_issue_names_both_projects() -> None:
    """The recorded move between projects tells where the issue came from and where it went."""
    [path] = [path for path in BODIES if path.stem == "issue-updated-move-issue"]
    fate = registry.decide("jira:issue_updated", path.read_bytes())
    assert isinstance(fate, Decided)
    [command] = fate.commands
    assert isinstance(command, TrackIssue)
    [move] = [move for move in command.moves if move.field_id == "project"]
    assert (move.old, move.new) == ("10169", command.snapshot.project_id)


def test_number_and_sprint_fields_are_found_by_their_shape() -> None:
    """In a recorded creation with many fields the one number and the one sprint are found, and nothing else."""
    [path] = [path for path in BODIES if path.stem == "webhook-cloud-issue-created-many-fields"]
    fate = registry.decide("jira:issue_created", path.read_bytes())
    assert isinstance(fate, Decided)
    [command] = fate.commands
    assert isinstance(command, TrackIssue)
    assert dict(command.snapshot.numbers) == {"customfield_10072": "23"}
    assert dict(command.snapshot.sprints) == {"customfield_10021": frozenset({"1"})}
