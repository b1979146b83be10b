"""Turns what a Connect webhook says into the events that Forge makes of the same thing: names, few fields, text ids."""

from collections.abc import Callable
from typing import Any

from tests.standin import issue_shapes
from tests.standin.model import Issue
from tests.standin.state import State
from tests.standin.texts import zulu

Body = dict[str, Any]

NAMES: dict[str, str] = {
    "jira:issue_created": "avi:jira:created:issue",
    "jira:issue_updated": "avi:jira:updated:issue",
    "jira:issue_deleted": "avi:jira:deleted:issue",
    "comment_created": "avi:jira:commented:issue",
    "comment_updated": "avi:jira:commented:issue",
    "comment_deleted": "avi:jira:deleted:comment",
    "issuelink_created": "avi:jira:created:issuelink",
    "issuelink_deleted": "avi:jira:deleted:issuelink",
    "jira:version_created": "avi:jira:created:version",
    "jira:version_updated": "avi:jira:updated:version",
    "jira:version_deleted": "avi:jira:deleted:version",
    "jira:version_released": "avi:jira:released:version",
    "jira:version_unreleased": "avi:jira:unreleased:version",
    "project_created": "avi:jira:created:project",
    "project_updated": "avi:jira:updated:project",
    "project_deleted": "avi:jira:deleted:project",
    "project_archived": "avi:jira:archived:project",
    "project_restored_archived": "avi:jira:unarchived:project",
    "sprint_created": "avi:jira-software:created:sprint",
    "sprint_updated": "avi:jira-software:updated:sprint",
    "sprint_started": "avi:jira-software:started:sprint",
    "sprint_closed": "avi:jira-software:closed:sprint",
    "sprint_deleted": "avi:jira-software:deleted:sprint",
    "board_created": "avi:jira-software:created:board",
    "user_created": "avi:jira:created:user",
    "user_updated": "avi:jira:updated:user",
    "user_deleted": "avi:jira:deleted:user",
}
"""Connect's events and what Forge calls them; issue properties have none at Forge."""

ASSIGNED = "avi:jira:assigned:issue"
_FIELDS = ("summary", "issuetype", "creator", "created", "project", "reporter", "assignee", "updated", "status")
_PEOPLE = frozenset({"accountId", "displayName"})


def forge_event(site: State, event: str, body: Body, issue: Issue | None, by: str | None) -> Body | None:
    """The event's body as Forge sends it bare, without ``eventType``; None for what Forge does not tell."""
    if event not in NAMES:
        return None
    family = NAMES[event].rpartition(":")[2]
    made = _MAKERS[family](site, body) if issue is None else _issue_event(site, body, issue, by)
    return {**_without_people(made), "selfGenerated": by == site.app_account_id}


def changelog(site: State, body: Body) -> Any:
    """The change of an issue event in the form that ``forge_shapes`` asks for."""
    listed = body["changelog"]
    return listed["items"] if site.forge_shapes.changelog == "list" else {"id": listed["id"], "items": listed["items"]}


def more_fields(site: State, issue: Issue, names: list[str]) -> Body:
    """The fields that a trigger asks for with ``payload.include.fields``."""
    everything = issue_shapes.issue_fields(site, issue, api=2)
    found: Body = _without_people({name: everything[name] for name in names if name in everything})
    return found


def _issue_event(site: State, body: Body, issue: Issue, by: str | None) -> Body:
    fields = issue_shapes.issue_fields(site, issue, api=2)
    shown = {"id": issue.id, "key": issue.key, "fields": {name: fields[name] for name in _FIELDS}}
    made: Body = {"issue": shown}
    if by is not None:
        made |= {"atlassianId": by, "associatedUsers": {"associatedUsers": [{"accountId": by}]}}
    if "comment" in body:
        return made | {"comment": body["comment"]}
    if body["webhookEvent"] == "jira:issue_updated":
        made |= {"changelog": changelog(site, body), "jiraEventTypeName": body["issue_event_type_name"]}
    return made


def _link(site: State, body: Body) -> Body:
    link = body["issueLink"]
    kind = link["issueLinkType"]
    ends = {"sourceIssueId": str(link["sourceIssueId"]), "destinationIssueId": str(link["destinationIssueId"])}
    issues = {name.replace("Issue", "Project"): site.issues.get(end) for name, end in ends.items()}
    projects = {name: issue.project_id for name, issue in issues.items() if issue is not None}
    shown = {"id": str(kind["id"]), "name": kind["name"], "inward": kind["inwardName"], "outward": kind["outwardName"]}
    return {"id": str(link["id"]), **ends, **projects, "issueLinkType": shown}


def _version(site: State, body: Body) -> Body:
    made: Body = {"version": body["version"]}
    if replacement := body.get("mergedTo"):
        made |= {"newFixVersion": replacement, "newAffectsVersion": replacement, "customFieldReplacements": []}
    return made


def _project(site: State, body: Body) -> Body:
    shown = body["project"]
    kept = {name: shown[name] for name in ("self", "key", "name", "avatarUrls")}
    return {"project": {"id": str(shown["id"]), **kept, "projectTypeKey": "software", "simplified": False}}


def _sprint(site: State, body: Body) -> Body:
    sprint = site.sprints[body["sprint"]["id"]]
    dates = {
        "createDate": zulu(sprint.created),
        "startDate": zulu(sprint.start),
        "endDate": zulu(sprint.end),
        "completeDate": zulu(sprint.completed),
    }
    shown = {"id": str(sprint.id), "originBoardId": str(sprint.board_id), "name": sprint.name, "goal": sprint.goal}
    made: Body = {"sprint": shown | {"state": sprint.state} | {key: at for key, at in dates.items() if at is not None}}
    if "oldValue" in body:
        made["oldValue"] = body["oldValue"]
    return made


def _board(site: State, body: Body) -> Body:
    shown = body["board"]
    return {"board": {"id": str(shown["id"]), "name": shown["name"], "type": shown["type"]}}


def _user(site: State, body: Body) -> Body:
    return {"user": {"accountId": body["user"]["accountId"]}}


_MAKERS: dict[str, Callable[[State, Body], Body]] = {
    "issuelink": _link,
    "version": _version,
    "project": _project,
    "sprint": _sprint,
    "board": _board,
    "user": _user,
}


def _without_people(value: Any) -> Any:
    """The same, where each person is nothing but an account id: Forge's events name nobody."""
    if isinstance(value, list):
        return [_without_people(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() >= _PEOPLE:
        return {"accountId": value["accountId"]}
    return {key: _without_people(one) for key, one in value.items()}
