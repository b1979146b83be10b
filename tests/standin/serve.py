"""Puts sites on loopback: one Flask app and one threaded server each, with guard, recordings and key server."""

import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.standin import agile, connect_rest, rest, rest_issues, rest_people, rest_projects, rest_properties
from tests.standin.guard import Call, Unauthorised, admit, note
from tests.standin.jql import JqlError
from tests.standin.model import Recorded
from tests.standin.state import Missing
from tests.standin.web import Problem
from tests.standin.world import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Extension = Callable[[Flask, Site], None]


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's own name
        """Say nothing: requests are kept in ``site.requests``."""


@dataclass
class Running:
    """Sites being served; ``base_url`` is that of the first."""

    base_url: str
    base_urls: list[str]
    _servers: list[BaseWSGIServer]
    _threads: list[threading.Thread]
    _sites: list[Site]

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


def serve(sites: Site | Iterable[Site], port: int = 0, *, extend: Extension | None = None) -> Running:
    """Serve each site on its own loopback port (``port``, the next, …; 0 for any free) and set its ``base_url``.

    Every key server knows the keys of all the sites given together. ``extend`` may add further routes, such as the
    pages of a host window; they are not guarded.
    """
    served = [sites] if isinstance(sites, Site) else list(sites)
    servers, threads = [], []
    for index, site in enumerate(served):
        app = create_app(site, keys=served)
        if extend is not None:
            extend(app, site)
        server = make_server("127.0.0.1", port + index if port else 0, app, threaded=True, request_handler=_Quiet)
        site.base_url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        servers.append(server)
        threads.append(thread)
    urls = [site.base_url for site in served]
    return Running(urls[0], urls, servers, threads, served)


def create_app(site: Site, *, keys: Iterable[Site] = ()) -> Flask:
    """The Flask app of one site: ``/rest/…`` guarded and recorded, ``/keys/<kid>`` open."""
    app = Flask("standin", static_folder=None)
    app.config["SITE"] = site
    app.url_map.strict_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]
    published = {one.signing_key.kid: one.signing_key.public_pem() for one in (site, *keys)}
    for module in (rest, rest_issues, rest_properties, rest_people, rest_projects, agile, connect_rest):
        app.register_blueprint(module.blueprint)

    @app.get("/keys/<kid>")
    def key(kid: str) -> Response:
        if kid not in published:
            return Response("unknown key", status=404)
        return Response(published[kid], mimetype="application/x-pem-file")

    app.wsgi_app = _forge_gateway(app.wsgi_app, f"/ex/jira/{site.cloud_id}")  # type: ignore[method-assign, assignment]
    app.before_request(lambda: _before(site))
    app.after_request(lambda response: _after(site, response))
    app.teardown_request(lambda _: _release(site))
    app.register_error_handler(Problem, Problem.response)
    app.register_error_handler(Missing, lambda missing: Problem(404, str(missing)).response())
    app.register_error_handler(JqlError, lambda wrong: Problem(400, str(wrong)).response())
    app.register_error_handler(HTTPException, _http_error)
    return app


def _forge_gateway(inner: "WSGIApplication", prefix: str) -> "WSGIApplication":
    """Forge apps call ``/ex/jira/<cloudId>/rest/…``; only bearer tokens count there."""

    def gateway(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(f"{prefix}/"):
            for name in ("PATH_INFO", "REQUEST_URI"):
                environ[name] = environ.get(name, "").removeprefix(prefix)
            if not environ.get("HTTP_AUTHORIZATION", "").startswith("Bearer "):
                environ["HTTP_AUTHORIZATION"] = "none"
        return inner(environ, start_response)

    return gateway


def _call() -> Call:
    target = str(request.environ.get("REQUEST_URI") or request.full_path.rstrip("?"))
    raw = request.get_data()
    query = {name: values for name, values in request.args.lists() if name != "jwt"}
    body = request.get_json(silent=True) if raw else None
    authorization, session = request.headers.get("Authorization", ""), request.headers.get("X-Standin-Session")
    return Call(request.method, target, authorization, session, query, body, has_body=bool(raw))


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
