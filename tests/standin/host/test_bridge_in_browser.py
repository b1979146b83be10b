"""The real bridge in a real browser: a fake app under a strict content security policy, inside the host page."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page, Request, expect

from tests.standin.host.conftest import Stage

STORY = "Refund part of a payment, several times, up to what was paid"
QUIET_LEVELS = {"log", "info", "debug"}


def failed(request: Request) -> bool:
    """Whether a request really failed; one that was cut off because the page was left did not."""
    return request.failure != "net::ERR_ABORTED"


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """Everything the browser finds wrong: console errors and warnings, uncaught errors, requests that failed."""
    heard: list[str] = []
    page.on("console", lambda message: None if message.type in QUIET_LEVELS else heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("requestfailed", lambda request: heard.append(f"failed: {request.url}") if failed(request) else None)
    return heard


@pytest.fixture
def issue(stage: Stage, page: Page, complaints: list[str]) -> Iterator[Page]:
    """The issue page in the dark, with both of the app's panels connected; nothing may have gone wrong at the end."""
    page.goto(f"{stage.url}/browse/{stage.sample.key(STORY)}?theme=dark")
    expect(page.locator("iframe[data-bridge=established]")).to_have_count(2)
    yield page
    assert complaints == []


def panel(page: Page) -> Frame:
    """The app's panel under the description."""
    return next(frame for frame in page.frames if "/panel?" in frame.url)


def seen(frame: Frame, name: str) -> object:
    """What the app's script was told, once it was told."""
    return frame.wait_for_function("name => window.seen && window.seen[name]", arg=name).json_value()


def test_token_and_context_reach_the_app(stage: Stage, issue: Page) -> None:
    """A context token and the product context arrive, by promise and by callback."""
    token, again = seen(panel(issue), "token"), seen(panel(issue), "tokenByCallback")
    context = seen(panel(issue), "context")

    assert str(token).count(".") == 2
    assert str(again).count(".") == 2
    assert context["jira"]["issue"]["key"] == stage.sample.key(STORY)  # type: ignore[index]
    assert context["jira"]["project"]["key"] == "PAY"  # type: ignore[index]


def test_the_app_asks_jira_as_the_user(stage: Stage, issue: Page) -> None:
    """AP.request answers as the person who looks, by promise and by callback; AP.user names the same person."""
    body = str(seen(panel(issue), "myself")["body"])  # type: ignore[index]

    assert stage.sample.lead in body
    assert stage.sample.lead in str(seen(panel(issue), "myselfByCallback"))
    assert seen(panel(issue), "user") == {"atlassianAccountId": stage.sample.lead}


def test_theme_reaches_the_app(issue: Page) -> None:
    """Theming sets the colour mode, loads the tokens from the host, and follows a change without a reload."""
    frame = panel(issue)
    colour = "() => getComputedStyle(document.body).backgroundColor"
    frame.wait_for_function("() => document.documentElement.dataset.colorMode === 'dark'")
    frame.wait_for_function("() => getComputedStyle(document.body).backgroundColor !== 'rgb(1, 2, 3)'")
    dark = frame.evaluate(colour)

    issue.evaluate("() => { document.documentElement.dataset.colorMode = 'light'; }")

    frame.wait_for_function("() => document.documentElement.dataset.colorMode === 'light'")
    frame.wait_for_function("dark => getComputedStyle(document.body).backgroundColor !== dark", arg=dark)
    links = frame.evaluate("() => [...document.querySelectorAll('link[data-theme]')].map((link) => link.href)")
    assert links
    assert all("/bridge/themes/" in link for link in links)


def test_data_options_are_obeyed(issue: Page) -> None:
    """The script's data-options are found although it does not come from Atlassian's host: the app keeps its margin."""
    assert panel(issue).evaluate("() => getComputedStyle(document.body).marginTop") == "7px"


def test_frame_grows_with_its_content(issue: Page) -> None:
    """When the app's content grows, so does its frame."""
    frame = issue.locator("section.panel iframe")
    before = frame.bounding_box()

    panel(issue).evaluate("() => { document.getElementById('grows').className = 'tall'; }")

    issue.wait_for_function("() => document.querySelector('section.panel iframe').offsetHeight > 480")
    after = frame.bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] > before["height"]


def test_flag_is_shown_as_text_and_answers(issue: Page) -> None:
    """A flag appears with its text as text, its action comes back to the app, and it can be dismissed."""
    panel(issue).evaluate(
        "() => { AP.flag.create({title: 'Saved', body: '<b>R-1</b>', type: 'success', actions: {undo: 'Undo'}}); }"
    )
    flag = issue.locator(".flag")
    expect(flag).to_contain_text("<b>R-1</b>")

    flag.get_by_text("Undo").click()

    assert seen(panel(issue), "flagAction")["actionIdentifier"] == "undo"  # type: ignore[index]
    flag.get_by_label("Dismiss").click()
    expect(flag).to_have_count(0)


def test_dialog_opens_and_closes(issue: Page) -> None:
    """A dialog shows another module with the data it was given, and tells its opener when Escape closes it."""
    panel(issue).evaluate(
        "() => { AP.dialog.create({key: 'edit', chrome: true, header: 'Edit', customData: {risk: 7}}); }"
    )
    inside = issue.frame_locator("dialog iframe")
    expect(inside.get_by_text("Risk 7")).to_be_visible()
    assert any("risk=7" in frame.url for frame in issue.frames)

    issue.locator("dialog footer").get_by_text("Cancel").focus()
    issue.keyboard.press("Escape")

    expect(issue.locator("dialog")).to_have_count(0)
    assert seen(panel(issue), "closed") is not None


def test_events_pass_between_frames(issue: Page) -> None:
    """An event that one frame emits reaches the other frames of the app."""
    glance = next(frame for frame in issue.frames if "/glance?" in frame.url)

    glance.evaluate("() => { AP.events.emit('hello', {from: 'glance'}); }")

    assert seen(panel(issue), "hello") == {"from": "glance"}


def test_inline_forms_leave_the_frames_alone(stage: Stage, issue: Page) -> None:
    """Saving an estimate changes Jira and the page's own fields, while the app's frame lives on."""
    panel(issue).evaluate("() => { window.survivor = true; }")
    field = issue.get_by_label("Story points")
    field.fill("21")
    issue.locator("form", has=field).get_by_role("button", name="Save").click()

    expect(issue.locator("#issue-history li").first).to_contain_text("21")
    assert stage.site.issue(stage.sample.key(STORY)).points == 21
    assert panel(issue).evaluate("() => window.survivor") is True


def test_bar_says_what_happened(stage: Stage, issue: Page) -> None:
    """A press in the bar lets something happen in Jira and says so, without leaving the page."""
    panel(issue).evaluate("() => { window.survivor = true; }")

    issue.get_by_role("button", name="Story added to the release").click()

    expect(issue.locator("[data-said]")).to_contain_text("was added to release 2.0")
    assert panel(issue).evaluate("() => window.survivor") is True


def test_it_runs_until_stopped(issue: Page) -> None:
    """“Let it run” keeps things happening until it is pressed again."""
    said, run = issue.locator("[data-said]"), issue.get_by_role("button", name="Let it run")
    start = said.text_content()

    run.click()
    expect(said).not_to_have_text(start or "")
    first = said.text_content()
    expect(said).not_to_have_text(first or "", timeout=6000)
    run.click()

    expect(run).to_have_attribute("aria-pressed", "false")


def test_page_module_fills_the_page(stage: Stage, page: Page, complaints: list[str]) -> None:
    """A project page that asks for the whole place gets it, however little it shows."""
    page.goto(f"{stage.url}/projects/PAY?selectedItem=app.example.fake__register")
    expect(page.locator("iframe[data-bridge=established]")).to_have_count(1)
    frame = next(frame for frame in page.frames if "/page?" in frame.url)

    frame.evaluate("() => { AP.sizeToParent(true); }")

    expect(page.locator("iframe.app-frame-filled")).to_have_count(1)
    assert frame.evaluate("() => new Promise((done) => AP.getLocation(done))") == page.url
    assert complaints == []


@pytest.mark.parametrize(
    "path", ["/", "/projects/PAY", "/projects/PAY?selectedItem=board", "/browse/PAY-40", "/search?jql=x"]
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_host_pages_are_accessible(stage: Stage, page: Page, path: str, theme: str) -> None:
    """Axe finds nothing wrong with Jira's own part of the pages, in light and dark."""
    page.goto(f"{stage.url}{path}{'&' if '?' in path else '?'}theme={theme}")

    found = Axe().run(page, context={"exclude": [["iframe"]]}).response["violations"]

    assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in found] == []


def test_page_module_can_navigate(stage: Stage, page: Page, complaints: list[str]) -> None:
    """A project page keeps state in the address, and AP.navigator leads to an issue."""
    page.goto(f"{stage.url}/projects/PAY?selectedItem=app.example.fake__register")
    expect(page.locator("iframe[data-bridge=established]")).to_have_count(1)
    frame = next(frame for frame in page.frames if "/page?" in frame.url)
    state = frame.evaluate(
        "() => { AP.history.pushState('risks'); return new Promise((done) => AP.history.getState('hash', done)); }"
    )
    assert state == "risks"
    assert page.url.endswith("#!risks")

    frame.evaluate("() => { AP.navigator.go('issue', {issueKey: 'PAY-1'}); }")

    page.wait_for_url("**/browse/PAY-1")
    assert complaints == []
