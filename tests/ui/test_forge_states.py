"""What the Custom UI shows where the server says nothing: why, what is safe, what to do, and where the server is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from tests.ui.forge_stage import Proxy
from tests.ui.test_gallery import violations

pytestmark = pytest.mark.browser
Shell = Callable[..., Page]
UNSET = [{"key": "backend", "configured": {"endpoint": None}}]
SET = [{"key": "backend", "configured": {"endpoint": "https://old.example.org"}}]


def state(page: Page) -> str:
    """The heading of what is shown."""
    return page.get_by_role("heading", level=1).inner_text()


def test_a_server_that_is_down_is_said(shell: Shell, proxy: Proxy) -> None:
    """The page says what happened and that nothing is lost, and shows the page once the server answers again."""
    proxy.is_cut_off = True
    page = shell("project-page", history="/risks")
    assert state(page) == "Plumbline’s server could not be reached"
    expect(page.get_by_text("Your data is safe")).to_be_visible()
    assert violations(page) == []
    proxy.is_cut_off = False
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("heading", name="Payments", level=1)).to_be_visible()
    expect(page.locator(".tabs [aria-current=page]")).to_contain_text("Risks")


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (401, "Plumbline’s server does not know this app"),
        (400, "Something went wrong in Plumbline"),
        (500, "Something went wrong in Plumbline"),
        (502, "Plumbline’s server could not be reached"),
    ],
)
def test_each_failure_has_its_words(shell: Shell, proxy: Proxy, status: int, heading: str) -> None:
    """An operator learns from the page whether the server is down, refuses the app, or failed."""
    proxy.fails(status)
    page = shell("issue-panel")

    assert state(page) == heading
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def test_forges_own_refusal_is_understood(shell: Shell, proxy: Proxy) -> None:
    """Forge tells a refused token in words only, without a status."""
    error = {"message": "Remote could not verify the Forge Invocation Token"}
    proxy.next_answers.append({"success": False, "error": error})
    page = shell("issue-panel")

    assert state(page) == "Plumbline’s server does not know this app"


def test_the_servers_own_page_of_refusal_is_shown(shell: Shell, proxy: Proxy) -> None:
    """What the server has to say about a page comes in its own words."""
    refusal = '<!doctype html><html lang="de"><head><title>Nein</title></head><body><main><h1>Nein</h1></main></body>'
    proxy.answers(404, refusal, **{"Content-Type": "text/html; charset=utf-8"})
    page = shell("project-page")

    assert state(page) == "Nein"
    expect(page).to_have_title("Nein")
    assert page.evaluate("document.documentElement.lang") == "de"


def test_nothing_is_shown_before_it_is_known(shell: Shell, page: Page, proxy: Proxy) -> None:
    """While the server thinks, the page shows the shape of what comes, and readers of the screen hear that it loads."""
    page.route("**/host/invoke", lambda route: None)
    page.set_default_timeout(1500)
    with pytest.raises(Error, match="Timeout"):
        shell("project-page")

    expect(page.locator(".skeleton")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Loading")


def test_without_a_server_others_are_told_whom_to_ask(shell: Shell, proxy: Proxy) -> None:
    """Where the site has not set an address yet, pages say who does, and offer no form."""
    proxy.is_cut_off = True
    page = shell("issue-panel", remotes=UNSET)

    assert state(page) == "Plumbline has no server yet"
    expect(page.get_by_text("A site administrator enters the server’s address")).to_be_visible()
    expect(page.locator("form")).to_have_count(0)
    assert violations(page) == []


@pytest.mark.parametrize("module", ["site-admin", "get-started"])
def test_an_administrator_sets_the_address(shell: Shell, proxy: Proxy, module: str) -> None:
    """The address goes to Jira, which asks for consent; then the page is there."""
    proxy.is_cut_off = True
    page = shell(module, remotes=UNSET)
    assert violations(page) == []
    page.get_by_label("Server address").fill(" https://Risks.example.org/ ")
    page.get_by_role("button", name="Use this server").click()
    expect(page.locator("form.remote")).to_have_count(0)

    told: list[Any] = page.evaluate(
        "asked.filter(([name]) => name === '__permission__remoteSet').map(([, given]) => given)"
    )
    assert told == [{"remotes": [{"key": "backend", "configured": {"endpoint": "https://risks.example.org"}}]}]
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "This is no address."),
        ("risks.example.org", "This is no address."),
        ("http://risks.example.org", "Jira sends to https only."),
        ("https://risks.example.org/plumbline", "Leave out everything after the host."),
        ("https://user:word@risks.example.org", "Leave out everything after the host."),
        ("https://risks.example.org?x=1", "Leave out everything after the host."),
    ],
)
def test_an_address_is_looked_at_first(shell: Shell, proxy: Proxy, typed: str, words: str) -> None:
    """What cannot work is said beneath the field, which keeps what was typed; Jira is not asked."""
    proxy.is_cut_off = True
    page = shell("site-admin", remotes=UNSET)
    field = page.get_by_label("Server address")
    field.fill(typed)
    field.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(field).to_have_value(typed)
    assert not page.evaluate("asked.some(([name]) => name === '__permission__remoteSet')")
    assert violations(page) == []


def test_a_consent_that_is_refused_changes_nothing(shell: Shell, proxy: Proxy) -> None:
    """The form says that Jira did not take the address, and can be sent again."""
    proxy.is_cut_off = True
    page = shell("site-admin", remotes=UNSET, declines=True)
    page.get_by_label("Server address").fill("https://risks.example.org")
    page.get_by_role("button", name="Use this server").click()

    expect(page.get_by_role("alert")).to_contain_text("Jira did not take this address")
    expect(page.get_by_role("button", name="Use this server")).to_be_enabled()


def test_an_address_that_does_not_answer_can_be_corrected(shell: Shell, proxy: Proxy) -> None:
    """The administrator sees the address that is set and why the form is here; others see that the server is down."""
    proxy.is_cut_off = True
    page = shell("site-admin", remotes=SET)
    expect(page.get_by_label("Server address")).to_have_value("https://old.example.org")
    expect(page.get_by_role("alert")).to_contain_text("Nobody answers as Plumbline at this address yet.")


def test_a_server_of_a_set_address_that_is_down(shell: Shell, proxy: Proxy) -> None:
    """Whoever is no administrator reads that the server is down, not that there is none."""
    proxy.is_cut_off = True
    page = shell("project-page", remotes=SET)

    assert state(page) == "Plumbline’s server could not be reached"


def test_a_frame_that_jira_does_not_place_says_that_something_is_wrong(shell: Shell, said: list[str]) -> None:
    """Where Jira does not say where the frame stands, the reader sees a sentence, and the console the cause."""
    page = shell("project-page", context=None)

    assert state(page) == "Something went wrong in Plumbline"
    assert any("the frame is nowhere" in text for text in said)
    said.clear()


def test_outside_of_jira_it_says_where_it_belongs(page: Page, shell: Shell) -> None:
    """The bundle opened by itself shows a sentence instead of nothing."""
    opened = shell("project-page")
    bare = opened.context.browser.new_page() if opened.context.browser else opened
    bare.goto(opened.url)

    expect(bare.get_by_role("heading", name="Plumbline opens inside Jira")).to_be_visible()
    bare.close()
