"""Where the installed app's modules go on the host page, and the signed address each frame starts with."""

from typing import Any
from urllib.parse import urlsplit

from tests.standin.host.viewer import Viewer
from tests.standin.model import Issue, Project

Frame = dict[str, Any]
Module = dict[str, Any]

PAGES = ("jiraProjectPages", "jiraProjectAdminTabPanels", "adminPages", "generalPages")
"""Kinds that fill a page; the others are panels that grow with what they hold."""


def modules(viewer: Viewer, kind: str) -> list[Module]:
    """The app's modules of one kind, lightest first; none where no app is installed."""
    app = viewer.site.installation
    return [] if app is None else sorted(app.modules(kind), key=lambda module: int(module.get("weight", 100)))


def name_of(module: Module) -> str:
    """What a module is called: Connect's names are objects, some kinds carry a plain text."""
    name = module.get("name", module["key"])
    return str(name["value"] if isinstance(name, dict) else name)


def item_of(viewer: Viewer, module: Module) -> str:
    """The value of ``selectedItem`` that opens a page module."""
    app = viewer.site.installation
    return "" if app is None else f"{app.key}__{module['key']}"


def frame(
    viewer: Viewer,
    kind: str,
    module: Module,
    *,
    issue: Issue | None = None,
    project: Project | None = None,
    custom: dict[str, str] | None = None,
) -> Frame:
    """What the page's script needs to embed a module; the address is signed now and lives three minutes."""
    app = viewer.site.installation
    assert app is not None, "a module without an app"
    ids = {"issue": issue.id if issue else None, "project": project.id if project else None}
    url = viewer.site.page_url(
        module["key"], viewer.account_id, issue=ids["issue"], project=ids["project"], context=custom
    )
    return {
        "addonKey": app.key,
        "key": module["key"],
        "url": url,
        "moduleType": kind,
        "title": name_of(module),
        "fullPage": kind in PAGES,
        "context": {name: value for name, value in ids.items() if value},
    }


def frames(viewer: Viewer, kind: str, **where: Any) -> list[Frame]:
    """The frames of all modules of one kind."""
    return [frame(viewer, kind, module, **where) for module in modules(viewer, kind)]


def glances(viewer: Viewer, issue: Issue, project: Project) -> list[dict[str, Any]]:
    """The panels of the right column: label, icon and, where the app set the property, the lozenge or badge."""
    app = viewer.site.installation
    if app is None:
        return []
    shown = []
    for module in modules(viewer, "jiraIssueContexts"):
        status = issue.properties.get(f"com.atlassian.jira.issue:{app.key}:{module['key']}:status") or {}
        label = module.get("content", {}).get("label", {}).get("value") or name_of(module)
        shown.append(
            {
                "label": label,
                "icon": icon_of(viewer, module),
                "status": status.get("value") if isinstance(status, dict) else None,
                "frame": frame(viewer, "jiraIssueContexts", module, issue=issue, project=project),
            }
        )
    return shown


def icon_of(viewer: Viewer, module: Module) -> str | None:
    """The full address of a module's icon."""
    app = viewer.site.installation
    url = module.get("iconUrl") or (module.get("icon") or {}).get("url")
    if app is None or not url:
        return None
    return str(url) if urlsplit(str(url)).scheme else f"{app.base_url}/{str(url).lstrip('/')}"


def app_origin(viewer: Viewer) -> str | None:
    """Scheme and host of the installed app, for the page's content security policy."""
    app = viewer.site.installation
    if app is None:
        return None
    parts = urlsplit(app.base_url)
    return f"{parts.scheme}://{parts.netloc}"
