"""A tiny Connect app on loopback that checks what the stand-in sends it: for the stand-in's own tests only."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

import jwt
import requests
from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.standin.qsh import query_string_hash

ISSUE_EVENTS = ("jira:issue_created", "jira:issue_updated", "jira:issue_deleted")
ALIASES = {
    "key": "risk",
    "name": {"value": "Risk"},
    "entityType": "issue",
    "keyConfigurations": [
        {
            "propertyKey": "plumbline.risk",
            "extractions": [
                {"objectName": "level", "type": "string", "alias": "riskLevel"},
                {"objectName": "score", "type": "number", "alias": "riskScore"},
            ],
        }
    ],
}


@dataclass(frozen=True)
class Received:
    """One webhook as it arrived."""

    identifier: str
    retry: str | None
    body: dict[str, Any] | None
    query: str
    claims: dict[str, Any]


@dataclass
class FakeApp:
    """The app; ``prefix`` puts it below a path, ``statuses`` are answers still to be given to webhooks."""

    prefix: str = ""
    scopes: tuple[str, ...] = ("READ", "WRITE", "DELETE")
    webhooks: list[dict[str, Any]] = field(
        default_factory=lambda: [{"event": event, "url": "/connect/webhooks"} for event in ISSUE_EVENTS]
    )
    install_status: int = 204
    statuses: list[int] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    lifecycle: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    base_url: str = ""
    secret: str = ""
    jira: str = ""

    def __enter__(self) -> Self:
        app = Flask("fake-app", static_folder=None)
        app.add_url_rule(f"{self.prefix}/atlassian-connect.json", view_func=self.descriptor, endpoint="d")
        app.add_url_rule(f"{self.prefix}/connect/webhooks", view_func=self._webhook, methods=["POST"], endpoint="w")
        app.add_url_rule(f"{self.prefix}/connect/<event>", view_func=self._lifecycle, methods=["POST"], endpoint="l")
        self._server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
        self.base_url = f"http://127.0.0.1:{self._server.server_port}{self.prefix}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()

    def descriptor(self) -> dict[str, Any]:
        """The app's descriptor."""
        panel = {"key": "panel", "name": {"value": "Panel"}}
        return {
            "key": "app.plumbline.jira",
            "name": "Plumbline",
            "baseUrl": self.base_url,
            "authentication": {"type": "jwt"},
            "apiMigrations": {"signed-install": True, "context-qsh": True},
            "lifecycle": {e: f"/connect/{e}" for e in ("installed", "uninstalled", "enabled", "disabled")},
            "scopes": list(self.scopes),
            "modules": {
                "webhooks": self.webhooks,
                "jiraEntityProperties": [ALIASES],
                "jiraIssueContents": [
                    {**panel, "target": {"type": "web_panel", "url": "/ui/issue/{issue.id}?project={project.id}"}}
                ],
                "jiraProjectPages": [{**panel, "key": "page", "url": "/ui/project/{project.key}?tab={ac.tab}"}],
            },
        }

    def call(self, method: str, path: str, *, claims: dict[str, Any] | None = None, **more: Any) -> requests.Response:
        """Call Jira as the app, signed; ``claims`` replace the right ones."""
        prepared = requests.Request(method, self.jira + path, **more).prepare()
        url = urlsplit(str(prepared.url))
        target = f"{url.path}?{url.query}" if url.query else url.path
        now = int(time.time())
        right = {"iss": "app.plumbline.jira", "iat": now, "exp": now + 180, "qsh": query_string_hash(method, target)}
        token = jwt.encode({**right, **(claims or {})}, self.secret, algorithm="HS256")
        prepared.headers["Authorization"] = f"JWT {token}"
        with requests.Session() as session:
            return session.send(prepared, allow_redirects=False, timeout=10)

    def _target(self) -> str:
        return str(request.environ["REQUEST_URI"])

    def _lifecycle(self, event: str) -> Response:
        body = request.get_json()
        token = request.headers["Authorization"].removeprefix("JWT ")
        if event in {"installed", "uninstalled"}:
            kid = jwt.get_unverified_header(token)["kid"]
            pem = requests.get(f"{body['baseUrl']}/keys/{kid}", timeout=10).text
            claims = jwt.decode(token, pem, algorithms=["RS256"], audience=self.base_url)
        else:
            claims = jwt.decode(token, self.secret, algorithms=["HS256"])
        if (
            claims["qsh"] != query_string_hash("POST", self._target(), self.prefix)
            or claims["iss"] != body["clientKey"]
        ):
            self.problems.append(f"{event}: claims do not fit")
        if event == "installed" and self.install_status == 204:
            self.secret, self.jira = body["sharedSecret"], body["baseUrl"]
        self.lifecycle.append(body)
        return Response(status=self.install_status if event == "installed" else 204)

    def _webhook(self) -> Response:
        status = self.statuses.pop(0) if self.statuses else 204
        try:
            claims = jwt.decode(
                request.headers["Authorization"].removeprefix("JWT "), self.secret, algorithms=["HS256"]
            )
        except jwt.InvalidTokenError as wrong:
            self.problems.append(str(wrong))
            return Response(status=401)
        if claims["qsh"] != query_string_hash("POST", self._target(), self.prefix):
            self.problems.append("webhook: qsh does not fit")
        identifier, retry = (request.headers.get(f"X-Atlassian-Webhook-{n}") for n in ("Identifier", "Retry"))
        query = request.query_string.decode()
        body = request.get_json(silent=True)
        self.received.append(Received(str(identifier), retry, body, query, claims))
        return Response(status=status)


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's own name
        """Say nothing."""
