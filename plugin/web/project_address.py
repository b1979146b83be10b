"""Where Jira shows a project's Plumbline page."""

from __future__ import annotations

from urllib.parse import quote

PROJECT_PAGE = "app.plumbline.jira__project-page"
"""What a project's address selects in Jira; a window that is not Connect's knows its own way by the module's key."""


def project_address(site_url: str, key: str) -> str:
    """The address of the page of the project with this key, on a site without a slash at its end."""
    return f"{site_url}/projects/{quote(key, safe='')}?selectedItem={PROJECT_PAGE}"
