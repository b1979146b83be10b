"""The kinds of Jira module that show something: frozen objects that know how each platform's document has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from descriptors.base import FORGE_ICON, ICON, ICON_PATH, RESOURCE, Fit, Json, frame, label, page, panel

SHOWN_IF: dict[str, Json] = {"user_is_logged_in": {"isLoggedIn": True}, "user_is_admin": {"isAdmin": True}}
"""Connect's conditions → Forge's display conditions; both hide a link and protect nothing."""


@dataclass(frozen=True, slots=True)
class IssuePanel:
    """A panel in the body of an issue, opened once by its quick-add button and kept there."""

    kind: ClassVar[str] = "jiraIssueContents"
    forge_kind: ClassVar[str] = "jira:issuePanel"
    fit: ClassVar[Fit] = "content"
    key: str
    name: str
    tooltip: str
    path: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        return {
            "key": self.key,
            "name": label(self.name),
            "tooltip": label(self.tooltip),
            "icon": ICON,
            "target": panel(self.path),
        }

    def forge(self) -> Json:
        """The module as a Forge manifest has it."""
        return {**frame(self.key, self.name), "icon": FORGE_ICON}


@dataclass(frozen=True, slots=True)
class IssueGlance:
    """A line in the right column of every issue that opens into a panel."""

    kind: ClassVar[str] = "jiraIssueContexts"
    forge_kind: ClassVar[str] = "jira:issueContext"
    fit: ClassVar[Fit] = "content"
    key: str
    name: str
    label: str
    path: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        return {
            "key": self.key,
            "name": label(self.name),
            "icon": ICON,
            "content": {"type": "label", "label": label(self.label)},
            "target": panel(self.path),
        }

    def forge(self) -> Json:
        """The module as a Forge manifest has it."""
        return {**frame(self.key, self.name), "label": self.label, "icon": FORGE_ICON}


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """A page in a project's navigation."""

    kind: ClassVar[str] = "jiraProjectPages"
    forge_kind: ClassVar[str] = "jira:projectPage"
    fit: ClassVar[Fit] = "page"
    key: str
    name: str
    path: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        return {"key": self.key, "name": label(self.name), "url": self.path, "iconUrl": ICON_PATH}

    def forge(self) -> Json:
        """The module as a Forge manifest has it."""
        return page(self.key, self.name)


@dataclass(frozen=True, slots=True)
class ProjectSettingsPage:
    """A page in a project's settings."""

    kind: ClassVar[str] = "jiraProjectAdminTabPanels"
    forge_kind: ClassVar[str] = "jira:projectSettingsPage"
    fit: ClassVar[Fit] = "page"
    key: str
    name: str
    path: str
    location: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        return {"key": self.key, "name": label(self.name), "url": self.path, "location": self.location}

    def forge(self) -> Json:
        """The module as a Forge manifest has it."""
        return page(self.key, self.name)


@dataclass(frozen=True, slots=True)
class GeneralPage:
    """A page of the whole site, in its navigation; the condition hides the link and protects nothing."""

    kind: ClassVar[str] = "generalPages"
    forge_kind: ClassVar[str] = "jira:globalPage"
    fit: ClassVar[Fit] = "page"
    key: str
    name: str
    path: str
    condition: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        shown_if = [{"condition": self.condition}]
        return {"key": self.key, "name": label(self.name), "url": self.path, "icon": ICON, "conditions": shown_if}

    def forge(self) -> Json:
        """The module as a Forge manifest has it."""
        return {**page(self.key, self.name), "displayConditions": SHOWN_IF[self.condition]}


@dataclass(frozen=True, slots=True)
class AdminPage:
    """A page among the site's app settings; the condition hides the link and protects nothing."""

    kind: ClassVar[str] = "adminPages"
    forge_kind: ClassVar[str] = "jira:adminPage"
    fit: ClassVar[Fit] = "page"
    key: str
    name: str
    path: str
    condition: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        shown_if = [{"condition": self.condition}]
        return {"key": self.key, "name": label(self.name), "url": self.path, "conditions": shown_if}

    def forge(self) -> Json:
        """The module as a Forge manifest has it: not `useAsConfig`, which would take it out of the sidebar."""
        return page(self.key, self.name)


@dataclass(frozen=True, slots=True)
class PostInstallPage:
    """The page to which Jira leads whoever installed the app; either platform has one at most."""

    kind: ClassVar[str] = "postInstallPage"
    forge_kind: ClassVar[str] = "jira:adminPage"
    fit: ClassVar[Fit] = "page"
    key: str
    name: str
    path: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        return {"key": self.key, "name": label(self.name), "url": self.path}

    def forge(self) -> Json:
        """The module as a Forge manifest has it: the button "Get started" beside the app leads there."""
        return {**page(self.key, self.name), "useAsGetStarted": True}


@dataclass(frozen=True, slots=True)
class DashboardItem:
    """A gadget that people put on their dashboards and tell what to show."""

    kind: ClassVar[str] = "jiraDashboardItems"
    forge_kind: ClassVar[str] = "jira:dashboardGadget"
    fit: ClassVar[Fit] = "content"
    key: str
    name: str
    description: str
    path: str

    def connect(self) -> Json:
        """The module as a Connect descriptor has it."""
        return {
            "key": self.key,
            "name": label(self.name),
            "description": label(self.description),
            "url": self.path,
            "thumbnailUrl": ICON_PATH,
            "configurable": True,
        }

    def forge(self) -> Json:
        """The module as a Forge manifest has it; `edit` is the same bundle, which asks what to show."""
        shown = {"description": self.description, "thumbnail": FORGE_ICON, "edit": {"resource": RESOURCE}}
        return frame(self.key, self.name) | shown


View = (
    IssuePanel
    | IssueGlance
    | ProjectPage
    | ProjectSettingsPage
    | GeneralPage
    | AdminPage
    | PostInstallPage
    | DashboardItem
)
