"""How requests behave: whose token they carry, what a person sees when one fails, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.ui.gallery import Seen

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def test_each_request_carries_the_users_token(visit: Visit, seen: Seen) -> None:
    """Under the bridge a fragment is asked for with a fresh context token."""
    page = visit("?bridge=1")
    with page.expect_response("**/fragment/register"):
        page.get_by_role("link", name="Above appetite").click()

    assert len(seen.tokens) == 1
    assert seen.tokens[0]
    assert seen.tokens[0].startswith("JWT token-")


def test_the_frames_address_is_never_sent(visit: Visit, seen: Seen) -> None:
    """The page's own address holds a token in its query, so no header repeats it."""
    page = visit("?bridge=1&jwt=secret")
    with page.expect_response("**/fragment/register"):
        page.get_by_role("link", name="Above appetite").click()

    assert seen.addresses == [None]


def test_without_a_bridge_no_token_is_made_up(visit: Visit, seen: Seen) -> None:
    """In a plain browser a request goes without a token and works."""
    page = visit()
    with page.expect_response("**/fragment/register"):
        page.get_by_role("link", name="Above appetite").click()

    assert seen.tokens == [None]


def test_a_stale_token_is_renewed_once(visit: Visit, seen: Seen) -> None:
    """A 401 is answered with one new token, and the person notices nothing."""
    page = visit("?bridge=1")
    seen.next_status = 401
    page.get_by_role("link", name="R-2", exact=True).click()
    page.get_by_role("heading", name="R-7 Key developer leaves").wait_for()

    assert len(seen.tokens) == 2
    assert len(set(seen.tokens)) == 2


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "You may not do this."),
        (404, "This is no longer here."),
        (409, "Somebody else changed this in the meantime."),
        (412, "Somebody else changed this in the meantime."),
        (429, "Too many requests at once."),
        (500, "Something went wrong in Plumbline."),
    ],
)
def test_a_refusal_is_put_into_words(visit: Visit, seen: Seen, status: int, words: str) -> None:
    """A failed save says what happened and keeps what was typed."""
    page = visit()
    page.get_by_label("What could happen?").fill("The supplier is late")
    seen.next_status = status
    page.get_by_role("button", name="Add risk").click()

    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    expect(page.get_by_label("What could happen?")).to_have_value("The supplier is late")
    expect(page.get_by_text("the server's own words")).to_have_count(0)


def test_a_failure_names_its_reference_and_detail(visit: Visit, seen: Seen) -> None:
    """What the server says about a failure is shown with the reference an administrator can look up."""
    page = visit()
    seen.next_status, seen.next_body = 503, ("application/problem+json", '{"detail": "Jira is being upgraded."}')
    page.get_by_role("link", name="Above appetite").click()

    alert = page.get_by_role("alert").filter(has_text="Something went wrong")
    expect(alert).to_contain_text("Jira is being upgraded.")
    expect(alert).to_contain_text("Reference: r-17")


def test_reading_can_be_tried_again(visit: Visit, seen: Seen) -> None:
    """After a failed read one button repeats it, and success takes the banner away."""
    page = visit()
    seen.next_status = 502
    page.get_by_role("link", name="Above appetite").click()
    with page.expect_response("**/fragment/register"):
        page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("alert").filter(has_text="Something went wrong")).to_have_count(0)


def test_no_network_is_not_silence(visit: Visit) -> None:
    """Without an answer the person learns that it is not known whether the change was saved."""
    page = visit()
    page.route("**/fragment/**", lambda route: route.abort())
    page.get_by_label("What could happen?").fill("The supplier is late")
    page.get_by_role("button", name="Add risk").click()

    alert = page.get_by_role("alert").filter(has_text="could not be reached")
    expect(alert).to_contain_text("whether it was saved is not known")
    expect(alert.get_by_role("button", name="Try again")).to_be_hidden()


def test_a_server_with_its_own_words_is_heard(visit: Visit, seen: Seen) -> None:
    """A refusal that says where it belongs is shown as the server wrote it."""
    page = visit()
    seen.next_status, seen.next_headers = 409, {"HX-Retarget": "#quick", "HX-Reswap": "innerHTML"}
    page.get_by_label("What could happen?").fill("The supplier is late")
    page.get_by_role("button", name="Add risk").click()

    expect(page.locator("#quick")).to_have_text("the server's own words")


def test_a_form_comes_back_with_its_error(visit: Visit, seen: Seen) -> None:
    """A 422 shows the form again with the error at the field, and the focus stays there."""
    page = visit()
    page.get_by_label("What could happen?").press("Enter")

    field = page.get_by_label("What could happen?")
    expect(field).to_have_accessible_description("Say what could happen.")
    expect(field).to_be_focused()
    assert seen.titles == [""]


def test_success_is_told_by_a_flag(visit: Visit, seen: Seen) -> None:
    """Without a host the flag appears in the page and can be dismissed."""
    page = visit()
    page.get_by_label("What could happen?").fill("The supplier is late")
    page.get_by_label("What could happen?").press("Enter")
    flag = page.locator(".flag", has_text="Risk R-19 added")

    expect(flag).to_be_visible()
    flag.get_by_role("button", name="Dismiss").click()
    expect(flag).to_have_count(0)
    assert seen.titles == ["The supplier is late"]


def test_the_host_shows_flags_and_issues(visit: Visit) -> None:
    """Under the bridge flags and issue links are the host's."""
    page = visit("?bridge=1")
    page.get_by_label("What could happen?").fill("The supplier is late")
    page.get_by_label("What could happen?").press("Enter")
    expect(page.get_by_label("What could happen?")).to_have_value("")
    page.get_by_role("link", name="PAY-142").click()

    assert page.evaluate("asked") == ["theming", "flag: Risk R-19 added", "issue PAY-142"]


def test_a_file_is_fetched_with_the_token(visit: Visit, seen: Seen) -> None:
    """A download goes through the transport, since a plain link carries no token."""
    page = visit("?bridge=1")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()

    assert download.value.suggested_filename == "register.csv"
    assert download.value.path().read_text() == "key,level\nR-1,High\n"
    assert str(seen.tokens[0]).startswith("JWT token-")


def test_another_host_can_carry_every_request(visit: Visit, seen: Seen) -> None:
    """Forge's shell hands in its own carrier; templates and modules do not notice."""
    page = visit()
    page.evaluate(
        """async () => {
          const main = document.querySelector("script[type=module]").src;
          const {useCarrier} = await import(main.replace("main.js", "transport.js"));
          useCarrier(async (url, {method}) => new Response(`<div id="register">carried ${method} ${url}</div>`));
        }"""
    )
    page.get_by_role("link", name="Above appetite").click()

    expect(page.locator("#register")).to_have_text("carried GET /fragment/register")
    assert seen.tokens == []
