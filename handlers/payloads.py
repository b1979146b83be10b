"""Untrusted bodies of version, sprint, link and project events → frozen events, and what all payloads share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from handlers.events import IssueLinkEvent, ProjectEvent, SprintEvent, UserEvent, VersionEvent
from handlers.taming import Day, Id, Instant, Stamp, Text
from plugin.domain.commands import LinkEnds
from plugin.domain.errors import Unreadable
from plugin.domain.ids import AccountId, IssueId, ProjectId, VersionId

Body = Mapping[str, object]


class Payload(Schema):
    """A part of a body: what we read must be there and of its kind, all else is passed over."""

    class Meta:
        unknown = EXCLUDE


def load(schema: Schema, body: Body) -> dict[str, Any]:
    """The tamed values; raises Unreadable with the path of the first field that is missing or of a wrong kind."""
    try:
        loaded: dict[str, Any] = schema.load(body)
    except ValidationError as error:
        raise Unreadable(_first_problem(error.messages)) from error
    return loaded


def _first_problem(messages: object) -> str:
    path: list[str] = []
    while isinstance(messages, dict):
        key, messages = next(iter(messages.items()))
        if key != "_schema":
            path.append(str(key))
    problem = messages[0] if isinstance(messages, list) and messages else messages
    return f"{'.'.join(path) or 'body'}: {problem}"


class _Version(Payload):
    id = Id(required=True)
    project_id = Id(required=True, data_key="projectId")
    name = Text(required=True)
    released = fields.Boolean(required=True)
    archived = fields.Boolean(required=True)
    start_on = Day(data_key="startDate", load_default=None)
    release_on = Day(data_key="releaseDate", load_default=None)


class _VersionBody(Payload):
    timestamp = Stamp(required=True)
    version = fields.Nested(_Version, required=True)


class _Sprint(Payload):
    id = Id(required=True)
    board_id = Id(data_key="originBoardId", load_default=None)
    name = Text(required=True)
    state = Text(required=True, validate=validate.OneOf(["future", "active", "closed"]))
    start_at = Instant(data_key="startDate", load_default=None)
    activated_at = Instant(data_key="activatedDate", load_default=None)
    end_at = Instant(data_key="endDate", load_default=None)
    completed_at = Instant(data_key="completeDate", load_default=None)


class _SprintBody(Payload):
    timestamp = Stamp(required=True)
    sprint = fields.Nested(_Sprint, required=True)


class _LinkType(Payload):
    outward = Text(required=True, data_key="outwardName")
    inward = Text(required=True, data_key="inwardName")


class _Link(Payload):
    id = Id(required=True)
    source_id = Id(required=True, data_key="sourceIssueId")
    destination_id = Id(required=True, data_key="destinationIssueId")
    type = fields.Nested(_LinkType, required=True, data_key="issueLinkType")


class _LinkBody(Payload):
    timestamp = Stamp(required=True)
    link = fields.Nested(_Link, required=True, data_key="issueLink")


class _Project(Payload):
    id = Id(required=True)
    key = Text(required=True)
    name = Text(required=True)


class _ProjectBody(Payload):
    timestamp = Stamp(required=True)
    project = fields.Nested(_Project, required=True)


class _User(Payload):
    account_id = Text(required=True, data_key="accountId", validate=validate.Length(1, 128))


class _UserBody(Payload):
    timestamp = Stamp(required=True)
    user = fields.Nested(_User, required=True)


_VERSION, _SPRINT, _LINK, _PROJECT, _USER = _VersionBody(), _SprintBody(), _LinkBody(), _ProjectBody(), _UserBody()


def version_event(name: str, body: Body) -> VersionEvent:
    """Tame a version body; one whose issues went over to another version carries that as `mergedTo`."""
    read = load(_VERSION, body)
    version = read["version"]
    return VersionEvent(
        name=name,
        version_id=VersionId(version["id"]),
        project_id=ProjectId(version["project_id"]),
        version_name=version["name"],
        released=version["released"],
        archived=version["archived"],
        start_on=version["start_on"],
        release_on=version["release_on"],
        swapped=isinstance(body.get("mergedTo"), Mapping),
        at=read["timestamp"],
    )


def sprint_event(name: str, body: Body) -> SprintEvent:
    """Tame a sprint body."""
    read = load(_SPRINT, body)
    sprint = read["sprint"]
    return SprintEvent(
        name=name,
        sprint_id=sprint["id"],
        board_id=sprint["board_id"],
        sprint_name=sprint["name"],
        state=sprint["state"],
        start_at=sprint["start_at"],
        activated_at=sprint["activated_at"],
        end_at=sprint["end_at"],
        completed_at=sprint["completed_at"],
        at=read["timestamp"],
    )


def issuelink_event(name: str, body: Body) -> IssueLinkEvent:
    """Tame a link body."""
    read = load(_LINK, body)
    link = read["link"]
    ends = LinkEnds(
        link_id=link["id"],
        source_id=IssueId(link["source_id"]),
        destination_id=IssueId(link["destination_id"]),
        outward=link["type"]["outward"],
        inward=link["type"]["inward"],
    )
    return IssueLinkEvent(name, ends, read["timestamp"])


def project_event(name: str, body: Body) -> ProjectEvent:
    """Tame a project body."""
    read = load(_PROJECT, body)
    project = read["project"]
    return ProjectEvent(name, ProjectId(project["id"]), project["key"], project["name"], read["timestamp"])


def user_event(name: str, body: Body) -> UserEvent:
    """Tame a body about a person."""
    read = load(_USER, body)
    return UserEvent(name, AccountId(read["user"]["account_id"]), read["timestamp"])
