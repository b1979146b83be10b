"""The risk model editor under hands, in Chromium: painted by keyboard and pointer, checked at once, axe clean."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from plugin.domain.model_marks import TONES
from tests.web.fakes import PAY
from tests.web.ui.scene import Scene, a_scene
from tests.web.ui.test_in_browser import browser_type_launch_args, found_by_axe, said, served_as_ana

pytestmark = pytest.mark.browser
SETTINGS = "/ui/projects/10000/settings"

__all__ = ["browser_type_launch_args", "said"]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A project with two rated risks."""
    with a_scene(tmp_path) as made:
        made.risk("Key developer leaves", level=(4, 4))
        made.risk("Vendor is late", level=(2, 2))
        yield made


@pytest.fixture
def base(scene: Scene) -> Iterator[str]:
    """The address of the served app."""
    with served_as_ana(scene.world) as address:
        yield address


def open_editor(page: Page, base: str) -> None:
    """The editor in the project's settings, begun from our own model."""
    page.goto(base + SETTINGS)
    page.get_by_role("button", name="Edit as a new version Plumbline").click()
    page.locator("#model-form").wait_for()


def test_the_matrix_is_painted_by_keyboard(page: Page, base: str, said: list[str], scene: Scene) -> None:
    """Arrows move, a digit and Enter paint, the checker marks what falls, and what is kept is what was painted."""
    open_editor(page, base)
    page.get_by_label("Name").fill("By keyboard")
    page.get_by_role("radio", name="Low", exact=True).focus()
    page.keyboard.press("Tab")
    cell = page.get_by_role("button", name="Rare × Negligible")
    expect(cell).to_be_focused()
    for key in ("ArrowUp", "ArrowUp", "ArrowRight", "3"):
        page.keyboard.press(key)
    painted = page.get_by_role("button", name="Possible × Minor")
    expect(painted).to_be_focused()
    expect(painted).to_have_accessible_name("Possible × Minor: High")
    expect(page.locator("[data-painted]")).to_have_text("Possible × Minor: High")
    expect(page.locator("td.offends").first).to_be_visible()
    expect(page.get_by_text("The level falls here")).to_be_visible()
    page.keyboard.press("Enter")
    expect(painted).to_have_accessible_name("Possible × Minor: Low")
    page.keyboard.press("2")
    expect(page.get_by_text("The level falls here")).to_have_count(0)
    page.get_by_role("button", name="Save as a new version").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("“By keyboard”.")).to_be_visible()
    with scene.world.services.work(scene.world.acme) as uow:
        model = uow.models.of_project(PAY).current
    assert (model.name, model.matrix[2][1]) == ("By keyboard", "Medium")


def test_the_matrix_is_painted_by_pointer_and_follows_its_levels(page: Page, base: str, said: list[str]) -> None:
    """A chosen level goes where one clicks; a level's new word and colour show in every cell that has it."""
    open_editor(page, base)
    page.get_by_text("Critical", exact=True).first.click()
    page.locator('[data-paint="1.1"]').click()
    expect(page.get_by_role("button", name="Rare × Negligible")).to_have_accessible_name("Rare × Negligible: Critical")
    page.locator("#model-l4-name").fill("Extreme")
    page.locator("#model-l4-tone").select_option("purple")
    expect(page.get_by_role("button", name="Rare × Negligible: Extreme")).to_be_visible()
    expect(page.locator("td:has([data-paint='1.1'])")).to_have_class("tone-purple filled offends")


def test_axe_finds_nothing_in_editor_and_re_rating(page: Page, base: str, said: list[str]) -> None:
    """Editor with every part open, at seven by seven, and the re-rating page pass axe in light and dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        open_editor(page, base)
        for summary in page.locator("#model-form summary").all():
            summary.click()
        assert found_by_axe(page) == []
        page.locator("#model-steps-p").select_option("7")
        expect(page.locator("[data-paint]")).to_have_count(35)
        page.locator("#model-steps-i").select_option("7")
        expect(page.locator("[data-paint]")).to_have_count(49)
        assert found_by_axe(page) == []
    page.get_by_role("button", name="Save as a new version").click()
    page.get_by_role("button", name="Preview re-rating Plumbline").click()
    page.get_by_role("heading", name="Re-rate in the present model").wait_for()
    assert found_by_axe(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_tone_can_be_read_on_cells_and_brushes(page: Page, base: str, said: list[str], scheme: Any) -> None:
    """Whichever of the twelve pairs a level chooses, its text passes contrast."""
    page.emulate_media(color_scheme=scheme)
    open_editor(page, base)
    for start in range(0, len(TONES), 4):
        for place, tone in enumerate(TONES[start : start + 4], start=1):
            page.locator(f"#model-l{place}-tone").select_option(tone)
            expect(page.locator(f"td.tone-{tone} [data-paint]").first).to_be_visible()
        assert found_by_axe(page) == []


def test_a_model_is_kept_re_rated_into_chosen_and_given_up(
    page: Page, base: str, said: list[str], scene: Scene
) -> None:
    """A draft survives its error; then the risks are rated anew, ours is used again, and the site is followed."""
    open_editor(page, base)
    page.get_by_label("Name").fill("Like our customer")
    page.locator("#model-p2-low").fill("3")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.locator("#model-p2-low-error")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Like our customer")
    page.locator("#model-p2-low").fill("5")
    page.get_by_role("button", name="Save as a new version").click()
    page.get_by_role("button", name="Preview re-rating Plumbline").click()
    page.get_by_role("button", name="Re-rate these risks").click()
    expect(page.locator("#rerate-reason-error")).to_be_visible()
    page.get_by_label("Why the risks are rated anew").fill("New scales")
    page.get_by_role("button", name="Re-rate these risks").click()
    expect(page.get_by_text("of its own choice, “Like our customer”")).to_be_visible()
    with scene.world.services.work(scene.world.acme) as uow:
        assert list(uow.risks.rated_with(PAY)) == [uow.models.of_project(PAY).current.version]
    page.get_by_role("button", name="Use here Plumbline").click()
    expect(page.get_by_text("of its own choice, “Plumbline”")).to_be_visible()
    page.get_by_role("button", name="Follow the site instead").click()
    expect(page.get_by_text("This project follows the site")).to_be_visible()


@pytest.mark.parametrize("width", [400, 1440])
def test_a_model_of_seven_by_seven_fits_the_heat_map_and_the_editor(
    page: Page, base: str, said: list[str], width: int
) -> None:
    """Neither the page of a narrow window nor that of a wide one scrolls sideways."""
    page.set_viewport_size({"width": width, "height": 900})
    open_editor(page, base)
    for size, cells in (("#model-steps-p", 35), ("#model-steps-i", 49)):
        page.locator(size).select_option("7")
        expect(page.locator("[data-paint]")).to_have_count(cells)
    assert overflow(page) <= 0
    page.get_by_role("button", name="Save as a new version").click()
    page.get_by_text("of its own choice").wait_for()
    page.goto(f"{base}/ui/projects/10000?tab=risks")
    expect(page.locator("table.matrix tbody tr")).to_have_count(7)
    assert overflow(page) <= 0


def overflow(page: Page) -> Any:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
