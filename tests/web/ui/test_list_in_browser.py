"""The register under hands, in Chromium: keys, cells edited in place, the bulk bar, and nothing for axe to find."""

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
    """Four risks, one of them Ana's."""
    with a_scene(tmp_path) as made:
        made.risk("First", level=(5, 5), owner=ANA, category="people")
        made.risk("Second", level=(4, 4))
        made.risk("Third", level=(2, 2))
        made.risk("Fourth", level=(1, 1))
        yield made


def row(page: Page, key: str) -> Any:
    """One row by its risk's key."""
    return page.locator("tr", has=page.locator(f"#row-{key}"))


def test_a_row_is_worked_by_keyboard(page: Page, base: str, said: list[str], scene: Scene) -> None:
    """Arrows move between rows and along one, Enter edits, Escape gives up, x picks, / searches, ? shows the keys."""
    page.goto(f"{base}{PROJECT}?tab=risks")
    page.locator("#row-R-1").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#row-R-2")).to_be_focused()
    page.keyboard.press("x")
    expect(row(page, "R-2").get_by_role("checkbox")).to_be_checked()
    expect(page.locator("#bulk")).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator("#bulk")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#edit-title-R-2")).to_be_focused()
    page.keyboard.press("Enter")
    field = page.get_by_label("Title of R-2")
    field.fill("Something else")
    page.keyboard.press("Escape")
    expect(row(page, "R-2")).to_contain_text("Second")
    expect(page.locator("#edit-title-R-2")).to_be_focused()
    page.keyboard.press("Enter")
    field.fill("")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Say in a few words what could happen.")).to_be_visible()
    field.fill("Second thoughts")
    page.keyboard.press("Enter")
    expect(row(page, "R-2")).to_contain_text("Second thoughts")
    expect(page.locator("#edit-title-R-2")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#list-keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#list-keys")).to_be_hidden()
    page.locator("#row-R-1").focus()
    page.keyboard.press("/")
    expect(page.get_by_label("Search", exact=True)).to_be_focused()
    page.keyboard.type("third")
    page.keyboard.press("Enter")
    expect(page.locator("#register tbody tr")).to_have_count(1)
    expect(page.get_by_label("Search", exact=True)).to_be_focused()


def test_picked_rows_are_changed_and_what_failed_is_listed(
    page: Page, base: str, said: list[str], scene: Scene
) -> None:
    """The bar counts what is picked, does it, lists what stayed, and picks nothing more; deleting has its undo."""
    page.goto(f"{base}{PROJECT}?tab=risks&col=category")
    page.get_by_label("Pick all that are shown").check()
    expect(page.locator("#bulk")).to_contain_text("4 picked")
    page.get_by_label("What to do").select_option("category")
    page.locator("#bulk-category").select_option("supplier")
    page.get_by_role("button", name="Do it").click()
    expect(page.locator("#bulk-result")).to_contain_text("4 risks were changed.")
    expect(row(page, "R-4")).to_contain_text("Supplier")
    expect(page.locator("#bulk")).to_be_hidden()
    page.get_by_label("Pick R-3").check()
    page.get_by_label("What to do").select_option("delete")
    page.get_by_role("button", name="Do it").click()
    expect(page.locator("#row-R-3")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#row-R-3")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_list(page: Page, base: str, said: list[str], scheme: Any) -> None:
    """Grouped, with every column, filters open, rows picked and a cell under edit."""
    page.emulate_media(color_scheme=scheme)
    columns = "&".join(f"col={one}" for one in ("owner", "category", "strategy", "window", "changed", "confidence"))
    page.goto(f"{base}{PROJECT}?tab=risks&by=level&{columns}")
    for details in page.locator(".list-bar details > summary").all():
        details.click()
    page.get_by_label("Pick R-1").check()
    page.locator("#edit-strategy-R-2").click()
    page.get_by_label("Strategy of R-2").wait_for()
    assert found_by_axe(page) == []


@pytest.mark.parametrize("width", [320, 400, 800, 1440])
def test_the_list_fits_its_frame(page: Page, base: str, width: int) -> None:
    """At each width, filters open and rows picked, the page scrolls one way only."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{base}{PROJECT}?tab=risks&by=owner")
    for details in page.locator(".list-bar details > summary").all():
        details.click()
    page.get_by_label("Pick R-1").check()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
