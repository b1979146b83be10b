"""Whoever cannot prove who they are gets nowhere, by any route, and learns nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from plugin.domain.ids import AccountId
from plugin.wiring import utcnow
from tests.web.core.bench import LEAD, READS, Bench
from tests.web.core.tokens import HOSTILE, bound, installation, signed

PAGE = "/ui/projects/10000"
CALL = "/api/v1/projects/10000"
KINDS = {"open_to_all", "self_gated", "page", "context", "api"}


def asked(bench: Bench, method: str, path: str, token: str | None = None, **options: object) -> tuple[int, str]:
    """Status of a request with that token in its header, and the reason that was logged."""
    headers = {"Authorization": token if " " in token else f"JWT {token}"} if token else {}
    with capture_logs() as lines:
        response: TestResponse = bench.flask.test_client().open(path, method=method, headers=headers, **options)  # type: ignore[arg-type]
    text = response.get_data(as_text=True)
    assert_tells_nothing(bench, text, token)
    assert "Set-Cookie" not in response.headers
    reasons = [str(line["reason"]) for line in lines if line["event"] == "refused"]
    return response.status_code, reasons[0] if reasons else ""


def assert_tells_nothing(bench: Bench, text: str, token: str | None) -> None:
    """No secret, no token, no key of a site and no trace in an answer."""
    secret = installation(bench.acme).shared_secret
    for never in (secret, bench.acme.client_key, "Traceback", 'File "', *([token] if token else [])):
        assert never not in text


def test_every_blueprint_has_a_gate(standing: Bench) -> None:
    """Deny by default: what is open to all says so by name, and no route stands outside a blueprint."""
    gates = {name: blueprint.gate.__name__ for name, blueprint in standing.flask.blueprints.items()}  # type: ignore[attr-defined]
    assert set(gates.values()) <= KINDS
    for rule in standing.flask.url_map.iter_rules():
        assert rule.endpoint.rpartition(".")[0] in gates, rule


def test_what_is_open_is_what_holds_nothing(standing: Bench) -> None:
    """The routes open to all are these few; a new one has to be written down here."""
    addresses = {address for _, address in standing.routes("open_to_all")}
    known = ("/atlassian-connect.json", "/healthz", "/readyz", "/metrics", "/api/v1/openapi.json")
    assert set(known) <= addresses
    assert all(address in known or address.startswith("/static/") for address in addresses), addresses


@pytest.mark.parametrize("kind", ["page", "context", "api"])
def test_a_request_without_a_token_is_refused(standing: Bench, kind: str) -> None:
    """Every route that shows or changes anything asks who is calling."""
    routes = list(standing.routes(kind))
    assert routes
    for method, path in routes:
        assert asked(standing, method, path) == (401, "missing"), (method, path)


@pytest.mark.parametrize("kind", ["page", "context", "api"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_token_is_refused_everywhere(standing: Bench, kind: str, name: str) -> None:
    """One thing wrong is enough, whatever the route; the log names the thing."""
    make, reason = HOSTILE[name]
    made: dict[str, str] = {}
    for method, path in standing.routes(kind):
        qsh = bound(method, path) if kind == "page" else "context-qsh"
        token = made.get(qsh) or make(standing.acme, standing.globex, qsh)
        made[qsh] = token  # signing with RSA takes its time
        assert (401, reason) == asked(standing, method, path, token), (method, path)


def test_a_context_token_opens_no_page(standing: Bench) -> None:
    """It is bound to no request, so a page, which carries its token in its address, must not take it."""
    token = standing.acme.context_token(LEAD)
    for method, path in standing.routes("page"):
        assert asked(standing, method, path, token) == (401, "qsh")
        assert asked(standing, method, f"{path}?jwt={token}") == (401, "qsh")


@pytest.mark.parametrize("kind", ["context", "api"])
def test_a_page_token_calls_nothing(standing: Bench, kind: str) -> None:
    """A token out of a page's address, which logs and histories may hold, is worth nothing to fragments and API."""
    for method, path in standing.routes(kind):
        token = signed(standing.acme, bound(method, path))
        assert asked(standing, method, path, token) == (401, "qsh")


@pytest.mark.parametrize("kind", ["context", "api"])
def test_a_context_token_in_the_address_is_refused(standing: Bench, kind: str) -> None:
    """Where a token may be used many times it must not travel in addresses or forms."""
    token = standing.acme.context_token(LEAD)
    for method, path in standing.routes(kind):
        assert asked(standing, method, f"{path}?jwt={token}") == (401, "malformed"), (method, path)
        assert asked(standing, method, f"{path}?jwt={token}", token) == (401, "malformed"), (method, path)
        if method not in READS:
            assert asked(standing, method, path, data={"jwt": token}) == (401, "malformed"), (method, path)


def test_two_tokens_are_refused(standing: Bench) -> None:
    """A page with one token in its address and one in its header could be read as two different callers."""
    token = signed(standing.acme, bound("GET", PAGE))
    assert asked(standing, "GET", f"{PAGE}?jwt={token}", token) == (401, "malformed")
    bearer = f"Bearer {_api_token(standing, 'read')}"
    assert asked(standing, "GET", f"{CALL}?jwt={standing.acme.context_token(LEAD)}", bearer) == (401, "malformed")


def test_a_page_opens_with_the_address_that_jira_made(standing: Bench) -> None:
    """The counter-check: the right token is let in, in the address as in the header."""
    path = standing.acme.page_url("get-started", LEAD).removeprefix(standing.url)
    assert asked(standing, "GET", path) == (200, "")


@pytest.mark.parametrize(
    "tamper",
    [
        lambda url: url.replace("lic=none", "lic=active"),
        lambda url: url.replace("&cp=", "&cp=&issue=10042"),
        lambda url: url.replace("/ui/projects/", "/ui/projects/1"),
        lambda url: url.replace("lic=none&", ""),
        lambda url: url.replace("lic=none", "lic=none&lic=none"),
    ],
)
def test_a_tampered_address_is_refused(standing: Bench, tamper: Callable[[str], str]) -> None:
    """What is in the address is what Jira put there, to the letter."""
    project = standing.acme.project("PAY").id
    path = standing.acme.page_url("project-page", LEAD, project=project).removeprefix(standing.url)
    assert path != tamper(path)
    assert asked(standing, "GET", tamper(path)) == (401, "qsh")


def test_a_site_cannot_use_its_secret_for_another(standing: Bench) -> None:
    """Globex's valid secret under acme's name is a wrong signature."""
    standing.globex.install(standing.url)
    token = signed(standing.globex, "context-qsh", iss=standing.acme.client_key)
    assert asked(standing, "GET", CALL, token) == (401, "signature")
    standing.globex.uninstall()


def test_an_unknown_or_revoked_api_token_is_refused(bench: Bench) -> None:
    """A token counts until it is revoked, not a moment longer; others never did."""
    token_id, clear = bench.app.tokens.make(bench.site_id, "write", AccountId(LEAD), "for a test", utcnow())
    status, _ = asked(bench, "GET", CALL, f"Bearer {clear}")
    assert status not in {401, 403}
    bench.app.tokens.revoke(bench.site_id, token_id)
    assert asked(bench, "GET", CALL, f"Bearer {clear}") == (401, "signature")
    assert asked(bench, "GET", CALL, "Bearer plb_never-made") == (401, "signature")
    assert asked(bench, "GET", CALL, "Bearer ") == (401, "signature")


def test_an_api_token_ends_with_the_installation(bench: Bench) -> None:
    """Uninstalling the app shuts every door of that site."""
    clear = _api_token(bench, "write")
    path, secret = CALL, installation(bench.acme).shared_secret
    bench.acme.uninstall()
    response = bench.flask.test_client().get(path, headers={"Authorization": f"Bearer {clear}"})
    assert response.status_code == 401
    assert secret not in response.get_data(as_text=True)


def test_a_token_that_may_read_writes_nothing(bench: Bench) -> None:
    """Every route that changes anything refuses it with 403, and nothing has changed."""
    bearer = f"Bearer {_api_token(bench, 'read')}"
    before = bench.everything()
    writing = [route for route in bench.routes("api") if route[0] not in READS]
    assert writing
    for method, path in writing:
        assert asked(bench, method, path, bearer, json={}) == (403, ""), (method, path)
    assert before == bench.everything()


def _api_token(bench: Bench, scope: str) -> str:
    _, clear = bench.app.tokens.make(bench.site_id, scope, AccountId(LEAD), "for a test", utcnow())
    return clear
