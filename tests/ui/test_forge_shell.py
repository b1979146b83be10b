"""The built Custom UI in Chromium, under a policy like Forge's: pages, fragments, forms, failures, flags, files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.ui.forge_stage import Proxy
from tests.ui.test_gallery import violations
from tests.web.ui.scene import Scene

pytestmark = pytest.mark.browser
Shell = Callable[..., Page]


def asked(page: Page, name: str) -> list[Any]:
    """What the page asked of the bridge by this name."""
    found: list[Any] = page.evaluate("name => asked.filter(([one]) => one === name).map(([, given]) => given)", name)
    return found


def test_a_page_is_the_servers(shell: Shell, proxy: Proxy, said: list[str]) -> None:
    """The project's page comes through the proxy, with title and language, and the browser has nothing to object to."""
    page = shell("project-page")
    page.wait_for_load_state("networkidle")

    expect(page.get_by_role("heading", name="Payments", level=1)).to_be_visible()
    expect(page).to_have_title("Payments")
    assert proxy.letters[0]["method"] == "GET"
    assert proxy.letters[0]["path"] == "/ui/projects/10000"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("document.documentElement.dataset.fit") is None
    assert said == []


@pytest.mark.parametrize(
    ("module", "path", "fit"),
    [
        ("issue-panel", "/ui/issues/10050/panel?project=10000", "content"),
        ("issue-glance", "/ui/issues/10050/glance?project=10000", "content"),
        ("project-settings", "/ui/projects/10000/settings", None),
        ("site-admin", "/ui/admin", None),
    ],
)
def test_each_module_has_its_page(shell: Shell, proxy: Proxy, module: str, path: str, fit: str | None) -> None:
    """Where the module stands decides which page is asked for; a panel keeps to its content's height."""
    page = shell(module)

    assert proxy.letters[0]["path"] == path
    assert page.evaluate("document.documentElement.dataset.fit ?? null") == fit
    expect(page.locator("body > main")).to_have_count(1)


def test_the_readers_language_goes_along(shell: Shell, proxy: Proxy) -> None:
    """The browser's own header does not pass the proxy, so the letter says what Jira speaks to this person."""
    shell("issue-panel", locale="de-DE")

    assert proxy.letters[0]["headers"]["accept-language"] == "de-DE"


def test_fragments_come_through_the_proxy(shell: Shell, proxy: Proxy, said: list[str]) -> None:
    """A chip changes its part of the page; the letter says that htmx asks, and never where the frame is."""
    page = shell("project-page", history="/risks")
    page.get_by_role("link", name="Mine", exact=True).click()
    expect(page.get_by_role("link", name="Mine", exact=True)).to_have_attribute("aria-current", "true")
    letter = next(one for one in proxy.letters if "register" in one["path"])

    assert letter["headers"]["hx-request"] == "true"
    assert "hx-current-url" not in letter["headers"]
    assert letter["body"] is None
    assert said == []


def test_a_form_is_sent_and_answered(shell: Shell, proxy: Proxy, scene: Scene) -> None:
    """Mistakes come back in the form with what was typed; then the risk is stored and a flag of Jira's says so."""
    page = shell("project-page", history="/risks")
    page.get_by_label("What could happen?").fill("Gebühren & Zölle are late")
    page.get_by_label("What could happen?").press("Enter")
    expect(page.get_by_label("Because")).to_be_focused()
    page.get_by_role("button", name="Add risk").click()
    expect(page.get_by_text("Choose how likely it is.")).to_be_visible()
    page.get_by_role("radio", name=re.compile("^Likely")).first.check()
    page.get_by_label("Schedule").first.select_option("4")
    page.get_by_role("button", name="Add risk").click()
    expect(page.get_by_role("row", name="Gebühren & Zölle are late")).to_be_visible()

    sent = [one for one in proxy.letters if one["method"] == "POST"][-1]
    assert sent["headers"]["content-type"].startswith("application/x-www-form-urlencoded")
    assert "title=Geb%C3%BChren+%26+Z%C3%B6lle" in sent["body"]
    assert "Gebühren & Zölle are late" in {risk.title for risk in scene.all_risks()}
    [flag] = asked(page, "showFlag")
    assert (flag["type"], flag["isAutoDismiss"]) == ("success", True)
    assert flag["title"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "You may not do this."),
        (404, "This is no longer here."),
        (409, "Somebody else changed this in the meantime."),
        (500, "Something went wrong in Plumbline."),
    ],
)
def test_a_refusal_inside_the_envelope_is_put_into_words(shell: Shell, proxy: Proxy, status: int, words: str) -> None:
    """A failed save says what happened, with the server's reference, and keeps what was typed."""
    page = shell("project-page", history="/risks")
    page.get_by_label("What could happen?").fill("A supplier is late")
    proxy.answers(
        status,
        json.dumps({"detail": "As the server says."}),
        **{"X-Request-Id": "r-17", "Content-Type": "application/problem+json"},
    )
    page.get_by_role("button", name="Add risk").click()
    alert = page.get_by_role("alert").filter(has_text=words)

    expect(alert).to_contain_text("As the server says.")
    expect(alert).to_contain_text("Reference: r-17")
    expect(page.get_by_label("What could happen?")).to_have_value("A supplier is late")


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "Your session with Jira has run out."), (413, "This is too large."), (502, "Something went wrong")],
)
def test_a_failure_around_the_envelope_is_put_into_words(shell: Shell, proxy: Proxy, status: int, words: str) -> None:
    """What Forge or the envelope itself refuses reads like any other failure."""
    page = shell("project-page", history="/risks")
    proxy.fails(status)
    page.get_by_role("link", name="Mine", exact=True).click()

    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()


def test_a_lost_server_is_said_and_reading_tried_again(shell: Shell, proxy: Proxy) -> None:
    """Without an answer the page says so, keeps what it shows, and one button asks again."""
    page = shell("project-page", history="/risks")
    proxy.is_cut_off = True
    page.get_by_role("link", name="Mine", exact=True).click()
    alert = page.get_by_role("alert").filter(has_text="Plumbline could not be reached.")
    expect(alert).to_be_visible()
    expect(page.get_by_role("row", name="Key developer leaves")).to_be_visible()
    proxy.is_cut_off = False
    alert.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("link", name="Mine", exact=True)).to_have_attribute("aria-current", "true")
    expect(alert).to_have_count(0)


def test_what_others_do_arrives_by_itself(shell: Shell, scene: Scene) -> None:
    """The page follows the project through the proxy."""
    page = shell("project-page", history="/risks")
    scene.risk("From elsewhere")

    expect(page.locator("#register")).to_contain_text("From elsewhere", timeout=5000)


def test_a_flag_with_an_action(shell: Shell, proxy: Proxy) -> None:
    """An undo is a button of Jira's flag; the flag stays until it is used, and the answer is asked for by POST."""
    page = shell("project-page")
    detail = {
        "title": "Deleted",
        "body": "R-1",
        "type": "info",
        "action": {"label": "Undo", "url": "/ui/projects/10000/undo"},
    }
    page.evaluate("detail => document.dispatchEvent(new CustomEvent('plumbline:flag', {detail}))", detail)
    [flag] = asked(page, "showFlag")
    proxy.answers(204, "")
    with page.expect_response(lambda answer: "undo" in (answer.request.post_data or "")):
        page.evaluate("jira.flag.actions[0].onClick()")

    assert (flag["title"], flag["description"], flag["isAutoDismiss"]) == ("Deleted", "R-1", False)
    assert flag["actions"][0]["text"] == "Undo"
    assert asked(page, "closeFlag") == [{"id": flag["id"]}]
    assert ("POST", "/ui/projects/10000/undo") in [(one["method"], one["path"]) for one in proxy.letters]


def test_a_file_comes_as_it_is(shell: Shell, proxy: Proxy) -> None:
    """A download passes the proxy in base64 and reaches the reader byte by byte, under its name."""
    page = shell("project-page")
    inner = {
        "status": 200,
        "headers": {"Content-Type": "application/pdf", "Content-Disposition": 'attachment; filename="review.pdf"'},
        "body": "JVBERv/+AA==",
        "encoding": "base64",
    }
    proxy.next_answers.append({"success": True, "payload": {"status": 200, "headers": {}, "body": inner}})
    page.evaluate(
        """() => {
          const link = Object.assign(document.createElement("a"), {href: "/ui/projects/10000/review.pdf"});
          link.textContent = "Take it";
          link.dataset.download = "";
          document.querySelector("main").prepend(link);
        }"""
    )
    with page.expect_download() as download:
        page.get_by_role("link", name="Take it").click()

    assert download.value.suggested_filename == "review.pdf"
    assert download.value.path().read_bytes() == b"%PDF\xff\xfe\x00"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("module", ["project-page", "issue-panel", "site-admin"])
def test_jiras_theme_holds_and_axe_finds_nothing(shell: Shell, page: Page, module: str, theme: Any) -> None:
    """The mode that Jira sets wins over the system's, and every page passes axe in it."""
    page.emulate_media(color_scheme="light" if theme == "dark" else "dark")
    shell(module, theme=theme)
    is_dark = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0] < 100")

    assert asked(page, "enableTheming") == [None]
    assert is_dark is (theme == "dark")
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 1440])
def test_nothing_runs_over_the_edge(shell: Shell, page: Page, width: int) -> None:
    """The page never scrolls sideways."""
    page.set_viewport_size({"width": width, "height": 900})
    shell("project-page", history="/risks")

    assert page.evaluate("document.documentElement.scrollWidth") == width
