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
    """A scope by its Connect name, with the reason an administrator may ask for."""

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
        "No field of an issue is changed.",
    ),
)

LIFECYCLE = {
    "installed": "/connect/installed",
    "uninstalled": "/connect/uninstalled",
    "enabled": "/connect/enabled",
    "disabled": "/connect/disabled",
}

API_MIGRATIONS = {"signed-install": True, "context-qsh": True}
