"""The project page and the panel under hands, in Chromium: nothing for axe to find, nothing against the policy."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, expect
from werkzeug.serving import make_server

from plugin.domain.ids import IssueId
from plugin.web.app import create_app
from tests.chromium import ARGUMENTS, chromium_path
from tests.quiet import QuietHandler
from tests.web.fakes import ANA, BEN, World
from tests.web.ui.scene import PROJECT, Scene, a_scene

pytestmark = pytest.mark.browser
PANEL = "/ui/issues/10050/panel?project=10000"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The machine's own Chromium, headless and talking to nobody."""
    return {"executable_path": chromium_path(), "args": list(ARGUMENTS)}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A project with a proposal, an overdue review, and a risk that nobody owns."""
    with a_scene(tmp_path) as made:
        made.risk("Old worry", owner=ANA)
        made.world.clock.forward(days=20)
        made.proposed()
        made.risk("Somebody's", level=(2, 2), cost=1000_00, affected=[IssueId("10050")])
        yield made


@contextmanager
def served_as_ana(world: World) -> Iterator[str]:
    """The real app on a free loopback port; every request is Ana's, as the frame's token would say."""
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=QuietHandler)
    base = f"http://127.0.0.1:{server.server_port}"
    app = create_app(replace(world.services, all_js_url=f"{base}/static/plumbline.svg"))

    def as_ana(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        for name, value in world.headers(ANA).items():
            environ["HTTP_" + name.upper().replace("-", "_")] = value
        return app(environ, start)

    server.app = as_ana
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield base
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def base(scene: Scene) -> Iterator[str]:
    """The address of the served app."""
    with served_as_ana(scene.world) as address:
        yield address


@pytest.fixture
def said(page: Page) -> Iterator[list[str]]:
    """Errors that the page logs; any but the missing bridge and an answer's status fails the test at its end."""
    messages: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            messages.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: messages.append(str(error)))
    yield messages
    known = ("Failed to load resource", "Refused to execute script")
    assert [text for text in messages if not text.startswith(known)] == []


def found_by_axe(page: Page) -> list[str]:
    """What axe finds, one line per element."""
    results = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in results for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, base: str, said: list[str], scheme: Any) -> None:
    """Overview, register, open quick-add, drawer, rating form and panel pass axe in light and dark."""
    page.emulate_media(color_scheme=scheme)
    for tab in ("overview", "risks"):
        page.goto(f"{base}{PROJECT}?tab={tab}")
        expect(page.locator("body")).to_have_attribute("data-live", "on")
        assert found_by_axe(page) == [], tab
    page.get_by_label("What could happen?").fill("A supplier is late")
    page.keyboard.press("Enter")
    page.get_by_label("Because").wait_for()
    assert found_by_axe(page) == []
    page.goto(f"{base}{PROJECT}?tab=risks")
    page.get_by_role("link", name="R-2", exact=True).click()
    page.locator("#risk-title").wait_for()
    page.wait_for_timeout(300)
    assert found_by_axe(page) == []
    page.get_by_role("button", name="Change Current").click()
    page.locator("#edit-probability").wait_for()
    assert found_by_axe(page) == []
    page.goto(f"{base}{PANEL}")
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    assert found_by_axe(page) == []


@pytest.mark.parametrize("width", [320, 800, 1440])
def test_nothing_is_wider_than_the_frame(page: Page, base: str, width: int) -> None:
    """At each width, also with names that do not break, the page scrolls one way only."""
    page.set_viewport_size({"width": width, "height": 900})
    for path in (f"{PROJECT}?tab=overview", f"{PROJECT}?tab=risks", PANEL):
        page.goto(base + path)
        expect(page.locator("body")).to_have_attribute("data-live", "on")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_a_risk_is_raised_by_keyboard(page: Page, base: str, said: list[str]) -> None:
    """Enter opens the rest with the focus in it, mistakes are shown, and the new risk stands in the register."""
    page.goto(f"{base}{PROJECT}?tab=risks")
    page.get_by_label("What could happen?").fill("A supplier is late")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Because")).to_be_focused()
    page.keyboard.type("there is one supplier")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Choose how likely it is.")).to_be_visible()
    expect(page.get_by_label("Because")).to_have_value("there is one supplier")
    page.get_by_role("radio", name="Likely more probable than not, first signs are visible").first.check()
    page.get_by_label("Schedule").first.select_option("4")
    page.get_by_label("Search people by name").press_sequentially("devel")
    page.get_by_role("radio", name="Developer").check()
    page.get_by_role("button", name="Add risk").click()
    expect(page.get_by_role("row", name="A supplier is late")).to_contain_text("Developer")


def test_chips_map_and_tabs_work_in_place(page: Page, base: str, said: list[str]) -> None:
    """A tab, a chip and a cell each change their own part and say that they are on."""
    page.goto(f"{base}{PROJECT}")
    page.locator("#tab-risks").click()
    expect(page.locator("#tab-risks")).to_have_attribute("aria-current", "page")
    rows = page.locator("#register tbody tr")
    expect(rows).to_have_count(3)
    page.get_by_role("link", name="Mine", exact=True).click()
    expect(rows).to_have_count(2)
    expect(page.get_by_role("link", name="Mine", exact=True)).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Mine", exact=True).click()
    expect(rows).to_have_count(3)
    page.get_by_role("link", name="1 risk, Low: Unlikely, Minor").click()
    expect(rows).to_have_count(1)
    expect(page.locator(".matrix td.selected")).to_have_count(1)


def test_what_others_do_arrives_by_itself(scene: Scene, page: Page, base: str, said: list[str]) -> None:
    """Somebody else's risk appears within two seconds, and a form in the drawer is not disturbed by it."""
    page.goto(f"{base}{PROJECT}?tab=risks")
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    page.get_by_role("link", name="R-2", exact=True).click()
    page.get_by_role("button", name="Edit statement").click()
    page.get_by_label("So", exact=True).fill("half typed")
    scene.risk("From elsewhere", owner=BEN)
    expect(page.locator("#register")).to_contain_text("From elsewhere", timeout=4000)
    expect(page.get_by_label("So", exact=True)).to_have_value("half typed")


def test_a_proposal_is_answered_on_the_overview_and_in_the_panel(page: Page, base: str, said: list[str]) -> None:
    """One click answers; the question is gone from both, and the new level stands."""
    page.goto(f"{base}{PANEL}")
    expect(page.locator("#panel-risks")).to_contain_text("Move the current rating to target?")
    page.goto(f"{base}{PROJECT}")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)
    page.goto(f"{base}{PANEL}")
    expect(page.locator("#panel-risks")).not_to_contain_text("Move the current rating")
