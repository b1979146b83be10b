"""Failures on the wire: each expected one has its status, the unexpected ones show nothing of the inside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from plugin.domain.errors import AppError, Invalid, JiraBusy, Problem
from plugin.usecases.refusal import NotAuthentic, Reason
from plugin.web.errors import STATUS, add_error_handlers, status_of
from tests.web.core.bench import LEAD, Bench
from tests.web.core.tokens import bound, signed


def kinds(kind: type[AppError] = AppError) -> Iterator[type[AppError]]:
    """Every kind of expected failure, however deep."""
    for below in kind.__subclasses__():
        yield below
        yield from kinds(below)


@pytest.fixture
def client() -> FlaskClient:
    """An app whose one route fails in the way its path says."""
    app = Flask("failing")
    add_error_handlers(app)
    failing = Blueprint("failing", __name__)

    @failing.get("/api/<name>")
    def fail(name: str) -> str:
        raise {
            "bug": RuntimeError("SELECT secret FROM site"),
            "busy": JiraBusy("Jira asks to wait.", 2.4),
            "invalid": Invalid([Problem("/title", "say what may happen")]),
            "refused": NotAuthentic(Reason.SIGNATURE),
            "key": KeyError("secret"),
        }[name]

    app.register_blueprint(failing)
    return app.test_client()


@pytest.mark.usefixtures("standing")
def test_every_expected_failure_has_a_status() -> None:
    """A new kind of error, anywhere in the app, without a row in the table would come out as a 500."""
    for kind in kinds():
        error = kind.__new__(kind)
        assert 400 <= status_of(error) <= 503, kind
        assert status_of(error) != 500, kind
    assert set(STATUS) <= set(kinds())


def test_the_unexpected_shows_nothing(client: FlaskClient) -> None:
    """The log has the trace, the caller a sentence."""
    with capture_logs() as lines:
        response = client.get("/api/bug")
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    text = response.get_data(as_text=True)
    assert not any(never in text for never in ("secret", "SELECT", "RuntimeError", "Traceback"))
    assert [line["event"] for line in lines] == ["unexpected failure"]
    assert isinstance(lines[0]["exc_info"], RuntimeError)


def test_problems_name_their_fields(client: FlaskClient) -> None:
    """RFC 9457 with a pointer to each field."""
    response = client.get("/api/invalid")
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert response.json is not None
    assert response.json["errors"] == [{"pointer": "/title", "detail": "say what may happen"}]
    assert response.json["status"] == 422


def test_a_busy_jira_is_passed_on_with_its_wait(client: FlaskClient) -> None:
    """503 with Retry-After in whole seconds."""
    response = client.get("/api/busy")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "2")


def test_a_method_that_is_none_says_which_are(client: FlaskClient) -> None:
    """405 keeps its Allow header."""
    response = client.post("/api/bug")
    assert (response.status_code, response.mimetype) == (405, "application/problem+json")
    assert "GET" in response.headers["Allow"]


def test_a_key_that_we_lack_is_our_fault(client: FlaskClient) -> None:
    """A KeyError of ours is a 500, not a 400, and its text stays inside."""
    response = client.get("/api/key")
    assert response.status_code == 500
    assert "secret" not in response.get_data(as_text=True)


def test_a_refused_page_is_readable(standing: Bench) -> None:
    """A person gets a page that says what is wrong; a script that called a fragment gets a fragment."""
    if "error_page.html" not in standing.flask.jinja_env.list_templates():
        pytest.skip("the template error_page.html is not there yet")
    client = standing.flask.test_client()
    page = client.get(f"/ui/get-started?jwt={signed(standing.acme, bound('GET', '/ui/other'))}")
    text = page.get_data(as_text=True)
    assert (page.status_code, page.mimetype) == (401, "text/html")
    assert "<html" in text
    assert "The token was made for another request." in text
    _, path = next(route for route in standing.routes("context") if route[0] == "GET")
    expired = standing.acme.context_token(LEAD, iat=1_000_000_000, exp=1_000_000_180)
    fragment = client.get(path, headers={"Authorization": f"JWT {expired}"})
    assert (fragment.status_code, fragment.mimetype) == (401, "text/html")
    assert "<html" not in fragment.get_data(as_text=True)
    assert "The token has expired." in fragment.get_data(as_text=True)


def test_the_app_says_when_it_is_not_ready(bench: Bench) -> None:
    """Ready with a sound database; 503 and the reason, without its insides, where it is away."""
    client = bench.flask.test_client()
    assert ((ready := client.get("/readyz")).status_code, ready.json) == (200, {"status": "ready"})
    bench.change("ALTER TABLE delivery RENAME TO away")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "away" not in response.get_data(as_text=True)
    assert "sqlite" not in response.get_data(as_text=True).lower()
    assert client.get("/healthz").status_code == 200
