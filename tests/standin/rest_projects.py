"""REST of projects and their versions."""

from typing import Any

from flask import Blueprint, Response, request

from tests.standin import shapes, texts
from tests.standin.model import Issue, Version
from tests.standin.web import answer, caller, here, int_arg, list_arg, visible_project

blueprint = Blueprint("rest_projects", __name__)


def _visible() -> list[Any]:
    site, account = here(), caller().account_id
    return [one for one in site.projects.values() if not one.archived and site.holds(account, "BROWSE_PROJECTS", one)]


@blueprint.get("/rest/api/3/project")
def projects() -> Response:
    """All projects the caller may see."""
    return answer([shapes.project(here(), one) for one in _visible()])


@blueprint.get("/rest/api/3/project/search")
def search() -> Response:
    """Projects in pages, by ids, keys or a piece of their name."""
    ids, keys, words = list_arg("id"), list_arg("keys"), request.args.get("query", "").casefold()
    found = [one for one in _visible() if (not ids or one.id in ids) and (not keys or one.key in keys)]
    found = [one for one in found if words in f"{one.key} {one.name}".casefold()]
    found.sort(key=lambda one: str(one.key))
    shown = [shapes.project(here(), one) for one in found]
    own = f"{here().base_url}/rest/api/3/project/search"
    return answer(texts.page(shown, int_arg("startAt", 0), int_arg("maxResults", 50, 100), own))


@blueprint.get("/rest/api/3/project/<key>")
def project(key: str) -> Response:
    """One project."""
    return answer(shapes.project(here(), visible_project(key)))


@blueprint.get("/rest/api/3/project/<key>/statuses")
def statuses(key: str) -> Response:
    """The statuses of a project's workflow, by issue type."""
    found, site = visible_project(key), here()
    listed = [shapes.status(site, site.status(name)) for name in found.statuses]
    types = [one for one in site.issue_types if one.name in found.issue_types]
    brief = ("self", "id", "name", "subtask")
    kinds = [shapes.issue_type(site, one) for one in types]
    return answer([{key: kind[key] for key in brief} | {"statuses": listed} for kind in kinds])


def _versions(key: str) -> list[dict[str, Any]]:
    found, site = visible_project(key), here()
    return [shapes.version(site, one) for one in site.versions.values() if one.project_id == found.id]


@blueprint.get("/rest/api/3/project/<key>/versions")
def versions(key: str) -> Response:
    """All versions of a project."""
    return answer(_versions(key))


@blueprint.get("/rest/api/3/project/<key>/version")
def versions_paged(key: str) -> Response:
    """The versions of a project in pages, by a piece of their name or by status."""
    words, wanted = request.args.get("query", "").casefold(), set(list_arg("status"))
    found = [one for one in _versions(key) if words in one["name"].casefold()]
    found = [one for one in found if not wanted or wanted & _states(one)]
    own = f"{here().base_url}/rest/api/3/project/{key}/version"
    return answer(texts.page(found, int_arg("startAt", 0), int_arg("maxResults", 50, 100), own))


def _states(version: dict[str, Any]) -> set[str]:
    states = {"released" if version["released"] else "unreleased"}
    return states | ({"archived"} if version["archived"] else set())


def _version(version_id: str) -> Version:
    found = here().version(version_id)
    visible_project(found.project_id)
    return found


@blueprint.get("/rest/api/3/version/<version_id>")
def version(version_id: str) -> Response:
    """One version."""
    return answer(shapes.version(here(), _version(version_id)))


def _issues_of(version_id: str) -> list[Issue]:
    found = _version(version_id)
    return [one for one in here().issues.values() if found.id in one.fix_versions]


@blueprint.get("/rest/api/3/version/<version_id>/relatedIssueCounts")
def related_counts(version_id: str) -> Response:
    """How many issues a version is to fix."""
    own = f"{here().base_url}/rest/api/3/version/{version_id}"
    count = len(_issues_of(version_id))
    return answer({"self": own, "issuesFixedCount": count, "issuesAffectedCount": 0, "customFieldUsage": []})


@blueprint.get("/rest/api/3/version/<version_id>/unresolvedIssueCount")
def unresolved_count(version_id: str) -> Response:
    """How many of a version's issues are not resolved."""
    found = _issues_of(version_id)
    unresolved = sum(one.resolution is None for one in found)
    own = f"{here().base_url}/rest/api/3/version/{version_id}"
    return answer({"self": own, "issuesUnresolvedCount": unresolved, "issuesCount": len(found)})
