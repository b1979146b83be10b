"""Portfolio and gadgets under hands, in Chromium: choosing, sorting, following, and nothing for axe to find."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from plugin.domain.ids import ProjectId
from plugin.domain.rating import Stage
from plugin.domain.risk_model import Objective
from plugin.usecases.risks import RatingDraft, RiskDraft, raise_risk
from tests.web.fakes import ANA
from tests.web.ui.scene import Scene, a_scene
from tests.web.ui.test_in_browser import found_by_axe, served_as_ana

pytestmark = pytest.mark.browser
PORTFOLIO = "/ui/portfolio"
MATRIX = "/ui/gadgets/risk-matrix?dashboard=10000&item=10001"
SCOPE = "/ui/gadgets/scope?dashboard=10000&item=10002"
OPS = ProjectId("10007")
KEPT = "/rest/api/3/dashboard/10000/items/10001/properties/plumbline.gadget"

DASHBOARD = """
window.AP = {
  request: async ({url, type, data}) => {
    if (type === "GET") {
      if (!localStorage[url]) throw new Error("404");
      return {body: JSON.stringify({key: "plumbline.gadget", value: JSON.parse(localStorage[url])})};
    }
    if (localStorage.refused) throw new Error("403");
    localStorage[url] = data;
    return {body: ""};
  },
  jira: {isDashboardItemEditable: (callback) => callback(!localStorage.refused)},
};
"""
"""A bridge that keeps properties in the browser, and refuses to whoever may not edit the dashboard."""


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Payments with risks and a baseline that drifted, and Operations of which nothing is known."""
    with a_scene(tmp_path) as made:
        made.world.put_project(OPS, "OPS", "Donaudampfschifffahrtsgesellschaftsoperations")
        made.agree()
        made.risk("Key developer leaves", level=(5, 5), cost=38_000_00, owner=ANA)
        made.risk("Somebody's", level=(2, 2))
        yield made


@pytest.fixture
def base(scene: Scene) -> Iterator[str]:
    """The address of the served app."""
    with served_as_ana(scene.world) as address:
        yield address


@pytest.fixture
def dashboard(page: Page) -> Page:
    """A page whose window is a dashboard."""
    page.add_init_script(DASHBOARD)
    return page


def choose(page: Page, project: str) -> None:
    """Pick a project and have it shown."""
    page.get_by_label("Project to show").select_option(label=project)
    page.get_by_role("button", name="Show", exact=True).click()


def test_what_is_chosen_is_kept_by_the_dashboard(dashboard: Page, base: str) -> None:
    """Without a choice the gadget asks; what is picked shows at once, is put where Jira keeps it, and comes again."""
    dashboard.goto(base + MATRIX)
    choose(dashboard, "Payments (PAY)")
    expect(dashboard.get_by_role("heading", name="Payments PAY")).to_be_visible()
    expect(dashboard.locator(".matrix")).to_be_visible()
    assert dashboard.evaluate(f"localStorage['{KEPT}']") == '{"projectId":"10000"}'
    dashboard.reload()
    expect(dashboard.locator(".matrix")).to_be_visible()
    expect(dashboard.get_by_label("Project to show")).to_have_count(0)


def test_another_project_can_be_chosen_or_not(dashboard: Page, base: str) -> None:
    """Change offers the present one; cancelling shows it again, choosing another shows that."""
    dashboard.goto(base + MATRIX)
    choose(dashboard, "Payments (PAY)")
    dashboard.get_by_role("button", name="Change project").click()
    expect(dashboard.get_by_label("Project to show")).to_have_value("10000")
    dashboard.get_by_role("button", name="Cancel").click()
    expect(dashboard.get_by_role("heading", name="Payments PAY")).to_be_visible()
    dashboard.get_by_role("button", name="Change project").click()
    choose(dashboard, "Donaudampfschifffahrtsgesellschaftsoperations (OPS)")
    expect(dashboard.get_by_text("No risk has been written down yet.")).to_be_visible()


def test_who_may_not_edit_the_dashboard_may_look(dashboard: Page, base: str) -> None:
    """A refused choice is shown all the same and said not to be kept; nobody is offered what they may not do."""
    dashboard.goto(base + MATRIX)
    dashboard.evaluate("localStorage.refused = '1'")
    dashboard.reload()
    choose(dashboard, "Payments (PAY)")
    expect(dashboard.locator(".matrix")).to_be_visible()
    expect(dashboard.get_by_text("Shown for now only")).to_be_visible()
    expect(dashboard.get_by_role("button", name="Change project")).to_be_hidden()
    assert dashboard.evaluate(f"localStorage['{KEPT}'] ?? null") is None


def test_a_choice_that_is_gone_leaves_the_way_out(dashboard: Page, base: str) -> None:
    """A kept project that never was, or that is not to be seen, says so and lets another one be chosen."""
    dashboard.goto(base + MATRIX)
    dashboard.evaluate(f"""localStorage['{KEPT}'] = '{{"projectId":"99999"}}'""")
    dashboard.reload()
    expect(dashboard.get_by_text("There is no such project, or you may not see it.")).to_be_visible()
    dashboard.get_by_role("button", name="Change project").click()
    choose(dashboard, "Payments (PAY)")
    expect(dashboard.locator(".matrix")).to_be_visible()


def test_a_number_lists_its_risks_by_keyboard(dashboard: Page, base: str) -> None:
    """Enter on a count opens its risks beneath the map, and closes them again."""
    dashboard.goto(base + MATRIX)
    choose(dashboard, "Payments (PAY)")
    cell = dashboard.get_by_role("link", name="1 risk, Critical: Nearly certain, Severe")
    cell.focus()
    dashboard.keyboard.press("Enter")
    expect(dashboard.get_by_text("Key developer leaves")).to_be_visible()
    dashboard.get_by_role("link", name="Show all cells").click()
    expect(dashboard.get_by_text("Key developer leaves")).to_have_count(0)


def test_figures_follow_what_happens(scene: Scene, dashboard: Page, base: str) -> None:
    """Scope that moves and a risk that somebody raises arrive by themselves, in gadget and portfolio."""
    dashboard.goto(base + SCOPE)
    choose(dashboard, "Payments (PAY)")
    expect(dashboard.locator("#gadget-scope")).to_contain_text("shrunk by 2 points")
    expect(dashboard.locator("body")).to_have_attribute("data-live", "on")
    dashboard.wait_for_timeout(1500)
    scene.world.put_issue("20050", points="5")
    expect(dashboard.locator("#gadget-scope")).to_contain_text("grown by 3 points", timeout=4000)
    expect(dashboard.get_by_role("button", name="Change project")).to_be_visible()
    dashboard.goto(base + PORTFOLIO)
    expect(dashboard.locator("#portfolio")).to_contain_text("1 of 2 projects is off plumb")
    expect(dashboard.locator("body")).to_have_attribute("data-live", "on")
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        rating = RatingDraft(2, {Objective.SCHEDULE: 2})
        raise_risk(scene.world.act(uow), OPS, RiskDraft("From elsewhere", ratings={Stage.CURRENT: rating}))
        uow.commit()
    expect(dashboard.get_by_role("row", name="OPS")).to_contain_text("Straight", timeout=5000)


def test_the_portfolio_is_sorted_by_its_heads_or_by_its_list(page: Page, base: str) -> None:
    """On a wide frame a head sorts and turns round, on a narrow one a list does; the address stays the page's."""
    page.goto(base + PORTFOLIO)
    first = page.locator("#portfolio tbody tr").first
    expect(first).to_contain_text("Payments")
    expect(page.get_by_label("Sorted by")).to_be_hidden()
    page.get_by_role("link", name="Project", exact=True).click()
    expect(first).to_contain_text("Donau")
    expect(page.get_by_role("columnheader", name="Project")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("link", name="Project", exact=False).first.click()
    expect(first).to_contain_text("Payments")
    page.set_viewport_size({"width": 320, "height": 800})
    page.get_by_label("Sorted by").select_option("open")
    expect(page.locator("#portfolio")).to_have_attribute("hx-get", f"{PORTFOLIO}/table?sort=open")
    expect(page.get_by_label("Sorted by")).to_have_value("open")
    expect(first).to_contain_text("Payments")
    page.get_by_label("Sorted by").select_option("project")
    expect(first).to_contain_text("Donau")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(dashboard: Page, base: str, scheme: Any) -> None:
    """Portfolio, choice, map with its list, and ledger pass axe in light and dark."""
    dashboard.emulate_media(color_scheme=scheme)
    dashboard.goto(base + PORTFOLIO)
    assert found_by_axe(dashboard) == []
    dashboard.goto(base + MATRIX)
    dashboard.get_by_label("Project to show").wait_for()
    assert found_by_axe(dashboard) == []
    choose(dashboard, "Payments (PAY)")
    dashboard.get_by_role("link", name="1 risk, Critical").click()
    dashboard.get_by_text("Key developer leaves").wait_for()
    assert found_by_axe(dashboard) == []
    dashboard.goto(base + SCOPE)
    choose(dashboard, "Payments (PAY)")
    dashboard.locator("#gadget-scope .plot").wait_for()
    assert found_by_axe(dashboard) == []


@pytest.mark.parametrize("width", [300, 320, 700, 800, 1440])
def test_nothing_is_wider_than_the_frame(dashboard: Page, base: str, width: int) -> None:
    """At each width, also with names that do not break, page and gadgets scroll one way only."""
    dashboard.set_viewport_size({"width": width, "height": 900})
    dashboard.goto(base + PORTFOLIO)
    assert dashboard.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for path in (MATRIX, SCOPE):
        dashboard.goto(base + path)
        choose(dashboard, "Payments (PAY)")
        dashboard.locator(".gadget").wait_for()
        assert dashboard.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
