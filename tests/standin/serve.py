"""Puts sites on loopback: one Flask app and one threaded server each, with guard, recordings and key server."""

import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, make_server

from tests.quiet import QuietHandler
from tests.standin import (
    agile,
    connect_rest,
    rest,
    rest_issues,
    rest_people,
    rest_projects,
    rest_properties,
    rest_types,
)
from tests.standin.forge import rest as forge_rest
from tests.standin.forge.custom_ui import create_custom_ui
from tests.standin.forge.gateway import MARK, Gateway, add_jwks
from tests.standin.guard import Call, Unauthorised, admit, note
from tests.standin.jql import JqlError
from tests.standin.model import Recorded
from tests.standin.state import Missing
from tests.standin.web import Problem
from tests.standin.world import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Extension = Callable[[Flask, Site], None]


@dataclass
class Running:
    """Sites being served; ``base_url`` is that of the first."""

    base_url: str
    base_urls: list[str]
    _servers: list[BaseWSGIServer]
    _threads: list[threading.Thread]
    _sites: list[Site]

    def start(self, app: Flask, port: int) -> str:
        """Serve one more application, on this loopback port or any free one; returns its address."""
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=QuietHandler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        self._servers.append(server)
        self._threads.append(thread)
        return f"http://127.0.0.1:{server.server_port}"

    def stop(self) -> None:
        """Stop sending webhooks, then serving."""
        for site in self._sites:
            site.webhooks.close()
        for server in self._servers:
            server.shutdown()
        for thread in self._threads:
            thread.join(10)
        for server in self._servers:
            server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def serve(
    sites: Site | Iterable[Site], port: int = 0, *, extend: Extension | None = None, custom_ui: Path | None = None
) -> Running:
    """Serve each site on its own loopback port (``port``, the next, …; 0 for any free) and set its ``base_url``.

    Every key server knows the keys of all the sites given together, and Forge's gateway at each leads to all of them;
    the first one's is every site's own. ``extend`` may add further routes, such as the pages of a host window; they
    are not guarded. ``custom_ui`` is a folder with a built Custom UI in ``app/``: it gets the port after the sites'.
    """
    served = [sites] if isinstance(sites, Site) else list(sites)
    behind: dict[str, WSGIApplication] = {}
    running = Running("", [], [], [], served)
    for index, site in enumerate(served):
        app = create_app(site, keys=served, behind=behind)
        if extend is not None:
            extend(app, site)
        site.base_url = running.start(app, port + index if port else 0)
        site.gateway_url = served[0].base_url
        running.base_urls.append(site.base_url)
    running.base_url = running.base_urls[0]
    if custom_ui is not None:
        url = running.start(create_custom_ui(custom_ui, served), port + len(served) if port else 0)
        for site in served:
            site.custom_ui_url = url
    return running


def create_app(site: Site, *, keys: Iterable[Site] = (), behind: "dict[str, WSGIApplication] | None" = None) -> Flask:
    """The Flask app of one site: ``/rest/…`` guarded and recorded, ``/keys/<kid>`` open.

    ``behind`` are the applications behind Forge's gateway by cloud id, shared by those served together.
    """
    app = Flask("standin", static_folder=None)
    app.config["SITE"] = site
    app.url_map.strict_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]
    published = {one.signing_key.kid: one.signing_key.public_pem() for one in (site, *keys)}
    for module in (
        rest,
        rest_issues,
        rest_properties,
        rest_people,
        rest_projects,
        rest_types,
        agile,
        connect_rest,
        forge_rest,
    ):
        app.register_blueprint(module.blueprint)

    @app.get("/keys/<kid>")
    def key(kid: str) -> Response:
        if kid not in published:
            return Response("unknown key", status=404)
        return Response(published[kid], mimetype="application/x-pem-file")

    add_jwks(app, (site, *keys))
    behind = {} if behind is None else behind
    behind[site.cloud_id] = app.wsgi_app
    app.wsgi_app = Gateway(app.wsgi_app, behind)  # type: ignore[method-assign]
    app.before_request(lambda: _before(site))
    app.after_request(lambda response: _after(site, response))
    app.teardown_request(lambda _: _release(site))
    app.register_error_handler(Problem, Problem.response)
    app.register_error_handler(Missing, lambda missing: Problem(404, str(missing)).response())
    app.register_error_handler(JqlError, lambda wrong: Problem(400, str(wrong)).response())
    app.register_error_handler(HTTPException, _http_error)
    return app


def _call() -> Call:
    target = str(request.environ.get("REQUEST_URI") or request.full_path.rstrip("?"))
    raw = request.get_data()
    query = {name: values for name, values in request.args.lists() if name != "jwt"}
    body = request.get_json(silent=True) if raw else None
    authorization, session = request.headers.get("Authorization", ""), request.headers.get("X-Standin-Session")
    gateway = MARK in request.environ
    return Call(request.method, target, authorization, session, query, body, has_body=bool(raw), gateway=gateway)


def _before(site: Site) -> Response | None:
    if not request.path.startswith("/rest/"):
        return None
    g.call, g.caller = _call(), None
    fault = site.faults.take(request.method, request.path)
    if fault is not None:
        time.sleep(fault.hang_seconds)
        if isinstance(fault.body, dict | list):
            response = Response(json.dumps(fault.body), fault.status, mimetype="application/json")
        else:
            response = Response(fault.body or "", fault.status, mimetype="text/html")
        response.headers.update(fault.headers)
        return response
    try:
        g.caller = admit(site, g.call)
    except Unauthorised as refused:
        note(site, g.call, [f"{refused.status} {refused}"])
        message = "Client must be authenticated to access this resource." if refused.status == 401 else str(refused)
        return Problem(refused.status, message).response()
    # One request at a time looks at a site; it is let go when Flask tears the request down, in the same thread.
    site.lock.acquire()
    g.locked = True
    return None


def _release(site: Site) -> None:
    if g.pop("locked", False):
        site.lock.release()


def _after(site: Site, response: Response) -> Response:
    call: Call | None = g.get("call")
    if call is not None:
        who = g.caller.account_id if g.get("caller") else None
        query = call.target.partition("?")[2]
        with site.lock:
            site.requests.append(
                Recorded(call.method, call.path, query, call.body, response.status_code, site.clock(), who)
            )
    return response


def _http_error(wrong: HTTPException) -> Response:
    if not request.path.startswith("/rest/"):
        return Response(wrong.name, wrong.code or 500)
    return Problem(wrong.code or 500, wrong.description or wrong.name).response()
