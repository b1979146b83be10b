"""What every kind of Jira module shares: how a Connect descriptor and a Forge manifest put texts, icons and frames."""

from __future__ import annotations

from typing import ClassVar, Literal, Protocol

Json = dict[str, object]
Fit = Literal["content", "page"]
"""Whether a frame is as tall as what it shows, or a page with room of its own."""

ICON_PATH = "/static/plumbline.svg"
ICON: Json = {"url": ICON_PATH, "width": 24, "height": 24}

RESOURCE = "app"
"""The one bundle of the Custom UI; every Forge view is a frame that shows it."""
UI_ENDPOINT = "ui"
ICONS = "icons"
FORGE_ICON = f"resource:{ICONS};plumbline.svg"
"""Served by Atlassian, so that a manifest need not know the back end's address to have an icon."""


class Module(Protocol):
    """One Jira module; `kind` is the name of its list in a Connect descriptor."""

    kind: ClassVar[str]

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""


class SharedModule(Module, Protocol):
    """A module that Forge knows as well; `forge_kind` is the name of its list in a manifest."""

    forge_kind: ClassVar[str]

    @property
    def key(self) -> str:
        """The module's key, the same on both platforms."""

    def forge(self) -> Json:
        """The module as a Forge manifest has it."""


def label(value: str) -> Json:
    """A text as Connect wants it."""
    return {"value": value}


def panel(path: str) -> Json:
    """A frame within an issue, as Connect wants it."""
    return {"type": "web_panel", "url": path}


def frame(key: str, title: str) -> Json:
    """What every Forge view has: its title, the bundle it shows, and leave to call the back end."""
    return {"key": key, "resource": RESOURCE, "resolver": {"endpoint": UI_ENDPOINT}, "title": title}


def page(key: str, title: str) -> Json:
    """A Forge view with a page to itself; our pages bring their own heading, so Jira adds none."""
    return {**frame(key, title), "layout": "blank", "icon": FORGE_ICON}
