"""A full register, log and review in Jira's frame: axe finds nothing in light and dark, and nothing overflows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.stage import Stage, a_stage
from tests.e2e.window import Complaints, app, frames_of_the_app, project_page, violations
from tests.standin.demo_story import tell_story

THEMES = ("light", "dark")


@pytest.fixture(scope="module")
def told(platform: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The sample with everything that its people entered over the weeks."""
    with a_stage(tmp_path_factory.mktemp("home"), platform=platform, enabled=False) as stage:
        tell_story(stage.site, stage.sample, stage.app.base_url)
        yield stage
        assert stage.site.violations == []


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the browser complains of: nothing."""
    complaints = Complaints()
    yield complaints
    assert complaints.heard == []


@pytest.fixture
def window(page: Page, complaints: Complaints) -> Page:
    """A page that is listened to."""
    return complaints.listen(page)


def checked(page: Page, theme: str) -> None:
    """Every frame of the app is in the theme and as axe wants it, and never scrolls sideways."""
    assert frames_of_the_app(page)
    for frame in frames_of_the_app(page):
        frame.wait_for_function("mode => document.documentElement.dataset.colorMode === mode", arg=theme)
        frame.wait_for_load_state("networkidle")
        assert violations(frame) == []
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("theme", THEMES)
def test_every_tab_of_the_project_page(told: Stage, window: Page, theme: str) -> None:
    """Overview, register, scope and reviews, as they look after fourteen weeks."""
    for tab in ("Overview", "Risks", "Scope", "Reviews"):
        project_page(window, told.host_url, tab, theme=theme)
        checked(window, theme)


@pytest.mark.parametrize("theme", THEMES)
def test_what_opens_on_the_project_page(told: Stage, window: Page, complaints: Complaints, theme: str) -> None:
    """The form for a new risk with its mistakes, a risk in the drawer, the explanation of a figure, a review."""
    inside = project_page(window, told.host_url, "Risks", theme=theme)
    inside.get_by_label("What could happen?").fill("Only a title")
    inside.get_by_role("button", name="Add risk").click()
    inside.get_by_role("form", name="New risk").get_by_role("button", name="Add risk").click()
    expect(inside.locator("#quick-probability-error")).to_be_visible()
    assert [text for text in complaints.heard if "422" not in text] == []
    complaints.heard.clear()
    checked(window, theme)
    inside.get_by_role("button", name="Cancel").click()
    inside.get_by_role("link", name="R-1", exact=True).click()
    expect(inside.locator("#risk-title")).to_be_visible()
    checked(window, theme)
    inside = project_page(window, told.host_url, "Scope", theme=theme)
    inside.locator("a.why").first.click()
    expect(inside.get_by_role("dialog").get_by_role("heading").first).to_be_visible()
    checked(window, theme)
    inside = project_page(window, told.host_url, "Reviews", theme=theme)
    inside.locator("[data-row-link]").first.click()
    expect(inside.get_by_role("heading", name="Review of 1.0")).to_be_visible()
    checked(window, theme)


@pytest.mark.parametrize("theme", THEMES)
def test_panel_and_glance(told: Stage, window: Page, theme: str) -> None:
    """The issue page of a response, with its forms opened."""
    window.goto(f"{told.host_url}/browse/{told.site.notes['responses'][0]}?theme={theme}")
    expect(window.locator("iframe[data-bridge=established]")).to_have_count(2)
    checked(window, theme)
    panel = window.frame_locator("section.panel iframe")
    panel.get_by_role("button", name="Link").click()
    expect(panel.get_by_role("form", name="Link an existing risk")).to_be_visible()
    checked(window, theme)


@pytest.mark.parametrize("theme", THEMES)
def test_settings_and_administration(told: Stage, window: Page, theme: str) -> None:
    """The pages of who administers project and site."""
    admin = told.sample.people["Engineering manager"]
    for path in (f"/projects/PAY/settings?theme={theme}", f"/admin?theme={theme}&as={admin}"):
        window.goto(told.host_url + path)
        app(window)
        checked(window, theme)
