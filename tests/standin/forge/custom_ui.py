"""Serves a built Custom UI from an origin of its own, under a policy as strict as Forge's, with the bridge put in."""

from collections.abc import Sequence
from pathlib import Path

from flask import Flask, Response, abort, send_from_directory

from tests.standin.state import State

BRIDGE = Path(__file__).parent / "static" / "bridge.js"
_HEAD, _SCRIPT = "<head>", '<script src="/bridge.js"></script>'


def create_custom_ui(folder: Path, sites: Sequence[State]) -> Flask:
    """The application: ``<folder>/app/…`` below ``/app/``, framed by these sites and by nobody else."""
    ui = Flask("custom-ui", static_folder=None)
    root = folder.resolve()

    @ui.get("/bridge.js")
    def bridge() -> Response:
        return send_from_directory(BRIDGE.parent, BRIDGE.name, mimetype="text/javascript")

    @ui.get("/app/")
    @ui.get("/app/index.html")
    def page() -> Response:
        index = root / "app" / "index.html"
        if not index.is_file():
            abort(404)
        text = index.read_text(encoding="utf-8")
        if text.count(_HEAD) != 1:
            abort(500, "index.html has no plain <head> to put the bridge into")
        return Response(text.replace(_HEAD, _HEAD + _SCRIPT), mimetype="text/html")

    @ui.get("/app/<path:name>")
    def file(name: str) -> Response:
        return send_from_directory(root / "app", name)

    @ui.after_request
    def strict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy([site.base_url for site in sites])
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"
        return response

    return ui


def policy(sites: Sequence[str]) -> str:
    """What the pages may load: their own files, and from the sites' windows the stylesheets of Jira's colours."""
    windows = " ".join(sites)
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' {windows}; img-src 'self' data: blob:; "
        f"font-src 'self'; connect-src 'self'; frame-ancestors {windows}; form-action 'self'; base-uri 'self'"
    )
