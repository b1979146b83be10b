"""What the page's script asks for on behalf of the app: tokens, context, fresh addresses, and who the user is."""

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from tests.standin.host.viewer import Viewer, viewer_of
from tests.standin.model import Issue, Project
from tests.standin.world import Missing, Site


def token(viewer: Viewer) -> dict[str, Any]:
    """A context token for the viewer and what they look at."""
    issue, project = looked_at(viewer)
    ids = issue.id if issue else None, project.id if project else None
    return {"token": viewer.site.context_token(viewer.account_id, *ids)}


def context(viewer: Viewer) -> dict[str, Any]:
    """The product context, as ``AP.context.getContext()`` gives it."""
    issue, project = looked_at(viewer)
    jira: dict[str, Any] = {}
    if issue is not None:
        jira["issue"] = {"id": issue.id, "key": issue.key, "issuetype": {"id": issue.type.id}}
    if project is not None:
        jira["project"] = {"id": project.id, "key": project.key, "type": "software"}
    return {"jira": jira}


def frame(viewer: Viewer) -> dict[str, Any]:
    """A fresh signed address of a module; ``custom`` fills the ``{ac.…}`` parameters of its URL."""
    issue, project = looked_at(viewer)
    try:
        given = json.loads(request.args.get("custom", "{}"))
        custom = {f"ac.{name}": str(value) for name, value in given.items()}
        url = viewer.site.page_url(
            request.args["module"],
            viewer.account_id,
            issue=issue.id if issue else None,
            project=project.id if project else None,
            context=custom,
        )
    except (Missing, AttributeError, ValueError):
        abort(404)
    return {"url": url}


def user(viewer: Viewer) -> dict[str, Any]:
    """Who looks, and a session with which the page calls the REST API as that person."""
    open_sessions = {account: session for session, account in viewer.site.sessions.items()}
    session = open_sessions.get(viewer.account_id) or viewer.site.session_for(viewer.account_id)
    return {"accountId": viewer.account_id, "timeZone": viewer.user.time_zone, "locale": "en_GB", "session": session}


def looked_at(viewer: Viewer) -> tuple[Issue | None, Project | None]:
    """The issue and project that a call names; 404 where the viewer may not see them."""
    issue = viewer.issue(request.args["issue"]) if request.args.get("issue") else None
    if request.args.get("project"):
        return issue, viewer.project(request.args["project"])
    return issue, None if issue is None else viewer.site.projects[issue.project_id]


def add_calls(host: Blueprint, site: Site) -> None:
    """Registers the JSON routes below ``/host/``; each gives only what the viewer may see."""

    def answering(call: Callable[[Viewer], dict[str, Any]]) -> Callable[[], Response]:
        def answered() -> Response:
            with site.lock:
                return jsonify(call(viewer_of(site, request)))

        return answered

    for call in (token, context, frame, user):
        host.add_url_rule(f"/host/{call.__name__}", f"call_{call.__name__}", answering(call))
