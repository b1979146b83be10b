"""A tiny app for the host page's own tests: a descriptor, and pages under a real app's content security policy."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

KEY = "app.example.fake"
_PANEL_SCRIPT = """
window.seen = {};
const keep = (name) => (value) => { window.seen[name] = value; };
AP.theming.initializeTheming();
AP.context.getToken().then(keep("token"));
AP.context.getToken(keep("tokenByCallback"));
AP.context.getContext().then(keep("context"));
AP.user.getCurrentUser(keep("user"));
AP.request("/rest/api/3/myself").then(keep("myself"));
AP.request({url: "/rest/api/3/myself", success: keep("myselfByCallback")});
AP.events.on("dialog.close", keep("closed"));
AP.events.on("flag.action", keep("flagAction"));
AP.events.on("hello", keep("hello"));
"""
_DIALOG_SCRIPT = """
AP.theming.initializeTheming();
AP.dialog.getCustomData((data) => { document.querySelector("h1").textContent = `Risk ${data.risk}`; });
"""
_STYLE = """
body { margin: 7px; background: var(--ds-surface, rgb(1, 2, 3)); color: var(--ds-text, rgb(4, 5, 6)); }
main { display: flow-root; }
.tall { height: 480px; }
"""


def descriptor(base_url: str) -> dict[str, Any]:
    """A descriptor with one module of each kind that the host page knows."""

    def page(key: str, name: str, url: str) -> dict[str, Any]:
        return {"key": key, "name": {"value": name}, "url": url}

    glance = {"type": "label", "label": {"value": "Open risks"}}
    return {
        "key": KEY,
        "name": "Fake app",
        "baseUrl": base_url,
        "authentication": {"type": "jwt"},
        "lifecycle": {"installed": "/installed"},
        "scopes": ["READ", "WRITE"],
        "modules": {
            "jiraIssueContents": [
                {"key": "panel", "name": {"value": "Risks"}, "target": {"url": "/panel?issue={issue.id}"}}
            ],
            "jiraIssueContexts": [
                {
                    "key": "glance",
                    "name": {"value": "Glance"},
                    "content": glance,
                    "target": {"url": "/glance?i={issue.key}"},
                }
            ],
            "jiraProjectPages": [page("register", "Risk register", "/page?project={project.id}")],
            "jiraProjectAdminTabPanels": [page("settings", "Risk settings", "/page?project={project.id}")],
            "adminPages": [page("admin", "Fake administration", "/page")],
            "generalPages": [page("portfolio", "Portfolio", "/page")],
            "dialogs": [page("edit", "Edit", "/dialog?risk={ac.risk}")],
        },
    }


def create_app(host_url: str) -> Flask:
    """The app, allowing the bridge and the frame of ``host_url`` only, and nothing inline."""
    app = Flask("fake", static_folder=None)

    def shell(script: str) -> str:
        return (
            f'<!doctype html><html lang="en"><head><title>Fake</title><link rel="stylesheet" href="/style.css">'
            f'<script src="{host_url}/bridge/all.js" data-options="margin:false"></script></head>'
            f'<body><main class="ac-content"><h1>Fake {request.path[1:]}</h1><div id="grows"></div></main>'
            f'<script src="{script}"></script></body></html>'
        )

    app.get("/atlassian-connect.json", endpoint="descriptor")(lambda: jsonify(descriptor(request.host_url.rstrip("/"))))
    app.post("/installed", endpoint="installed")(lambda: ("", 204))
    app.get("/panel", endpoint="panel")(lambda: shell("/panel.js"))
    app.get("/glance", endpoint="glance")(lambda: shell("/panel.js"))
    app.get("/page", endpoint="page")(lambda: shell("/panel.js"))
    app.get("/dialog", endpoint="dialog")(lambda: shell("/dialog.js"))
    app.get("/panel.js", endpoint="panel_js")(lambda: Response(_PANEL_SCRIPT, mimetype="text/javascript"))
    app.get("/dialog.js", endpoint="dialog_js")(lambda: Response(_DIALOG_SCRIPT, mimetype="text/javascript"))
    app.get("/style.css", endpoint="style")(lambda: Response(_STYLE, mimetype="text/css"))

    @app.after_request
    def strict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'self' {host_url}; style-src 'self' {host_url}; img-src 'self' data:; "
            f"font-src 'self'; connect-src 'self'; frame-ancestors {host_url}; form-action 'self'; base-uri 'none'"
        )
        return response

    return app


@contextmanager
def running(host_url: str) -> Iterator[str]:
    """The app on a loopback port of its own, so that it is another origin than the host; gives its address."""
    server = make_server("127.0.0.1", 0, create_app(host_url), threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
