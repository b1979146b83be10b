"""REST of people and rights: who somebody is, and what they may do, asked in bulk or for oneself."""

from typing import Any

from flask import Blueprint, Response, request

from tests.standin import catalogue, shapes, texts
from tests.standin.model import Issue, Project
from tests.standin.state import Missing
from tests.standin.web import (
    Problem,
    answer,
    caller,
    here,
    int_arg,
    json_body,
    list_arg,
    visible_issue,
    visible_project,
)

blueprint = Blueprint("rest_people", __name__)


@blueprint.post("/rest/api/3/permissions/check")
def bulk_permissions() -> Response:
    """Which of the asked permissions an account holds; unknown ids are dropped without a word."""
    body, site = json_body(), here()
    account = str(body.get("accountId") or caller().account_id)
    asks_as_app = caller().account_id == site.app_account_id
    if account != caller().account_id and not asks_as_app and caller().account_id not in site.admins:
        raise Problem(403, "Only administrators and apps may ask about somebody else.")
    if account not in site.users:
        raise Problem(400, f"The account id '{account}' is invalid.")
    asked = body.get("globalPermissions") or []
    if unknown := set(asked) - catalogue.GLOBAL_PERMISSIONS:
        raise Problem(400, f"Unrecognized global permission: {', '.join(sorted(unknown))}")
    admin = account in site.admins
    granted = [one for one in asked if admin or one == "USER_PICKER"]
    told = [entry for group in body.get("projectPermissions") or [] for entry in _granted(account, group)]
    return answer({"projectPermissions": told, "globalPermissions": granted})


def _granted(account: str, group: dict[str, Any]) -> list[dict[str, Any]]:
    site, permissions = here(), group.get("permissions") or []
    if not permissions:
        raise Problem(400, "At least one project permission must be given.")
    if unknown := set(permissions) - catalogue.PROJECT_PERMISSIONS:
        raise Problem(400, f"Unrecognized project permission: {', '.join(sorted(unknown))}")
    projects = [site.projects[str(one)] for one in group.get("projects") or [] if str(one) in site.projects]
    issues = [site.issues[str(one)] for one in group.get("issues") or [] if str(one) in site.issues]
    if len(projects) > 1000 or len(issues) > 1000:
        raise Problem(400, "At most 1000 projects and 1000 issues may be asked for.")
    return [
        {
            "permission": permission,
            "issues": [int(one.id) for one in issues if _on_issue(account, permission, one)],
            "projects": [int(one.id) for one in projects if site.holds(account, permission, one)],
        }
        for permission in permissions
    ]


def _on_issue(account: str, permission: str, issue: Issue) -> bool:
    return here().sees(account, issue) and here().holds(account, permission, here().projects[issue.project_id], issue)


@blueprint.get("/rest/api/3/mypermissions")
def my_permissions() -> Response:
    """What the caller may do, in a project, on an issue, or anywhere."""
    wanted, account, site = list_arg("permissions"), caller().account_id, here()
    known = catalogue.PROJECT_PERMISSIONS | catalogue.GLOBAL_PERMISSIONS
    if not wanted or set(wanted) - known:
        raise Problem(400, "The 'permissions' query parameter is required and must name known permissions.")
    issue, projects = _place()
    told = {}
    for permission in wanted:
        if permission in catalogue.GLOBAL_PERMISSIONS:
            held = account in site.admins
        else:
            held = any(site.holds(account, permission, project, issue) for project in projects)
        told[permission] = {
            "id": permission,
            "key": permission,
            "name": permission.replace("_", " ").capitalize(),
            "type": "GLOBAL" if permission in catalogue.GLOBAL_PERMISSIONS else "PROJECT",
            "description": "",
            "havePermission": held,
        }
    return answer({"permissions": told})


def _place() -> tuple[Issue | None, list[Project]]:
    asked = request.args
    if key := asked.get("issueId") or asked.get("issueKey"):
        issue = visible_issue(key)
        return issue, [here().projects[issue.project_id]]
    if key := asked.get("projectId") or asked.get("projectKey"):
        return None, [visible_project(key)]
    return None, list(here().projects.values())


@blueprint.get("/rest/api/3/myself")
def myself() -> Response:
    """The caller."""
    return answer(shapes.user(here(), caller().account_id))


@blueprint.get("/rest/api/3/user")
def user() -> Response:
    """One person by account id."""
    return answer(shapes.user(here(), here().user(request.args.get("accountId", ""))))


@blueprint.get("/rest/api/3/user/bulk")
def users() -> Response:
    """Many people by account id; unknown ones are left out."""
    wanted = request.args.getlist("accountId")
    if not wanted:
        raise Problem(400, "The accountId query parameter is required.")
    found = [shapes.user(here(), here().users[one]) or {} for one in dict.fromkeys(wanted) if one in here().users]
    own = f"{here().base_url}/rest/api/3/user/bulk"
    return answer(texts.page(found, int_arg("startAt", 0), int_arg("maxResults", 10, 200), own))


@blueprint.get("/rest/api/3/user/search")
@blueprint.get("/rest/api/3/user/assignable/search")
def find_users() -> Response:
    """People whose name holds the words; assignable ones may browse the project or see the issue."""
    words, site = request.args.get("query", "").casefold(), here()
    found = [
        one for one in site.users.values() if one.account_type == "atlassian" and words in one.display_name.casefold()
    ]
    if request.path.endswith("assignable/search"):
        key = request.args.get("project") or request.args.get("issueKey") or request.args.get("issueId")
        if key is None:
            raise Problem(400, "Either 'project' or 'issueKey' must be given.")
        issue, project = None, None
        try:
            project = site.project(key)
        except Missing:
            issue = site.issue(key)
            project = site.projects[issue.project_id]
        found = [one for one in found if site.holds(one.account_id, "BROWSE_PROJECTS", project, issue)]
    start, size = int_arg("startAt", 0), int_arg("maxResults", 50, 1000)
    return answer([shapes.user(site, one) for one in found[start : start + size]])
