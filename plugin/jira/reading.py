"""From Jira's JSON (REST v3 and agile) to our records: tolerant of what may be missing, strict about what may not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from plugin.domain.commands import LinkEnds, RawMove, Snapshot
from plugin.domain.errors import JiraTrouble
from plugin.domain.ids import AccountId, IssueId, ProjectId, VersionId
from plugin.domain.issue import TypeRole
from plugin.usecases.records import FoundChange, Sprint, Version

Json = Mapping[str, Any]

NAMES_WITHOUT_ID = {"Fix Version": "fixVersions"}
"""Older changelog entries name their field only, and by another name than the field's id."""

CATEGORIES = frozenset({"new", "indeterminate", "done"})

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def mapping(value: object) -> Json:
    """The object that must stand here; raises JiraTrouble where it does not."""
    if not isinstance(value, Mapping):
        raise JiraTrouble("Jira's answer does not have the form that its documentation promises.")
    return value


def listing(value: object) -> list[Json]:
    """The list of objects that must stand here; raises JiraTrouble where it does not."""
    if not isinstance(value, list):
        raise JiraTrouble("Jira's answer lacks a list that its documentation promises.")
    return [mapping(entry) for entry in value]


def needed(raw: Json, key: str) -> str:
    """An id or name that must be there, as text; raises JiraTrouble where it is not."""
    found = text(raw.get(key))
    if not found:
        raise JiraTrouble(f"Jira's answer lacks '{key}'.")
    return found


def text(value: object) -> str | None:
    """Text without what no database takes, or a number as plain decimal text; None for anything else."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    return str(value) if isinstance(value, int) else None


def instant(value: object) -> datetime | None:
    """An instant from ISO text (with `+0000` or `Z`) or milliseconds since 1970, in UTC; None where there is none."""
    try:
        if isinstance(value, str):
            at = datetime.fromisoformat(value)
            return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def snapshot_from(raw: Json, number_fields: Iterable[str], sprint_fields: Iterable[str]) -> Snapshot:
    """An issue as search shows it, with the named custom fields."""
    fields = mapping(raw.get("fields"))
    project, kind, status = (mapping(fields.get(name)) for name in ("project", "issuetype", "status"))
    created = instant(fields.get("created"))
    if created is None:
        raise JiraTrouble("Jira's answer lacks the instant at which an issue was created.")
    issue_id = IssueId(needed(raw, "id"))
    numbers = {name: text(fields.get(name)) for name in number_fields}
    return Snapshot(
        issue_id=issue_id,
        key=needed(raw, "key"),
        project_id=ProjectId(needed(project, "id")),
        project_key=needed(project, "key"),
        summary=text(fields.get("summary")) or "",
        type_id=needed(kind, "id"),
        type_role=role_from(kind),
        status_id=needed(status, "id"),
        status_category=category_from(status),
        resolution=text(_inner(fields, "resolution").get("name")),
        versions=frozenset(VersionId(needed(version, "id")) for version in listing(fields.get("fixVersions") or [])),
        numbers={name: number for name, number in numbers.items() if number is not None},
        sprints={name: _sprint_ids(fields.get(name)) for name in sprint_fields},
        created_at=created,
        creator=_account(fields.get("creator")),
        links=None if fields.get("issuelinks") is None else links_from(issue_id, listing(fields["issuelinks"])),
    )


def role_from(kind: Json) -> TypeRole:
    """What a type is to scope: by its level (sub-tasks below 0, containers above), by its name where none is told."""
    level = kind.get("hierarchyLevel")
    if not isinstance(level, int):
        level = 1 if (text(kind.get("name")) or "").casefold() == "epic" else 0
    if kind.get("subtask") is True or level < 0:
        return TypeRole.SUBTASK
    return TypeRole.CONTAINER if level > 0 else TypeRole.ITEM


def category_from(status: Json) -> str:
    """The key of a status's category; "undefined" where Jira does not know either."""
    key = text(_inner(status, "statusCategory").get("key"))
    return key if key in CATEGORIES else "undefined"


def links_from(issue_id: IssueId, raw: Iterable[Json]) -> tuple[LinkEnds, ...]:
    """An issue's links. Each shows only its other end: an `outwardIssue` is one that this issue points to."""
    found = []
    for link in raw:
        kind = _inner(link, "type")
        outward, inward = _inner(link, "outwardIssue").get("id"), _inner(link, "inwardIssue").get("id")
        other = text(outward) or text(inward)
        if other is None:
            continue  # the other end is hidden from us
        ends = (issue_id, IssueId(other)) if outward else (IssueId(other), issue_id)
        readings = (text(kind.get("outward")) or "", text(kind.get("inward")) or "")
        found.append(LinkEnds(needed(link, "id"), *ends, *readings))
    return tuple(found)


def changes_from(histories: Iterable[Json]) -> tuple[FoundChange, ...]:
    """Changelog entries oldest first, each once."""
    found = {change.id: change for change in map(_change, histories)}
    return tuple(sorted(found.values(), key=order_of))


def order_of(change: FoundChange) -> tuple[datetime, int]:
    """Where a change stands among those of its issue."""
    return (change.at, int(change.id) if change.id.isdigit() else 0)


def _change(raw: Json) -> FoundChange:
    at = instant(raw.get("created"))
    if at is None:
        raise JiraTrouble("Jira's answer lacks the instant of a change.")
    moves = tuple(_move(item) for item in listing(raw.get("items") or []))
    return FoundChange(needed(raw, "id"), at, _account(raw.get("author")), moves)


def _move(item: Json) -> RawMove:
    name = text(item.get("field")) or ""
    field_id = text(item.get("fieldId")) or NAMES_WITHOUT_ID.get(name, name)
    values = (text(item.get(key)) for key in ("from", "to", "fromString", "toString"))
    return RawMove(field_id, name, *values)


def version_from(raw: Json, project_id: ProjectId, seen_at: datetime) -> Version:
    """A version; Jira tells the day of a release, not its instant, so `released_at` stays unknown."""
    return Version(
        id=VersionId(needed(raw, "id")),
        project_id=project_id,
        name=text(raw.get("name")) or "",
        released=raw.get("released") is True,
        archived=raw.get("archived") is True,
        start_on=text(raw.get("startDate")),
        release_on=text(raw.get("releaseDate")),
        seen_at=seen_at,
    )


def sprint_from(raw: Json, board_id: str, seen_at: datetime) -> Sprint:
    """A sprint; `board_id` is the board that was asked, which may show sprints of another one."""
    return Sprint(
        id=needed(raw, "id"),
        board_id=text(raw.get("originBoardId")) or board_id,
        name=text(raw.get("name")) or "",
        state=(text(raw.get("state")) or "").lower(),
        started_at=instant(raw.get("startDate")),
        ends_at=instant(raw.get("endDate")),
        completed_at=instant(raw.get("completeDate")),
        seen_at=seen_at,
    )


def names_from(users: Sequence[Json]) -> dict[AccountId, str]:
    """Display names by account id, in the order given; a user without either is left out."""
    pairs = ((_account(user), text(user.get("displayName"))) for user in users)
    return {account: name for account, name in pairs if account and name}


def _inner(raw: Json, key: str) -> Json:
    found = raw.get(key)
    return found if isinstance(found, Mapping) else {}


def _account(raw: object) -> AccountId | None:
    found = text(raw.get("accountId")) if isinstance(raw, Mapping) else None
    return AccountId(found) if found else None


def _sprint_ids(value: object) -> frozenset[str]:
    """All sprints of the field, closed ones too: Jira's changelog lists them as well, and the two must agree."""
    sprints = value if isinstance(value, list) else []
    shown = [sprint for sprint in sprints if isinstance(sprint, Mapping)]
    return frozenset(sprint_id for sprint in shown if (sprint_id := text(sprint.get("id"))))
