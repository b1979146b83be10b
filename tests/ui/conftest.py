"""A gallery served on loopback, and a page in Chromium that fails its test on any script error or policy violation."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.chromium import ARGUMENTS, chromium_path
from tests.ui.gallery import Seen, create_app, served


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
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
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
