"""The envelope: what Forge's proxy cannot carry travels inside JSON, whole, in both directions."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client

from plugin.web.envelope import Enveloped, Letter, NoLetter, letter_from
from tests.standin.forge.proxy import InvokeError
from tests.web.core.bench import LEAD, MEMBER, NEIGHBOUR, Bench, open_bench

PAGE: dict[str, Any] = {"module": "project-page", "project": "PAY"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """An app that acme and globex have installed through Forge."""
    with open_bench(tmp_path_factory.mktemp("envelope"), installed=False) as made:
        for site in (made.acme, made.globex):
            site.install_forge(made.manifest(), made.url, check=False)
        yield made


def ask(bench: Bench, letter: Any, account: str = LEAD, **where: str) -> dict[str, Any]:
    """What comes back in the envelope, through Forge's own proxy."""
    answer = bench.acme.forge_call("POST", "/forge/ui", letter, account_id=account, **(where or PAGE))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    found: dict[str, Any] = answer.json()
    return found


def project(bench: Bench) -> str:
    """The id of the one project."""
    return bench.acme.project("PAY").id


def test_a_page_comes_whole(bench: Bench) -> None:
    """The page is the one that Connect frames, with its type, though not with what only a browser would heed."""
    found = ask(bench, {"method": "GET", "path": f"/ui/projects/{project(bench)}"})
    assert (found["status"], found["encoding"]) == (200, "text")
    assert found["headers"]["Content-Type"] == "text/html; charset=utf-8"
    assert "Set-Cookie" not in found["headers"]
    assert "<title>" in found["body"]
    assert 'id="main"' in found["body"]


def test_a_form_changes_something_and_says_so(bench: Bench) -> None:
    """A form travels as text, and the events that htmx listens for come back with the fragment."""
    path = f"/ui/projects/{project(bench)}"
    assert ask(bench, {"method": "POST", "path": f"{path}/enable"})["status"] == 200
    raised = ask(
        bench,
        {
            "method": "POST",
            "path": f"{path}/risks",
            "headers": {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"},
            "body": "title=Suppliers+are+late&direction=threat&probability=4&impact-schedule=4",
        },
    )
    assert raised["status"] in {200, 201}
    assert "plumbline:changed" in raised["headers"]["HX-Trigger"]
    listed = ask(bench, {"method": "GET", "path": f"/api/v1/projects/{project(bench)}/risks?status=open"})
    assert [risk["title"] for risk in json.loads(listed["body"])["items"]] == ["Suppliers are late"]


@pytest.mark.parametrize(
    ("account", "path", "status"),
    [
        (LEAD, "/ui/projects/10000/nowhere", 404),
        (MEMBER, "/ui/admin", 403),
        (LEAD, "/ui/projects/99999", 404),
        (LEAD, "/api/v1/projects/99999/risks", 404),
    ],
)
def test_refusals_travel_inside(bench: Bench, account: str, path: str, status: int) -> None:
    """Whatever the app says no to is inside, in its own words; outside all is well."""
    assert ask(bench, {"method": "GET", "path": path}, account)["status"] == status


@pytest.mark.parametrize(
    "letter",
    [
        {"method": "GET", "path": "/healthz"},
        {"method": "GET", "path": "/ui"},
        {"method": "GET", "path": "//elsewhere.example/ui/"},
        {"method": "GET", "path": "/forge/events"},
        {"method": "POST", "path": "/connect/installed"},
        {"method": "GET", "path": "/ui/\u00e9"},
        {"method": "GET", "path": "/ui/a\r\nHost: x"},
        {"method": "TRACE", "path": "/ui/admin"},
        {"method": "GET", "path": "/ui/admin", "body": {"a": 1}},
        {"method": "GET", "path": "/ui/admin", "headers": {"Accept": 1}},
        {"method": "GET", "path": "/ui/admin", "headers": ["Accept"]},
        {"path": 7},
        {},
    ],
)
def test_what_is_no_letter(bench: Bench, letter: dict[str, Any]) -> None:
    """A letter to anywhere but our pages and the API, or of another form, is refused before anything is asked."""
    answer = bench.acme.forge_call("POST", "/forge/ui", letter, account_id=LEAD, **PAGE)
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_only_a_bad_token_is_a_401(bench: Bench) -> None:
    """A token that is not believed is the one thing that Forge's proxy hears of as 401."""
    bench.acme.installed_forge().environment = "STAGING"
    try:
        with pytest.raises(InvokeError, match="could not verify"):
            ask(bench, {"method": "GET", "path": "/ui/admin"})
    finally:
        bench.acme.installed_forge().environment = "PRODUCTION"


def test_headers_inside_prove_nothing(bench: Bench) -> None:
    """Who calls is said by the carrying request alone; what the page writes into a letter is not believed."""
    token = bench.globex.invocation_token(NEIGHBOUR, module="project-page", project="PAY")
    headers = {"Authorization": f"Bearer {token}", "x-forge-oauth-user": "stolen", "Cookie": "a=b"}
    letter = {"method": "GET", "path": f"/ui/projects/{project(bench)}", "headers": headers}
    assert ask(bench, letter, MEMBER)["status"] == 200
    (site,) = [one for one in bench.app.sites.all() if one.cloud_id == bench.acme.cloud_id]
    assert bench.rows("SELECT count(*) FROM forge_token WHERE site_id = ?", site.id)[0][0] >= 1
    assert "stolen" not in "".join(bench.everything())


def test_a_person_is_asked_about_in_their_own_name(bench: Bench) -> None:
    """With a person's token Jira says what they may do; nobody else is asked about them."""
    bench.app.services.authority.forget(bench.app.sites.all()[0].id)
    bench.acme.requests.clear()
    assert ask(bench, {"method": "GET", "path": f"/ui/projects/{project(bench)}"}, MEMBER)["status"] == 200
    asked = [(one.path.rpartition("/rest")[2], one.caller) for one in bench.acme.requests]
    assert ("/api/3/mypermissions", MEMBER) in asked
    assert "/api/3/permissions/check" not in dict(asked)


def test_the_api_takes_the_token_itself(bench: Bench) -> None:
    """Without an envelope too, and then it answers in plain JSON also where it refuses."""
    path = f"/api/v1/projects/{project(bench)}"
    assert bench.acme.forge_call("GET", path, account_id=LEAD, **PAGE).json()["id"] == project(bench)
    refused = bench.acme.forge_call("GET", "/api/v1/projects/99999", account_id=LEAD, **PAGE)
    assert (refused.status_code, refused.headers["Content-Type"]) == (404, "application/json")


def test_a_neighbour_sees_nothing(bench: Bench) -> None:
    """The same ids on another site lead to that site's own things only."""
    ask(bench, {"method": "POST", "path": f"/ui/projects/{project(bench)}/enable"})
    answer = bench.globex.forge_call(
        "POST",
        "/forge/ui",
        {"method": "GET", "path": f"/api/v1/projects/{project(bench)}/risks"},
        account_id=NEIGHBOUR,
        **PAGE,
    ).json()
    assert "Suppliers" not in answer["body"]


def test_too_long_a_letter(bench: Bench) -> None:
    """More than a megabyte is not read."""
    token = bench.acme.invocation_token(LEAD, module="project-page", project="PAY")
    sent = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"method": "POST", "path": "/ui/admin", "body": "x" * 1024 * 1024})
    assert requests.post(f"{bench.url}/forge/ui", data=body, headers=sent, timeout=10).status_code == 400


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.text(max_size=9),
        lambda c: st.dictionaries(st.sampled_from(["method", "path", "headers", "body", "x"]), c, max_size=4),
        max_leaves=6,
    ).map(lambda value: json.dumps(value).encode())
)
def test_any_bytes_are_a_letter_or_none(body: bytes) -> None:
    """Whatever comes, it is a letter to our own pages or refused as none, and nothing else happens."""
    try:
        letter = letter_from(body)
    except NoLetter:
        return
    assert isinstance(letter, Letter)
    assert letter.path.startswith(("/ui/", "/api/v1/"))


def test_bytes_that_are_no_text(bench: Bench) -> None:
    """An answer that is no text comes in base64."""
    answered = bytes(range(256))

    def app(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        return [answered]

    from_envelope = enveloped(app, {"method": "GET", "path": "/ui/file"})
    assert from_envelope["encoding"] == "base64"
    assert base64.b64decode(from_envelope["body"]) == answered


def enveloped(app: Any, letter: dict[str, Any]) -> dict[str, Any]:
    """What an envelope makes of an app of the test's own."""
    from_client: dict[str, Any] = Client(Enveloped(app)).post("/forge/ui", json=letter).get_json()
    return from_client
