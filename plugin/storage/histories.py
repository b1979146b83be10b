"""Issue histories as rows: states and moves as short JSON lists, read back exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from plugin.domain.ids import ProjectId, VersionId
from plugin.domain.issue import Field, IssueChange, IssueHistory, IssueState, Move
from plugin.storage.repository import Row
from plugin.usecases.records import KnownIssue


def issue_row(known: KnownIssue) -> dict[str, Any]:
    """The row of an issue, its changes left out."""
    history, now = known.history, known.history.now
    return {
        "id": history.issue_id,
        "key": known.key,
        "summary": known.summary,
        "project_id": now.project_id,
        "status_id": now.status_id,
        "deleted": now.deleted,
        "created_at": history.created_at,
        "created_by": history.created_by,
        "known_from": history.known_from,
        "seen_at": known.seen_at,
        "opening": _state_list(history.opening),
    }


def change_row(known: KnownIssue, change: IssueChange) -> dict[str, Any]:
    """The row of one change."""
    return {
        "issue_id": known.history.issue_id,
        "change_id": change.id,
        "at": change.at,
        "actor": change.actor,
        "moves": [[move.field.value, move.old, move.new] for move in change.moves],
    }


def past_projects(row: dict[str, Any], known: KnownIssue, changes: Iterable[IssueChange]) -> Iterator[dict[str, Any]]:
    """The projects that an issue was in before, as far as its opening and these changes tell."""
    projects = {known.history.opening.project_id}
    for change in changes:
        for move in change.moves:
            if move.field is Field.PROJECT:
                projects |= {ProjectId(value) for value in (move.old, move.new) if value}
    for project_id in sorted(projects - {row["project_id"]}):
        yield {"project_id": project_id, "issue_id": row["id"]}


def known_issue(row: Row, changes: Iterable[Row]) -> KnownIssue:
    """The issue with its history, from its row and those of its changes in any order."""
    made = sorted((_change(change) for change in changes), key=lambda change: change.order)
    history = IssueHistory(
        issue_id=row["id"],
        created_at=row["created_at"],
        created_by=row["created_by"],
        opening=_state(row["opening"]),
        known_from=row["known_from"],
        changes=tuple(made),
    )
    return KnownIssue(history, row["key"], row["summary"], row["seen_at"])


def _change(row: Row) -> IssueChange:
    moves = tuple(Move(Field(field), old, new) for field, old, new in row["moves"])
    return IssueChange(row["change_id"], row["at"], row["actor"], moves)


def _state_list(state: IssueState) -> list[Any]:
    return [
        state.project_id,
        state.type_id,
        state.status_id,
        state.resolution,
        state.estimate,
        sorted(state.versions),
        sorted(state.sprints),
        state.deleted,
    ]


def _state(values: list[Any]) -> IssueState:
    project_id, type_id, status_id, resolution, estimate, versions, sprints, deleted = values
    return IssueState(
        project_id=ProjectId(project_id),
        type_id=type_id,
        status_id=status_id,
        resolution=resolution,
        estimate=estimate,
        versions=frozenset(VersionId(version) for version in versions),
        sprints=frozenset(sprints),
        deleted=deleted,
    )
