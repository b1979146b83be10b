"""Early signs under hands, in Chromium: written by keyboard, checked while typed, nothing for axe to find."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from plugin.domain.ids import IssueId
from plugin.usecases import watching
from tests.web.fakes import ANA, PAY
from tests.web.ui.scene import PROJECT, Scene
from tests.web.ui.test_in_browser import base, browser_type_launch_args, said, scene

__all__ = ["base", "browser_type_launch_args", "said", "scene"]

pytestmark = pytest.mark.browser
SEARCH = "priority = Highest"


def violations(page: Page) -> list[Any]:
    """What axe finds on the page as it stands."""
    found: list[Any] = Axe().run(page).response["violations"]
    return [one["id"] for one in found]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (400, "dark")])
def test_a_search_is_watched_and_fires(
    page: Page, scene: Scene, base: str, said: list[str], width: int, scheme: Any
) -> None:
    """The form is opened and sent by keyboard, says what its search finds, and the drawer shows what was seen."""
    jira = scene.world.jira[scene.world.acme]
    issue = scene.world.put_issue("10077", summary="Refunds hang")
    jira.finds[SEARCH] = [(IssueId(issue), "PAY-77")]
    risk = scene.risk("Refunds stop", owner=ANA)
    page.set_viewport_size({"width": width, "height": 1200})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{base}{PROJECT}?tab=risks#risk-{risk.id}")
    drawer = page.locator("#risk")
    drawer.get_by_role("button", name="Watch a search").press("Enter")
    form = drawer.get_by_role("form", name="Early sign")
    form.get_by_label("What would announce it").fill("Payments hang for two days")
    form.get_by_label("Issues found by this JQL").press_sequentially("= x")
    expect(form.locator("#sign-found")).to_contain_text("Expecting a field name")
    form.get_by_label("Issues found by this JQL").fill(SEARCH)
    expect(form.locator("#sign-found")).to_have_text("Finds 1 issue now.")
    form.get_by_label("For how long").fill("2")
    assert violations(page) == []
    form.get_by_role("button", name="Save").press("Enter")
    signs = drawer.get_by_role("region", name="Early signs")
    expect(signs).to_contain_text("at least 1 issue found, for 2 days")
    watching.look(scene.world.services.work, jira, scene.world.acme, PAY, scene.world.clock)
    scene.world.clock.forward(days=2)
    watching.look(scene.world.services.work, jira, scene.world.acme, PAY, scene.world.clock)
    page.reload()
    expect(signs).to_contain_text("shows")
    expect(signs.get_by_role("link", name="PAY-77")).to_be_visible()
    expect(drawer).to_contain_text("An early sign has shown")
    assert violations(page) == []
    signs.get_by_role("button", name="Looked at, go on watching").press("Enter")
    expect(signs).to_contain_text("watched")
    expect(drawer.get_by_text("An early sign has shown", exact=True)).to_have_count(0)
    assert said is not None
