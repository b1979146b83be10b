"""Forge's bridge as the stand-in has it, in a real browser: a fake Custom UI in a sandboxed frame of another origin."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from tests.standin.forge.fake_remote import FakeRemote
from tests.standin.host.conftest import Stage, add_host
from tests.standin.host.fake_custom_ui import fake_manifest, write_custom_ui
from tests.standin.host.test_bridge_in_browser import QUIET_LEVELS
from tests.standin.sample import seed
from tests.standin.serve import serve
from tests.standin.world import Site

ITEM = "app.plumbline.jira__"
PAGE = f"/projects/PAY?selectedItem={ITEM}page"


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The sample project on a served site, with the fake Forge app installed."""
    site = Site("acme")
    sample = seed(site)
    bundle = write_custom_ui(tmp_path_factory.mktemp("custom-ui"))
    with serve(site, extend=add_host, custom_ui=bundle) as served, FakeRemote(site.jwks_url) as remote:
        site.install_forge(fake_manifest(), remote.base_url)
        yield Stage(site, sample, served.base_url)


@pytest.fixture
def window(page: Page) -> Iterator[Page]:
    """A page whose browser must have nothing to complain of."""
    heard: list[str] = []
    page.on("console", lambda message: None if message.type in QUIET_LEVELS else heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield page
    assert heard == []


def opened(window: Page, forge: Stage, path: str, where: str = "iframe") -> Frame:
    """The app's frame on a page of Jira's, once it is connected and its script has run."""
    window.goto(forge.url + path)
    expect(window.locator(f"{where}[data-bridge=established]")).to_have_count(1)
    return inside(window, where)


def inside(window: Page, where: str) -> Frame:
    """The frame behind an iframe, once its script knows where it stands."""
    frame = window.locator(where).element_handle().content_frame()
    assert frame is not None
    frame.wait_for_selector("body[data-ready=yes]")
    return frame


def call(frame: Frame, name: str, payload: Any = None) -> Any:
    """What the bridge answers."""
    return frame.evaluate("([name, payload]) => __bridge.callBridge(name, payload)", [name, payload])


def test_the_context_says_where_the_frame_stands(forge: Stage, window: Page) -> None:
    """A panel knows its module, its issue and its project."""
    context = opened(window, forge, "/browse/PAY-2", "section.panel iframe").evaluate("seen.context")

    assert context["moduleKey"] == "panel"
    assert context["extension"]["issue"]["key"] == "PAY-2"
    assert context["extension"]["project"]["key"] == "PAY"


def test_the_remote_is_asked_as_the_viewer(forge: Stage, window: Page) -> None:
    """An invocation comes back with status and body of the remote; a refusal comes as an error."""
    frame = opened(window, forge, PAGE)
    asked = {"invokeType": "ui-remote-fetch", "path": "/ui/echo", "method": "POST", "body": {"a": 1}}
    answer = call(frame, "invoke", asked)
    refused = call(frame, "invoke", asked | {"path": "https://elsewhere.example/"})

    assert answer["success"] is True
    assert answer["payload"]["status"] == 200
    assert answer["payload"]["body"]["got"] == {"a": 1}
    assert refused["success"] is False


def test_the_theme_is_painted_and_follows(forge: Stage, window: Page) -> None:
    """The tokens come from Jira's window, and a change arrives without a reload."""
    frame = opened(window, forge, f"{PAGE}&theme=dark")
    colour = "getComputedStyle(document.body).backgroundColor"
    frame.wait_for_function(
        f"() => document.documentElement.dataset.colorMode === 'dark' && {colour} !== 'rgb(1, 2, 3)'"
    )
    dark = frame.evaluate(colour)
    window.evaluate("document.documentElement.dataset.colorMode = 'light'")

    frame.wait_for_function(
        f"dark => document.documentElement.dataset.colorMode === 'light' && {colour} !== dark", arg=dark
    )


def test_the_frame_is_as_high_as_its_content(forge: Stage, window: Page) -> None:
    """A page's frame grows beyond the window, which scrolls, and never beneath its least height."""
    frame = opened(window, forge, PAGE)
    assert window.locator("iframe").evaluate("frame => frame.offsetHeight") > 300
    frame.evaluate("document.getElementById('grows').className = 'tall'")

    window.wait_for_function("() => document.querySelector('iframe').offsetHeight > 1480")
    assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_a_flag_is_text_and_its_action_comes_back(forge: Stage, window: Page) -> None:
    """A flag shows its text as text, calls the app's function, and goes when the app says so."""
    frame = opened(window, forge, PAGE)
    frame.evaluate(
        """() => __bridge.callBridge("showFlag", {id: "f-1", title: "Saved", description: "<b>R-1</b>", type: "success",
             isAutoDismiss: false, actions: [{text: "Undo", onClick: () => { window.seen.undone = true; }}]})"""
    )
    expect(window.locator(".flag")).to_contain_text("<b>R-1</b>")
    window.locator(".flag").get_by_text("Undo").click()
    frame.wait_for_function("() => seen.undone")
    call(frame, "closeFlag", {"id": "f-1"})

    expect(window.locator(".flag")).to_have_count(0)


def test_a_modal_is_the_same_app_with_a_context(forge: Stage, window: Page) -> None:
    """It stands where its opener stands, has what it was given, and hands back what it closes with."""
    opener = opened(window, forge, "/browse/PAY-2", "section.panel iframe")
    opener.evaluate(
        """() => __bridge.callBridge("openModal", {context: {risk: 7}, size: "large", closeOnEscape: false,
             onClose: (given) => { window.seen.closed = given; }})"""
    )
    modal = inside(window, "dialog iframe")
    extension = modal.evaluate("seen.context.extension")
    assert (extension["modal"], extension["issue"]["key"]) == ({"risk": 7}, "PAY-2")
    assert "no page" in modal.evaluate("seen.noHistory")
    modal.evaluate("() => { __bridge.callBridge('close', {changed: true}); }")

    expect(window.locator("dialog")).to_have_count(0)
    assert opener.wait_for_function("() => seen.closed").json_value() == {"changed": True}


def test_a_modal_closes_as_it_allows(forge: Stage, window: Page) -> None:
    """Escape and a click beside it close a modal that does not forbid them."""
    opener = opened(window, forge, "/browse/PAY-2", "section.panel iframe")
    for forbidden in (True, False):
        options = {"size": "small", "closeOnEscape": not forbidden, "closeOnOverlayClick": not forbidden}
        call(opener, "openModal", options)
        expect(window.locator("dialog iframe[data-bridge=established]")).to_have_count(1)
        window.mouse.click(5, 5)
        expect(window.locator("dialog")).to_have_count(1 if forbidden else 0)
        if forbidden:
            inside(window, "dialog iframe").evaluate("() => { __bridge.callBridge('close'); }")
            expect(window.locator("dialog")).to_have_count(0)
    assert opener.evaluate("__bridge.callBridge('close')") is False


def test_the_history_is_in_the_address(forge: Stage, window: Page) -> None:
    """Steps of the frame are steps of Jira's page, which can be sent; going back is told to the frame."""
    frame = opened(window, forge, PAGE)
    frame.evaluate("places.push('/risks#risk-7')")
    window.wait_for_url("**path=%2Frisks#risk-7")
    frame.evaluate("places.replace('/risks')")
    window.wait_for_url(lambda url: url.endswith("path=%2Frisks"))
    window.go_back()
    frame.wait_for_function("() => seen.moved.path === '/' && seen.moved.action === 'POP'")

    sent = opened(window, forge, f"{PAGE}&path=%2Fscope#why")
    assert sent.evaluate("places.location.pathname + places.location.hash") == "/scope#why"


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ({"target": "issue", "issueKey": "PAY-3"}, "/browse/PAY-3"),
        ({"target": "module", "moduleKey": "page", "projectKey": "PAY"}, PAGE),
        (
            {"target": "module", "moduleKey": "settings", "projectKey": "PAY"},
            f"/projects/PAY/settings?selectedItem={ITEM}settings",
        ),
        ({"target": "module", "moduleKey": "portfolio"}, "/plugins/servlet/ac/app.plumbline.jira/portfolio"),
        ({"target": "projectSettingsDetails", "projectKey": "PAY"}, "/projects/PAY/settings"),
        ({"url": "/search?jql=x"}, "/search?jql=x"),
    ],
)
def test_the_app_leads_elsewhere(forge: Stage, window: Page, target: dict[str, str], url: str) -> None:
    """Issues, modules, settings and addresses open in place of the page."""
    frame = opened(window, forge, PAGE)
    frame.evaluate("target => { __bridge.callBridge('navigate', {...target, type: 'same-tab'}); }", target)

    window.wait_for_url(forge.url + url)


def test_a_new_tab_leaves_the_page_alone(forge: Stage, window: Page, context: BrowserContext) -> None:
    """What is to be opened beside opens beside."""
    frame = opened(window, forge, PAGE)
    with context.expect_page() as beside:
        call(frame, "navigate", {"target": "issue", "issueKey": "PAY-3", "type": "new-tab"})

    assert beside.value.url == f"{forge.url}/browse/PAY-3"
    assert window.url == forge.url + PAGE


def test_the_frame_cannot_lead_by_itself(forge: Stage, page: Page) -> None:
    """The sandbox keeps a link from replacing Jira's page, as Forge's does."""
    frame = opened(page, forge, PAGE)
    frame.click("#out")
    page.wait_for_timeout(300)

    assert page.url == forge.url + PAGE


def test_a_gadget_is_configured(forge: Stage, window: Page) -> None:
    """A new gadget asks first; what it hands in is kept on the dashboard and shown, until it is changed."""
    frame = opened(window, forge, "/dashboard")
    assert frame.evaluate("seen.context.extension.entryPoint") == "edit"
    window.evaluate("document.querySelector('iframe').dataset.old = ''")
    frame.evaluate("() => { __bridge.callBridge('submit', {projectId: '10000'}); }")
    expect(window.locator("iframe:not([data-old])[data-bridge=established]")).to_have_count(1)
    shown = inside(window, "iframe").evaluate("seen.context.extension")
    assert (shown["entryPoint"], shown["gadgetConfiguration"]) == ("view", {"projectId": "10000"})
    assert inside(window, "iframe").evaluate("__bridge.callBridge('submit', {})") is False
    window.get_by_role("button", name="Configure").click()
    expect(window.locator("iframe[data-bridge=established]")).to_have_count(1)

    assert inside(window, "iframe").evaluate("seen.context.extension.entryPoint") == "edit"


@pytest.mark.parametrize(
    ("path", "module"),
    [
        ("/browse/PAY-2", "panel"),
        ("/browse/PAY-2", "glance"),
        (PAGE, "page"),
        ("/projects/PAY/settings", "settings"),
        ("/plugins/servlet/ac/app.plumbline.jira/portfolio", "portfolio"),
        ("/dashboard", "gadget"),
    ],
)
def test_modules_stand_where_jira_puts_them(forge: Stage, path: str, module: str) -> None:
    """Each kind of module has its place, and Jira's policy lets the Custom UI's origin be framed."""
    answer = forge.client().get(path)

    assert f'id="frame-{module}" data-forge-frame=' in answer.text
    assert f"frame-src {forge.site.custom_ui_url}" in answer.headers["Content-Security-Policy"]


def test_the_glance_shows_label_and_status(forge: Stage) -> None:
    """The label is the manifest's, the lozenge what the app set as a property of the issue."""
    forge.site.issue("PAY-2").properties["com.atlassian.jira.issue:app.plumbline.jira:glance:status"] = {
        "type": "lozenge",
        "value": {"label": "Critical", "type": "removed"},
    }
    text = forge.client().get("/browse/PAY-2").text

    assert "Open risks" in text
    assert '<span class="lozenge lozenge-removed">Critical</span>' in text
