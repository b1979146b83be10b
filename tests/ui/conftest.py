"""A gallery served on loopback, and a page in Chromium that fails its test on any script error or policy violation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from plugin.domain.ids import IssueId
from tests.chromium import ARGUMENTS, chromium_path
from tests.ui.bundle import built_bundle
from tests.ui.forge_stage import Proxy, file_server, set_up
from tests.ui.gallery import Seen, create_app, served
from tests.web.fakes import ANA
from tests.web.ui.scene import Scene, a_scene


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The machine's own Chromium, headless and talking to nobody."""
    return {"executable_path": chromium_path(), "args": list(ARGUMENTS)}


@pytest.fixture
def seen() -> Seen:
    """What the gallery's server was sent, and what it is to answer."""
    return Seen()


@pytest.fixture
def gallery(seen: Seen) -> Iterator[str]:
    """The gallery's address."""
    with served(create_app(seen)) as base:
        yield f"{base}/gallery"


@pytest.fixture
def said(page: Page) -> Iterator[list[str]]:
    """Errors and warnings the page logs; any but an answer's status fails the test at its end."""
    messages: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            messages.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: messages.append(str(error)))
    yield messages
    assert [text for text in messages if not text.startswith("Failed to load resource")] == []


@pytest.fixture
def visit(page: Page, gallery: str, said: list[str]) -> Any:
    """Opens the gallery, with a query or a hash, and waits until its scripts have run."""

    def open_it(rest: str = "") -> Page:
        page.goto(gallery + rest)
        expect(page.locator("body")).to_have_attribute("data-live", "on")
        return page

    return open_it


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The built Custom UI: the folder that holds `app/`."""
    return built_bundle()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A project with two risks; one of them touches the issue of the panel."""
    with a_scene(tmp_path) as made:
        made.world.put_issue("10050", key="PAY-50", summary="Pair on the billing core")
        made.risk("Key developer leaves", owner=ANA)
        made.risk("Somebody's", level=(2, 2), affected=[IssueId("10050")])
        yield made


@pytest.fixture
def proxy() -> Proxy:
    """Forge's proxy between page and server."""
    return Proxy()


@pytest.fixture
def shell(page: Page, said: list[str], scene: Scene, bundle: Path, proxy: Proxy) -> Iterator[Callable[..., Page]]:
    """Opens the built bundle as Forge would for a module, and waits for the page's content or a state."""
    with served(file_server(bundle, scene, proxy)) as base:

        def open_it(module: str, **setup: Any) -> Page:
            set_up(page, module, **setup)
            page.goto(f"{base}/app/index.html")
            page.locator("main h1, main h2, [role=alert]").first.wait_for(state="attached")
            return page

        yield open_it
