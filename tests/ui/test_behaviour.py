"""How the page behaves under hands: keyboard, drawer, deep links, and news that arrives while somebody types."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.ui.gallery import Seen

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def test_the_first_stop_skips_to_the_content(visit: Visit) -> None:
    """Tab leads first to a link past everything else, then to the page's head and its tabs, in the order of reading."""
    page = visit()
    stops = []
    for _ in range(4):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.textContent.trim().split('\\n')[0].trim()"))

    assert stops[:3] == ["Skip to content", "7 changes since Friday", "Overview"]
    assert stops[3].startswith("Risks")


def test_arrows_walk_the_rows(visit: Visit) -> None:
    """Down, up, End and Home move between the rows' links."""
    page = visit()
    page.get_by_role("link", name="R-1", exact=True).focus()
    keys = ("ArrowDown", "ArrowDown", "ArrowUp", "End", "Home")
    walked = []
    for key in keys:
        page.keyboard.press(key)
        walked.append(page.evaluate("document.activeElement.textContent"))

    assert walked == ["R-2", "R-3", "R-2", "R-8", "R-1"]


def test_enter_opens_and_escape_gives_the_focus_back(visit: Visit) -> None:
    """A row opens by Enter; closing the drawer leads back to that row and clears the address."""
    page = visit()
    page.get_by_role("link", name="R-3", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="R-7 Key developer leaves")).to_be_focused()
    assert page.evaluate("location.hash") == "#R-3"
    page.keyboard.press("Escape")

    expect(page.locator("#drawer")).to_be_hidden()
    expect(page.get_by_role("link", name="R-3", exact=True)).to_be_focused()
    assert page.evaluate("location.hash") == ""


def test_the_focus_stays_inside_the_drawer(visit: Visit) -> None:
    """Tab goes round inside the open drawer, forwards and backwards."""
    page = visit()
    page.get_by_role("link", name="R-3", exact=True).click()
    page.get_by_role("heading", name="R-7 Key developer leaves").wait_for()
    for key in ["Tab"] * 5 + ["Shift+Tab"] * 5:
        page.keyboard.press(key)
        assert page.evaluate("document.getElementById('drawer').contains(document.activeElement)")


def test_a_click_on_a_row_opens_it(visit: Visit) -> None:
    """The whole row is the target, not only its key."""
    page = visit()
    page.get_by_text("velocity halves for two months").first.click()

    expect(page.get_by_role("heading", name="R-7 Key developer leaves")).to_be_visible()
    assert page.evaluate("location.hash") == "#R-2"


def test_going_back_closes_the_drawer(visit: Visit) -> None:
    """The drawer is a place in the history."""
    page = visit()
    page.get_by_role("link", name="R-3", exact=True).click()
    page.get_by_role("heading", name="R-7 Key developer leaves").wait_for()
    page.go_back()

    expect(page.locator("#drawer")).to_be_hidden()


@pytest.mark.parametrize("key", ["R-3", "R-1999", "why:risk.open"])
def test_an_address_opens_its_drawer(visit: Visit, key: str) -> None:
    """A link that was sent opens the same drawer, also for an item that is not on this page of the list."""
    page = visit(f"#{key}")

    expect(page.get_by_role("heading", name="R-7 Key developer leaves")).to_be_visible()


def test_leaving_typed_text_is_asked_once(visit: Visit) -> None:
    """Escape with unsaved text warns in words; a second Escape leaves."""
    page = visit()
    page.get_by_role("link", name="R-3", exact=True).click()
    page.locator("#drawer-title").wait_for()
    page.get_by_role("textbox", name="Title").fill("Key developer leaves in spring")
    page.keyboard.press("Escape")
    expect(page.get_by_role("alert").filter(has_text="What you typed is not saved.")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("#drawer")).to_be_hidden()


def test_news_reload_what_shows_them(visit: Visit, seen: Seen) -> None:
    """When the revision moves, fragments reload by themselves, and what was opened stays open."""
    page = visit()
    page.get_by_text("More", exact=True).click()
    seen.revision = 2

    expect(page.locator("#revision")).to_have_text("Revision 2")
    expect(page.get_by_text("Stays open.")).to_be_visible()


def test_news_keep_the_focus(visit: Visit, seen: Seen) -> None:
    """A reload leaves the focus on the row where it was."""
    page = visit()
    page.get_by_role("link", name="R-3", exact=True).focus()
    seen.revision = 2
    expect(page.locator("#revision")).to_have_text("Revision 2")
    expect(page.locator(".htmx-request")).to_have_count(0)

    expect(page.get_by_role("link", name="R-3", exact=True)).to_be_focused()


def test_news_wait_for_a_person_who_types(visit: Visit, seen: Seen) -> None:
    """A fragment with unsent text is not replaced; it says that there is news, and shows them once the text is gone."""
    page = visit()
    field = page.get_by_role("textbox", name="Reason")
    field.fill("Because the regulator")
    seen.revision = 2
    expect(page.get_by_text("There is newer data.")).to_be_visible()

    expect(field).to_have_value("Because the regulator")
    expect(page.locator("#revision")).to_have_text("Revision 1")
    page.get_by_role("button", name="Undo typing").click()
    expect(page.locator("#revision")).to_have_text("Revision 2")
    expect(page.get_by_text("There is newer data.")).to_have_count(0)


def test_a_person_can_take_the_news_at_once(visit: Visit, seen: Seen) -> None:
    """One button drops the typed text and shows what is new."""
    page = visit()
    page.get_by_role("textbox", name="Reason").fill("Because the regulator")
    seen.revision = 2
    page.get_by_role("button", name="Show it and drop my changes").click()

    expect(page.locator("#revision")).to_have_text("Revision 2")
    expect(page.get_by_role("textbox", name="Reason")).to_have_value("")


def test_a_lost_connection_is_said(visit: Visit, page: Page) -> None:
    """After three failed looks the page says that it is not connected, and stops saying so when it is again."""
    page.clock.install()
    visit()
    page.route("**/live", lambda route: route.abort())
    pass_seconds(page, 20)
    expect(page.get_by_text("not connected, trying again")).to_be_visible()
    page.unroute("**/live")

    pass_seconds(page, 20)
    expect(page.get_by_text("not connected, trying again")).to_be_hidden()


def pass_seconds(page: Page, count: int) -> None:
    """Let seconds pass on the page's clock, with a moment after each for what it asked to be answered."""
    for _ in range(count):
        page.clock.run_for(1_000)
        page.wait_for_timeout(40)
