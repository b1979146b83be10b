"""Dashboard and portfolio in Jira's window, through the real bridge: what a gadget shows is chosen and kept there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.stage import Stage
from tests.e2e.window import Complaints, app, violations

MATRIX = "section[aria-label='Risk matrix'] iframe"
SCOPE = "section[aria-label='Scope change'] iframe"
PORTFOLIO = "/plugins/servlet/ac/app.plumbline.jira/portfolio"


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the browser complains of, but for what Jira and the bridge say where nothing was chosen yet."""
    complaints = Complaints()
    yield complaints
    expected = ("404", "[Simple-XDM] Failed promise")
    assert [one for one in complaints.heard if not any(words in one for words in expected)] == []


@pytest.fixture
def window(page: Page, complaints: Complaints) -> Page:
    """A page that is listened to."""
    page.set_viewport_size({"width": 1280, "height": 1400})
    return complaints.listen(page)


def test_a_gadget_shows_what_its_dashboard_keeps(stage: Stage, platform: str, window: Page) -> None:
    """Each gadget asks for a project, has its dashboard keep it, and shows it to the next who comes.

    Connect keeps it as a property of the item, which any reader who may edit changes in the gadget; Forge by its own
    means, behind the gadget's own menu.
    """
    window.goto(f"{stage.host_url}/dashboard")
    project, name = stage.site.project("PAY").id, f"{stage.site.project('PAY').name} PAY"
    for where in (MATRIX, SCOPE):
        inside = app(window, where)
        inside.get_by_label("Project to show").select_option(project)
        inside.get_by_role("button", name="Show", exact=True).click()
        expect(inside.get_by_role("heading", name=name)).to_be_visible()
    if platform == "connect":
        kept = [stage.site.dashboard_items[("10000", str(item))] for item in (10001, 10002)]
        assert kept == [{"plumbline.gadget": {"projectId": project}}] * 2
    window.reload()
    for where in (MATRIX, SCOPE):
        expect(app(window, where).get_by_role("heading", name=name)).to_be_visible()
        change = app(window, where).get_by_role("button", name="Change project")
        expect(change).to_be_visible(visible=platform == "connect")
    inner = [frame for frame in window.frames if frame != window.main_frame]
    assert len(inner) == 3
    assert [violations(frame) for frame in inner] == [[], [], []]


def test_the_portfolio_leads_to_the_project(stage: Stage, window: Page) -> None:
    """The page among Jira's own names the sample project with its health; its link opens the project's page in Jira."""
    window.goto(f"{stage.host_url}{PORTFOLIO}")
    inside = app(window)
    expect(inside.get_by_role("heading", name="Portfolio")).to_be_visible()
    row = inside.get_by_role("row").filter(has_text="PAY")
    expect(row).to_be_visible()
    row.get_by_role("link").click()
    expect(app(window).get_by_role("navigation", name="Plumbline")).to_be_visible()
    assert "/projects/PAY" in window.url
