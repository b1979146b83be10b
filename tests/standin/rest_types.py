"""REST of issue types, their schemes and forms, and of link types."""

from typing import Any

from flask import Blueprint, Response

from tests.standin import shapes, texts
from tests.standin.model import IssueType, LinkType
from tests.standin.web import Problem, answer, here, int_arg, json_body, list_arg, visible_project

blueprint = Blueprint("rest_types", __name__)

FORM = ("summary", "description", "issuetype", "project", "assignee", "duedate", "labels", "priority", "fixVersions")


@blueprint.get("/rest/api/3/issuetype")
def issue_types() -> Response:
    """All issue types."""
    return answer([shapes.issue_type(here(), one) for one in here().issue_types])


@blueprint.post("/rest/api/3/issuetype")
def make_issue_type() -> Response:
    """A new issue type; no project offers it yet."""
    body, site = json_body(), here()
    name = str(body.get("name", "")).strip()
    if not name or any(one.name == name for one in site.issue_types):
        raise Problem(409, name="An issue type with this name already exists.")
    made = IssueType(str(site.next_number("issue type", 10100)), name, level=int(body.get("hierarchyLevel", 0)))
    site.issue_types.append(made)
    return answer(shapes.issue_type(site, made), 201)


@blueprint.get("/rest/api/3/issuetypescheme/project")
def schemes() -> Response:
    """The scheme of each project: here every project has one to itself, team-managed ones have none."""
    wanted = [visible_project(key) for key in list_arg("projectId")]
    values = [
        {
            "issueTypeScheme": {"id": one.id, "name": f"{one.key} scheme", "description": "", "isDefault": False},
            "projectIds": [one.id],
        }
        for one in wanted
        if not one.team_managed
    ]
    own = f"{here().base_url}/rest/api/3/issuetypescheme/project"
    return answer(texts.page(values, int_arg("startAt", 0), int_arg("maxResults", 50, 50), own))


@blueprint.put("/rest/api/3/issuetypescheme/<scheme>/issuetype")
def offer(scheme: str) -> Response:
    """Add issue types to a scheme."""
    site, project = here(), visible_project(scheme)
    by_id = {one.id: one.name for one in site.issue_types}
    names = [by_id.get(str(one)) for one in json_body().get("issueTypeIds", [])]
    if None in names or set(names) & set(project.issue_types):
        raise Problem(400, "The issue types are unknown, or the scheme holds them already.")
    project.issue_types += [name for name in names if name]
    return Response(status=204)


@blueprint.get("/rest/api/3/issue/createmeta/<key>/issuetypes")
def creatable(key: str) -> Response:
    """The issue types of a project."""
    found, site = visible_project(key), here()
    kinds = [shapes.issue_type(site, one) for one in site.issue_types if one.name in found.issue_types]
    return _page("issueTypes", kinds)


@blueprint.get("/rest/api/3/issue/createmeta/<key>/issuetypes/<type_id>")
def form(key: str, type_id: str) -> Response:
    """What the form of a type asks for."""
    visible_project(key)
    if all(one.id != type_id for one in here().issue_types):
        raise Problem(404, "There is no such issue type.")
    fields = [
        {"fieldId": one, "key": one, "name": one, "required": one == "summary", "schema": {"type": "string"}}
        | {"hasDefaultValue": False, "operations": ["set"]}
        for one in FORM
    ]
    return _page("fields", fields)


@blueprint.get("/rest/api/3/issueLinkType")
def link_types() -> Response:
    """All link types."""
    return answer({"issueLinkTypes": [shapes.link_type(here(), one) for one in here().link_types]})


@blueprint.post("/rest/api/3/issueLinkType")
def make_link_type() -> Response:
    """A new link type."""
    body, site = json_body(), here()
    name = str(body.get("name", "")).strip()
    if not name or any(one.name == name for one in site.link_types):
        raise Problem(409, name="An issue link type with this name already exists.")
    made = LinkType(str(site.next_number("link type", 10100)), name, str(body["outward"]), str(body["inward"]))
    site.link_types.append(made)
    return answer(shapes.link_type(site, made), 201)


def _page(name: str, found: list[dict[str, Any]]) -> Response:
    start, size = int_arg("startAt", 0), int_arg("maxResults", 50, 200)
    return answer({name: found[start : start + size], "startAt": start, "maxResults": size, "total": len(found)})
