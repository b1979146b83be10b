"""Headers: a strict policy, the one site as a frame, nothing kept by caches but what may be, and never a cookie."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from plugin.wiring import build
from tests.databases import migrated_copy
from tests.web.core.bench import LEAD, Bench
from tests.web.core.tokens import bound, signed

BRIDGE = "https://connect-cdn.atl-paas.net"
POLICY = {
    "default-src": "'none'",
    "script-src": f"'self' {BRIDGE}",
    "style-src": f"'self' {BRIDGE}",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
OPEN = ("/atlassian-connect.json", "/healthz", "/readyz", "/metrics", "/api/v1/openapi.json", "/static/plumbline.svg")


def policy(header: str) -> dict[str, str]:
    """The directives of a policy."""
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


def test_a_page_may_be_framed_by_its_own_site_only(standing: Bench) -> None:
    """The policy is that of the platform's facts, 6.4, and the site in it is the one whose token opened the page."""
    path = standing.acme.page_url("get-started", LEAD).removeprefix(standing.url)
    response = standing.flask.test_client().get(path)
    assert response.status_code == 200
    assert {**POLICY, "frame-ancestors": standing.acme.base_url} == policy(response.headers["Content-Security-Policy"])
    assert "X-Frame-Options" not in response.headers


def test_a_site_with_an_address_of_its_own_is_framed_by_both(bench: Bench) -> None:
    """People see such a site by either address."""
    bench.change("UPDATE site SET display_url = 'https://jira.acme.example/'")
    path = bench.acme.page_url("get-started", LEAD).removeprefix(bench.url)
    found = policy(bench.flask.test_client().get(path).headers["Content-Security-Policy"])["frame-ancestors"]
    assert {bench.acme.base_url, "https://jira.acme.example"} == set(found.split())


def test_nobody_may_frame_anything_else(standing: Bench) -> None:
    """API, descriptor, fragments and what is missing are no pages."""
    client = standing.flask.test_client()
    token = {"Authorization": f"JWT {standing.acme.context_token(LEAD)}"}
    for path in (*OPEN, "/nothing-here", "/api/v1/projects/10000", *(p for _, p in standing.routes("context"))):
        with client.get(path, headers=token) as response:
            assert policy(response.headers["Content-Security-Policy"]) == {**POLICY, "frame-ancestors": "'none'"}, path


def test_a_refused_page_can_be_read_in_jira(standing: Bench) -> None:
    """A token that has expired in an open tab: any Jira that we serve may show the page that says what to do."""
    token = signed(standing.acme, bound("GET", "/ui/other"))
    response = standing.flask.test_client().get(f"/ui/get-started?jwt={token}")
    assert (response.status_code, response.mimetype) == (401, "text/html")
    framers = policy(response.headers["Content-Security-Policy"])["frame-ancestors"].split()
    assert {"https://*.atlassian.net", "https://*.jira.com"} <= set(framers)
    assert "*" not in framers


def test_every_answer_has_the_other_headers_and_no_cookie(standing: Bench) -> None:
    """On success, refusal and failure alike; nothing that is not static is kept by any cache."""
    client = standing.flask.test_client()
    paths = [*OPEN, "/nothing-here", "/api/v1/projects/10000", "/static/nothing.js"]
    paths += [path for kind in ("page", "context", "api") for _, path in standing.routes(kind)]
    for path in paths:
        with client.get(path) as response:
            assert response.headers["X-Content-Type-Options"] == "nosniff", path
            assert response.headers["Referrer-Policy"] == "no-referrer", path
            assert "Set-Cookie" not in response.headers, path
            assert "X-Frame-Options" not in response.headers, path
            if not path.startswith("/static/") or response.status_code >= 400:
                assert response.headers["Cache-Control"] == "no-store", path
            assert "Strict-Transport-Security" not in response.headers, path


@pytest.mark.parametrize(("base_url", "expected"), [("https://plumbline.example", True), ("http://localhost", False)])
def test_https_is_insisted_on_where_it_is_used(
    standing: Bench,
    tmp_path: Path,
    base_url: str,
    expected: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """Strict transport security goes out with an https address and with no other."""
    migrated_copy(tmp_path)
    settings = standing.app.settings
    app = build(replace(settings, base_url=base_url, home=tmp_path, database_url=f"sqlite:///{tmp_path}/plumbline.db"))
    response = app.flask().test_client().get("/healthz")
    assert expected == ("Strict-Transport-Security" in response.headers)
    app.database.dispose()


def test_static_files_are_kept_for_ever_below_their_hash(standing: Bench) -> None:
    """Below today's hash for ever, below another or none for an hour; Jira's own page may show our icon."""
    client = standing.flask.test_client()
    with standing.flask.test_request_context():
        present = standing.flask.jinja_env.globals["static_url"]("plumbline.css")  # type: ignore[operator]
    others = ("/static/0123456789abcdef/plumbline.css", "/static/plumbline.css")
    for address, immutable in ((present, True), *((other, False) for other in others)):
        with client.get(address) as response:
            assert response.status_code == 200
            assert immutable == ("immutable" in response.headers["Cache-Control"])
            assert "public" in response.headers["Cache-Control"]
            assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    "name",
    ["../app.py", "..%2fapp.py", "%2e%2e/%2e%2e/cli.py", "%2fetc/passwd", "0123456789abcdef/../../web/app.py", ""],
)
def test_static_files_are_those_of_their_folder(standing: Bench, name: str) -> None:
    """No address leads out of it."""
    assert standing.flask.test_client().get(f"/static/{name}", follow_redirects=True).status_code == 404


def test_metrics_are_for_this_machine_alone(standing: Bench) -> None:
    """A proxy on this machine asks on behalf of others; it says so, and gets what strangers get."""
    client = standing.flask.test_client()
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
        assert client.get("/metrics", headers={header: "192.0.2.7"}).status_code == 404
    assert "plumbline_deliveries_ready" in client.get("/metrics").get_data(as_text=True)
