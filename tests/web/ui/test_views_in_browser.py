"""Heat map, ROAM board and saved views under hands, in Chromium: by keys, by dragging, and nothing for axe to find."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.fakes import ANA
from tests.web.ui.scene import PROJECT, Scene, a_scene
from tests.web.ui.test_in_browser import base, browser_type_launch_args, found_by_axe, said

pytestmark = pytest.mark.browser
__all__ = ["base", "browser_type_launch_args", "said"]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Two risks, one of them Ana's."""
    with a_scene(tmp_path) as made:
        made.risk("First", level=(4, 4), owner=ANA)
        made.risk("Second", level=(2, 2))
        yield made


def cell_of(page: Page, key: str) -> str | None:
    """The cell that a risk lies in."""
    return page.locator(f"td:has(#pin-{key})").get_attribute("data-place")


def test_a_risk_is_moved_by_keys(page: Page, base: str, said: list[str], scene: Scene) -> None:
    """Arrows carry it, Escape takes it back, Enter asks why, and the answer rates it anew."""
    page.goto(f"{base}{PROJECT}?tab=risks&view=heat")
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    page.locator("#pin-R-1").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    assert cell_of(page, "R-1") == "3.3"
    expect(page.locator("#map-says")).to_contain_text("Possible, Moderate: Medium")
    page.keyboard.press("Escape")
    assert cell_of(page, "R-1") == "4.4"
    expect(page.locator("#pin-R-1")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Why?")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Say why in one line")).to_be_visible()
    page.get_by_label("Why?").fill("a deputy is there")
    page.keyboard.press("Enter")
    expect(page.locator("td[data-place='3.4'] #pin-R-1")).to_be_visible()
    expect(page.locator("#map-move form")).to_have_count(0)
    current = scene.all_risks()[0].current
    assert current is not None
    assert (current.probability, current.rationale) == (3, "a deputy is there")


def test_a_risk_is_dragged_to_another_cell(page: Page, base: str, said: list[str], scene: Scene) -> None:
    """Dropped on its own map it asks why, Cancel takes it back; the other map takes nothing."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{base}{PROJECT}?tab=risks&view=heat")
    threats, luck = page.locator("[data-heat]").all()
    page.locator("#pin-R-2").drag_to(luck.locator("td[data-place='3.3']"))
    assert cell_of(page, "R-2") == "2.2"
    page.locator("#pin-R-2").drag_to(threats.locator("td[data-place='5.1']"))
    expect(page.get_by_label("Why?")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    assert cell_of(page, "R-2") == "2.2"
    page.locator("#pin-R-2").drag_to(threats.locator("td[data-place='5.1']"))
    page.get_by_label("Why?").fill("it has begun")
    page.get_by_role("button", name="Rate it so").click()
    expect(page.locator("td[data-place='5.1'] #pin-R-2")).to_be_visible()
    expect(page.locator("#map-move form")).to_have_count(0)


def test_a_card_is_moved_on_the_board(page: Page, base: str, said: list[str]) -> None:
    """The list beside the card and dragging lead to the same: the matching act, or what is missing."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{base}{PROJECT}?tab=risks&view=roam")
    page.get_by_label("Move R-2 to").select_option("accepted")
    expect(page.locator("#roam-move")).to_contain_text("somebody with the authority")
    page.get_by_role("button", name="Cancel").click()
    page.locator("[data-roam-card]", has_text="R-2").drag_to(page.locator("[data-roam=owned]"))
    page.get_by_label("Search people by name").press_sequentially("devel")
    page.get_by_role("radio", name="Developer").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-roam=owned]")).to_contain_text("R-2")
    expect(page.locator("#roam-move form")).to_have_count(0)


def test_a_view_is_kept_and_deleted_in_place(page: Page, base: str, said: list[str]) -> None:
    """It stands in the list at once, leads to what it shows, and comes back after it was deleted."""
    page.goto(f"{base}{PROJECT}?tab=risks&sort=title&by=owner")
    page.locator("#list-views > summary").click()
    page.get_by_label("Keep this view as").fill("By owner")
    page.keyboard.press("Enter")
    expect(page.locator("#saved-views").get_by_role("link", name="By owner")).to_be_visible()
    page.goto(f"{base}{PROJECT}?tab=risks")
    page.locator("#list-views > summary").click()
    page.locator("#saved-views").get_by_role("link", name="By owner").click()
    expect(page.locator("tr.group")).to_have_count(2)
    page.locator("#saved-views details summary").click()
    page.get_by_role("button", name="Delete By owner").click()
    expect(page.locator("#saved-views")).to_contain_text("No view is kept yet.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#saved-views").get_by_role("link", name="By owner")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_view(page: Page, base: str, said: list[str], scheme: Any) -> None:
    """Every view passes axe and fits its frame at 320 and at 1440 pixels."""
    page.emulate_media(color_scheme=scheme)
    for view in ("heat", "ranked", "owners", "categories", "roam"):
        for width in (320, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{base}{PROJECT}?tab=risks&view={view}")
            expect(page.locator("body")).to_have_attribute("data-live", "on")
            assert found_by_axe(page) == [], (view, width)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (view, width)
