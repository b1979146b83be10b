"""REST of the whole site: enhanced search, counts, JQL matching, the fixed tables, long tasks, the issue picker."""

import secrets
from typing import Any

from flask import Blueprint, Response, request

from tests.standin import catalogue, shapes, texts
from tests.standin.jql import JqlError, Query
from tests.standin.jql_tree import structure
from tests.standin.model import Issue
from tests.standin.web import Problem, answer, caller, here, int_arg, issue_shape, json_body, list_arg

blueprint = Blueprint("rest", __name__)
_BARE = frozenset({"id", "key"})


@blueprint.get("/rest/api/3/search/jql")
def search() -> Response:
    """Enhanced search by query string."""
    return _search(
        request.args.get("jql", ""),
        list_arg("fields"),
        expand=list_arg("expand"),
        properties=list_arg("properties"),
        size=int_arg("maxResults", 50),
        token=request.args.get("nextPageToken"),
    )


@blueprint.post("/rest/api/3/search/jql")
def search_by_body() -> Response:
    """Enhanced search by body."""
    body = json_body()
    return _search(
        str(body.get("jql") or ""),
        list(body.get("fields") or []),
        expand=str(body.get("expand") or "").split(","),
        properties=list(body.get("properties") or []),
        size=int(body.get("maxResults") or 50),
        token=body.get("nextPageToken"),
    )


def found_by(jql: str) -> list[Issue]:
    """What the caller may see of a bounded query's answer, archived projects left out."""
    site, account = here(), caller().account_id
    open_ = [one for one in site.issues.values() if not site.projects[one.project_id].archived]
    return [one for one in Query(site, jql, account).require_bounds().run(open_) if site.sees(account, one)]


def _search(
    jql: str, fields: list[str], *, expand: list[str], properties: list[str], size: int, token: str | None
) -> Response:
    site, fields = here(), fields or ["id"]
    size = max(1, min(size, 5000 if set(fields) <= _BARE else site.search_page_cap))
    if token is None:
        ids = [one.id for one in found_by(jql)]
    else:
        asked, ids = site.search_cursors.get(token, (None, []))
        if asked != (jql, caller().account_id):
            raise Problem(400, "The provided next page token is invalid or expired.")
    shown = [site.issues[one] for one in ids[:size] if one in site.issues]
    page: dict[str, Any] = {"issues": [issue_shape(one, fields, expand=expand, properties=properties) for one in shown]}
    page["isLast"] = len(ids) <= size
    if not page["isLast"]:
        page["nextPageToken"] = secrets.token_urlsafe(16)
        site.search_cursors[page["nextPageToken"]] = ((jql, caller().account_id), ids[size:])
    return answer(page)


@blueprint.route("/rest/api/3/search", methods=["GET", "POST"])
def old_search() -> Response:
    """The search that was removed (CHANGE-2046)."""
    message = "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API."
    return answer({"errorMessages": [message], "errors": {}}, 410)


@blueprint.post("/rest/api/3/search/approximate-count")
def approximate_count() -> Response:
    """How many issues a bounded query finds."""
    return answer({"count": len(found_by(str(json_body().get("jql") or "")))})


@blueprint.post("/rest/api/3/jql/match")
def match() -> Response:
    """Which of the given issues each query finds."""
    body, site, account = json_body(), here(), caller().account_id
    given = [site.issues[str(one)] for one in body.get("issueIds", []) if str(one) in site.issues]
    matches: list[dict[str, Any]] = []
    for jql in body.get("jqls", []):
        try:
            hits = [int(one.id) for one in Query(site, jql, account).run(given) if site.sees(account, one)]
            matches.append({"matchedIssues": hits, "errors": []})
        except JqlError as wrong:
            matches.append({"matchedIssues": [], "errors": [str(wrong)]})
    return answer({"matches": matches})


@blueprint.post("/rest/api/3/jql/parse")
def parse_queries() -> Response:
    """Whether each query can be read, and as what."""
    told: list[dict[str, Any]] = []
    for jql in json_body().get("queries", []):
        try:
            Query(here(), jql, caller().account_id)
            told.append({"query": jql, "structure": structure(jql)})
        except JqlError as wrong:
            told.append({"query": jql, "errors": [str(wrong)]})
    return answer({"queries": told})


@blueprint.get("/rest/api/3/field")
def fields() -> Response:
    """All fields."""
    return answer(catalogue.fields())


@blueprint.get("/rest/api/3/status")
def statuses() -> Response:
    """All statuses."""
    return answer([shapes.status(here(), one) for one in here().statuses.values()])


@blueprint.get("/rest/api/3/priority")
def priorities() -> Response:
    """All priorities."""
    return answer([shapes.named(here(), "priority", one) for one in catalogue.PRIORITIES])


@blueprint.get("/rest/api/3/resolution")
def resolutions() -> Response:
    """All resolutions."""
    return answer([shapes.named(here(), "resolution", one) for one in catalogue.RESOLUTIONS])


@blueprint.get("/rest/api/3/serverInfo")
def server_info() -> Response:
    """What this site claims to be."""
    now = texts.stamp(here().clock())
    told = {
        "baseUrl": here().base_url,
        "displayUrl": here().base_url,
        "version": "1001.0.0-SNAPSHOT",
        "versionNumbers": [1001, 0, 0],
        "deploymentType": "Cloud",
        "buildNumber": 100277,
        "buildDate": now,
        "serverTime": now,
        "scmInfo": "stand-in",
        "serverTitle": "Jira (stand-in for tests)",
        "defaultLocale": {"locale": "en_US"},
    }
    return answer(told)


@blueprint.get("/rest/api/3/task/<task_id>")
def task(task_id: str) -> Response:
    """How far a long task is; ``site.task_polls`` says how often it is still running when asked."""
    found = here().tasks.get(task_id)
    if found is None:
        raise Problem(404, "Task not found.")
    if found["polls"] < here().task_polls:
        found["polls"] += 1
        return answer({**found["shape"], "status": "RUNNING", "progress": 50, "result": None})
    return answer(found["shape"])


@blueprint.get("/rest/api/3/issue/picker")
def picker() -> Response:
    """Issues whose key or summary holds the words typed, as the picker shows them."""
    site, account = here(), caller().account_id
    words = request.args.get("query", "").casefold().split()
    jql = request.args.get("currentJQL")
    pool = found_by(jql) if jql else [one for one in site.issues.values() if site.sees(account, one)]
    hits = [one for one in pool if all(word in f"{one.key} {one.summary}".casefold() for word in words)][:20]
    listed = [
        {
            "id": int(one.id),
            "key": one.key,
            "keyHtml": one.key,
            "img": f"/images/{one.type.id}.svg",
            "summary": one.summary,
            "summaryText": one.summary,
        }
        for one in hits
    ]
    told = f"Showing {len(listed)} of {len(listed)} matching issues"
    return answer({"sections": [{"id": "cs", "label": "Current Search", "sub": told, "issues": listed}]})
