"""Where a Forge app's modules go on the host page: the same places, but each frame is the one Custom UI."""

from typing import Any

from tests.standin.host.viewer import Viewer

Frame = dict[str, Any]
Module = dict[str, Any]

KINDS = {
    "jiraIssueContents": "jira:issuePanel",
    "jiraIssueContexts": "jira:issueContext",
    "jiraProjectPages": "jira:projectPage",
    "jiraProjectAdminTabPanels": "jira:projectSettingsPage",
    "adminPages": "jira:adminPage",
    "generalPages": "jira:globalPage",
    "jiraDashboardItems": "jira:dashboardGadget",
}
"""Connect's kinds, by which the host's pages ask, to Forge's."""
PLACES = {
    "jira:projectPage": "/projects/{{project}}?selectedItem={app}__{key}",
    "jira:projectSettingsPage": "/projects/{{project}}/settings?selectedItem={app}__{key}",
    "jira:adminPage": "/admin?selectedItem={app}__{key}",
    "jira:globalPage": "/plugins/servlet/ac/{app}/{key}",
}
"""The address of a page module on this host; `{project}` is left for the key of a project."""
KEY = "app.plumbline.jira"
"""By what a Forge app's modules go in addresses where its manifest names no Connect app."""


def forge_modules(viewer: Viewer, kind: str) -> list[Module]:
    """The modules of the Forge app that Connect calls by this kind; none where its Custom UI is not served."""
    app = viewer.site.forge
    if app is None or viewer.site.custom_ui_url is None or kind not in KINDS:
        return []
    return app.modules(KINDS[kind])


def forge_key(viewer: Viewer) -> str:
    """The app's name in addresses."""
    app = viewer.site.forge
    return app.connect_key or KEY if app else KEY


def forge_frame(viewer: Viewer, module: Module, context: dict[str, str], *, full_page: bool) -> Frame:
    """What the page's script needs to embed a module; ``context`` are the ids of what it stands on."""
    return {
        "forge": True,
        "key": module["key"],
        "url": f"{viewer.site.custom_ui_url}/app/index.html",
        "title": str(module.get("title", module["key"])),
        "fullPage": full_page,
        "context": context,
        "places": _places(viewer),
    }


def _places(viewer: Viewer) -> dict[str, str]:
    """The addresses of all page modules by key, so that the app can lead to them."""
    app = viewer.site.forge
    if app is None:
        return {}
    return {
        module["key"]: template.format(app=forge_key(viewer), key=module["key"])
        for kind, template in PLACES.items()
        for module in app.modules(kind)
    }
