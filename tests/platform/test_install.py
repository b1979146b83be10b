"""Installing: a proved call becomes an installation, and every forged one is refused for the right reason."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.platform.install import Installation, verify_install, verify_uninstall
from plugin.platform.tokens import token_fingerprint
from plugin.usecases.refusal import NotAuthentic, Reason
from tests.platform import made_up as m

INSTALL = "/tracker/connect/installed"
INSECURE = replace(m.RULES, insecure=True)


def install(token: str, body: object, target: str = INSTALL, rules: Any = m.RULES) -> Installation:
    """Verify as our install address would."""
    return verify_install(token, body, method="POST", raw_target=target, rules=rules, key_for=m.key_for, now=m.NOW)


def refusal(call: Callable[[], object]) -> Reason:
    """Why a call is refused; it must be."""
    with pytest.raises(NotAuthentic) as caught:
        call()
    return caught.value.reason


def test_a_proved_install_is_read_whole() -> None:
    """Client key, secret, addresses, ids and person come out of a good call, and the secret is not in its repr."""
    installed = install(m.install_token(), m.install_body())
    assert installed.client_key == m.ACME.client_key
    assert installed.shared_secret == "not-a-real-secret-32-or-more-bytes"
    assert (installed.base_url, installed.display_url) == ("https://acme.atlassian.net", "https://jira.acme.example")
    assert installed.oauth_client_id == "opaque-client-id"
    assert installed.installation_id is None
    assert installed.account_id == m.PERSON
    assert installed.cloud_id == "d0d52620-3203-4cfa-8db5-f2587155f0dd"
    assert "not-a-real-secret" not in repr(installed)


@pytest.mark.parametrize("audience", [[m.BASE_URL], m.BASE_URL + "/", ["https://old.example.org", "other"]])
def test_any_address_of_ours_may_be_meant(audience: Any) -> None:
    """The first audience is the present or a former base URL, with or without a slash, in a list or alone."""
    assert install(m.install_token(aud=audience), m.install_body()).client_key == m.ACME.client_key


def test_uninstalling_needs_no_secret() -> None:
    """An uninstall is proved like an install, and its result has no secret even if the body sends one."""
    body = m.install_body(eventType="uninstalled", sharedSecret=m.ABSENT)
    gone = verify_uninstall(
        m.install_token(event="uninstalled"),
        body,
        method="POST",
        raw_target="/tracker/connect/uninstalled",
        rules=m.RULES,
        key_for=m.key_for,
        now=m.NOW,
    )
    assert (m.ACME.client_key, None) == (gone.client_key, gone.shared_secret)


HS256_TOKEN = m.runtime_token(aud=[m.BASE_URL])
PUBLIC_KEY_AS_SECRET = m.unchecked_token(
    {"alg": "HS256", "kid": m.KID}, m.runtime_claims(), m.pem(m.ATLASSIAN).decode()
)
HOSTILE: dict[str, tuple[Reason, str]] = {
    "no token": (Reason.MISSING, ""),
    "garbage": (Reason.MALFORMED, "garbage"),
    "HS256": (Reason.ALGORITHM, HS256_TOKEN),
    "public key as HMAC secret": (Reason.ALGORITHM, PUBLIC_KEY_AS_SECRET),
    "HMAC under the name RS256": (
        Reason.SIGNATURE,
        m.unchecked_token({"alg": "RS256", "kid": m.KID}, m.runtime_claims(), m.pem(m.ATLASSIAN).decode()),
    ),
    "alg none": (Reason.ALGORITHM, f"{m.segment({'alg': 'none', 'kid': m.KID})}.{m.segment(m.runtime_claims())}."),
    "RS512": (Reason.ALGORITHM, m.unchecked_token({"alg": "RS512", "kid": m.KID}, m.runtime_claims(), "x" * 64)),
    "no kid": (Reason.KEY, m.install_token(kid=m.ABSENT)),
    "kid is a list": (Reason.KEY, m.install_token(kid=[m.KID])),
    "kid unknown": (Reason.KEY, m.install_token(kid="unknown")),
    "a stranger's key": (Reason.SIGNATURE, m.install_token(key=m.STRANGER)),
    "no audience": (Reason.AUDIENCE, m.install_token(aud=m.ABSENT)),
    "empty audience": (Reason.AUDIENCE, m.install_token(aud=[])),
    "another app's address": (Reason.AUDIENCE, m.install_token(aud=["https://other.example.org"])),
    "our address second": (Reason.AUDIENCE, m.install_token(aud=["https://other.example.org", m.BASE_URL])),
    "our address as a prefix": (Reason.AUDIENCE, m.install_token(aud=[m.BASE_URL + ".evil.example"])),
    "no issuer": (Reason.ISSUER, m.install_token(iss=m.ABSENT)),
    "another site's token": (Reason.ISSUER, m.install_token(iss=m.GLOBEX.client_key)),
    "no qsh": (Reason.QSH, m.install_token(qsh=m.ABSENT)),
    "context token": (Reason.QSH, m.install_token(qsh="context-qsh")),
    "a token for uninstalling": (Reason.QSH, m.install_token(event="uninstalled")),
    "no exp": (Reason.MALFORMED, m.install_token(exp=m.ABSENT)),
    "expired": (Reason.EXPIRED, m.install_token(exp=m.ISSUED - 31)),
    "no iat": (Reason.MALFORMED, m.install_token(iat=m.ABSENT)),
    "issued in the future": (Reason.NOT_YET_VALID, m.install_token(iat=m.ISSUED + 60)),
    "sub is a number": (Reason.MALFORMED, m.install_token(sub=5)),
}


@pytest.mark.parametrize(("reason", "token"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_forged_install_is_refused(reason: Reason, token: str) -> None:
    """Each forged token is refused for its own reason."""
    assert reason is refusal(lambda: install(token, m.install_body()))


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        (Reason.AUDIENCE, {"key": "app.example.other"}),
        (Reason.MALFORMED, {"key": m.ABSENT}),
        (Reason.MALFORMED, {"eventType": "uninstalled"}),
        (Reason.MALFORMED, {"productType": "confluence"}),
        (Reason.ISSUER, {"clientKey": m.GLOBEX.client_key}),
        (Reason.ISSUER, {"clientKey": m.ABSENT}),
        (Reason.ISSUER, {"clientKey": [m.ACME.client_key]}),
        (Reason.MALFORMED, {"sharedSecret": m.ABSENT}),
        (Reason.MALFORMED, {"sharedSecret": ""}),
        (Reason.MALFORMED, {"sharedSecret": "x" * 31}),
        (Reason.MALFORMED, {"sharedSecret": 12345678901234567890123456789012}),
        (Reason.MALFORMED, {"sharedSecret": "x" * 40 + "\x00"}),
        (Reason.MALFORMED, {"sharedSecret": "\ud800" * 40}),
        (Reason.MALFORMED, {"sharedSecret": "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ"}),
        (Reason.MALFORMED, {"oauthClientId": {"a": 1}}),
        (Reason.MALFORMED, {"cloudId": "x" * 1025}),
    ],
)
def test_a_body_that_does_not_fit_is_refused(reason: Reason, changes: dict[str, Any]) -> None:
    """A rightly signed call with a wrong body is refused."""
    assert reason is refusal(lambda: install(m.install_token(), m.install_body(**changes)))


@pytest.mark.parametrize("body", [None, [], "text", 7, [m.install_body()]])
def test_a_body_must_be_an_object(body: object) -> None:
    """A body that is no JSON object is refused before anything else."""
    assert Reason.MALFORMED is refusal(lambda: install(m.install_token(), body))


BAD_BASE_URLS = [
    m.ABSENT,
    None,
    7,
    "",
    "acme.atlassian.net",
    "http://acme.atlassian.net",
    "ftp://acme.atlassian.net",
    "https://evil-atlassian.net",
    "https://atlassian.net",
    "https://acme.atlassian.net.evil.example",
    "https://evil.example/.atlassian.net",
    "https://evil.example#.atlassian.net",
    "https://evil.example?x=.atlassian.net",
    "https://evil.example\\.atlassian.net",
    "https://user@acme.atlassian.net",
    "https://evil.example:443@acme.atlassian.net",
    "https://acme.atlassian.net:8443",
    "https://acme.atlassian.net/path",
    "https://acme.atlassian.net/..",
    "https://acme.atlassian.net\n",
    "https://acme.atlassian.net.",
    "https://.atlassian.net",
    "https://127.0.0.1",
    "https://localhost",
    "https://ácme.atlassian.net",
]


@pytest.mark.parametrize("base_url", BAD_BASE_URLS)
def test_only_jiras_own_addresses_are_served(base_url: Any) -> None:
    """A base URL that is not plain https under an allowed suffix is refused."""
    assert Reason.BASE_URL is refusal(lambda: install(m.install_token(), m.install_body(baseUrl=base_url)))


@pytest.mark.parametrize(
    "given_url", ["https://acme.atlassian.net/", "HTTPS://Acme.Atlassian.NET", "https://a.b.jira.com"]
)
def test_an_address_is_kept_in_one_form(given_url: str) -> None:
    """The base URL is kept in lower case without a trailing slash."""
    assert given_url.lower().rstrip("/") == install(m.install_token(), m.install_body(baseUrl=given_url)).base_url


@pytest.mark.parametrize("given_url", ["http://localhost:8123", "http://127.0.0.1:8123/Jira", "https://[::1]:8123"])
def test_development_may_use_this_machine(given_url: str) -> None:
    """With the insecure setting a loopback address will do, with port and path; a strange host still will not."""
    assert given_url == install(m.install_token(), m.install_body(baseUrl=given_url), rules=INSECURE).base_url
    strange = m.install_body(baseUrl="http://evil.example")
    assert Reason.BASE_URL is refusal(lambda: install(m.install_token(), strange, rules=INSECURE))


def test_a_display_url_that_is_no_web_address_is_left_aside() -> None:
    """A link that could run a script never becomes the display URL."""
    installed = install(m.install_token(), m.install_body(displayUrl="javascript:alert(1)"))
    assert installed.display_url == installed.base_url


def test_nothing_is_fetched_for_a_call_that_cannot_hold() -> None:
    """The wrong algorithm or a foreign base URL is refused before any key is asked for."""

    def no_key(kid: str, now: object) -> Any:
        raise AssertionError("a key was asked for")

    for token, body in [
        (HS256_TOKEN, m.install_body()),
        (m.install_token(), m.install_body(baseUrl="https://evil.example")),
    ]:
        with pytest.raises(NotAuthentic):
            verify_install(token, body, method="POST", raw_target=INSTALL, rules=m.RULES, key_for=no_key, now=m.NOW)


def test_the_fingerprint_tells_tokens_apart() -> None:
    """A fingerprint is 64 hexadecimal digits, the same for the same token and another for another."""
    assert token_fingerprint("a.b.c") == token_fingerprint("a.b.c") != token_fingerprint("a.b.d")
    assert len(token_fingerprint("\ud800")) == 64


@settings(deadline=None)
@given(
    st.text() | st.just(m.install_token()),
    st.dictionaries(st.sampled_from([*m.install_body(), "x"]), st.none() | st.integers() | st.text()),
)
def test_any_token_and_body_are_accepted_or_refused(token: str, changes: dict[str, Any]) -> None:
    """No token and no body make the verifier fail in another way than by refusing."""
    with suppress(NotAuthentic):
        assert install(token, m.install_body(**changes)).client_key == m.ACME.client_key
