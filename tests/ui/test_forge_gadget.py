"""A dashboard gadget under Forge: Jira keeps what was chosen, and opens the bundle anew for whoever changes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.ui.forge_stage import Proxy

pytestmark = pytest.mark.browser
Shell = Callable[..., Page]


def gadget(entry_point: str, project: str = "") -> dict[str, Any]:
    """What Jira says of a gadget beyond where it is."""
    return {"entryPoint": entry_point, "gadgetConfiguration": {"projectId": project} if project else {}}


def test_the_gadget_knows_its_place(shell: Shell, proxy: Proxy) -> None:
    """Its page is asked for with dashboard and item."""
    shell("gadget-risk-matrix", extension=gadget("view", "10000"))

    assert proxy.letters[0]["path"] == "/ui/gadgets/risk-matrix?dashboard=10000&item=10001"


def test_what_is_chosen_goes_to_jira(shell: Shell) -> None:
    """Choosing a project hands the configuration to Jira."""
    page = shell("gadget-risk-matrix", extension=gadget("edit"))
    page.get_by_label("Project to show").select_option("10000")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("Payments").first).to_be_visible()

    assert page.evaluate("asked.filter(([name]) => name === 'submit')") == [["submit", {"projectId": "10000"}]]


def test_what_was_chosen_is_shown(shell: Shell, said: list[str]) -> None:
    """A viewer sees the project's figure and is offered no change that Jira would refuse."""
    page = shell("gadget-risk-matrix", extension=gadget("view", "10000"))
    expect(page.locator(".matrix")).to_be_visible()

    expect(page.get_by_role("button", name="Change project")).to_be_hidden()
    assert said == []
