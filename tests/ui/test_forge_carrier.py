"""The carrier by itself: how a request becomes a letter, and an envelope a Response."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Response, send_from_directory
from playwright.sync_api import Page

from tests.ui.bundle import FORGE
from tests.ui.gallery import served

pytestmark = pytest.mark.browser
CARRY = """async ({answers, url, request}) => {
  const {carrierOver} = await import("/src/carrier.js");
  const sent = [];
  const invoke = async (input) => {
    sent.push(input);
    const answer = answers.shift();
    if (typeof answer === "string") throw new Error(answer);
    return answer ?? new Promise(() => {});
  };
  const given = {...request};
  if (request.form) { given.body = new FormData(); request.form.forEach((pair) => given.body.append(...pair)); }
  if (request.fields) given.body = new URLSearchParams(request.fields);
  if (request.file) { given.body = new FormData(); given.body.append("file", new File(["x"], "a.txt")); }
  if (request.long) given.body = "x".repeat(request.long);
  if (request.abortAfter !== undefined) given.signal = AbortSignal.timeout(request.abortAfter);
  if (request.aborted) given.signal = AbortSignal.abort(new Error("given up"));
  try {
    const response = await carrierOver(invoke, {language: "de-DE"})(url, given);
    return {sent, status: response.status, headers: Object.fromEntries(response.headers), text: await response.text()};
  } catch (error) {
    return {sent, error: `${error.name}: ${error.message}`};
  }
}"""


@pytest.fixture
def blank(page: Page) -> Iterator[Page]:
    """An empty page of the Custom UI's origin, where the carrier's own file can be loaded."""
    app = Flask("sources", static_folder=None)
    app.get("/app/", endpoint="page")(lambda: Response("<!doctype html><title>Blank</title>", mimetype="text/html"))
    app.get("/src/<name>", endpoint="src")(lambda name: send_from_directory(FORGE, name, mimetype="text/javascript"))
    with served(app) as base:
        page.goto(f"{base}/app/")
        yield page


def carried(page: Page, url: str, *answers: Any, **request: Any) -> dict[str, Any]:
    """What comes of one request: the letters sent, and the response or the error."""
    found: dict[str, Any] = page.evaluate(CARRY, {"answers": list(answers), "url": url, "request": request})
    return found


def inner(status: int = 200, body: str = "", encoding: str = "text", **headers: Any) -> dict[str, Any]:
    """Forge's answer with an envelope in it; headers by name, with _ for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    letter = {"status": status, "headers": named, "body": body, "encoding": encoding}
    return {"status": 200, "headers": {"content-type": "application/json"}, "body": letter}


def test_a_letter_says_what_is_asked(blank: Page) -> None:
    """Method, path with query, headers and language; the address of the frame is left out."""
    found = carried(blank, "/ui/x?a=1#part", inner(body="hello", HX_Trigger="{}"), headers={"HX-Request": "true"})
    [sent] = found["sent"]

    assert (sent["path"], sent["method"], sent["headers"]) == (
        "/forge/ui",
        "POST",
        {"Content-Type": "application/json"},
    )
    assert sent["body"] == {
        "method": "GET",
        "path": "/ui/x?a=1",
        "headers": {"hx-request": "true", "accept-language": "de-DE"},
        "body": None,
    }
    assert (found["status"], found["text"], found["headers"]["hx-trigger"]) == (200, "hello", "{}")


@pytest.mark.parametrize("kind", ["fields", "form"])
def test_fields_go_as_a_form(blank: Page, kind: str) -> None:
    """Both kinds of fields become one text, in any script, in the order given."""
    found = carried(blank, "/ui/x", inner(), method="POST", **{kind: [["a", "ü & €"], ["a", "2"]]})
    letter = found["sent"][0]["body"]

    assert letter["body"] == "a=%C3%BC+%26+%E2%82%AC&a=2"
    assert letter["headers"]["content-type"] == "application/x-www-form-urlencoded;charset=UTF-8"


def test_a_body_of_text_keeps_its_kind(blank: Page) -> None:
    """JSON is sent as what it is."""
    found = carried(blank, "/api/v1/x", inner(), method="PUT", body="{}", headers={"Content-Type": "application/json"})

    assert found["sent"][0]["body"]["headers"]["content-type"] == "application/json"
    assert found["sent"][0]["body"]["body"] == "{}"


def test_bytes_come_back_as_they_are(blank: Page) -> None:
    """What is no text lies in the envelope in base64."""
    found = carried(blank, "/ui/x", inner(body="w7w=", encoding="base64"))

    assert found["text"] == "ü"


@pytest.mark.parametrize("status", [204, 404, 422, 500])
def test_any_inner_status_is_an_answer(blank: Page, status: int) -> None:
    """Refusals of the server's are answers, not errors; some have no body."""
    found = carried(blank, "/ui/x", inner(status, "" if status == 204 else "words"))

    assert (found["status"], found["text"]) == (status, "" if status == 204 else "words")


@pytest.mark.parametrize(("status", "method"), [(303, "GET"), (302, "GET"), (307, "POST")])
def test_redirects_are_followed(blank: Page, status: int, method: str) -> None:
    """As fetch does: to another path of the server, as GET unless the status keeps method and body."""
    found = carried(
        blank, "/ui/x", inner(status, Location="../ui/y?z=1"), inner(body="there"), method="POST", fields=[["a", "1"]]
    )
    second = found["sent"][1]["body"]

    assert found["text"] == "there"
    assert second["path"] == "/ui/y?z=1"
    assert (second["method"], second["body"]) == (method, "a=1" if method == "POST" else None)
    assert ("content-type" in second["headers"]) is (method == "POST")


@pytest.mark.parametrize("place", ["https://elsewhere.example/", "//elsewhere.example/ui"])
def test_redirects_never_lead_elsewhere(blank: Page, place: str) -> None:
    """A redirect to another host is no answer."""
    found = carried(blank, "/ui/x", inner(302, Location=place))

    assert "another server" in found["error"]
    assert len(found["sent"]) == 1


def test_redirects_end(blank: Page) -> None:
    """A circle is given up."""
    found = carried(blank, "/ui/x", *[inner(302, Location="/ui/x")] * 9)

    assert "too many" in found["error"]


@pytest.mark.parametrize("status", [400, 401, 413, 500, 503])
def test_an_outer_refusal_is_an_answer_too(blank: Page, status: int) -> None:
    """What Forge or the envelope refuses keeps its status and its detail."""
    found = carried(blank, "/ui/x", {"status": status, "headers": {}, "body": {"detail": "why"}})

    assert (found["status"], found["text"]) == (status, '{"detail":"why"}')
    assert found["headers"]["content-type"] == "application/problem+json"


@pytest.mark.parametrize("answer", [{"message": "down"}, {"status": 0}, {"status": 200, "body": {}}, {}, "down"])
def test_no_answer_is_an_error(blank: Page, answer: Any) -> None:
    """Where nobody answered, or not with an envelope, the request fails as fetch does without a network."""
    assert "Error" in carried(blank, "/ui/x", answer)["error"]


def test_forges_word_on_the_token_is_a_401(blank: Page) -> None:
    """The one refusal that comes as a rejection."""
    assert carried(blank, "/ui/x", "Remote could not verify the Forge Invocation Token")["status"] == 401


@pytest.mark.parametrize("request_", [{"abortAfter": 50}, {"aborted": True}])
def test_a_request_that_is_given_up_is_not_waited_for(blank: Page, request_: dict[str, Any]) -> None:
    """Forge calls nothing back, but the caller goes on."""
    assert "error" in carried(blank, "/ui/x", None, **request_)


@pytest.mark.parametrize("request_", [{"file": True}, {"body": {"an": "object"}}])
def test_what_cannot_be_carried_is_refused(blank: Page, request_: dict[str, Any]) -> None:
    """Files and other bodies fail at once, before anything is sent."""
    found = carried(blank, "/ui/x", inner(), method="POST", **request_)

    assert "cannot be carried" in found["error"]
    assert found["sent"] == []


def test_what_is_too_large_is_not_sent(blank: Page) -> None:
    """Forge takes 500 KB; more is answered here, with the status for it."""
    found = carried(blank, "/ui/x", inner(), method="POST", long=600_000)

    assert found["status"] == 413
    assert found["sent"] == []


def test_nobody_else_is_asked(blank: Page) -> None:
    """An address of another origin is refused."""
    assert "own server" in carried(blank, "https://elsewhere.example/x", inner())["error"]
