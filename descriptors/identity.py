"""Who the app is to Jira: key, name, what it asks for and why, and where it hears of its own life."""

from __future__ import annotations

from dataclasses import dataclass

KEY = "app.plumbline.jira"
NAME = "Plumbline"
DESCRIPTION = (
    "Risk registers, scope-change logs and post-project reviews that follow your issues, versions and sprints: "
    "see at once how far a project has drifted from what was agreed."
)
GLANCE_KEY = "issue-glance"
GLANCE_STATUS_KEY = f"com.atlassian.jira.issue:{KEY}:{GLANCE_KEY}:status"
"""The issue property from which Jira takes the lozenge beside the glance."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope by its name on one platform, with the reason an administrator may ask for."""

    name: str
    reason: str


SCOPES = (
    Scope(
        "READ",
        "Jira sends webhooks only to apps that may read; issues with their history, versions, sprints and fields "
        "are read when a project is switched on and when it is compared with Jira each night.",
    ),
    Scope(
        "WRITE",
        "Risk and scope figures are written to properties of issues and projects, for JQL, columns and Automation. "
        "On a person's command an issue is made for a risk or its response; of a risk's own issue, assignee, due date "
        "and status follow the risk. No other issue is changed.",
    ),
    Scope(
        "ADMIN",
        "When an administrator presses “Set up” in a project's settings, an issue type for risks and a link type for "
        "responses are made, and the type is added to the project. Nothing else needs it, and nothing else uses it.",
    ),
)

FORGE_SCOPES = (
    Scope(
        "read:jira-work",
        "Jira reports changes to issues, versions, sprints, links and projects only to apps that may read them; "
        "a project's issues with their history, fields and versions are read when it is switched on and each night.",
    ),
    Scope(
        "read:jira-user",
        "Shows people by the name they have today, and lets an owner be chosen; only account ids are kept.",
    ),
    Scope(
        "read:board-scope:jira-software",
        "Lists the boards of a project, because Jira tells a project's sprints only board by board.",
    ),
    Scope(
        "read:project:jira",
        "Jira asks for this beside the scope above before it tells which project a board belongs to.",
    ),
    Scope(
        "read:sprint:jira-software",
        "Reads the sprints of those boards: their names, when they start and when they end.",
    ),
    Scope(
        "write:project.property:jira",
        "Writes a project's totals beside the project, for JQL and Automation. "
        "No setting of a project can be changed with this.",
    ),
    Scope(
        "write:jira-work",
        "Writes risk and scope figures beside issues, for JQL, columns and Automation. On a person's command makes an "
        "issue for a risk or its response and links the two; of a risk's own issue, assignee, due date and status "
        "follow the risk. No other issue is changed.",
    ),
    Scope(
        "manage:jira-configuration",
        "When an administrator presses “Set up” in a project's settings, makes an issue type for risks and a link type "
        "for responses, and adds the type to the project. Nothing else uses it.",
    ),
    Scope(
        "read:app-system-token",
        "Lets the app's own server ask Jira in the app's name, which is how all of the above is done.",
    ),
    Scope(
        "read:app-user-token",
        "Lets the app's own server ask Jira in the name of the person looking at a page, "
        "so that Jira decides what they see.",
    ),
)
CONNECT_DATA_SCOPE = Scope(
    "read:app-data:jira",
    "Reads the one property that tells which earlier Connect installation this one continues, "
    "so that its registers are found.",
)
"""Asked for only where an app continues a Connect app."""

LIFECYCLE = {
    "installed": "/connect/installed",
    "uninstalled": "/connect/uninstalled",
    "enabled": "/connect/enabled",
    "disabled": "/connect/disabled",
}

API_MIGRATIONS = {"signed-install": True, "context-qsh": True}
