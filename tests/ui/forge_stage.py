"""What stands around the built Custom UI in tests: a file server with Forge's policy, and a proxy to the real app."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, send_from_directory
from playwright.sync_api import Page

from plugin.domain.ids import AccountId
from tests.web.fakes import ANA
from tests.web.ui.scene import Scene

BRIDGE = Path(__file__).parent / "fakes" / "forge_bridge.js"
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'self'; object-src 'none'"
)
PROJECT = {"id": "10000", "key": "PAY", "type": "software"}
ISSUE = {"id": "10050", "key": "PAY-50"}
EXTENSIONS: Mapping[str, dict[str, Any]] = {
    "issue-panel": {"type": "jira:issuePanel", "issue": ISSUE, "project": PROJECT},
    "issue-glance": {"type": "jira:issueContext", "issue": ISSUE, "project": PROJECT},
    "project-page": {"type": "jira:projectPage", "project": PROJECT},
    "project-settings": {"type": "jira:projectSettingsPage", "project": PROJECT},
    "site-admin": {"type": "jira:adminPage"},
    "get-started": {"type": "jira:adminPage"},
    "gadget-risk-matrix": {"type": "jira:dashboardGadget", "dashboard": {"id": "10000"}, "gadget": {"id": "10001"}},
}
PAGES = ("project-page", "project-settings", "site-admin", "get-started")
"""Modules with a part of Jira's address to themselves."""


@dataclass
class Proxy:
    """Forge's proxy: what it carried, and what it is to answer in place of the server."""

    letters: list[dict[str, Any]] = field(default_factory=list)
    next_answers: list[dict[str, Any]] = field(default_factory=list)
    is_cut_off: bool = False

    def fails(self, status: int, body: object = None) -> None:
        """The next call is answered by the server's outer layer, or Forge's, with this status."""
        self.next_answers.append({"success": True, "payload": {"status": status, "headers": {}, "body": body or {}}})

    def answers(self, status: int, body: str, **headers: str) -> None:
        """The next letter is answered with this."""
        inner = {"status": status, "headers": headers, "body": body, "encoding": "text"}
        self.next_answers.append({"success": True, "payload": {"status": 200, "headers": {}, "body": inner}})

    def paths(self) -> list[str]:
        """What was asked for, apart from news."""
        return [letter["path"] for letter in self.letters if "/live" not in letter["path"]]


def file_server(bundle: Path, scene: Scene, proxy: Proxy, account: AccountId = ANA) -> Flask:
    """The Custom UI's origin; `/host/invoke` is Forge's proxy, which the fake bridge calls."""
    files = Flask("files", static_folder=None)

    @files.get("/app/<path:name>")
    def file(name: str) -> Response:
        return send_from_directory(bundle / "app", name)

    @files.post("/host/invoke")
    def invoke() -> dict[str, Any]:
        asked = json.loads(request.get_data())
        assert (asked["path"], asked["method"], asked["invokeType"]) == ("/forge/ui", "POST", "ui-remote-fetch")
        letter = asked["body"]
        proxy.letters.append(letter)
        if proxy.is_cut_off:
            return {"success": False, "error": {"message": "The remote could not be reached."}}
        if proxy.next_answers and "/live" not in letter["path"]:
            return proxy.next_answers.pop(0)
        headers = letter["headers"] | scene.world.headers(account)
        client = scene.app.test_client()
        answer = client.open(letter["path"], method=letter["method"], headers=headers, data=letter["body"])
        return {"success": True, "payload": {"status": 200, "headers": {}, "body": enveloped(answer)}}

    @files.post("/host/reach")
    def reach() -> tuple[str, int]:
        proxy.is_cut_off = False
        return "", 204

    @files.after_request
    def strict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return files


def enveloped(answer: Any) -> dict[str, Any]:
    """An answer as the server puts it into an envelope; what is no text comes in base64."""
    told = {"status": answer.status_code, "headers": dict(answer.headers)}
    try:
        return told | {"body": answer.data.decode(), "encoding": "text"}
    except UnicodeDecodeError:
        return told | {"body": base64.b64encode(answer.data).decode(), "encoding": "base64"}


def set_up(page: Page, module: str, **setup: Any) -> None:
    """Put the fake bridge before the page's own scripts, for this module; `extension` and `modal` join its place."""
    extension = EXTENSIONS[module] | setup.pop("extension", {})
    if "modal" in setup:
        extension["modal"] = setup.pop("modal")
    context = {"moduleKey": module, "locale": setup.pop("locale", "en-GB"), "localId": "l-1", "extension": extension}
    history = "/" if module in PAGES and "modal" not in extension else None
    given = {"context": context, "history": history} | setup
    page.add_init_script(f"globalThis.forgeSetup = {json.dumps(given)};")
    page.add_init_script(path=BRIDGE)
