"""Forge's events in the form that Connect gives the same ones, and what they leave for us to read from Jira."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import ValidationError

from handlers.receipt import unwrapped
from handlers.taming import Instant, Stamp, id_from
from plugin.domain.commands import (
    BuryIssue,
    Command,
    RawMove,
    ReadIssue,
    ReadVersions,
    Snapshot,
    TrackIssue,
    TrackVersion,
)
from plugin.domain.errors import Unreadable
from plugin.domain.ids import IssueId, ProjectId
from plugin.domain.issue import Field

Body = Mapping[str, object]

CREATED, UPDATED = "avi:jira:created:issue", "avi:jira:updated:issue"

CONNECT_NAMES: Mapping[str, str] = {
    CREATED: "jira:issue_created",
    UPDATED: "jira:issue_updated",
    "avi:jira:deleted:issue": "jira:issue_deleted",
    "avi:jira:created:version": "jira:version_created",
    "avi:jira:updated:version": "jira:version_updated",
    "avi:jira:archived:version": "jira:version_updated",
    "avi:jira:unarchived:version": "jira:version_updated",
    "avi:jira:released:version": "jira:version_released",
    "avi:jira:unreleased:version": "jira:version_unreleased",
    "avi:jira:moved:version": "jira:version_moved",
    "avi:jira:merged:version": "jira:version_merged",
    "avi:jira:deleted:version": "jira:version_deleted",
    "avi:jira-software:created:sprint": "sprint_created",
    "avi:jira-software:updated:sprint": "sprint_updated",
    "avi:jira-software:started:sprint": "sprint_started",
    "avi:jira-software:closed:sprint": "sprint_closed",
    "avi:jira-software:deleted:sprint": "sprint_deleted",
    "avi:jira:created:issuelink": "issuelink_created",
    "avi:jira:deleted:issuelink": "issuelink_deleted",
    "avi:jira:created:project": "project_created",
    "avi:jira:updated:project": "project_updated",
    "avi:jira:archived:project": "project_archived",
    "avi:jira:unarchived:project": "project_restored_archived",
    "avi:jira:softdeleted:project": "project_soft_deleted",
    "avi:jira:restored:project": "project_restored_deleted",
    "avi:jira:deleted:project": "project_deleted",
    "avi:jira:updated:user": "user_updated",
    "avi:jira:deleted:user": "user_deleted",
}

IGNORED: Mapping[str, str] = {
    "avi:jira:assigned:issue": "the update that came beside it tells the same",
    "avi:forge:installed:app": "the installation was noted when this came in",
    "avi:forge:upgraded:app": "a new version of the app changes nothing that is kept",
}

BETWEEN_PROJECTS = frozenset({"project", "Key"})
# Forge shows a few fields only, and whatever else a manifest asks for; estimates and sprints are custom fields.
ALWAYS_UNSEEN = frozenset({Field.ESTIMATE, Field.SPRINT})
SEEN_WITH = {"fixVersions": Field.VERSION, "resolution": Field.RESOLUTION}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STAMP, _INSTANT = Stamp(), Instant()


@dataclass(frozen=True, slots=True)
class Told:
    """One of Forge's events, unwrapped; `at` is when it happened, as far as it or its receipt says."""

    event: str
    body: Body
    at: datetime | None
    is_dated: bool

    @classmethod
    def of(cls, event: str, body: Body, received_at: datetime | None) -> Told:
        """The event in a body as it came; `received_at` is the instant for one that names none itself."""
        told = unwrapped(body)
        own = _instant(event, told)
        return cls(event, told, own or received_at, own is not None)

    @property
    def connect_name(self) -> str:
        """Connect's event that tells as much: an update that hides its changes says that an issue is there, no more."""
        is_bare = self.event == UPDATED and _changelog(self.body) is None
        return CONNECT_NAMES[CREATED if is_bare else self.event]

    @property
    def is_readable_elsewhere(self) -> bool:
        """Whether Jira can be asked for what the event lacks."""
        return self.event in {CREATED, UPDATED}

    @property
    def as_connect(self) -> Body:
        """The body that Connect would have sent, as far as Forge tells the same."""
        told: dict[str, object] = dict(self.body)
        told.pop("timestamp", None)
        if self.at is not None:
            told["timestamp"] = (self.at - EPOCH) // timedelta(milliseconds=1)
        if not self.event.endswith(":user"):
            # Connect's `user` is who acted; where the event is about a person, it is that person.
            told.pop("user", None)
            if (actor := id_from(told.get("atlassianId"))) is not None:
                told["user"] = {"accountId": actor}
        told["changelog"] = _changelog(self.body)
        if self.event.endswith(":issuelink"):
            told["issueLink"] = _link(self.body)
        return told

    def reading(self, crossed: Iterable[RawMove] = (), shown: Snapshot | None = None) -> ReadIssue:
        """The command to read the issue, which concerns its project and those that it crossed between.

        Raises Unreadable where issue and project are not named.
        """
        issue = self.body.get("issue")
        issue_id = id_from(issue.get("id")) if isinstance(issue, Mapping) else None
        if issue_id is None or not isinstance(issue, Mapping):
            raise Unreadable("issue.id: not an id")
        project_id = id_from(_inner(issue, "fields", "project").get("id"))
        if project_id is None:
            raise Unreadable("issue.fields.project.id: not an id")
        if self.at is None:
            raise Unreadable("timestamp: not a timestamp")
        sides = [side for move in crossed if move.field_id == "project" for side in (move.old, move.new)]
        projects = frozenset(ProjectId(one) for one in (project_id, *sides) if one)
        return ReadIssue(IssueId(issue_id), projects, self.at, shown)

    def completed(self, command: Command) -> Iterable[Command]:
        """What to do for a command that a family decided: it as far as Forge's word is enough, and what to read."""
        if isinstance(command, TrackIssue):
            command = replace(command, snapshot=self._limited(command.snapshot))
            crossed = [move for move in command.moves if move.field_id in BETWEEN_PROJECTS]
            if command.created or crossed or not self._names_its_change:
                # No number of our own for a change: the reading knows Jira's.
                yield self.reading(crossed, command.snapshot)
                return
        elif isinstance(command, BuryIssue) and command.snapshot is not None:
            command = replace(command, snapshot=self._limited(command.snapshot))
        yield command
        if isinstance(command, TrackVersion) and not self.is_dated:
            yield ReadVersions(command.project_id, command.at)

    @property
    def _names_its_change(self) -> bool:
        return id_from((_changelog(self.body) or {}).get("id")) is not None

    def _limited(self, snapshot: Snapshot) -> Snapshot:
        fields = _inner(self.body, "issue", "fields")
        kind, category = _inner(fields, "issuetype"), _inner(fields, "status", "statusCategory")
        hidden = {field for name, field in SEEN_WITH.items() if name not in fields}
        return replace(
            snapshot,
            type_role=snapshot.type_role if kind.keys() & {"subtask", "hierarchyLevel"} else "",
            status_category=snapshot.status_category if category.keys() & {"id", "key"} else "",
            unseen=ALWAYS_UNSEEN | hidden,
        )


def _instant(event: str, body: Body) -> datetime | None:
    """When it happened by its own account; an issue's last update is not the instant of its deletion."""
    stamp = body.get("timestamp")
    if isinstance(stamp, str) and stamp.isascii() and stamp.isdigit() and len(stamp) < 20:
        stamp = int(stamp)
    updated = _inner(body, "issue", "fields").get("updated") if event in {CREATED, UPDATED} else None
    for value, kind in ((stamp, _STAMP), (stamp, _INSTANT), (updated, _INSTANT)):
        if value is None:
            continue
        try:
            return kind.deserialize(value)
        except ValidationError:
            continue
    return None


def _changelog(body: Body) -> dict[str, Any] | None:
    """The changelog as an object, which Forge sends as one or as the bare list of its items; None for neither."""
    found = body.get("changelog")
    if isinstance(found, list):
        found = {"items": found}
    if not isinstance(found, Mapping) or not isinstance(found.get("items"), list):
        return None
    return {**found, "items": [_item(item) for item in found["items"]]}


def _item(item: object) -> object:
    return {"field": item.get("fieldId"), **item} if isinstance(item, Mapping) else item


def _link(body: Body) -> object:
    """The link, which Forge sends flat; its type may call its readings as REST does."""
    nested = body.get("issueLink")
    link = nested if isinstance(nested, Mapping) else body
    kind = link.get("issueLinkType")
    if not isinstance(kind, Mapping):
        return link
    readings = {"outwardName": kind.get("outward"), "inwardName": kind.get("inward")}
    return {**link, "issueLinkType": {**readings, **kind}}


def _inner(body: Body, *path: str) -> Mapping[str, Any]:
    found: object = body
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}
