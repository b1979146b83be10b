"""Under Forge a place in the page is a place in Jira's address: the path is the tab, the hash is the open drawer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.ui.forge_stage import Proxy
from tests.web.ui.scene import Scene

pytestmark = pytest.mark.browser
Shell = Callable[..., Page]


def address(page: Page) -> str:
    """Jira's address as the fake bridge keeps it."""
    found: str = page.evaluate("jira.address()")
    return found


def expect_address(page: Page, wanted: str) -> None:
    """Jira's address as it soon is: the browser tells of a closed drawer a moment later."""
    page.wait_for_function("wanted => jira.address() === wanted", arg=wanted)


def risk_hash(scene: Scene, title: str) -> str:
    """The hash that opens a risk."""
    return f"#risk-{next(risk.id for risk in scene.all_risks() if risk.title == title)}"


def expect_tab(page: Page, name: str) -> None:
    """This tab is the current one."""
    expect(page.locator(".tabs [aria-current=page]")).to_contain_text(name)


def test_an_address_opens_its_tab(shell: Shell, proxy: Proxy) -> None:
    """The tab in the address is asked for at once, not after the first one."""
    page = shell("project-page", history="/risks")

    expect_tab(page, "Risks")
    assert proxy.paths() == ["/ui/projects/10000?tab=risks"]


def test_an_address_opens_its_drawer(shell: Shell, scene: Scene) -> None:
    """A link that somebody sent opens the same risk on the same tab."""
    page = shell("project-page", history=f"/risks{risk_hash(scene, 'Key developer leaves')}")

    expect(page.locator("#drawer").get_by_role("heading", name="Key developer leaves")).to_be_visible()
    expect_tab(page, "Risks")


def test_the_address_follows_the_tab(shell: Shell) -> None:
    """Each tab that is opened is a step to go back from; the first tab has the plain address."""
    page = shell("project-page")
    page.locator("#tab-risks").click()
    expect_tab(page, "Risks")
    page.locator("#tab-scope").click()
    expect_tab(page, "Scope")
    page.locator("#tab-overview").click()
    expect_tab(page, "Overview")

    assert page.evaluate("jira.entries") == ["/", "/risks", "/scope", "/"]


def test_going_back_goes_through_the_tabs(shell: Shell) -> None:
    """Back and forth in Jira change the tab, and add no steps of their own."""
    page = shell("project-page")
    page.locator("#tab-risks").click()
    expect_tab(page, "Risks")
    page.evaluate("jira.go(-1)")
    expect_tab(page, "Overview")
    page.evaluate("jira.go(1)")
    expect_tab(page, "Risks")

    assert page.evaluate("[jira.entries, jira.at]") == [["/", "/risks"], 1]


def test_the_address_follows_the_drawer(shell: Shell, scene: Scene) -> None:
    """An opened risk can be sent; closing it leaves the tab in the address; the frame's own address never changes."""
    page = shell("project-page", history="/risks")
    frame = page.url
    page.get_by_role("link", name="R-1", exact=True).click()
    expect(page.locator("#risk-title")).to_be_visible()
    opened = address(page)
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()

    assert opened == f"/risks{risk_hash(scene, 'Key developer leaves')}"
    expect_address(page, "/risks")
    assert page.url == frame
    expect(page.get_by_role("link", name="R-1", exact=True)).to_be_focused()


def test_going_back_closes_and_opens_the_drawer(shell: Shell) -> None:
    """The drawer is a place in Jira's history."""
    page = shell("project-page", history="/risks")
    page.get_by_role("link", name="R-1", exact=True).click()
    expect(page.locator("#risk-title")).to_be_visible()
    page.evaluate("jira.go(-1)")
    expect(page.locator("#drawer")).to_be_hidden()
    expect_address(page, "/risks")
    page.evaluate("jira.go(1)")

    expect(page.locator("#risk-title")).to_be_visible()
    assert address(page).startswith("/risks#risk-")


def test_forth_right_after_back_leaves_the_drawer_its_address(shell: Shell) -> None:
    """The browser tells of a closing a moment later; by then the drawer may be open again."""
    page = shell("project-page", history="/risks")
    page.get_by_role("link", name="R-1", exact=True).click()
    expect(page.locator("#risk-title")).to_be_visible()
    page.evaluate("jira.go(-1); jira.go(1)")
    page.wait_for_load_state("networkidle")

    expect(page.locator("#risk-title")).to_be_visible()
    assert address(page).startswith("/risks#risk-")


def test_an_address_that_is_typed_opens_tab_and_drawer(shell: Shell, scene: Scene) -> None:
    """Another address in the same window brings the tab first and then what is to be opened on it."""
    page = shell("project-page")
    page.evaluate("place => jira.visit(place)", f"/risks{risk_hash(scene, 'Key developer leaves')}")

    expect(page.locator("#drawer").get_by_role("heading", name="Key developer leaves")).to_be_visible()
    expect_tab(page, "Risks")


def test_news_leave_the_address_alone(shell: Shell, scene: Scene) -> None:
    """A reload that nobody asked for is no step."""
    page = shell("project-page", history="/risks")
    scene.risk("From elsewhere")
    expect(page.locator("#register")).to_contain_text("From elsewhere", timeout=5000)

    assert page.evaluate("jira.entries") == ["/risks"]


def test_a_panel_needs_no_address(shell: Shell, said: list[str]) -> None:
    """Where Jira gives no history, the page works without."""
    page = shell("issue-panel")

    expect(page.locator("#panel-risks")).to_contain_text("Somebody's")
    assert said == []


@pytest.mark.parametrize("tab", ["no-such-tab", "%3Cb%3E"])
def test_a_tab_that_is_unknown_is_the_first(shell: Shell, tab: str) -> None:
    """An old or wrong address shows the page all the same."""
    page = shell("project-page", history=f"/{tab}")

    expect_tab(page, "Overview")
