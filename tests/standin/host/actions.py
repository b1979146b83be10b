"""What the host's forms do to Jira: create, change, transition, link, comment on and delete issues."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from tests.standin.host.viewer import Viewer, viewer_of
from tests.standin.model import Issue
from tests.standin.world import Missing, Site

Action = Callable[[Site, Viewer, Issue], None]


def transition(site: Site, viewer: Viewer, issue: Issue) -> None:
    """Moves the issue to the status of the button."""
    site.transition(issue.key, request.form["status"], by=viewer.account_id)


def change(site: Site, viewer: Viewer, issue: Issue) -> None:
    """Changes the fields that the form holds; an empty estimate takes the estimate away."""
    form = request.form
    fields: dict[str, Any] = {}
    if "points" in form:
        fields["points"] = float(form["points"]) if form["points"].strip() else None
    if "summary" in form and form["summary"].strip():
        fields["summary"] = form["summary"].strip()
    if "assignee" in form:
        fields["assignee"] = form["assignee"] or None
    if "versions" in form:
        fields["fix_versions"] = [one for one in form.getlist("fix_version") if one]
    site.update_issue(issue.key, by=viewer.account_id, **fields)


def link(site: Site, viewer: Viewer, issue: Issue) -> None:
    """Links the issue to another one that the viewer sees."""
    other = viewer.issue(request.form["other"].strip().upper())
    site.link_issues(issue.key, other.key, request.form["type"], by=viewer.account_id)


def comment(site: Site, viewer: Viewer, issue: Issue) -> None:
    """Adds a comment."""
    if text := request.form["text"].strip():
        site.add_comment(issue.key, text, by=viewer.account_id)


def wants_json() -> bool:
    """Whether a script sent the form and stays on the page."""
    return request.accept_mimetypes.best == "application/json"


def add_actions(host: Blueprint, site: Site) -> None:
    """Registers the POST routes; each needs the right on the project and leads back to the issue."""
    actions: dict[str, Action] = {"transition": transition, "fields": change, "links": link, "comments": comment}

    @host.post("/browse/<key>/<what>")
    def act(key: str, what: str) -> Response:
        viewer = viewer_of(site, request)
        issue = viewer.issue(key)
        project = site.projects[issue.project_id]
        if what == "delete":
            viewer.require("DELETE_ISSUES", project)
            site.delete_issue(issue.key, by=viewer.account_id)
            return redirect(viewer.link(f"/projects/{project.key}"), 303)
        if what not in actions:
            abort(404)
        viewer.require("EDIT_ISSUES", project)
        try:
            actions[what](site, viewer, issue)
        except (Missing, ValueError) as problem:
            abort(400, str(problem))
        if wants_json():
            return Response(status=204)
        return redirect(viewer.link(f"/browse/{issue.key}"), 303)

    @host.post("/projects/<key>/issues")
    def create(key: str) -> Response:
        viewer = viewer_of(site, request)
        project = viewer.project(key)
        viewer.require("CREATE_ISSUES", project)
        form = request.form
        if not form["summary"].strip():
            abort(400, "An issue needs a summary.")
        made = site.create_issue(
            project.key,
            form["summary"].strip(),
            form.get("type", "Story"),
            points=float(form["points"]) if form.get("points", "").strip() else None,
            fix_versions=[form["fix_version"]] if form.get("fix_version") else (),
            by=viewer.account_id,
        )
        return redirect(viewer.link(f"/browse/{made.key}"), 303)
