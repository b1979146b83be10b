"""Every component on one page, with friendly and hostile sample data, under the strict policy: for tests only."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.serving import make_server

from plugin.ui.fingerprint import STATIC, TEMPLATES, fingerprint
from tests.quiet import QuietHandler
from tests.ui import samples

HERE = Path(__file__).parent
THEMES = HERE.parents[1] / "node_modules" / "atlassian-connect-js" / "dist" / "themes"
"""The token stylesheets that the bridge loads into a frame; there once the development assets are installed."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@cache
def environment() -> Environment:
    """Jinja as the app sets it up, with texts left in English and every missing name an error."""
    env = Environment(
        loader=FileSystemLoader([TEMPLATES, HERE / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    mark = fingerprint()
    env.globals["static_url"] = lambda name: f"/static/{mark}/{name}"
    return env


@dataclass
class Seen:
    """What reached the server, and what it answers next."""

    tokens: list[str | None] = field(default_factory=list)
    addresses: list[str | None] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    revision: int = 1
    next_status: int | None = None
    next_body: tuple[str, str] = ("text/html", "<p>the server's own words</p>")
    next_headers: dict[str, str] = field(default_factory=dict)


def create_app(seen: Seen) -> Flask:
    """The gallery and the few addresses its components call."""
    app = Flask(__name__, static_folder=None)
    _serve_files(app)
    _answer(app, seen)

    @app.get("/gallery")
    def gallery() -> str:
        return _rendered(
            "gallery.html",
            bridge_url="/fake/bridge.js" if request.args.get("bridge") else "",
            dir=request.args.get("dir", "ltr"),
            live_revision=seen.revision,
        )

    @app.before_request
    def note() -> Response | None:
        if not request.path.startswith("/fragment"):
            return None
        seen.tokens.append(request.headers.get("Authorization"))
        seen.addresses.append(request.headers.get("HX-Current-URL"))
        if seen.next_status is None:
            return None
        status, seen.next_status = seen.next_status, None
        kind, body = seen.next_body
        return Response(body, status, content_type=kind, headers={"X-Request-Id": "r-17", **seen.next_headers})

    @app.after_request
    def strict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app


def _serve_files(app: Flask) -> None:
    @app.get("/static/<mark>/<path:name>")
    def static_file(mark: str, name: str) -> Response:
        return _file(STATIC, name)

    @app.get("/fake/<name>")
    def fake_file(name: str) -> Response:
        return _file(HERE / "fakes", name)

    @app.get("/theme/<name>")
    def theme(name: str) -> Response:
        return _file(THEMES, name)


def _answer(app: Flask, seen: Seen) -> None:
    @app.get("/live")
    def live() -> dict[str, int]:
        return {"revision": seen.revision}

    @app.get("/fragment/<name>")
    def fragment(name: str) -> str:
        return _rendered("fragments.html", name=name, revision=seen.revision)

    @app.get("/fragment/register.csv")
    def register_csv() -> Response:
        return Response("key,level\nR-1,High\n", content_type="text/csv; charset=utf-8")

    @app.post("/fragment/risks")
    def add_risk() -> Response:
        title = request.form["title"].strip()
        seen.titles.append(title)
        if not title:
            return Response(_rendered("quick.html", value="", error="Say what could happen."), 422)
        flag = {"plumbline:flag": {"title": "Risk R-19 added", "type": "success"}}
        return Response(_rendered("quick.html", value="", error=""), headers={"HX-Trigger": json.dumps(flag)})


def _rendered(template: str, **names: Any) -> str:
    return environment().get_template(template).render(**samples.everything(), **names)


def _file(folder: Path, name: str) -> Response:
    kinds = {".css": "text/css", ".js": "text/javascript", ".txt": "text/plain"}
    path = folder / name
    if not path.is_file() or folder not in path.resolve().parents:
        return Response("no such file", 404)
    return Response(path.read_bytes(), content_type=f"{kinds[path.suffix]}; charset=utf-8")


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serves on a free loopback port; yields the base address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
