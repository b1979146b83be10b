"""From an empty register to ten rated risks, by hand in Chromium: few clicks, one page, also by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from plugin.domain.risk import Risk
from tests.chromium import ARGUMENTS, chromium_path
from tests.web.fakes import ANA
from tests.web.ui.scene import PROJECT, Scene, a_scene
from tests.web.ui.test_in_browser import found_by_axe, served_as_ana

pytestmark = pytest.mark.browser
FEW_CLICKS = 45


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The machine's own Chromium, headless and talking to nobody."""
    return {"executable_path": chromium_path(), "args": list(ARGUMENTS)}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A project whose register is empty."""
    with a_scene(tmp_path) as made:
        yield made


@pytest.fixture
def tab(page: Page, scene: Scene) -> Iterator[Page]:
    """The risks tab, open; a script error fails the test at its end."""
    messages: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            messages.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: messages.append(str(error)))
    with served_as_ana(scene.world) as address:
        page.goto(f"{address}{PROJECT}?tab=risks")
        expect(page.locator("body")).to_have_attribute("data-live", "on")
        yield page
    known = ("Failed to load resource", "Refused to execute script")
    assert [text for text in messages if not text.startswith(known)] == []


class Hand:
    """A person's hand on the mouse, which counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def button(self, name: str) -> None:
        """Press a button by its words."""
        self._click(self.page.get_by_role("button", name=name, exact=True))

    def choose(self, group: str, name: str) -> None:
        """Choose one of a few under a legend, by how its words begin."""
        options = self.page.get_by_role("group", name=re.compile(group))
        self._click(options.get_by_role("radio", name=re.compile(f"^{name}")))

    def _click(self, place: Any) -> None:
        place.first.click()
        self.clicks += 1


def open_risks(scene: Scene) -> list[Risk]:
    """What is in the register now."""
    return [risk for risk in scene.all_risks() if risk.is_open]


def test_ten_sensible_risks_take_few_clicks_and_one_page(tab: Page, scene: Scene) -> None:
    """Somebody new begins with a pack, answers its questions, and judges its drafts, each rating chosen by hand."""
    hand, address = Hand(tab), tab.url
    hand.button("Software development")
    said = ("Yes", "No", "Yes", "Yes", "I do not know")
    for question, answer in zip(scene.world.services.packs[1].questions, said, strict=False):
        hand.choose(re.escape(question.text), answer)
    expect(tab.locator("#pack-offer .because").first).to_be_visible()
    tab.wait_for_load_state("networkidle")
    tab.locator("#pack-offer button[type=submit]").click()
    hand.clicks += 1
    hand.choose("Who looks after it", "Release lead")
    for number in range(11):
        title = tab.locator(".draft h3").inner_text()
        if number == 3:
            hand.button("Not relevant here")
        else:
            hand.choose("How likely is it", "3")
            hand.choose("How (hard|much) would it (hit|help)", "4")
            hand.button("Keep")
        expect(tab.locator(".draft h3")).not_to_have_text(title)
    made = open_risks(scene)
    assert len(made) == 10
    assert {risk.owner for risk in made} == {ANA}
    assert all(risk.current and risk.cause and risk.effect for risk in made)
    assert hand.clicks <= FEW_CLICKS
    assert tab.url == address


def test_drafts_are_judged_by_keyboard_alone(tab: Page, scene: Scene) -> None:
    """Digits rate, k keeps, h keeps as usual, d leads to the reasons, arrows go on, and the focus stays at hand."""
    tab.get_by_role("button", name="ERP").focus()
    tab.keyboard.press("Enter")
    tab.locator("#pack-offer button[type=submit]").focus()
    tab.keyboard.press("Enter")
    card = tab.locator("[data-triage]")
    expect(card).to_be_focused()
    first = card.locator("h3").inner_text()
    tab.keyboard.press("ArrowRight")
    expect(card.locator("h3")).not_to_have_text(first)
    expect(card).to_be_focused()
    tab.keyboard.press("ArrowLeft")
    expect(card.locator("h3")).to_have_text(first)
    tab.get_by_role("radio", name="Release lead").focus()
    tab.keyboard.press("Space")
    for key in "35":
        tab.keyboard.press(key)
    tab.keyboard.press("k")
    expect(card.locator("h3")).not_to_have_text(first)
    second = card.locator("h3").inner_text()
    expect(card).to_be_focused()
    tab.keyboard.press("h")
    expect(card.locator("h3")).not_to_have_text(second)
    third = card.locator("h3").inner_text()
    expect(card).to_be_focused()
    tab.keyboard.press("d")
    expect(tab.get_by_role("button", name="Not relevant here")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(card.locator("h3")).not_to_have_text(third)
    by_title = {risk.title: risk for risk in open_risks(scene)}
    assert set(by_title) == {first, second}
    rating = by_title[first].current
    assert rating is not None
    assert (rating.probability, set(rating.impact.values())) == (3, {5})


def test_the_button_counts_the_ticked_boxes(tab: Page) -> None:
    """Clearing a box is seen in the button at once, and an answer given later does not tick it again."""
    tab.get_by_role("button", name="Software development").click()
    button = tab.locator("#pack-offer button[type=submit]")
    expect(button).to_have_text("Add 14 drafts")
    tab.locator("#pack-offer input[type=checkbox]").first.uncheck()
    expect(button).to_have_text("Add 13 drafts")
    code = tab.locator("#pack-offer input[type=checkbox]").first.get_attribute("value")
    tab.get_by_role("radio", name="I do not know").first.check()
    expect(tab.locator("#pack-offer .because").first).to_be_visible()
    expect(tab.locator(f"#take-{code}")).not_to_be_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1440])
def test_axe_finds_nothing_and_nothing_is_too_wide(tab: Page, width: int, scheme: Any) -> None:
    """Empty register, packs, questions, one draft, the list and its end pass axe and fit the frame."""
    tab.set_viewport_size({"width": width, "height": 900})
    tab.emulate_media(color_scheme=scheme)

    def look(name: str) -> None:
        tab.wait_for_timeout(200)
        assert found_by_axe(tab) == [], name
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name

    look("empty")
    tab.evaluate("htmx.ajax('GET', location.pathname + '/risks/packs', {target: '#risks-tab', swap: 'outerHTML'})")
    tab.locator(".packs").wait_for()
    look("packs")
    tab.get_by_role("button", name="Open Telecoms").click()
    tab.get_by_role("radio", name="No", exact=True).first.check()
    tab.wait_for_load_state("networkidle")
    look("pack")
    tab.locator("#pack-offer button[type=submit]").click()
    tab.locator("[data-triage]").wait_for()
    look("one")
    tab.get_by_role("button", name="Keep", exact=True).click()
    tab.get_by_text("Choose who looks after it.").wait_for()
    look("missing")
    tab.get_by_role("button", name="List").click()
    tab.locator("#draft-list").wait_for()
    look("list")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_finding_is_mended_from_the_health_view(page: Page, scene: Scene, scheme: Any) -> None:
    """The finding's link opens the right form in the drawer; once saved, the finding is gone, and axe is content."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 400, "height": 900})
    scene.risk("Key developer leaves", owner=ANA, cause="one person knows the billing core")
    with served_as_ana(scene.world) as address:
        page.goto(f"{address}{PROJECT}?tab=risks")
        expect(page.locator("body")).to_have_attribute("data-live", "on")
        page.get_by_role("link", name="Health of the register").click()
        page.get_by_role("heading", name="It does not say what would follow").wait_for()
        page.wait_for_timeout(200)
        assert found_by_axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.get_by_role("link", name="Say the effect").click()
        page.locator("#edit-effect").fill("the release is two months late")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("The one open risk has nothing to mend.")).to_be_visible()
