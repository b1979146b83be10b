"""The register over time and a review meeting under hands, in Chromium: by keyboard alone, and nothing for axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from plugin.domain.meeting import Meeting, Verdict
from tests.web.fakes import PAY
from tests.web.ui.past import twelve_weeks
from tests.web.ui.scene import PROJECT, Scene, a_scene
from tests.web.ui.test_in_browser import browser_type_launch_args, served_as_ana

__all__ = ["browser_type_launch_args"]
pytestmark = pytest.mark.browser


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A register with a past, whose reviews are all overdue by now."""
    with a_scene(tmp_path) as made:
        twelve_weeks(made)
        made.world.clock.forward(days=200)
        yield made


@pytest.fixture
def base(scene: Scene) -> Iterator[str]:
    """The address of the served app."""
    with served_as_ana(scene.world) as address:
        yield address


def newest(scene: Scene) -> Meeting:
    """The meeting as it is kept."""
    with scene.world.services.work(scene.world.acme) as uow:
        return uow.meetings.of_project(PAY)[0]


def clean(page: Page) -> None:
    """Nothing for axe to find."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_meeting_by_keyboard_alone(page: Page, base: str, scene: Scene) -> None:
    """Right, re-rated by arrows with a reason, noted, skipped, left, resumed after a reload, closed, ended."""
    page.goto(f"{base}{PROJECT}?tab=risks&view=meeting")
    page.locator("#begin-meeting").press("Enter")
    progress = page.locator("#meeting-progress")
    expect(progress).to_have_text("1 of 5")
    clean(page)
    page.keyboard.press("r")
    expect(progress).to_have_text("2 of 5")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("rates stay, says the supplier")
    page.keyboard.press("Enter")
    expect(progress).to_have_text("3 of 5")
    page.keyboard.press("n")
    page.keyboard.type("ask again")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Note: ask again.")).to_be_visible()
    page.keyboard.press("s")
    expect(progress).to_have_text("4 of 5")
    page.reload()
    page.locator("#resume-M-1").press("Enter")
    expect(progress).to_have_text("4 of 5")
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Say how it ended.")).to_be_visible()
    page.get_by_label("It did not occur").press("Space")
    page.keyboard.press("Enter")
    expect(progress).to_have_text("5 of 5")
    page.keyboard.press("r")
    expect(page.get_by_role("heading", name="Minutes of M-1")).to_be_focused()
    clean(page)
    page.locator("#end-meeting").press("Enter")
    expect(page.locator("#end-meeting")).to_have_count(0)
    wanted = [Verdict.RIGHT, Verdict.RERATED, Verdict.NOTED, Verdict.SKIPPED, Verdict.CLOSED, Verdict.RIGHT]
    assert [one.verdict for one in newest(scene).decisions] == wanted


def test_keys_can_be_switched_off(page: Page, base: str) -> None:
    """Whoever dictates or mistypes switches single keys off; then only buttons decide."""
    page.goto(f"{base}{PROJECT}?tab=risks&view=meeting")
    page.locator("#begin-meeting").click()
    page.locator("#meeting-keys").click()
    expect(page.locator("#meeting-keys")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("r")
    expect(page.locator("#meeting-progress")).to_have_text("1 of 5")
    page.locator("#key-r").click()
    expect(page.locator("#meeting-progress")).to_have_text("2 of 5")
    expect(page.locator("#meeting-keys")).to_have_attribute("aria-pressed", "false")


def test_the_past_beside_today(page: Page, base: str) -> None:
    """A day is chosen, a cell opened, a risk read in the drawer with its own level history; axe finds nothing."""
    page.goto(f"{base}{PROJECT}?tab=risks")
    page.locator("#to-over-time").click()
    expect(page.get_by_role("heading", name="Then and now")).to_be_visible()
    page.get_by_text("26 weeks").click()
    page.locator("#past-day").fill("2026-12-20")
    expect(page.get_by_text("3 open risks are rated here.")).to_be_visible()
    page.locator("section", has=page.locator("#past-then-title")).locator("td a").first.click()
    expect(page.locator("#past-cell")).to_be_visible()
    clean(page)
    page.locator("#past-map").get_by_role("link", name="R-1").first.click()
    expect(page.locator(".plot.levels svg").first).to_be_visible()
    clean(page)


def test_from_the_map_to_a_past_day(page: Page, base: str) -> None:
    """A day chosen above the heat map leads to that day's map beside today's, in the stage that was shown."""
    page.goto(f"{base}{PROJECT}?tab=risks&stage=target")
    page.locator("#map-as-of").fill("2026-12-20")
    expect(page.locator("#past-title")).to_be_focused()
    expect(page.locator("#past-day")).to_have_value("2026-12-20")
    expect(page.locator("#past-target")).to_have_attribute("aria-pressed", "true")
