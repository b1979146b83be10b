"""REST of entity properties: of issues, projects and dashboard items, one at a time; of issues also in bulk."""

import json
from typing import Any

from flask import Blueprint, Response, request

from tests.standin.model import Issue, PropertyWrite
from tests.standin.state import Missing
from tests.standin.web import Problem, answer, caller, here, json_body, require, visible_issue, visible_project

blueprint = Blueprint("rest_properties", __name__)
_LONGEST = 32_768


@blueprint.get("/rest/api/3/issue/<key>/properties")
def issue_keys(key: str) -> Response:
    """The keys of an issue's properties."""
    return _keys("issue", visible_issue(key).id, visible_issue(key).properties)


@blueprint.route("/rest/api/3/issue/<key>/properties/<path:name>", methods=["GET", "PUT", "DELETE"])
def issue_property(key: str, name: str) -> Response:
    """One property of an issue; writing needs the right to edit it."""
    found = visible_issue(key)
    if request.method == "GET":
        return _read(found.properties, name)
    require("EDIT_ISSUES", here().projects[found.project_id], found)
    if request.method == "DELETE":
        _delete("issue", found.id, found.properties, name)
        here().property_event("issue_property_deleted", found, name, caller().account_id)
        return Response(status=204)
    new = name not in found.properties
    set_issue_property(found, name, _value())
    return Response(status=201 if new else 200)


@blueprint.get("/rest/api/3/project/<key>/properties")
def project_keys(key: str) -> Response:
    """The keys of a project's properties."""
    return _keys("project", visible_project(key).id, visible_project(key).properties)


@blueprint.route("/rest/api/3/project/<key>/properties/<path:name>", methods=["GET", "PUT", "DELETE"])
def project_property(key: str, name: str) -> Response:
    """One property of a project; writing needs the right to administer it."""
    found = visible_project(key)
    if request.method == "GET":
        return _read(found.properties, name)
    require("ADMINISTER_PROJECTS", found)
    if request.method == "DELETE":
        _delete("project", found.id, found.properties, name)
        return Response(status=204)
    new = name not in found.properties
    _write("project", found.id, found.properties, name, _value())
    return Response(status=201 if new else 200)


@blueprint.get("/rest/api/3/dashboard/<dashboard>/items/<item>/properties")
def dashboard_item_keys(dashboard: str, item: str) -> Response:
    """The keys of a dashboard item's properties."""
    return _keys(f"dashboard/{dashboard}/items", item, here().dashboard_items.get((dashboard, item), {}))


@blueprint.route(
    "/rest/api/3/dashboard/<dashboard>/items/<item>/properties/<path:name>", methods=["GET", "PUT", "DELETE"]
)
def dashboard_item_property(dashboard: str, item: str, name: str) -> Response:
    """One property of a dashboard item, such as what a gadget was told to show."""
    if request.method == "GET":
        return _read(here().dashboard_items.get((dashboard, item), {}), name)
    properties = here().dashboard_items.setdefault((dashboard, item), {})
    if request.method == "DELETE":
        _delete("dashboard item", item, properties, name)
        return Response(status=204)
    new = name not in properties
    _write("dashboard item", item, properties, name, _value())
    return Response(status=201 if new else 200)


@blueprint.post("/rest/api/3/issue/properties")
def bulk_list() -> Response:
    """The same properties on up to 10,000 issues: all of them or none."""
    body = json_body()
    ids, given = body.get("entitiesIds", []), body.get("properties", {})
    if not ids or not given or len(ids) > 10_000 or len(given) > 10:
        raise Problem(400, "Between 1 and 10000 issues and between 1 and 10 properties must be given.")
    _check_all(given)
    try:
        found = [visible_issue(str(one)) for one in ids]
    except Missing as missing:
        return _task("FAILED", {"errorMessages": [str(missing)]})
    for issue in found:
        for name, value in given.items():
            set_issue_property(issue, name, value)
    return _task("COMPLETE", {"updated": len(found)})


@blueprint.post("/rest/api/3/issue/properties/multi")
def bulk_multi() -> Response:
    """Own properties for each of up to 100 issues; one that fails does not stop the others."""
    entries = json_body().get("issues", [])
    if not entries or len(entries) > 100:
        raise Problem(400, "Between 1 and 100 issues must be given.")
    errors: dict[str, str] = {}
    for entry in entries:
        given = entry.get("properties", {})
        if not given or len(given) > 10:
            raise Problem(400, "Between 1 and 10 properties must be given for each issue.")
        _check_all(given)
    for entry in entries:
        try:
            issue = visible_issue(str(entry.get("issueID")))
        except Missing as missing:
            errors[str(entry.get("issueID"))] = str(missing)
            continue
        for name, value in entry["properties"].items():
            set_issue_property(issue, name, value)
    return _task("COMPLETE", {"errors": errors})


def set_issue_property(issue: Issue, name: str, value: Any) -> None:
    """Write, record and announce one issue property."""
    _write("issue", issue.id, issue.properties, name, value)
    here().property_event("issue_property_set", issue, name, caller().account_id)


def _check_all(given: dict[str, Any]) -> None:
    for name, value in given.items():
        _check(name, json.dumps(value))


def _check(name: str, text: str) -> None:
    if len(name) > 255:
        raise Problem(400, "The property key must not be longer than 255 characters.")
    if len(text) > _LONGEST:
        raise Problem(400, f"The property value must not be longer than {_LONGEST} characters.")


def _value() -> Any:
    text = request.get_data(as_text=True)
    _check("", text)
    try:
        return json.loads(text)
    except ValueError:
        raise Problem(400, "The value of the property must be a valid, non-empty JSON.") from None


def _keys(entity: str, entity_id: str, properties: dict[str, Any]) -> Response:
    own = f"{here().base_url}/rest/api/3/{entity}/{entity_id}/properties"
    return answer({"keys": [{"self": f"{own}/{name}", "key": name} for name in properties]})


def _read(properties: dict[str, Any], name: str) -> Response:
    if name not in properties:
        raise Problem(404, f"The property with key '{name}' does not exist.")
    return answer({"key": name, "value": properties[name]})


def _write(entity: str, entity_id: str, properties: dict[str, Any], name: str, value: Any) -> None:
    _check(name, "")
    properties[name] = value
    here().property_log.append(PropertyWrite(entity, entity_id, name, value, here().clock()))


def _delete(entity: str, entity_id: str, properties: dict[str, Any], name: str) -> None:
    if name not in properties:
        raise Problem(404, f"The property with key '{name}' does not exist.")
    gone = properties.pop(name)
    here().property_log.append(PropertyWrite(entity, entity_id, name, gone, here().clock(), deleted=True))


def _task(status: str, result: dict[str, Any]) -> Response:
    """Jira's answer to bulk writes: 303 to a task; the writing itself is already done here."""
    site, now = here(), int(here().clock().timestamp() * 1000)
    task_id = site.next_id("task")
    own = f"{site.base_url}/rest/api/3/task/{task_id}"
    shape = {
        "self": own,
        "id": task_id,
        "description": "Set issue properties",
        "status": status,
        "result": result,
        "submittedBy": 10000,
        "progress": 100,
        "elapsedRuntime": 5,
        "submitted": now,
        "started": now,
        "finished": now + 5,
        "lastUpdate": now + 5,
    }
    site.tasks[task_id] = {"polls": 0, "shape": shape}
    response = Response(status=303)
    response.autocorrect_location_header = False
    response.headers["Location"] = own
    return response
