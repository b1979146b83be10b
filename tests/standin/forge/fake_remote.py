"""A tiny remote of a Forge app on loopback that checks what it is sent: for the stand-in's own tests only."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any, Self

import jwt
import requests
from flask import Flask, Response, jsonify, request
from werkzeug.serving import WSGIRequestHandler, make_server

APP_ID = "ari:cloud:ecosystem::app/11111111-2222-3333-4444-555555555555"
CONNECT_KEY = "app.plumbline.jira"
_BOTH = {"appSystemToken": {"enabled": True}, "appUserToken": {"enabled": True}}
_SYSTEM = {"appSystemToken": {"enabled": True}}
EVENTS: tuple[Any, ...] = (
    "avi:jira:created:issue",
    "avi:jira:updated:issue",
    "avi:jira:deleted:issue",
    "avi:jira:created:issuelink",
    "avi:jira:released:version",
    "avi:jira:updated:version",
    "avi:jira:archived:version",
    "avi:jira:deleted:version",
    "avi:jira:updated:project",
    "avi:jira-software:updated:sprint",
)
PROPERTY = {
    "key": "risk",
    "entityType": "issue",
    "propertyKey": "plumbline.risk",
    "values": [{"path": "level", "type": "string", "searchAlias": "riskLevel"}],
}
SCOPES = ("read:jira-work", "write:jira-work", "read:app-system-token", "read:app-user-token")


def manifest(events: tuple[Any, ...] = EVENTS, scopes: tuple[str, ...] = SCOPES, **trigger: Any) -> dict[str, Any]:
    """A manifest with UI modules, triggers, a schedule and a farewell; ``trigger`` adds to the trigger of events."""
    return {
        "app": {"id": APP_ID, "runtime": {"name": "nodejs22.x"}, "connect": {"key": CONNECT_KEY}},
        "permissions": {"scopes": list(scopes)},
        "remotes": [{"key": "backend", "baseUrl": "https://plumbline.example"}],
        "modules": {
            "jira:issuePanel": [{"key": "panel", "resource": "app", "resolver": {"endpoint": "ui"}, "title": "Risks"}],
            "jira:projectPage": [{"key": "page", "resource": "app", "resolver": {"endpoint": "ui"}, "title": "Risks"}],
            "jira:dashboardGadget": [{"key": "gadget", "resource": "app", "resolver": {"endpoint": "ui"}}],
            "jira:entityProperty": [PROPERTY],
            "trigger": [
                {"key": "life", "endpoint": "ev", "events": ["avi:forge:installed:app", "avi:forge:upgraded:app"]},
                {"key": "changes", "endpoint": "ev", "events": list(events), **trigger},
            ],
            "scheduledTrigger": [{"key": "hourly", "interval": "hour", "endpoint": "tick"}],
            "preUninstall": [{"key": "bye", "endpoint": "gone"}],
            "endpoint": [
                {"key": "ui", "remote": "backend", "auth": _BOTH},
                {"key": "ev", "remote": "backend", "route": {"path": "/forge/events"}, "auth": _SYSTEM},
                {"key": "tick", "remote": "backend", "route": {"path": "/forge/tick"}, "auth": _SYSTEM},
                {"key": "gone", "remote": "backend", "route": {"path": "/forge/uninstall"}},
            ],
        },
    }


@dataclass(frozen=True)
class Heard:
    """One request as it arrived, with the claims of its verified token."""

    path: str
    body: Any
    headers: dict[str, str]
    claims: dict[str, Any]

    @property
    def system(self) -> str | None:
        """The system token that came along."""
        return self.headers.get("X-Forge-Oauth-System")

    @property
    def user(self) -> str | None:
        """The user token that came along."""
        return self.headers.get("X-Forge-Oauth-User")


@dataclass
class FakeRemote:
    """The remote; ``statuses`` are answers still to be given to requests of Forge itself, 0 hangs past its limit."""

    jwks_url: str
    statuses: list[int] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    base_url: str = ""
    hang_seconds: float = 0.6

    def __enter__(self) -> Self:
        app = Flask("fake-remote", static_folder=None)
        app.add_url_rule("/forge/<path:_>", view_func=self._told, methods=["POST"], endpoint="told")
        app.add_url_rule("/ui/<what>", view_func=self._ui, methods=["GET", "POST", "PUT"], endpoint="ui")
        self._server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
        self.base_url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()

    def bodies(self, path: str = "/forge/events") -> list[Any]:
        """What was told at a path, in the order of arrival."""
        return [one.body for one in self.heard if one.path == path]

    def verify(self, token: str) -> dict[str, Any]:
        """The claims of a rightly signed token for this app, checked with the published keys."""
        kid = jwt.get_unverified_header(token)["kid"]
        keys = requests.get(self.jwks_url, timeout=10).json()["keys"]
        key = jwt.PyJWK(next(one for one in keys if one["kid"] == kid))
        claims: dict[str, Any] = jwt.decode(token, key, audience=APP_ID, issuer="forge/invocation-token")
        return claims

    def _hear(self) -> None:
        claims = self.verify(request.headers["Authorization"].removeprefix("Bearer "))
        try:
            body = request.get_json(silent=True)
        except RecursionError:
            body = None
        self.heard.append(Heard(request.path, body, dict(request.headers), claims))

    def _told(self, _: str) -> Response:
        self._hear()
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 0:
            time.sleep(self.hang_seconds)
        return jsonify_with({}, status or 200)

    def _ui(self, what: str) -> Response:
        self._hear()
        if what == "echo":
            return jsonify_with({"got": request.get_json(silent=True), "query": request.query_string.decode()}, 200)
        if what.isdigit():
            return jsonify_with({"status": int(what)}, int(what))
        if what == "big":
            return jsonify_with({"text": "x" * (5 * 1024 * 1024)}, 200)
        if what == "away":
            return Response(status=302, headers={"Location": "/ui/echo"})
        return Response("<p>Not JSON</p>", mimetype="text/html")


def jsonify_with(value: Any, status: int) -> Response:
    """JSON with a status."""
    made = jsonify(value)
    made.status_code = status
    return made


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's own name
        """Say nothing."""
