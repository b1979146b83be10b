"""The address below which Forge apps call REST, `/ex/jira/<cloudId>/…`, and the keys behind their tokens."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from flask import Flask, Response, jsonify

from tests.standin.world import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/ex/jira/"
MARK = "standin.gateway"
"""In a request's environment: it came through the gateway."""


class Gateway:
    """In front of one site's application: what is below the gateway's address goes to the site that it names."""

    def __init__(self, inner: "WSGIApplication", sites: Mapping[str, "WSGIApplication"]) -> None:
        self._inner = inner
        self._sites = sites

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Serve one request."""
        path = environ["PATH_INFO"]
        if not path.startswith(PREFIX):
            return self._inner(environ, start_response)
        cloud_id, _, _ = path.removeprefix(PREFIX).partition("/")
        if cloud_id not in self._sites:
            return Response('{"code": 404, "message": "unknown site"}', 404, mimetype="application/json")(
                environ, start_response
            )
        for name in ("PATH_INFO", "REQUEST_URI"):
            environ[name] = environ.get(name, "").removeprefix(f"{PREFIX}{cloud_id}")
        environ[MARK] = True
        return self._sites[cloud_id](environ, start_response)


def add_jwks(app: Flask, sites: Iterable[Site]) -> None:
    """Publish the keys of these sites' invocation tokens, as Forge's one document holds all of its own."""
    published = {site.name: site for site in sites}

    @app.get("/forge/jwks.json")
    def jwks() -> Response:
        return jsonify({"keys": [site.forge_key.jwk() for site in published.values()]})
