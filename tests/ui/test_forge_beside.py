"""From a narrow panel a risk opens in a modal window of Jira's, which is the same bundle with another content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.ui.forge_stage import Proxy
from tests.ui.test_gallery import violations
from tests.web.ui.scene import Scene

pytestmark = pytest.mark.browser
Shell = Callable[..., Page]
PANEL = "/ui/issues/10050/panel?project=10000"


def opened_in(scene: Scene) -> dict[str, Any]:
    """The context that a modal gets for the panel's risk."""
    risk = next(risk for risk in scene.all_risks() if risk.title == "Somebody's")
    return {"plumbline": {"from": PANEL, "url": f"/ui/projects/10000/risks/{risk.id}"}}


def calls(page: Page, name: str) -> int:
    """How often the bridge was asked for this."""
    count: int = page.evaluate("name => asked.filter(([one]) => one === name).length", name)
    return count


def test_a_risk_opens_beside_the_panel(shell: Shell, scene: Scene, proxy: Proxy) -> None:
    """The panel asks Jira for a window with room, and neither opens its own drawer nor asks the server."""
    page = shell("issue-panel")
    before = proxy.paths()
    page.get_by_role("link", name="Open R-2").click()
    page.wait_for_function("() => jira.modal !== null")

    assert page.evaluate("jira.modal.context") == opened_in(scene)
    assert page.evaluate("[jira.modal.resource, jira.modal.size]") == [None, "large"]
    expect(page.locator("#drawer")).to_be_hidden()
    assert proxy.paths() == before


def test_the_panel_is_brought_up_to_date_on_closing(shell: Shell, scene: Scene, proxy: Proxy) -> None:
    """When the window closes, the panel reloads what it shows."""
    page = shell("issue-panel")
    page.get_by_role("link", name="Open R-2").click()
    page.wait_for_function("() => jira.modal !== null")
    with page.expect_response(lambda answer: "/ui/issues/10050/risks" in (answer.request.post_data or "")):
        page.evaluate("jira.modal.onClose()")


def test_the_page_has_its_drawer_instead(shell: Shell) -> None:
    """A page with room of its own opens no second window."""
    page = shell("project-page", history="/risks")
    page.get_by_role("link", name="R-1", exact=True).click()

    expect(page.locator("#drawer #risk-title")).to_be_visible()
    assert calls(page, "openModal") == 0


def test_the_window_shows_the_risk(shell: Shell, scene: Scene, said: list[str]) -> None:
    """The same bundle shows the risk alone, with the focus on its title, and passes axe."""
    page = shell("issue-panel", modal=opened_in(scene))

    expect(page.locator("main #risk-title")).to_have_text("Somebody's")
    expect(page.locator("#panel-risks")).to_have_count(0)
    expect(page).to_have_title("Somebody's")
    assert violations(page) == []
    assert said == []


def test_work_is_done_in_the_window(shell: Shell, scene: Scene) -> None:
    """Forms inside it work as in the drawer."""
    page = shell("issue-panel", modal=opened_in(scene))
    page.get_by_role("button", name="Edit statement").click()
    page.get_by_label("Because", exact=True).fill("one person knows it")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#risk")).to_contain_text("one person knows it")

    assert {risk.cause for risk in scene.all_risks()} == {"", "one person knows it"}


@pytest.mark.parametrize("how", ["button", "Escape"])
def test_the_window_closes(shell: Shell, scene: Scene, how: str) -> None:
    """By its button or by Escape."""
    page = shell("issue-panel", modal=opened_in(scene))
    expect(page.locator("#risk-title")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click() if how == "button" else page.keyboard.press("Escape")
    page.wait_for_function("() => asked.some(([name]) => name === 'close')")


def test_leaving_typed_text_is_asked_once(shell: Shell, scene: Scene) -> None:
    """Escape with unsaved text warns in words; a second Escape leaves. A click beside the window does nothing."""
    page = shell("issue-panel")
    page.get_by_role("link", name="Open R-2").click()
    page.wait_for_function("() => jira.modal !== null")
    assert page.evaluate("[jira.modal.closeOnEscape, jira.modal.closeOnOverlayClick]") == [False, False]

    page = shell("issue-panel", modal=opened_in(scene))
    page.get_by_role("button", name="Edit statement").click()
    page.get_by_label("Because", exact=True).fill("half typed")
    page.keyboard.press("Escape")
    expect(page.get_by_role("alert").filter(has_text="What you typed is not saved.")).to_be_visible()
    assert calls(page, "close") == 0
    page.keyboard.press("Escape")

    page.wait_for_function("() => asked.some(([name]) => name === 'close')")


def test_a_risk_that_is_gone_is_said(shell: Shell) -> None:
    """The window says so in words, instead of showing the panel."""
    gone = {"plumbline": {"from": PANEL, "url": "/ui/projects/10000/risks/" + "0" * 32}}
    page = shell("issue-panel", modal=gone)

    expect(page.get_by_role("heading", name="Not found", level=1)).to_be_visible()
    expect(page.locator("#panel-risks")).to_have_count(0)
