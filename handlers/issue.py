"""Issues created, updated and deleted: what to remember of them, and which of their moves can touch scope or risk."""

from __future__ import annotations

import re

from handlers import issue_payloads as payloads
from handlers.events import ChangedField, IssueCreated, IssueDeleted, IssueUpdated
from handlers.registry import Family, Ignored, Outcome
from plugin.domain.commands import BuryIssue, RawMove, TrackIssue
from plugin.domain.quantities import points_from

NOTHING_CHANGED = Ignored("no change of the issue itself")
NOTHING_WATCHED = Ignored("no change of a field that scope or risk depends on")

WATCHED = frozenset(
    {"fixVersions", "status", "resolution", "issuetype", "project", "Key", "Sprint", "timeoriginalestimate"}
)
SHOWN = frozenset({"summary"})
_IDS = re.compile(r"[0-9]+(?:, ?[0-9]+)*")

family = Family()


@family.on("jira:issue_created", parse=payloads.issue_created)
def track_new(event: IssueCreated) -> Outcome:
    """A new issue is remembered as it stands."""
    return (TrackIssue(event.snapshot, event.change_id, (), event.actor, event.at, created=True),)


@family.on("jira:issue_updated", parse=payloads.issue_updated)
def track_change(event: IssueUpdated) -> Outcome:
    """A change that scope or risk may depend on is remembered with its moves; a new summary follows without any."""
    if not event.changed:
        return NOTHING_CHANGED
    moves = tuple(changed.move for changed in event.changed if _is_watched(changed))
    if not moves and not any(changed.move.field_id in SHOWN for changed in event.changed):
        return NOTHING_WATCHED
    return (TrackIssue(event.snapshot, event.change_id, moves, event.actor, event.at),)


@family.on("jira:issue_deleted", parse=payloads.issue_deleted)
def bury(event: IssueDeleted) -> Outcome:
    """A deleted issue leaves a tombstone."""
    return (BuryIssue(event.issue_id, event.project_id, event.actor, event.at, event.snapshot),)


def _is_watched(changed: ChangedField) -> bool:
    """Which custom field is the estimate and which the sprint is for the project to know: all that may be are kept."""
    move = changed.move
    if move.field_id in WATCHED or move.field_name == "Sprint":
        return True
    return changed.custom and (_holds_number(move) or _holds_ids(move))


def _holds_number(move: RawMove) -> bool:
    return points_from(move.old_text) is not None or points_from(move.new_text) is not None


def _holds_ids(move: RawMove) -> bool:
    """Lists of ids, as a sprint field has them; sites may call that field anything."""
    sides = [side for side in (move.old, move.new) if side]
    return bool(sides) and all(_IDS.fullmatch(side) for side in sides)
