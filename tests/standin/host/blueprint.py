"""Puts the host page together: the bridge, the pages, what their forms do, what their scripts ask, and what happens."""

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from tests.standin.forge.calls import add_forge_calls
from tests.standin.host.actions import add_actions, wants_json
from tests.standin.host.bridge import bridge_blueprint
from tests.standin.host.calls import add_calls
from tests.standin.host.frames import app_origin, general_pages, installed
from tests.standin.host.happens import Happenings, add_happenings
from tests.standin.host.pages import add_pages
from tests.standin.host.viewer import people, remember, viewer_of
from tests.standin.world import Site

NOBODY = "'none'"


def host_blueprint(site: Site) -> Blueprint:
    """The host page of one site, to be registered at the root of the application that serves its REST API."""
    host = Blueprint(
        "host", __name__, static_folder="static", static_url_path="/host/static", template_folder="templates"
    )
    host.register_blueprint(bridge_blueprint())
    add_pages(host, site)
    add_actions(host, site)
    add_calls(host, site)
    add_forge_calls(host, site)
    add_happenings(host, Happenings(site))

    @host.context_processor
    def everywhere() -> dict[str, object]:
        viewer = viewer_of(site, request)
        known = {"site": site, "viewer": viewer, "people": people(site), "at": viewer.link}
        return known | {"general_pages": general_pages(viewer), "installed": installed(viewer)}

    @host.errorhandler(HTTPException)
    def refused(problem: HTTPException) -> tuple[str | Response, int] | HTTPException:
        if wants_json():
            return jsonify(problem=problem.description or problem.name), problem.code or 500
        if request.path.startswith(("/host/", "/happens/", "/bridge/")) or problem.code == 503:
            return problem
        return render_template("host/refused.html", problem=problem), problem.code or 500

    @host.after_request
    def protect(response: Response) -> Response:
        if response.mimetype != "text/html" or not site.users:
            return response
        app = app_origin(viewer_of(site, request))
        pictures = f"'self' data: {app}" if app else "'self' data:"
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; "
            f"img-src {pictures}; frame-src {app or NOBODY}; base-uri 'none'; frame-ancestors 'none'"
        )
        response.headers["Cache-Control"] = "no-store"
        return remember(site, request, response)

    return host
