"""Jira's window with the app inside: where the app's frames are, what the browser complains of, what axe finds."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Frame, FrameLocator, Page, Request, expect

PROJECT_PAGE = "app.plumbline.jira__project-page"
QUIET_LEVELS = {"log", "info", "debug"}
PANEL = "section.panel iframe"


class Complaints:
    """Everything that browsers find wrong: console errors and warnings, refusals of the policy, failed requests."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def listen(self, page: Page) -> Page:
        """Hear of a page from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("requestfailed", self._failed)
        page.on("response", lambda r: self.heard.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in QUIET_LEVELS:
            self.heard.append(message.text)

    def _failed(self, request: Request) -> None:
        # What was cut off because the page was left did not fail.
        if request.failure != "net::ERR_ABORTED":
            self.heard.append(f"failed: {request.url}")


def app(page: Page, where: str = "iframe") -> FrameLocator:
    """The app's frame on a page of Jira's, connected to the bridge."""
    expect(page.locator(f"{where}[data-bridge=established]")).to_have_count(1)
    return page.frame_locator(where)


def project_page(page: Page, host_url: str, tab: str, **query: str) -> FrameLocator:
    """The app's page of the sample project, on one of its tabs."""
    asked = "".join(f"&{name}={value}" for name, value in query.items())
    page.goto(f"{host_url}/projects/PAY?selectedItem={PROJECT_PAGE}{asked}")
    inside = app(page)
    link = inside.get_by_role("navigation", name="Plumbline").get_by_role("link", name=tab)
    link.click()
    expect(link).to_have_attribute("aria-current", "page")
    return inside


def violations(frame: Frame | Page) -> list[str]:
    """What axe finds in a frame, one line per element."""
    # What is only half faded in has the colours of what is behind it.
    frame.evaluate(
        "Promise.allSettled(document.getAnimations()"
        ".filter((one) => isFinite(one.effect.getComputedTiming().endTime)).map((one) => one.finished))"
    )
    # Else axe itself fetches stylesheets from Jira's host, which the page's policy refuses.
    told = Axe().run(frame, options={"preload": False}).response
    assert len(told["passes"]) > 5, "axe looked at an empty page"
    found: list[dict[str, Any]] = told["violations"]
    return [f"{one['id']}: {node['html']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def frames_of_the_app(page: Page) -> list[Frame]:
    """The app's frames on a page."""
    return [frame for frame in page.frames if "/ui/" in frame.url or "/app/index.html" in frame.url]


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until an element of that selector in the app's frame has the focus."""
    for _ in range(most):
        for frame in frames_of_the_app(page):
            if frame.evaluate("wanted => document.hasFocus() && document.activeElement.matches(wanted)", selector):
                return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} was not reached by {most} presses of Tab")
