"""REST of issues: reading alone and in bulk, history, comments, creating, editing, moving on, linking."""

from typing import Any

from flask import Blueprint, Response, request

from tests.standin import catalogue, issue_shapes, shapes, texts
from tests.standin.state import Missing
from tests.standin.web import (
    Problem,
    answer,
    caller,
    here,
    int_arg,
    issue_shape,
    json_body,
    list_arg,
    require,
    visible_issue,
    visible_project,
)

blueprint = Blueprint("rest_issues", __name__)


@blueprint.get("/rest/api/3/issue/<key>")
def issue(key: str) -> Response:
    """One issue; all fields unless some are named."""
    found, fields = visible_issue(key), list_arg("fields") or ["*all"]
    shape = issue_shape(found, fields, expand=list_arg("expand"), properties=list_arg("properties"))
    return answer(shape)


@blueprint.post("/rest/api/3/issue/bulkfetch")
def bulk_fetch() -> Response:
    """Up to 100 issues; those not to be seen are named in ``issueErrors``."""
    body = json_body()
    wanted = [str(one) for one in body.get("issueIdsOrKeys", [])]
    if len(wanted) > 100:
        raise Problem(400, "The number of issues to bulk fetch must not exceed 100.")
    shown: list[dict[str, Any]] = []
    errors: list[dict[str, str]] = []
    for key in dict.fromkeys(wanted):
        try:
            found = visible_issue(key)
        except Missing as missing:
            errors.append({"id": key, "errorMessage": str(missing)})
            continue
        fields, expand = body.get("fields") or ["*all"], body.get("expand")
        shown.append(issue_shape(found, fields, expand=expand, properties=body.get("properties")))
    return answer({"expand": "schema,names", "issues": shown, "issueErrors": errors})


@blueprint.get("/rest/api/3/issue/<key>/changelog")
def changelog(key: str) -> Response:
    """The history in pages of at most 100, oldest first."""
    found = visible_issue(key)
    entries = [issue_shapes.history(here(), one) for one in found.changelog]
    own = f"{here().base_url}/rest/api/3/issue/{found.id}/changelog"
    return answer(texts.page(entries, int_arg("startAt", 0), int_arg("maxResults", 100, 100), own))


@blueprint.post("/rest/api/3/issue/<key>/changelog/list")
def changelog_list(key: str) -> Response:
    """Chosen entries of the history."""
    wanted = {str(one) for one in json_body().get("changelogIds", [])}
    entries = [issue_shapes.history(here(), one) for one in visible_issue(key).changelog if one.id in wanted]
    return answer({"histories": entries, "startAt": 0, "maxResults": len(entries), "total": len(entries)})


@blueprint.post("/rest/api/3/changelog/bulkfetch")
def changelog_bulk() -> Response:
    """The histories of many issues in one go, cut by entries; the guard keeps Connect apps out."""
    body, site = json_body(), here()
    keys, only = [str(one) for one in body.get("issueIdsOrKeys", [])], set(body.get("fieldIds") or [])
    if len(keys) > 1000 or len(only) > 10:
        raise Problem(400, "At most 1000 issues and 10 fields may be asked for.")
    entries = []
    for found in sorted({one.id: one for one in map(visible_issue, keys)}.values(), key=lambda one: int(one.id)):
        for one in found.changelog:
            items = [dict(item) for item in one.items if not only or item.get("fieldId") in only]
            if items:
                entries.append((found.id, issue_shapes.history(site, one) | {"items": items}))
    start, size = int(body.get("nextPageToken") or 0), min(int(body.get("maxResults") or 1000), 10000)
    grouped: dict[str, list[dict[str, Any]]] = {}
    for issue_id, entry in entries[start : start + size]:
        grouped.setdefault(issue_id, []).append(entry)
    told: dict[str, Any] = {"issueChangeLogs": [{"issueId": k, "changeHistories": v} for k, v in grouped.items()]}
    if start + size < len(entries):
        told["nextPageToken"] = str(start + size)
    return answer(told)


@blueprint.route("/rest/api/3/issue/<key>/comment", methods=["GET", "POST"])
def comments(key: str) -> Response:
    """Read the comments, or add one in ADF."""
    found, site = visible_issue(key), here()
    if request.method == "POST":
        require("ADD_COMMENTS", site.projects[found.project_id], found)
        body = json_body().get("body")
        if not isinstance(body, dict) or not _is_document(body):
            raise Problem(400, comment="Comment body is not valid!")
        made = site.add_comment(found.id, body, by=caller().account_id)
        return answer(issue_shapes.comment(site, found, made), 201)
    start, size = int_arg("startAt", 0), int_arg("maxResults", 100, 100)
    shown = [issue_shapes.comment(site, found, one) for one in found.comments[start : start + size]]
    return answer({"startAt": start, "maxResults": size, "total": len(found.comments), "comments": shown})


@blueprint.post("/rest/api/3/issue")
def create() -> Response:
    """Create an issue."""
    fields, site = dict(json_body().get("fields", {})), here()
    reference = fields.pop("project", {})
    project = visible_project(str(reference.get("id") or reference.get("key")))
    require("CREATE_ISSUES", project)
    summary = str(fields.pop("summary", "")).strip()
    if not summary:
        raise Problem(400, summary="You must specify a summary of the issue.")
    kind = fields.pop("issuetype", {})
    given = _changes(fields)
    named = str(kind.get("id") or kind.get("name"))
    made = site.create_issue(project.key, summary, named, by=caller().account_id, **given)
    for prop in json_body().get("properties", []):
        made.properties[prop["key"]] = prop["value"]
    return answer({"id": made.id, "key": made.key, "self": f"{site.base_url}/rest/api/3/issue/{made.id}"}, 201)


@blueprint.put("/rest/api/3/issue/<key>")
def edit(key: str) -> Response:
    """Change fields of an issue."""
    found, site = visible_issue(key), here()
    require("EDIT_ISSUES", site.projects[found.project_id], found)
    site.update_issue(found.id, by=caller().account_id, **_changes(dict(json_body().get("fields", {}))))
    if request.args.get("returnIssue") == "true":
        return answer(issue_shape(found, ["*all"]))
    return Response(status=204)


@blueprint.route("/rest/api/3/issue/<key>/transitions", methods=["GET", "POST"])
def transitions(key: str) -> Response:
    """Where an issue can go, or send it there; a transition's id is 1 and its status's id."""
    found, site = visible_issue(key), here()
    project = site.projects[found.project_id]
    offered = {f"1{site.status(name).id}": name for name in project.statuses}
    if request.method == "GET":
        listed = [
            {"id": id_, "name": name, "to": shapes.status(site, site.status(name)), "isAvailable": True}
            for id_, name in offered.items()
        ]
        return answer({"expand": "transitions", "transitions": listed})
    require("TRANSITION_ISSUES", project, found)
    chosen = str(json_body().get("transition", {}).get("id"))
    if chosen not in offered:
        raise Problem(400, "It seems that you have tried to perform an illegal workflow operation.")
    site.transition(found.id, offered[chosen], caller().account_id)
    return Response(status=204)


@blueprint.post("/rest/api/3/issueLink")
def link() -> Response:
    """Link two issues; Jira's ``inwardIssue`` is the one the link starts from."""
    body = json_body()
    ends = [body.get(name, {}) for name in ("inwardIssue", "outwardIssue")]
    one, other = (visible_issue(str(end.get("id") or end.get("key"))) for end in ends)
    require("LINK_ISSUES", here().projects[one.project_id], one)
    kind = body.get("type", {})
    here().link_issues(one.id, other.id, str(kind.get("id") or kind.get("name")), by=caller().account_id)
    return Response(status=201)


def _is_document(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "doc" and isinstance(value.get("content"), list)


def _changes(fields: dict[str, Any]) -> dict[str, Any]:
    """REST's fields as the world's; rich text must be ADF, unknown fields are refused as Jira does."""
    plain = {"summary": "summary", "labels": "labels", "duedate": "due", catalogue.POINTS: "points"}
    named = {"priority": "priority", "issuetype": "type", "parent": "parent"}
    given: dict[str, Any] = {}
    for name, value in fields.items():
        if name in plain:
            given[plain[name]] = value
        elif name in named:
            given[named[name]] = value and str(value.get("id") or value.get("name") or value.get("key"))
        elif name in {"assignee", "reporter"}:
            given |= {"assignee": value and (value.get("accountId") or value.get("id"))} if name == "assignee" else {}
        elif name == "fixVersions":
            given["fix_versions"] = [str(one.get("id") or one.get("name")) for one in value]
        elif name == catalogue.SPRINT:
            given["sprint"] = value
        elif name == "description":
            if value is not None and not _is_document(value):
                raise Problem(
                    400, description="Operation value must be an Atlassian Document (see the Atlassian Document Format)"
                )
            given["description"] = texts.text_of(value).strip()
        else:
            raise Problem(
                400, **{name: f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."}
            )
    return given
