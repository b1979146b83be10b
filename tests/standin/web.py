"""What the REST modules share: the site at hand, the caller, Jira's error shape, reading parameters."""

from typing import Any, cast

from flask import Response, current_app, g, jsonify, request

from tests.standin import catalogue, issue_shapes
from tests.standin.guard import Caller
from tests.standin.model import Issue, Project
from tests.standin.state import Missing
from tests.standin.world import Site


class Problem(Exception):
    """An answer in Jira's error shape."""

    def __init__(self, status: int, *messages: str, **errors: str) -> None:
        super().__init__(*messages)
        self.status, self.messages, self.errors = status, messages, errors

    def response(self) -> Response:
        """The answer itself."""
        answer = jsonify({"errorMessages": list(self.messages), "errors": self.errors})
        answer.status_code = self.status
        return answer


def here() -> Site:
    """The site this app serves."""
    return cast(Site, current_app.config["SITE"])


def caller() -> Caller:
    """Who made this request, as the guard found."""
    return cast(Caller, g.caller)


def answer(value: Any, status: int = 200) -> Response:
    """JSON with a status."""
    made = jsonify(value)
    made.status_code = status
    return made


def json_body() -> dict[str, Any]:
    """The request's JSON object; 400 for anything else."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Problem(400, "Invalid request payload. Refer to the REST API documentation and try again.")
    return body


def list_arg(name: str) -> list[str]:
    """A list from the query: repeated, comma-separated or both."""
    return [one for value in request.args.getlist(name) for one in value.split(",") if one]


def int_arg(name: str, default: int, most: int | None = None) -> int:
    """A number from the query, capped; 400 for what is none."""
    text = request.args.get(name, str(default))
    if not text.isdigit():
        raise Problem(400, f"The value '{text}' of '{name}' is not a number.")
    return int(text) if most is None else min(int(text), most)


def visible_issue(id_or_key: str) -> Issue:
    """The issue, if the caller may see it; 404 otherwise."""
    issue = here().issue(id_or_key)
    if not here().sees(caller().account_id, issue):
        raise Missing("Issue does not exist or you do not have permission to see it.")
    return issue


def visible_project(id_or_key: str) -> Project:
    """The project, if the caller may see it; 404 otherwise."""
    project = here().project(id_or_key)
    if not here().holds(caller().account_id, "BROWSE_PROJECTS", project):
        raise Missing(f"No project could be found with key '{id_or_key}'.")
    return project


def require(permission: str, project: Project, issue: Issue | None = None) -> None:
    """403 unless the caller holds the permission."""
    if not here().holds(caller().account_id, permission, project, issue):
        raise Problem(403, f"You do not have the permission {permission} here.")


def issue_shape(
    issue: Issue,
    fields: list[str],
    *,
    expand: list[str] | None = None,
    properties: list[str] | None = None,
    api: int = 3,
) -> dict[str, Any]:
    """An issue with the fields, expansions and properties asked for; ``["id"]`` alone gives the bare id."""
    site, expand = here(), expand or []
    if len(properties or []) > 5:
        raise Problem(400, "A maximum of 5 properties can be requested.")
    shape: dict[str, Any] = {"id": issue.id}
    if fields != ["id"]:
        shape |= {
            "expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
            "self": f"{site.base_url}/rest/api/{api}/issue/{issue.id}",
            "key": issue.key,
            "fields": _select(issue_shapes.issue_fields(site, issue, api), fields),
        }
    if "changelog" in expand:
        shape |= {"key": issue.key, "changelog": issue_shapes.changelog_inline(site, issue, site.inline_changelog)}
    if "names" in expand:
        shape["names"] = {one["id"]: one["name"] for one in catalogue.fields()}
    if properties:
        shape["properties"] = {key: issue.properties[key] for key in properties if key in issue.properties}
    return shape


def _select(everything: dict[str, Any], wanted: list[str]) -> dict[str, Any]:
    without = {name[1:] for name in wanted if name.startswith("-")}
    if not wanted or without == {name[1:] for name in wanted} or {"*all", "*navigable"} & set(wanted):
        return {name: value for name, value in everything.items() if name not in without}
    return {name: everything[name] for name in wanted if name in everything and name not in without}
