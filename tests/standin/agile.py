"""The agile REST API: boards, their configuration, sprints and the issues in them."""

from typing import Any

from flask import Blueprint, Response, request

from tests.standin import catalogue, shapes, texts
from tests.standin.jql import Query
from tests.standin.model import Board, Issue
from tests.standin.state import Missing
from tests.standin.web import Problem, answer, caller, here, int_arg, issue_shape, list_arg

blueprint = Blueprint("agile", __name__, url_prefix="/rest/agile/1.0")


def _board(board_id: str) -> Board:
    found = here().board(board_id)
    if not here().holds(caller().account_id, "BROWSE_PROJECTS", here().project(found.project_id)):
        raise Missing("The requested board cannot be viewed because it either does not exist or is not visible.")
    return found


@blueprint.get("/board")
def boards() -> Response:
    """Boards in pages, by project, kind or a piece of their name."""
    site, account = here(), caller().account_id
    found = [one for one in site.boards.values() if one.project_id in site.projects]
    found = [one for one in found if site.holds(account, "BROWSE_PROJECTS", site.projects[one.project_id])]
    if key := request.args.get("projectKeyOrId"):
        wanted = site.project(key).id
        found = [one for one in found if one.project_id == wanted]
    kinds, words = list_arg("type"), request.args.get("name", "").casefold()
    found = [one for one in found if (not kinds or one.type in kinds) and words in one.name.casefold()]
    shown = [shapes.board(site, one) for one in found]
    return answer(_page(shown, f"{site.base_url}/rest/agile/1.0/board"))


@blueprint.get("/board/<board_id>")
def board(board_id: str) -> Response:
    """One board."""
    return answer(shapes.board(here(), _board(board_id)))


@blueprint.get("/board/<board_id>/configuration")
def configuration(board_id: str) -> Response:
    """A board's columns, one for each status, and the field it estimates by."""
    found, site = _board(board_id), here()
    project = site.project(found.project_id)
    columns = [
        {"name": name, "statuses": [{"id": status.id, "self": f"{site.base_url}/rest/api/2/status/{status.id}"}]}
        for name, status in ((name, site.status(name)) for name in project.statuses)
    ]
    told: dict[str, Any] = {
        "id": found.id,
        "name": found.name,
        "type": found.type,
        "self": f"{site.base_url}/rest/agile/1.0/board/{found.id}/configuration",
        "location": {"type": "project", "key": project.key, "id": project.id, "name": project.name},
        "filter": {"id": str(10000 + found.id), "self": f"{site.base_url}/rest/api/2/filter/{10000 + found.id}"},
        "columnConfig": {"columns": columns, "constraintType": "issueCount"},
        "ranking": {"rankCustomFieldId": 10019},
    }
    if found.type == "scrum":
        field = {"fieldId": catalogue.POINTS, "displayName": catalogue.POINTS_NAME}
        told["estimation"] = {"type": "field", "field": field}
    return answer(told)


@blueprint.get("/board/<board_id>/sprint")
def sprints(board_id: str) -> Response:
    """The sprints of a scrum board, by state; a kanban board has none and says so with 400."""
    found, wanted = _board(board_id), set(list_arg("state"))
    if found.type == "kanban":
        raise Problem(400, "The board does not support sprints")
    if wanted - {"future", "active", "closed"}:
        raise Problem(400, "The sprint state must be one of future, active and closed.")
    listed = [one for one in here().sprints.values() if one.board_id == found.id]
    shown = [shapes.sprint(here(), one) for one in listed if not wanted or one.state in wanted]
    return answer(_page(shown, f"{here().base_url}/rest/agile/1.0/board/{found.id}/sprint"))


@blueprint.get("/sprint/<sprint_id>")
def sprint(sprint_id: str) -> Response:
    """One sprint."""
    found = here().sprint(sprint_id)
    _board(str(found.board_id))
    return answer(shapes.sprint(here(), found))


@blueprint.get("/sprint/<sprint_id>/issue")
@blueprint.get("/board/<board_id>/sprint/<sprint_id>/issue")
def sprint_issues(sprint_id: str, board_id: str | None = None) -> Response:
    """The issues that are, or when it closed were, in a sprint."""
    found = here().sprint(sprint_id)
    _board(board_id or str(found.board_id))
    return _issues([one for one in here().issues.values() if found.id in one.sprints])


@blueprint.get("/board/<board_id>/issue")
def board_issues(board_id: str) -> Response:
    """The issues of a board's project."""
    found = _board(board_id)
    return _issues([one for one in here().issues.values() if one.project_id == found.project_id])


@blueprint.get("/board/<board_id>/backlog")
def backlog(board_id: str) -> Response:
    """The issues of a board that are neither done nor in a running sprint."""
    found, site = _board(board_id), here()
    inside = [one for one in site.issues.values() if one.project_id == found.project_id]
    waiting = [one for one in inside if one.status.category != "done"]
    return _issues([one for one in waiting if all(site.sprints[s].state != "active" for s in one.sprints)])


def _issues(found: list[Issue]) -> Response:
    site, account = here(), caller().account_id
    seen = [one for one in found if site.sees(account, one)]
    jql = request.args.get("jql")
    listed = Query(site, jql, account).run(seen) if jql else sorted(seen, key=lambda one: int(one.id))
    start, size = int_arg("startAt", 0), int_arg("maxResults", 50, 100)
    fields, expand = list_arg("fields"), list_arg("expand")
    shown = [issue_shape(one, fields, expand=expand, api=2) for one in listed[start : start + size]]
    told = {"expand": "schema,names", "startAt": start, "maxResults": size, "total": len(listed), "issues": shown}
    return answer(told)


def _page(values: list[dict[str, Any]], own: str) -> dict[str, Any]:
    return texts.page(values, int_arg("startAt", 0), int_arg("maxResults", 50, 50), own)
