"""Where the installed app's modules go on the host page, and the address each frame starts with."""

from typing import Any
from urllib.parse import urlsplit

from tests.standin.host.forge_frames import forge_frame, forge_key, forge_modules
from tests.standin.host.viewer import Viewer
from tests.standin.model import Issue, Project

Frame = dict[str, Any]
Module = dict[str, Any]

PAGES = ("jiraProjectPages", "jiraProjectAdminTabPanels", "adminPages", "generalPages")
"""Kinds that fill a page; the others are panels that grow with what they hold."""


def modules(viewer: Viewer, kind: str) -> list[Module]:
    """The app's modules of one kind, lightest first; none where no app is installed."""
    app = viewer.site.installation
    if viewer.site.forge is not None:
        return forge_modules(viewer, kind)
    return [] if app is None else sorted(app.modules(kind), key=lambda module: int(module.get("weight", 100)))


def name_of(module: Module) -> str:
    """What a module is called: Connect's names are objects, some kinds carry a plain text, Forge's modules a title."""
    name = module.get("name") or module.get("title") or module["key"]
    return str(name["value"] if isinstance(name, dict) else name)


def item_of(viewer: Viewer, module: Module) -> str:
    """The value of ``selectedItem`` that opens a page module."""
    key = app_key(viewer)
    return "" if key is None else f"{key}__{module['key']}"


def app_key(viewer: Viewer) -> str | None:
    """The installed app's key, None where there is none."""
    if viewer.site.forge is not None:
        return forge_key(viewer)
    return viewer.site.installation.key if viewer.site.installation else None


def frame(
    viewer: Viewer,
    kind: str,
    module: Module,
    *,
    issue: Issue | None = None,
    project: Project | None = None,
    custom: dict[str, str] | None = None,
) -> Frame:
    """What the page's script needs to embed a module; Connect's address is signed now and lives three minutes.

    ``custom`` are the ids of a dashboard and an item on it, as Connect names them.
    """
    ids = {"issue": issue.id if issue else None, "project": project.id if project else None}
    if viewer.site.forge is not None:
        places = {"dashboard": "dashboard.id", "gadget": "dashboardItem.id"}
        known = ids | {name: (custom or {}).get(key) for name, key in places.items()}
        context = {name: value for name, value in known.items() if value}
        return forge_frame(viewer, module, context, full_page=kind in PAGES)
    app = viewer.site.installation
    assert app is not None, "a module without an app"
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
    shown = []
    for module in modules(viewer, "jiraIssueContexts"):
        status = issue.properties.get(f"com.atlassian.jira.issue:{app_key(viewer)}:{module['key']}:status") or {}
        label = module.get("label") or module.get("content", {}).get("label", {}).get("value") or name_of(module)
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
    """The full address of a module's icon; a Forge app's is a file of the manifest's, which is not served here."""
    app = viewer.site.installation
    icon = module.get("icon") or {}
    url = module.get("iconUrl") or (None if isinstance(icon, str) else icon.get("url"))
    if app is None or not url:
        return None
    return str(url) if urlsplit(str(url)).scheme else f"{app.base_url}/{str(url).lstrip('/')}"


def app_origin(viewer: Viewer) -> str | None:
    """Scheme and host of what the frames show, for the page's content security policy."""
    app, shown = viewer.site.installation, viewer.site.custom_ui_url
    if viewer.site.forge is None:
        shown = app.base_url if app else None
    if shown is None:
        return None
    parts = urlsplit(shown)
    return f"{parts.scheme}://{parts.netloc}"


def general_pages(viewer: Viewer) -> list[tuple[str, str]]:
    """The app's pages that belong to no project, as (path, name), for the site's navigation."""
    found = modules(viewer, "generalPages")
    return [(f"/plugins/servlet/ac/{app_key(viewer)}/{module['key']}", name_of(module)) for module in found]


def installed(viewer: Viewer) -> dict[str, str] | None:
    """The app as the host speaks of it: its name, and where it is served from; None where there is none."""
    if forge := viewer.site.forge:
        return {"name": forge_key(viewer), "address": forge.remote_url, "through": "Forge"}
    if app := viewer.site.installation:
        return {"name": str(app.descriptor["name"]), "address": app.base_url, "through": "Connect"}
    return None
