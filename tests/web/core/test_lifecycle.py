"""Installing, renewing and ending: proved to the last word, and a refusal leaves no trace in the database."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from structlog.testing import capture_logs

from plugin.wiring import Plumbline, build
from tests.platform.made_up import segment, unchecked_token
from tests.standin.keys import SigningKey
from tests.standin.model import Installation
from tests.web.core.bench import LEAD, NEIGHBOUR, Bench, a_second_later, open_bench
from tests.web.core.test_gates import CALL, asked, assert_tells_nothing
from tests.web.core.tokens import bound, installation, signed

Call = tuple[str | None, Any]
"""The token of a call and its body."""


def install(bench: Bench, token: str | None, body: Any, event: str = "installed") -> tuple[int, str]:
    """Send a lifecycle call as it stands; the answer's status and the reason that was logged."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"JWT {token}"} if token else {})
    data = body if isinstance(body, bytes) else json.dumps(body)
    with capture_logs() as lines:
        response = bench.flask.test_client().post(f"/connect/{event}", data=data, headers=headers)
    text = response.get_data(as_text=True)
    assert_tells_nothing(bench, text, token)
    assert "another-secret" not in text
    reasons = [str(line["reason"]) for line in lines if line["event"] == "refused"]
    return response.status_code, reasons[0] if reasons else ""


def rogue(bench: Bench) -> Installation:
    """Acme's installation as somebody would like it to be: with a secret they know."""
    real = installation(bench.acme)
    return Installation(real.key, real.base_url, real.client_key, "another-secret-known-to-the-sender-alone", {})


def body_of(bench: Bench, **changes: Any) -> dict[str, Any]:
    """What a takeover would send."""
    whole = bench.acme.lifecycle_body("installed", rogue(bench)) | changes
    return {name: value for name, value in whole.items() if value is not None}


def token_of(bench: Bench, **claims: Any) -> str:
    """A token that Atlassian would sign for acme, but for these claims."""
    return bench.acme.lifecycle_token("installed", installation(bench.acme), **claims)


def with_header(bench: Bench, key: Any, **header: Any) -> str:
    """Acme's claims under another header or key."""
    claims = jwt.decode(token_of(bench), options={"verify_signature": False})
    return jwt.encode(claims, key, algorithm="RS256", headers={name: v for name, v in header.items() if v is not None})


def claims_of(bench: Bench) -> dict[str, Any]:
    """Acme's claims as they are."""
    claims: dict[str, Any] = jwt.decode(token_of(bench), options={"verify_signature": False})
    return claims


TAKEOVERS: dict[str, tuple[Callable[[Bench], Call], str]] = {
    "no token": (lambda b: (None, body_of(b)), "missing"),
    "the secret of the body": (
        lambda b: (jwt.encode(claims_of(b), rogue(b).shared_secret, algorithm="HS256"), body_of(b)),
        "algorithm",
    ),
    "the secret we hold": (
        lambda b: (jwt.encode(claims_of(b), installation(b.acme).shared_secret, algorithm="HS256"), body_of(b)),
        "algorithm",
    ),
    "the public key as a secret": (
        lambda b: (
            unchecked_token(
                {"alg": "HS256", "kid": b.acme.signing_key.kid}, claims_of(b), b.acme.signing_key.public_pem().decode()
            ),
            body_of(b),
        ),
        "algorithm",
    ),
    "unsigned": (
        lambda b: (f"{segment({'alg': 'none', 'kid': b.acme.signing_key.kid})}.{segment(claims_of(b))}.", body_of(b)),
        "algorithm",
    ),
    "RS512": (
        lambda b: (
            jwt.encode(
                claims_of(b),
                b.acme.signing_key.private_pem(),
                algorithm="RS512",
                headers={"kid": b.acme.signing_key.kid},
            ),
            body_of(b),
        ),
        "algorithm",
    ),
    "another key under a known kid": (
        lambda b: (with_header(b, SigningKey().private_pem(), kid=b.acme.signing_key.kid), body_of(b)),
        "signature",
    ),
    "an unknown kid": (lambda b: (with_header(b, SigningKey().private_pem(), kid="not-known"), body_of(b)), "key"),
    "a kid that climbs": (
        lambda b: (with_header(b, SigningKey().private_pem(), kid="../../rest/api/3/field"), body_of(b)),
        "key",
    ),
    "a kid with a slash": (lambda b: (with_header(b, SigningKey().private_pem(), kid="a/b"), body_of(b)), "key"),
    "a kid that is an address": (
        lambda b: (with_header(b, SigningKey().private_pem(), kid="https://evil.example/key"), body_of(b)),
        "key",
    ),
    "no kid": (lambda b: (with_header(b, b.acme.signing_key.private_pem()), body_of(b)), "key"),
    "another audience": (lambda b: (token_of(b, aud=["https://other.example"]), body_of(b)), "audience"),
    "no audience": (lambda b: (token_of(b, aud=None), body_of(b)), "audience"),
    "another issuer": (lambda b: (token_of(b, iss=b.globex.client_key), body_of(b)), "issuer"),
    "another client key": (lambda b: (token_of(b), body_of(b, clientKey=b.globex.client_key)), "issuer"),
    "another request": (lambda b: (token_of(b, qsh=bound("POST", "/connect/uninstalled")), body_of(b)), "qsh"),
    "a context token": (lambda b: (token_of(b, qsh="context-qsh"), body_of(b)), "qsh"),
    "expired": (lambda b: (token_of(b, iat=int(time.time()) - 900, exp=int(time.time()) - 600), body_of(b)), "expired"),
    "of the future": (
        lambda b: (token_of(b, iat=int(time.time()) + 600, exp=int(time.time()) + 900), body_of(b)),
        "not_yet_valid",
    ),
    "a site elsewhere": (lambda b: (token_of(b), body_of(b, baseUrl="https://evil.example")), "base_url"),
    "a site that looks alike": (
        lambda b: (token_of(b), body_of(b, baseUrl="https://acme.atlassian.net.evil.example")),
        "base_url",
    ),
    "a site with a user": (lambda b: (token_of(b), body_of(b, baseUrl="https://a@acme.atlassian.net")), "base_url"),
    "no site": (lambda b: (token_of(b), body_of(b, baseUrl=None)), "base_url"),
    "another app": (lambda b: (token_of(b), body_of(b, key="app.other")), "audience"),
    "another event": (lambda b: (token_of(b), body_of(b, eventType="uninstalled")), "malformed"),
    "another product": (lambda b: (token_of(b), body_of(b, productType="confluence")), "malformed"),
    "no secret": (lambda b: (token_of(b), body_of(b, sharedSecret=None)), "malformed"),
    "a short secret": (lambda b: (token_of(b), body_of(b, sharedSecret="guess")), "malformed"),
    "a secret that is no text": (lambda b: (token_of(b), body_of(b, sharedSecret=["x" * 40])), "malformed"),
    "a list": (lambda b: (token_of(b), [body_of(b)]), "malformed"),
    "null": (lambda b: (token_of(b), None), "malformed"),
}


@pytest.mark.parametrize("name", TAKEOVERS)
def test_a_refused_install_changes_nothing(standing: Bench, name: str) -> None:
    """Whatever is wrong, the answer is 401, the log has the reason, and the database is the same to the byte."""
    make, reason = TAKEOVERS[name]
    token, body = make(standing)
    before = standing.everything()
    assert (401, reason) == install(standing, token, body)
    assert before == standing.everything()
    assert _opens(standing) == 200


def test_bodies_that_are_none_are_refused(standing: Bench) -> None:
    """Not JSON is 422, too large is 413; neither changes anything."""
    before = standing.everything()
    assert install(standing, token_of(standing), b"{")[0] == 422
    assert install(standing, token_of(standing), b"[" * 60_000)[0] == 422
    assert install(standing, token_of(standing), body_of(standing, description="x" * 70_000))[0] == 413
    assert before == standing.everything()


def test_a_lifecycle_token_counts_once(bench: Bench) -> None:
    """The token does not cover the body: whoever saw one could send it again with a secret of their own."""
    token = token_of(bench, sub="first")
    assert install(bench, token, bench.acme.lifecycle_body("installed", installation(bench.acme))) == (204, "")
    before = bench.everything()
    assert install(bench, token, body_of(bench)) == (401, "replayed")
    assert before == bench.everything()


def test_a_renewed_install_replaces_the_secret_at_once(bench: Bench) -> None:
    """The old secret is refused from then on, the new one is believed at once, and the site keeps its number."""
    old, number = bench.acme.context_token(LEAD), bench.site_id
    assert asked(bench, "GET", CALL, old)[0] not in {401, 403}
    a_second_later(bench.acme)
    bench.acme.reinstall()
    assert asked(bench, "GET", CALL, old) == (401, "signature")
    assert asked(bench, "GET", CALL, bench.acme.context_token(LEAD))[0] not in {401, 403}
    assert number == bench.site_id


def test_an_uninstalled_site_is_refused_at_once(bench: Bench) -> None:
    """Nothing it signed opens anything any more, and its secret is gone; installing again opens all."""
    token, page = bench.acme.context_token(LEAD), _page(bench)
    gone = installation(bench.acme)
    webhook = signed(bench.acme, bound("POST", "/connect/webhooks"))
    bench.acme.uninstall()
    client = bench.flask.test_client()
    for method, path, value in (("GET", CALL, token), ("GET", page, ""), ("POST", "/connect/webhooks", webhook)):
        headers = {"Authorization": f"JWT {value}"} if value else {}
        assert client.open(path, method=method, headers=headers, json={}).status_code == 401
    assert bench.rows("SELECT secret, installed FROM site WHERE client_key = ?", gone.client_key) == [(None, 0)]
    a_second_later(bench.acme)
    bench.acme.install(bench.url)
    assert _opens(bench) == 200


def test_a_disabled_site_is_refused_until_it_is_enabled(bench: Bench) -> None:
    """Disabling shuts the doors without forgetting the secret, which alone can open them again."""
    token = bench.acme.context_token(LEAD)
    bench.acme.disable()
    assert asked(bench, "GET", CALL, token) == (401, "unknown_site")
    app = installation(bench.acme)
    enabled = bench.acme.lifecycle_token("enabled", app)
    assert install(bench, bench.acme.lifecycle_token("disabled", app), {}, "enabled") == (401, "qsh")
    assert install(bench, enabled, bench.acme.lifecycle_body("enabled", app), "enabled") == (204, "")
    assert asked(bench, "GET", CALL, token)[0] not in {401, 403}


def test_two_sites_stay_apart(bench: Bench) -> None:
    """The second site's install touches nothing of the first, and each is believed with its own secret."""
    before = bench.rows("SELECT * FROM site WHERE client_key = ?", bench.acme.client_key)
    bench.globex.install(bench.url)
    assert before == bench.rows("SELECT * FROM site WHERE client_key = ?", bench.acme.client_key)
    for site, person in ((bench.acme, LEAD), (bench.globex, NEIGHBOUR)):
        path = site.page_url("get-started", person).removeprefix(bench.url)
        assert bench.flask.test_client().get(path).status_code == 200


def test_a_secret_rotated_by_another_process_is_found(bench: Bench) -> None:
    """Jira never repeats what was answered with 401, so a signature that fails is tried with what is stored now."""
    webhook = _webhook(bench)
    assert webhook() == 204
    renewed = "renewed-by-another-process-" + "s" * 32
    with open_elsewhere(bench) as other:
        known = other.sites.by_client_key(bench.acme.client_key)
        assert known is not None
        other.sites.install(
            base_url=known.base_url,
            at=other.services.clock(),
            client_key=bench.acme.client_key,
            shared_secret=renewed,
            display_url=known.display_url,
        )
    real = installation(bench.acme)
    bench.acme.installation = Installation(real.key, real.base_url, real.client_key, renewed, real.descriptor)
    assert webhook() == 204
    assert bench.rows("SELECT count(*) FROM delivery")[0][0] == 2


@pytest.mark.parametrize("cut_off", [False, True], ids=["passed on", "cut off"])
def test_the_app_lives_below_a_path(tmp_path: Path, cut_off: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Install, page and webhook work whether the proxy passes the prefix on or cuts it off."""
    with open_bench(tmp_path, base_path="/plumbline", cut_off=cut_off) as bench:
        page = requests.get(bench.acme.page_url("get-started", LEAD))
        assert page.status_code == 200
        assert requests.get(bench.acme.page_url("get-started", LEAD) + "&x=1").status_code == 401
        project = bench.acme.create_issue("PAY", "Refunds", points=3, by=LEAD)
        counts = bench.acme.webhooks.drain()
        assert (counts.delivered, counts.dropped, counts.retried) == (1, 0, 0)
        assert bench.rows("SELECT event FROM delivery") == [("jira:issue_created",)]
        assert bench.url == requests.get(f"{bench.url}/atlassian-connect.json").json()["baseUrl"]
        assert project.project_id == bench.rows("SELECT lane FROM delivery")[0][0]
        a_second_later(bench.acme)
        assert bench.acme.reinstall() == 204


@contextmanager
def open_elsewhere(bench: Bench) -> Iterator[Plumbline]:
    """The same app as another process would open it."""
    app = build(bench.app.settings)
    yield app
    app.database.dispose()


def _webhook(bench: Bench) -> Callable[[], int]:
    numbers = iter(range(100))

    def send() -> int:
        token = signed(bench.acme, bound("POST", "/connect/webhooks"))
        headers = {"Authorization": f"JWT {token}", "X-Atlassian-Webhook-Identifier": f"w-{next(numbers)}"}
        body = {"webhookEvent": "jira:issue_updated"}
        return bench.flask.test_client().post("/connect/webhooks", json=body, headers=headers).status_code

    return send


def _page(bench: Bench) -> str:
    return bench.acme.page_url("get-started", LEAD).removeprefix(bench.url)


def _opens(bench: Bench) -> int:
    """Status of a page, to see that the installation still stands."""
    return bench.flask.test_client().get(_page(bench)).status_code
