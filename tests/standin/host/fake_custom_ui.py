"""A tiny Forge app for the host page's own tests: a manifest with modules of each kind, and a Custom UI that tells."""

from pathlib import Path
from typing import Any

from tests.standin.forge.fake_remote import manifest

_PAGE = """<!doctype html>
<html lang="en"><head><title>Fake</title>
<link rel="stylesheet" href="app.css"><script defer src="app.js"></script></head>
<body><main><h1>Fake</h1><a id="out" href="/elsewhere" target="_top">Out</a><div id="grows"></div></main></body></html>
"""
_SCRIPT = """
const call = globalThis.__bridge.callBridge;
window.seen = {};
const keep = (name) => (value) => { window.seen[name] = value; return value; };
call("getContext").then(keep("context")).then(() => { document.body.dataset.ready = "yes"; });
call("enableTheming");
call("createHistory").then((history) => {
  window.places = history;
  history.listen((place, action) => keep("moved")({path: place.pathname + place.hash, action}));
}).catch((problem) => keep("noHistory")(problem.message));
"""
_STYLE = """
body { margin: 0; background: var(--ds-surface, rgb(1, 2, 3)); color: var(--ds-text, rgb(4, 5, 6)); }
main { display: flow-root; }
.tall { height: 1480px; }
"""


def fake_manifest() -> dict[str, Any]:
    """A manifest with one module of each kind that the host page knows."""
    made = manifest()

    def module(key: str, title: str, **more: object) -> list[dict[str, Any]]:
        return [{"key": key, "resource": "app", "resolver": {"endpoint": "ui"}, "title": title, **more}]

    made["modules"] |= {
        "jira:issueContext": module("glance", "Glance", label="Open risks"),
        "jira:projectSettingsPage": module("settings", "Risk settings"),
        "jira:adminPage": module("admin", "Fake administration"),
        "jira:globalPage": module("portfolio", "Portfolio"),
        "jira:dashboardGadget": module("gadget", "Gadget"),
    }
    return made


def write_custom_ui(folder: Path) -> Path:
    """Writes the bundle as the built one lies; gives the folder that holds ``app``."""
    app = folder / "app"
    app.mkdir()
    (app / "index.html").write_text(_PAGE, encoding="utf-8")
    (app / "app.js").write_text(_SCRIPT, encoding="utf-8")
    (app / "app.css").write_text(_STYLE, encoding="utf-8")
    return folder
