"""The kinds of Jira module that the app has, as frozen objects that know how a descriptor shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

Json = dict[str, object]

ICON_PATH = "/static/plumbline.svg"
ICON: Json = {"url": ICON_PATH, "width": 24, "height": 24}


class Module(Protocol):
    """One Jira module; `kind` is the name of its list in a Connect descriptor."""

    kind: ClassVar[str]

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""


@dataclass(frozen=True, slots=True)
class IssuePanel:
    """A panel in the body of an issue, opened once by its quick-add button and kept there."""

    kind: ClassVar[str] = "jiraIssueContents"
    key: str
    name: str
    tooltip: str
    path: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        return {
            "key": self.key,
            "name": _text(self.name),
            "tooltip": _text(self.tooltip),
            "icon": ICON,
            "target": _panel(self.path),
        }


@dataclass(frozen=True, slots=True)
class IssueGlance:
    """A line in the right column of every issue that opens into a panel."""

    kind: ClassVar[str] = "jiraIssueContexts"
    key: str
    name: str
    label: str
    path: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        return {
            "key": self.key,
            "name": _text(self.name),
            "icon": ICON,
            "content": {"type": "label", "label": _text(self.label)},
            "target": _panel(self.path),
        }


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """A page in a project's navigation."""

    kind: ClassVar[str] = "jiraProjectPages"
    key: str
    name: str
    path: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        return {"key": self.key, "name": _text(self.name), "url": self.path, "iconUrl": ICON_PATH}


@dataclass(frozen=True, slots=True)
class ProjectSettingsPage:
    """A page in a project's settings."""

    kind: ClassVar[str] = "jiraProjectAdminTabPanels"
    key: str
    name: str
    path: str
    location: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        return {"key": self.key, "name": _text(self.name), "url": self.path, "location": self.location}


@dataclass(frozen=True, slots=True)
class AdminPage:
    """A page among the site's app settings; the condition hides the link and protects nothing."""

    kind: ClassVar[str] = "adminPages"
    key: str
    name: str
    path: str
    condition: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        shown_if = [{"condition": self.condition}]
        return {"key": self.key, "name": _text(self.name), "url": self.path, "conditions": shown_if}


@dataclass(frozen=True, slots=True)
class PostInstallPage:
    """The page to which Jira leads whoever installed the app; a descriptor has one."""

    kind: ClassVar[str] = "postInstallPage"
    key: str
    name: str
    path: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        return {"key": self.key, "name": _text(self.name), "url": self.path}


@dataclass(frozen=True, slots=True)
class Extraction:
    """A value inside a property that Jira indexes; `alias` is its name in JQL."""

    object_name: str
    type: str
    alias: str | None = None

    def connect(self) -> Json:
        """The extraction as a Connect descriptor has it."""
        shown: Json = {"objectName": self.object_name, "type": self.type}
        return shown if self.alias is None else shown | {"alias": self.alias}


@dataclass(frozen=True, slots=True)
class EntityProperty:
    """A property of issues or projects with the values to be indexed."""

    kind: ClassVar[str] = "jiraEntityProperties"
    key: str
    name: str
    entity: str
    property_key: str
    extractions: tuple[Extraction, ...]

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        indexed = [extraction.connect() for extraction in self.extractions]
        return {
            "key": self.key,
            "name": _text(self.name),
            "entityType": self.entity,
            "keyConfigurations": [{"propertyKey": self.property_key, "extractions": indexed}],
        }


@dataclass(frozen=True, slots=True)
class Webhook:
    """One of Jira's events, and where it is to be sent."""

    kind: ClassVar[str] = "webhooks"
    event: str
    path: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        return {"event": self.event, "url": self.path}


def _text(value: str) -> Json:
    return {"value": value}


def _panel(path: str) -> Json:
    return {"type": "web_panel", "url": path}
