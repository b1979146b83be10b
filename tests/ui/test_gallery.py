"""How every component looks and is read: no overflow, no violation of the policy, nothing for axe to find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.ui.gallery import THEMES

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def violations(page: Page) -> list[str]:
    """What axe finds, one line per element."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def test_the_page_loads_without_a_word(visit: Visit, said: list[str]) -> None:
    """Nothing is logged: no script error, no missing file, nothing the content policy had to refuse."""
    page = visit()
    page.wait_for_load_state("networkidle")

    assert said == []


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [320, 800, 1440])
def test_nothing_runs_over_the_edge(visit: Visit, page: Page, width: int, direction: str) -> None:
    """The page never scrolls sideways, in either direction of reading, with the longest German words."""
    page.set_viewport_size({"width": width, "height": 900})
    visit(f"?dir={direction}")

    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("contrast", ["no-preference", "more"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visit, page: Page, scheme: Any, contrast: Any) -> None:
    """Every component passes axe in light, dark and increased contrast, without a host's tokens."""
    page.emulate_media(color_scheme=scheme, contrast=contrast)
    visit()

    assert violations(page) == []


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_under_the_hosts_tokens(visit: Visit, page: Page, mode: str) -> None:
    """With the tokens that the bridge loads, which are older than ours, contrast still holds; the host's mode wins."""
    if not THEMES.is_dir():
        pytest.skip("the development assets are not installed (make assets)")
    page.emulate_media(color_scheme="dark" if mode == "light" else "light")
    visit()
    page.evaluate(
        """mode => new Promise((done, fail) => {
          document.documentElement.dataset.colorMode = mode;
          document.documentElement.dataset.theme = `${mode}:${mode} spacing:spacing`;
          const link = Object.assign(document.createElement("link"), {rel: "stylesheet", onload: done, onerror: fail});
          link.href = `/theme/atlaskit-tokens_${mode}.css`;
          document.head.append(link);
        })""",
        mode,
    )
    is_dark = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0] < 100")

    assert is_dark is (mode == "dark")
    assert violations(page) == []


def test_an_open_drawer_passes_axe(visit: Visit) -> None:
    """The drawer is as readable as the page."""
    page = visit()
    page.get_by_role("link", name="R-2", exact=True).click()
    page.get_by_role("heading", name="R-7 Key developer leaves").wait_for()

    assert violations(page) == []


def test_the_hosts_mode_wins_over_the_systems(visit: Visit, page: Page) -> None:
    """A frame in a light Jira stays light on a dark system, and the other way round."""
    page.emulate_media(color_scheme="dark")
    visit()
    page.evaluate("document.documentElement.dataset.colorMode = 'light'")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_levels_are_words_not_only_colours(visit: Visit) -> None:
    """A cell of the heat map is read out with count, level, likelihood and impact."""
    page = visit()

    expect(page.get_by_role("link", name="3 risks, High: Likely, Moderate")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("cell", name="0, Critical").first).to_be_visible()


def test_a_chart_has_a_name_a_description_and_a_table(visit: Visit) -> None:
    """Who cannot see the chart hears what it says and can open its numbers."""
    page = visit()
    chart = page.get_by_role("img", name="Work and scope")

    expect(chart).to_have_accessible_description("Scope rose in three steps from 120 to 136 points, done reached 88.")
    page.get_by_text("Show as a table").click()
    expect(page.get_by_role("table", name="Work and scope").get_by_role("cell", name="2026-09-07")).to_be_visible()


def test_an_error_is_tied_to_its_field(visit: Visit) -> None:
    """A reader of the screen hears the hint and the error with the field."""
    field = visit().get_by_role("textbox", name="So that")

    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(
        "What it would do to the project. Say what would follow, for example “velocity halves for two months”."
    )
