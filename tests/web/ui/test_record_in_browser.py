"""The drawer under hands: two people on one risk, the keyboard, advice while typing, nothing for axe to find."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from plugin.domain.ids import IssueId
from plugin.domain.risk import RelationKind
from plugin.domain.treatment import ActionKind
from plugin.usecases.accepting import AcceptanceDraft, accept_risk
from plugin.usecases.relating import raise_secondary, relate_risks
from plugin.usecases.treating import ActionDraft, add_action
from tests.chromium import ARGUMENTS, chromium_path
from tests.web.fakes import ANA, BEN
from tests.web.ui.scene import PROJECT, Scene, a_scene
from tests.web.ui.test_in_browser import found_by_axe, served_as_ana

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The machine's own Chromium, headless and talking to nobody."""
    return {"executable_path": chromium_path(), "args": list(ARGUMENTS)}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A risk with actions, a response in Jira, an acceptance, a related risk and a secondary one."""
    with a_scene(tmp_path) as made:
        made.world.put_issue("10042", summary="Pair on the billing core")
        risk = made.risk(cause="one person knows the core", effect="we wait", owner=ANA, responses=[IssueId("10042")])
        other = made.risk("The agency has nobody free", level=(2, 3), owner=BEN)
        with made.world.services.work(made.world.acme, write=True) as uow:
            act = made.world.act(uow, ANA)
            due = made.world.clock().date()
            add_action(act, risk.id, ActionDraft("Write the core down", owner=BEN, due=due, cost=400_000))
            add_action(act, risk.id, ActionDraft("Call the agency", ActionKind.CONTINGENT))
            relate_risks(act, risk.id, other.id, RelationKind.SHARES_CAUSE)
            raise_secondary(act, risk.id, "A new person needs months")
            accept_risk(act, other.id, AcceptanceDraft("Small."), manages=True, expected=None)
            uow.commit()
        yield made


@pytest.fixture
def base(scene: Scene) -> Iterator[str]:
    """The address of the served app."""
    with served_as_ana(scene.world) as address:
        yield address


def opened(page: Page, base: str, key: str = "R-1") -> Page:
    """The register with one risk's drawer open."""
    page.goto(f"{base}{PROJECT}?tab=risks")
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    page.get_by_role("link", name=key, exact=True).click()
    page.locator("#risk-title").wait_for()
    return page


def test_two_people_choose_between_their_texts(browser: Browser, base: str) -> None:
    """The slower one sees both versions field by field, picks one of each, and both end up with what was chosen."""
    contexts = browser.new_context(), browser.new_context()
    one, two = (opened(context.new_page(), base) for context in contexts)
    for page in (one, two):
        page.get_by_role("button", name="Edit statement").click()
    one.get_by_label("Because").fill("the first person's cause")
    one.get_by_label("So", exact=True).fill("the first person's effect")
    one.get_by_role("button", name="Save", exact=True).click()
    expect(one.locator(".statement")).to_contain_text("the first person's cause")
    two.get_by_label("Because").fill("the second person's cause")
    two.get_by_label("Title").fill("The second person's title")
    two.get_by_role("button", name="Save", exact=True).click()
    expect(two.get_by_text("Somebody changed this while you wrote.")).to_be_visible()
    because = two.get_by_role("group", name="Because")
    expect(because.get_by_role("radio", name="Yours")).to_be_checked()
    expect(because).to_contain_text("the first person's cause")
    expect(two.get_by_role("group", name="So").get_by_role("radio", name="Theirs")).to_be_checked()
    expect(two.get_by_role("group", name="Title").get_by_role("radio", name="Yours")).to_be_checked()
    assert found_by_axe(two) == []
    because.get_by_role("radio", name="Theirs").check()
    two.get_by_role("button", name="Save what is chosen").click()
    expect(two.locator(".statement")).to_contain_text("the first person's cause")
    expect(two.locator("#risk-title")).to_have_text("The second person's title")
    expect(one.locator("#risk-title")).to_have_text("The second person's title", timeout=5000)
    for context in contexts:
        context.close()


def test_escape_leads_back_from_a_part_and_asks_once(page: Page, base: str) -> None:
    """Escape closes the form and not the drawer; typed text is asked about first."""
    opened(page, base)
    page.get_by_role("button", name="when it could happen").click()
    expect(page.locator("#edit-first")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#edit-first")).to_have_count(0)
    expect(page.locator("#drawer")).to_be_visible()
    page.get_by_role("button", name="Edit statement").click()
    page.get_by_label("So", exact=True).fill("half typed")
    page.keyboard.press("Escape")
    expect(page.get_by_role("alert").filter(has_text="What you typed is not saved.")).to_be_visible()
    expect(page.get_by_label("So", exact=True)).to_have_value("half typed")
    page.keyboard.press("Escape")
    expect(page.get_by_label("So", exact=True)).to_have_count(0)
    expect(page.locator("#drawer")).to_be_visible()


def test_advice_appears_beneath_the_field(page: Page, base: str) -> None:
    """A guessed cause is told of beneath the cause while somebody types, and what is typed stays."""
    opened(page, base)
    page.get_by_role("button", name="Edit statement").click()
    page.get_by_label("Because").fill("")
    page.get_by_label("Because").press_sequentially("the person may be tired of this work")
    expect(page.locator("#edit-cause-advice")).to_contain_text("makes a guess of it", timeout=5000)
    expect(page.get_by_label("Because")).to_have_value("the person may be tired of this work")
    assert found_by_axe(page) == []


def test_an_action_is_done_in_one_click(page: Page, base: str) -> None:
    """The list says so at once, and the register behind it follows."""
    opened(page, base)
    page.get_by_role("button", name="Done Write the core down").click()
    expect(page.locator("#risk")).to_contain_text("Action done: Write the core down")
    expect(page.get_by_role("button", name="Reopen Write the core down")).to_be_visible()


def test_what_occurred_asks_for_more(page: Page, base: str) -> None:
    """Impact, cost and issue are asked for only once the risk occurred."""
    opened(page, base)
    page.get_by_role("button", name="Close…").click()
    expect(page.get_by_label("Actual cost")).to_be_hidden()
    page.get_by_role("radio", name="It occurred", exact=True).check()
    expect(page.get_by_label("Actual cost")).to_be_visible()
    page.get_by_role("button", name="Close risk").click()
    expect(page.get_by_text("Link the issue that it became, or say that none is needed.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1440])
def test_every_part_fits_and_axe_finds_nothing(page: Page, base: str, scheme: Any, width: int) -> None:
    """Drawer and forms pass axe, and scroll one way only."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 1000})
    opened(page, base)
    for button in ("Add an action", "strategy and plans", "Accept until…", "Close…"):
        assert found_by_axe(page) == [], button
        assert page.locator(".drawer-body").evaluate("place => place.scrollWidth - place.clientWidth") <= 0, button
        page.get_by_role("button", name=button).click()
        page.locator("[data-cancel]").wait_for()
        assert found_by_axe(page) == [], button
        page.locator("[data-cancel]").click()
        page.locator("[data-cancel]").wait_for(state="detached")
