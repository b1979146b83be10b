"""Untrusted bodies of issue events → frozen events; the bodies of Jira Cloud and, as far as they go, of Jira Server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import fields

from handlers.custom_fields import CUSTOM, numbers_in, sprints_in
from handlers.events import ChangedField, IssueCreated, IssueDeleted, IssueUpdated
from handlers.payloads import Body, Payload, load
from handlers.taming import Id, Instant, Stamp, Text, Value
from plugin.domain.commands import RawMove, Snapshot
from plugin.domain.errors import Unreadable
from plugin.domain.ids import AccountId, IssueId, ProjectId, VersionId

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CATEGORY_BY_ID = {"1": "undefined", "2": "new", "3": "done", "4": "indeterminate"}
# Jira Server's changelogs carry no fieldId, only the English name.
FIELD_ID_BY_NAME = {"Fix Version": "fixVersions"}


class _Ref(Payload):
    id = Id(required=True)


class _ProjectRef(_Ref):
    key = Text(required=True)


class _Type(_Ref):
    name = Text(load_default="")
    subtask = fields.Boolean(load_default=False)
    level = fields.Integer(data_key="hierarchyLevel", load_default=None)


class _Category(Payload):
    id = Id(load_default=None)
    key = Text(load_default=None)


class _Status(_Ref):
    category = fields.Nested(_Category, data_key="statusCategory", load_default=None)


class _Resolution(Payload):
    name = Text(required=True)


class _Person(Payload):
    account_id = Text(data_key="accountId", load_default=None)


class _Fields(Payload):
    summary = Text(required=True)
    project = fields.Nested(_ProjectRef, required=True)
    issuetype = fields.Nested(_Type, required=True)
    status = fields.Nested(_Status, required=True)
    # A project may hide these fields, and then Jira leaves them out.
    resolution = fields.Nested(_Resolution, load_default=None)
    versions = fields.Nested(_Ref, many=True, data_key="fixVersions", load_default=tuple, allow_none=True)
    creator = fields.Nested(_Person, load_default=None)
    created = Instant(load_default=None)


class _Issue(_Ref):
    key = Text(required=True)
    fields_ = fields.Nested(_Fields, required=True, data_key="fields")


class _Item(Payload):
    name = Text(required=True, data_key="field")
    field_id = Text(data_key="fieldId", load_default=None)
    kind = Text(data_key="fieldtype", load_default=None)
    old = Value(data_key="from", load_default=None)
    new = Value(data_key="to", load_default=None)
    old_text = Value(data_key="fromString", load_default=None)
    new_text = Value(data_key="toString", load_default=None)


class _Changelog(Payload):
    id = Id(load_default=None)
    items = fields.Nested(_Item, many=True, load_default=tuple)


class _IssueBody(Payload):
    timestamp = Stamp(required=True)
    user = fields.Nested(_Person, load_default=None)
    issue = fields.Nested(_Issue, required=True)
    changelog = fields.Nested(_Changelog, load_default=None)


class _GraveFields(Payload):
    project = fields.Nested(_Ref, required=True)


class _Grave(_Ref):
    fields_ = fields.Nested(_GraveFields, required=True, data_key="fields")


class _GraveBody(Payload):
    timestamp = Stamp(required=True)
    user = fields.Nested(_Person, load_default=None)
    issue = fields.Nested(_Grave, required=True)


_BODY, _GRAVE, _ISSUE = _IssueBody(), _GraveBody(), _Issue()


def issue_created(_name: str, body: Body) -> IssueCreated:
    """Tame the body of a creation."""
    read = load(_BODY, body)
    at = read["timestamp"]
    return IssueCreated(_snapshot(read["issue"], body, at), _change_id(read), _account(read["user"]), at)


def issue_updated(_name: str, body: Body) -> IssueUpdated:
    """Tame the body of an update."""
    read = load(_BODY, body)
    at = read["timestamp"]
    items = read["changelog"]["items"] if read["changelog"] else ()
    return IssueUpdated(
        snapshot=_snapshot(read["issue"], body, at),
        change_id=_change_id(read),
        changed=tuple(_changed(item) for item in items),
        actor=_account(read["user"]),
        at=at,
    )


def issue_deleted(_name: str, body: Body) -> IssueDeleted:
    """Tame the body of a deletion; id and project suffice, for the rest may be gone already."""
    read = load(_GRAVE, body)
    grave, at = read["issue"], read["timestamp"]
    return IssueDeleted(
        issue_id=IssueId(grave["id"]),
        project_id=ProjectId(grave["fields_"]["project"]["id"]),
        snapshot=_last_snapshot(body, at),
        actor=_account(read["user"]),
        at=at,
    )


def _last_snapshot(body: Body, at: datetime) -> Snapshot | None:
    issue = body["issue"]
    try:
        return _snapshot(load(_ISSUE, issue), body, at) if isinstance(issue, Mapping) else None
    except Unreadable:
        return None


def _snapshot(issue: dict[str, Any], body: Body, at: datetime) -> Snapshot:
    shown = issue["fields_"]
    raw: Any = body["issue"]
    return Snapshot(
        issue_id=IssueId(issue["id"]),
        key=issue["key"],
        project_id=ProjectId(shown["project"]["id"]),
        project_key=shown["project"]["key"],
        summary=shown["summary"],
        type_id=shown["issuetype"]["id"],
        type_role=_role(shown["issuetype"]),
        status_id=shown["status"]["id"],
        status_category=_category(shown["status"]["category"]),
        resolution=shown["resolution"] and shown["resolution"]["name"],
        versions=frozenset(VersionId(version["id"]) for version in shown["versions"] or ()),
        numbers=numbers_in(raw["fields"]),
        sprints=sprints_in(raw["fields"]),
        # Where Jira does not say when the issue was created, it was there when we heard of it at the latest.
        created_at=shown["created"] or at,
        creator=_account(shown["creator"]),
    )


def _role(issue_type: dict[str, Any]) -> str:
    level = issue_type["level"]
    if issue_type["subtask"] or (level is not None and level < 0):
        return "subtask"
    if level is None:
        return "container" if issue_type["name"].casefold() == "epic" else "item"
    return "container" if level > 0 else "item"


def _category(category: dict[str, Any] | None) -> str:
    if category is None:
        return "undefined"
    key = category["key"]
    return key if key in CATEGORY_BY_ID.values() else CATEGORY_BY_ID.get(category["id"], "undefined")


def _account(person: dict[str, Any] | None) -> AccountId | None:
    return AccountId(person["account_id"]) if person and person["account_id"] else None


def _change_id(read: dict[str, Any]) -> str:
    if read["changelog"] and read["changelog"]["id"]:
        return str(read["changelog"]["id"])
    return f"t{(read['timestamp'] - EPOCH) // timedelta(milliseconds=1)}"


def _changed(item: dict[str, Any]) -> ChangedField:
    field_id = item["field_id"] or FIELD_ID_BY_NAME.get(item["name"], item["name"])
    move = RawMove(field_id, item["name"], item["old"], item["new"], item["old_text"], item["new_text"])
    return ChangedField(move, item["kind"] == "custom" or field_id.startswith(CUSTOM))
