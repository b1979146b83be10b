"""In Chromium, through the real bridge: what people click and type in Jira and in the app, and what follows where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.stage import Stage
from tests.e2e.window import PANEL, Complaints, app, project_page, tab_to

RESPONSE = "Rehearse the release night with everybody on call"
SOON = 3_000
"""Milliseconds in which a page follows what happens in Jira, without being loaded again."""


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the browser complains of during a test: nothing."""
    complaints = Complaints()
    yield complaints
    assert complaints.heard == []


@pytest.fixture
def window(page: Page, complaints: Complaints) -> Page:
    """A page that is listened to."""
    page.set_viewport_size({"width": 1280, "height": 1000})
    return complaints.listen(page)


def test_a_risk_is_added_linked_and_answered(
    stage: Stage, window: Page, context: BrowserContext, complaints: Complaints
) -> None:
    """Add a risk, link its response, finish that in Jira: level, heat map, panel, property and JQL all follow."""
    inside, key = project_page(window, stage.host_url, "Risks"), stage.sample.key(RESPONSE)
    inside.get_by_label("What could happen?").fill("Key developer leaves")
    inside.get_by_role("button", name="Add risk").click()
    form = inside.get_by_role("form", name="New risk")
    expect(form.get_by_label("Because")).to_be_focused()
    form.get_by_label("Because").fill("one person knows the billing core")
    form.get_by_role("group", name="How likely is it?").get_by_text("Likely", exact=True).click()
    form.get_by_role("group", name="What would it hit").get_by_label("Schedule").select_option("4")
    form.get_by_text("What it should come down to").click()
    form.get_by_role("group", name="Likelihood once").get_by_text("Rare", exact=True).click()
    form.get_by_role("group", name="Impact once").get_by_label("Schedule").select_option("3")
    form.get_by_role("button", name="Add risk").click()
    row = inside.get_by_role("row").filter(has_text="Key developer leaves")
    expect(row).to_contain_text("High")
    cell = inside.get_by_role("link", name=re.compile("1 risk, High: Likely, Major"))
    expect(cell).to_be_visible()

    row.get_by_role("link").click()
    drawer = inside.get_by_role("dialog")
    drawer.get_by_text("Link an issue").click()
    drawer.get_by_label("Search issues by key or summary").press_sequentially(key)
    drawer.get_by_role("radio", name=key).check()
    drawer.get_by_label("What it is to the risk").select_option("response")
    drawer.get_by_role("button", name="Link issue").click()
    expect(drawer).to_contain_text("0 of 1 responses done")
    drawer.get_by_role("button", name="Close", exact=True).click()

    issue = complaints.listen(context.new_page())
    issue.goto(f"{stage.host_url}/browse/{key}")
    panel = app(issue, PANEL)
    expect(panel.locator("#panel-risks")).to_contain_text("High")
    expect(panel.locator("#panel-risks")).to_contain_text("this issue is a response")
    stage.settle()
    issue.get_by_role("form", name="Status").get_by_role("button", name="Done", exact=True).click()

    expect(panel.locator("#panel-risks")).to_contain_text("Low", timeout=SOON)
    expect(panel.locator("#panel-risks")).to_contain_text("1 of 1 done")
    expect(row).to_contain_text("Low", timeout=SOON)
    expect(inside.get_by_role("link", name=re.compile("1 risk, Low: Rare, Moderate"))).to_be_visible()
    expect(cell).to_have_count(0)
    stage.settle()
    assert stage.site.issue(key).properties["plumbline.risk"]["level"] == "Low"
    issue.goto(f"{stage.host_url}/search?jql={quote('riskLevel = Low')}")
    expect(issue.locator("#found")).to_contain_text(key)


def test_scope_is_frozen_and_what_comes_in_is_seen(
    stage: Stage, window: Page, context: BrowserContext, complaints: Complaints
) -> None:
    """Freeze a release, add an issue to it in Jira: log, ledger and burn-up show it without a reload."""
    inside = project_page(window, stage.host_url, "Scope")
    inside.get_by_role("combobox", name="What was agreed").select_option(f"version:{stage.sample.version_id}")
    inside.get_by_role("button", name="Freeze baseline").click()
    inside.get_by_role("button", name="Submit").click()
    inside.get_by_role("button", name="Approve").click()
    expect(inside.locator("#scope-figures")).to_contain_text("approved", ignore_case=True)
    expect(inside.locator("#scope-log")).to_contain_text("Nothing moved since the freeze")
    before = inside.locator(".ledger .total b").inner_text()

    jira = complaints.listen(context.new_page())
    jira.goto(f"{stage.host_url}/projects/PAY")
    jira.get_by_label("What needs to be done?").fill("Refund in another currency")
    jira.get_by_label("Points").fill("8")
    jira.get_by_label("Fix version").select_option(label="2.0")
    jira.get_by_role("button", name="Create").click()

    expect(inside.locator("#scope-log")).to_contain_text("Refund in another currency", timeout=SOON)
    expect(inside.locator("#scope-log li").first).to_contain_text("8")
    after = inside.locator(".ledger .total b")
    expect(after).to_have_text(f"{float(before) + 8:g}", timeout=SOON)
    inside.locator("#scope-chart").get_by_text("Show as a table").click()
    expect(inside.locator("#scope-chart table tbody tr").last).to_contain_text(f"{float(before) + 8:g}")
    stage.settle()
    jira.goto(f"{stage.host_url}/search?jql={quote('scopeState = added')}")
    expect(jira.locator("#found")).to_contain_text("Refund in another currency")


def test_a_risk_is_added_with_the_keyboard_alone(stage: Stage, window: Page) -> None:
    """Tab, letters, arrows, Space and Enter are enough to raise and rate a risk."""
    inside = project_page(window, stage.host_url, "Risks")
    tab_to(window, "#quick-title")
    window.keyboard.type("Typed without a mouse")
    window.keyboard.press("Enter")
    expect(inside.get_by_role("form", name="New risk").get_by_label("Because")).to_be_focused()
    for _ in range(3):
        window.keyboard.press("Tab")
    window.keyboard.press("Space")
    window.keyboard.press("ArrowRight")
    tab_to(window, "#quick-impact-cost")
    window.keyboard.press("ArrowDown")
    tab_to(window, "#quick-risk button[type=submit]")
    window.keyboard.press("Enter")

    inside.get_by_role("row").filter(has_text="Typed without a mouse").wait_for()
    risks = stage.api()("GET", f"/projects/{stage.sample.project_id}/risks")["items"]
    [made] = [risk for risk in risks if risk["title"] == "Typed without a mouse"]
    assert (made["ratings"]["current"]["probability"], made["ratings"]["current"]["impact"]) == (2, {"cost": 1})


def test_who_may_only_browse_sees_figures_and_no_forms(stage: Stage, window: Page) -> None:
    """A viewer reads register, scope and panel, and is offered nothing to change."""
    viewer = stage.sample.people["Viewer"]
    stage.raise_risk("For everybody to read", ("affected", stage.sample.key(RESPONSE)))
    for tab in ("Risks", "Scope", "Reviews"):
        inside = project_page(window, stage.host_url, tab, **{"as": viewer})
        expect(inside.locator("form:not([role=search], #saved-views form)")).to_have_count(0)
    inside = project_page(window, stage.host_url, "Risks", **{"as": viewer})
    expect(inside.get_by_role("row").filter(has_text="For everybody to read")).to_be_visible()
    window.goto(f"{stage.host_url}/browse/{stage.sample.key(RESPONSE)}?as={viewer}")
    panel = app(window, PANEL)
    expect(panel.locator("#panel-risks")).to_contain_text("For everybody to read")
    expect(panel.locator("form, #panel-new, #panel-existing")).to_have_count(0)


def test_an_outsider_sees_nothing(stage: Stage) -> None:
    """Somebody without the right to browse gets neither pages nor fragments, however the address was come by."""
    outsider = stage.sample.people["Outsider"]
    stage.raise_risk("Not for outsiders", ("affected", stage.sample.key(RESPONSE)))
    for module in ("project-page", "project-settings", "issue-panel", "issue-glance"):
        answer = stage.page(module, outsider, issue=stage.sample.key(RESPONSE) if module.startswith("issue") else None)
        assert answer.status_code in {403, 404}
        assert not re.search("Not for outsiders|Payment platform", answer.text)
    for part in ("view?tab=risks", "view?tab=scope", "live", "overview"):
        url = f"{stage.app.base_url}/ui/projects/{stage.sample.project_id}/{part}"
        assert requests.get(url, headers=stage.headers(outsider), timeout=10).status_code in {403, 404}
