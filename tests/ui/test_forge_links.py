"""Links out of the frame: under Forge each is asked of Jira, since a frame may not lead Jira's page away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Shell = Callable[..., Page]
ISSUE = {"target": "issue", "issueKey": "PAY-50"}
SETTINGS = {"target": "module", "moduleKey": "project-settings", "projectKey": "PAY"}


def led(page: Page) -> dict[str, Any]:
    """Where the page asked Jira to lead."""
    page.wait_for_function("() => asked.some(([name]) => name === 'navigate')")
    found: dict[str, Any] = page.evaluate("asked.find(([name]) => name === 'navigate')[1]")
    return found


@pytest.mark.parametrize(("modifiers", "kind"), [([], "same-tab"), (["Control"], "new-tab"), (["Shift"], "new-tab")])
def test_an_issue_opens_in_jira(shell: Shell, modifiers: list[Any], kind: str) -> None:
    """An issue's key leads to the issue; with a key held down, in a tab of its own."""
    page = shell("project-page", history="/risks")
    page.get_by_role("link", name="R-2", exact=True).click()
    page.get_by_role("link", name="PAY-50").first.click(modifiers=modifiers)

    assert led(page) == ISSUE | {"type": kind}


def test_our_own_page_opens_by_its_module(shell: Shell) -> None:
    """The administrator's list leads to a project's settings, whose address only Jira knows."""
    page = shell("site-admin")
    page.get_by_role("link", name="PAY", exact=True).click()

    assert led(page) == SETTINGS | {"type": "same-tab"}


def test_the_first_steps_lead_to_the_administrators_page(shell: Shell) -> None:
    """The page for whoever installed the app names the module too, and other addresses go as they are."""
    page = shell("get-started")
    page.get_by_role("link", name="Show all projects").click()
    assert led(page) == {"url": "https://acme.atlassian.net/jira/projects", "type": "same-tab"}
    page.evaluate("asked.length = 0")
    page.get_by_role("link", name="Open the administrator’s page").click()

    assert led(page) == {"target": "module", "moduleKey": "site-admin", "type": "same-tab"}
