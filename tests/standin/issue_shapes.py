"""How issues, their history and their comments look in JSON: REST v3, and REST v2 as webhook bodies carry it."""

from tests.standin import catalogue, shapes
from tests.standin.model import Comment, History, Issue, IssueLink, Sprint, Version
from tests.standin.shapes import Shape
from tests.standin.state import State
from tests.standin.texts import adf, stamp, text_of, zulu


def issue_fields(site: State, value: Issue, api: int = 3) -> Shape:
    """All fields of an issue; v3 gives rich text as ADF, v2 as text."""
    links = [link for link in site.links.values() if value.id in {link.source, link.destination}]
    children = [other for other in site.issues.values() if other.parent == value.id and other.type.subtask]
    text = value.description
    fields: Shape = {
        "summary": value.summary,
        "description": text if api == 2 or text is None else adf(text),
        "project": shapes.project_brief(site, site.projects[value.project_id], api),
        "issuetype": shapes.issue_type(site, value.type, api),
        "status": shapes.status(site, value.status, api),
        "resolution": shapes.named(site, "resolution", value.resolution, api),
        "resolutiondate": None if value.resolved is None else stamp(value.resolved),
        "fixVersions": [_version_brief(site, site.versions[v], api) for v in value.fix_versions],
        "versions": [],
        "components": [],
        "labels": list(value.labels),
        "priority": shapes.named(site, "priority", value.priority, api),
        "assignee": shapes.user(site, value.assignee, api),
        "reporter": shapes.user(site, value.reporter, api),
        "creator": shapes.user(site, value.reporter, api),
        "created": stamp(value.created),
        "updated": stamp(value.updated),
        "duedate": value.due,
        "issuelinks": [_link(site, link, value, api) for link in links],
        "subtasks": [issue_brief(site, child, api) for child in children],
        catalogue.POINTS: value.points,
        catalogue.OLD_POINTS: None,
        catalogue.SPRINT: [sprint_value(site.sprints[s]) for s in value.sprints] or None,
    }
    if value.parent is not None:
        fields["parent"] = issue_brief(site, site.issues[value.parent], api)
    return fields


def issue_brief(site: State, value: Issue, api: int = 3) -> Shape:
    """An issue as it stands inside another one: key and the few fields Jira adds."""
    return {
        "id": value.id,
        "key": value.key,
        "self": f"{site.base_url}/rest/api/{api}/issue/{value.id}",
        "fields": {
            "summary": value.summary,
            "status": shapes.status(site, value.status, api),
            "priority": shapes.named(site, "priority", value.priority, api),
            "issuetype": shapes.issue_type(site, value.type, api),
        },
    }


def _link(site: State, link: IssueLink, of: Issue, api: int) -> Shape:
    outward = link.source == of.id
    other = site.issues[link.destination if outward else link.source]
    return {
        "id": link.id,
        "self": f"{site.base_url}/rest/api/{api}/issueLink/{link.id}",
        "type": shapes.link_type(site, link.type, api),
        ("outwardIssue" if outward else "inwardIssue"): issue_brief(site, other, api),
    }


def _version_brief(site: State, value: Version, api: int) -> Shape:
    full = shapes.version(site, value, api)
    return {key: full[key] for key in full if key not in {"projectId", "overdue", "startDate"}}


def sprint_value(value: Sprint) -> Shape:
    """A sprint as it stands in the sprint field of an issue."""
    shape: Shape = {"id": value.id, "name": value.name, "state": value.state, "boardId": value.board_id}
    shape["goal"] = value.goal
    for key, at in (("startDate", value.start), ("endDate", value.end), ("completeDate", value.completed)):
        if at is not None:
            shape[key] = zulu(at)
    return shape


def history(site: State, value: History) -> Shape:
    """One changelog entry."""
    created = stamp(value.created)
    return {
        "id": value.id,
        "author": shapes.user(site, value.author),
        "created": created,
        "items": [dict(i) for i in value.items],
    }


def changelog_inline(site: State, value: Issue, limit: int) -> Shape:
    """The changelog inside an issue: the most recent entries first, cut at ``limit``, with the true total."""
    recent = list(reversed(value.changelog))[:limit]
    shown = [history(site, entry) for entry in recent]
    return {"startAt": 0, "maxResults": limit, "total": len(value.changelog), "histories": shown}


def comment(site: State, issue: Issue, value: Comment, api: int = 3) -> Shape:
    """A comment; v2 gives its text."""
    return {
        "self": f"{site.base_url}/rest/api/{api}/issue/{issue.id}/comment/{value.id}",
        "id": value.id,
        "author": shapes.user(site, value.author, api),
        "body": value.body if api == 3 else text_of(value.body).strip(),
        "updateAuthor": shapes.user(site, value.author, api),
        "created": stamp(value.created),
        "updated": stamp(value.updated),
        "jsdPublic": True,
    }
