"""What the host page asks on behalf of a Custom UI: where its module stands, and a call of the app's remote."""

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from tests.standin.forge.proxy import InvokeError
from tests.standin.forge.tokens import local_id
from tests.standin.host.viewer import Viewer, viewer_of
from tests.standin.world import Site

LOCALE = "en_GB"


def context(viewer: Viewer, asked: dict[str, Any]) -> dict[str, Any]:
    """What ``view.getContext()`` answers; 404 where the viewer may not see the issue or project, or has no module."""
    app, site = viewer.site.forge, viewer.site
    module, place = str(asked.get("module", "")), _place(viewer, asked)
    if app is None:
        abort(404)
    extension = _extension(viewer, module, place, asked)
    return {
        "accountId": viewer.account_id,
        "cloudId": site.cloud_id,
        "siteUrl": site.base_url,
        "moduleKey": module,
        "localId": local_id(app, module),
        "environmentType": app.environment,
        "environmentId": app.environment_id.rpartition("/")[2],
        "locale": LOCALE,
        "timezone": viewer.user.time_zone,
        "theme": {"colorMode": viewer.theme, "light": "light", "dark": "dark", "spacing": "spacing"},
        "extension": extension,
    }


def invoke(site: Site, viewer: Viewer, asked: dict[str, Any]) -> dict[str, Any]:
    """One ``invokeRemote``, as the bridge gives it to the Custom UI: a success with what came, or an error."""
    with site.lock:
        module, place = str(asked.get("module", "")), _place(viewer, asked)
        more = _extension(viewer, module, place, asked)
    given = asked.get("input")
    if not isinstance(given, dict) or not isinstance(given.get("path"), str):
        abort(400, "an invocation needs an input with a path")
    try:
        answer = site.forge_call(
            str(given.get("method") or "GET"),
            given["path"],
            given.get("body"),
            account_id=viewer.account_id,
            module=module,
            headers={str(name): str(value) for name, value in (given.get("headers") or {}).items()},
            more=more,
        )
    except InvokeError as failed:
        return {"success": False, "error": {"code": failed.code, "message": str(failed), "status": failed.status}}
    headers = {name: [value] for name, value in answer.headers.items()}
    return {"success": True, "payload": {"status": answer.status_code, "headers": headers, "body": answer.json()}}


def _place(viewer: Viewer, asked: dict[str, Any]) -> dict[str, str | None]:
    """The ids of the issue and project that a call names, which the viewer must be allowed to see."""
    issue = viewer.issue(str(asked["issue"])) if asked.get("issue") else None
    project = viewer.project(str(asked["project"])) if asked.get("project") else None
    return {"issue": issue.id if issue else None, "project": project.id if project else None}


def _extension(viewer: Viewer, module: str, place: dict[str, str | None], asked: dict[str, Any]) -> dict[str, Any]:
    """The place of a module; a gadget's has its dashboard, what was chosen for it, and whether it is being chosen."""
    try:
        found = viewer.site.extension(module, place["issue"], place["project"])
    except (LookupError, RuntimeError):
        abort(404)
    if "type" not in found:
        abort(404)
    if found["type"] == "jira:adminPage" and not viewer.is_site_admin:
        abort(403)
    if found["type"] == "jira:projectSettingsPage":
        viewer.require("ADMINISTER_PROJECTS", viewer.site.project(found["project"]["id"]))
    if found["type"] == "jira:dashboardGadget":
        found |= {
            "dashboard": {"id": str(asked.get("dashboard") or "10000")},
            "gadget": {"id": str(asked.get("gadget") or "10001")},
            "entryPoint": str(asked.get("entryPoint") or "view"),
        }
        if isinstance(asked.get("gadgetConfiguration"), dict):
            found["gadgetConfiguration"] = asked["gadgetConfiguration"]
    if isinstance(asked.get("modal"), dict):
        found["modal"] = asked["modal"]
    return found


def add_forge_calls(host: Blueprint, site: Site) -> None:
    """Registers ``GET /host/forge/context`` and ``POST /host/forge/invoke``."""

    @host.get("/host/forge/context")
    def forge_context() -> Response:
        with site.lock:
            return jsonify(context(viewer_of(site, request), request.args.to_dict()))

    @host.post("/host/forge/invoke")
    def forge_invoke() -> Response:
        asked = request.get_json(silent=True)
        if not isinstance(asked, dict):
            abort(400, "an invocation is a JSON object")
        # The site stays unlocked: the app calls back before it answers.
        return jsonify(invoke(site, viewer_of(site, request), asked))
