"""Runtime tokens: a good one names its caller, and every hostile one is refused for the right reason."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.platform.connect import (
    query_string_hash,
    verify_context,
    verify_hs256_lifecycle,
    verify_page,
    verify_webhook,
)
from plugin.usecases.caller import Caller
from plugin.usecases.refusal import NotAuthentic, Reason
from tests.platform import made_up as m

AUDIENCES = (m.APP_KEY, m.BASE_URL)
HS256 = {"alg": "HS256", "typ": "JWT"}
DEEP = "[" * 4000
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def page(token: str, target: str = m.TARGET, method: str = "GET") -> Caller:
    """Verify as a page of ours would."""
    return verify_page(
        token,
        method=method,
        raw_target=target,
        base_path=m.BASE_PATH,
        find_site=m.find_site,
        now=m.NOW,
        audiences=AUDIENCES,
    )


def context(token: str) -> Caller:
    """Verify as a fragment of ours would."""
    return verify_context(token, find_site=m.find_site, now=m.NOW, audiences=AUDIENCES)


def refusal(call: Callable[[], object]) -> Reason:
    """Why a call is refused; it must be."""
    with pytest.raises(NotAuthentic) as caught:
        call()
    return caught.value.reason


def test_a_page_knows_its_caller() -> None:
    """A good page token names site, person, issue, project and its own end."""
    expires = m.NOW + timedelta(seconds=180)
    expected = Caller(1, m.PERSON, issue_id="10042", project_id="10000", expires_at=expires)
    assert expected == page(m.runtime_token())


def test_a_fragment_knows_its_caller() -> None:
    """A good context token names the same caller without being bound to a request."""
    caller = context(m.runtime_token(qsh="context-qsh"))
    assert (caller.site_id, caller.account_id, caller.issue_id, caller.project_id) == (1, m.PERSON, "10042", "10000")


def test_a_webhook_may_have_no_person() -> None:
    """What Jira sends by itself has no `sub`, and then there is no account."""
    target = "/tracker/connect/webhooks?user_id=557058%3A1a2b"
    token = m.runtime_token(sub=m.ABSENT, context=m.ABSENT, qsh=query_string_hash("POST", target, m.BASE_PATH))
    caller = verify_webhook(
        token, method="POST", raw_target=target, base_path=m.BASE_PATH, find_site=m.find_site, now=m.NOW
    )
    assert (caller.site_id, caller.account_id, caller.issue_id, caller.project_id) == (1, None, None, None)


HOSTILE: dict[str, tuple[Reason, str]] = {
    "no token": (Reason.MISSING, ""),
    "garbage": (Reason.MALFORMED, "not a token"),
    "two segments": (Reason.MALFORMED, "a.b"),
    "four segments": (Reason.MALFORMED, m.runtime_token() + ".x"),
    "very long": (Reason.MALFORMED, "a" * 100_000),
    "very long, well formed": (Reason.MALFORMED, m.runtime_token(padding="x" * 9000)),
    "not ASCII": (Reason.MALFORMED, "é.ü.ß"),
    "a line end behind it": (Reason.MALFORMED, m.runtime_token() + "\n"),
    "payload is a list": (Reason.MALFORMED, m.unchecked_token(HS256, ["a"], m.ACME.shared_secret)),
    "header is a list": (Reason.MALFORMED, m.unchecked_token(["HS256"], m.runtime_claims(), m.ACME.shared_secret)),
    "payload is nested without end": (Reason.MALFORMED, f"{m.segment(HS256)}.{m.encoded(DEEP.encode())}.x"),
    "payload is not UTF-8": (Reason.MALFORMED, f"{m.segment(HS256)}.{m.encoded(bytes([255, 254, 1]))}.x"),
    "a number beyond all bounds": (Reason.MALFORMED, f"{m.segment(HS256)}.{m.encoded(b'1' * 5000)}.x"),
    "alg none": (Reason.ALGORITHM, f"{m.segment({'alg': 'none'})}.{m.segment(m.runtime_claims())}."),
    "alg None": (Reason.ALGORITHM, m.unchecked_token({"alg": None}, m.runtime_claims(), m.ACME.shared_secret)),
    "no alg": (Reason.ALGORITHM, m.unchecked_token({"typ": "JWT"}, m.runtime_claims(), m.ACME.shared_secret)),
    "alg is a list": (Reason.ALGORITHM, m.unchecked_token({"alg": ["HS256"]}, m.runtime_claims(), "x" * 32)),
    "alg hs256": (Reason.ALGORITHM, m.unchecked_token({"alg": "hs256"}, m.runtime_claims(), m.ACME.shared_secret)),
    "RS256 at runtime": (Reason.ALGORITHM, m.install_token()),
    "an unknown critical extension": (
        Reason.MALFORMED,
        m.unchecked_token({**HS256, "crit": ["x"], "x": 1}, m.runtime_claims(), m.ACME.shared_secret),
    ),
    "no issuer": (Reason.ISSUER, m.runtime_token(iss=m.ABSENT)),
    "issuer is a number": (Reason.ISSUER, m.runtime_token(iss=7)),
    "issuer is half a character": (Reason.ISSUER, m.runtime_token(iss="\ud800")),
    "issuer with a zero byte": (Reason.ISSUER, m.runtime_token(iss="acme\x00")),
    "issuer too long": (Reason.ISSUER, m.runtime_token(iss="a" * 256)),
    "unknown site": (Reason.UNKNOWN_SITE, m.runtime_token(iss="nobody")),
    "uninstalled site": (Reason.UNKNOWN_SITE, m.runtime_token(m.GONE.shared_secret, iss=m.GONE.client_key)),
    "another site's secret": (Reason.SIGNATURE, m.runtime_token(m.GLOBEX.shared_secret)),
    "public key as secret": (
        Reason.SIGNATURE,
        m.unchecked_token(HS256, m.runtime_claims(), m.pem(m.ATLASSIAN).decode().replace("-----", "")),
    ),
    "signature cut off": (Reason.SIGNATURE, m.runtime_token().rpartition(".")[0] + "."),
    "claims altered": (
        Reason.SIGNATURE,
        ".".join([m.segment(HS256), m.segment(m.runtime_claims(sub="x")), m.runtime_token().split(".")[2]]),
    ),
    "no exp": (Reason.MALFORMED, m.runtime_token(exp=m.ABSENT)),
    "exp is text": (Reason.MALFORMED, m.runtime_token(exp=str(m.ISSUED + 180))),
    "exp is true": (Reason.MALFORMED, m.runtime_token(exp=True)),
    "exp is not a number": (Reason.MALFORMED, m.runtime_token(exp=float("nan"))),
    "exp is infinite": (Reason.MALFORMED, m.runtime_token(exp=float("inf"))),
    "exp is after all time": (Reason.MALFORMED, m.runtime_token(exp=10**18)),
    "expired": (Reason.EXPIRED, m.runtime_token(exp=m.ISSUED - 30)),
    "no iat": (Reason.MALFORMED, m.runtime_token(iat=m.ABSENT)),
    "issued in the future": (Reason.NOT_YET_VALID, m.runtime_token(iat=m.ISSUED + 31)),
    "not before later": (Reason.NOT_YET_VALID, m.runtime_token(nbf=m.ISSUED + 31)),
    "another app's audience": (Reason.AUDIENCE, m.runtime_token(aud="app.example.other")),
    "an audience of no text": (Reason.AUDIENCE, m.runtime_token(aud=[{"a": 1}, 7, None])),
    "an empty audience": (Reason.AUDIENCE, m.runtime_token(aud=[])),
    "sub is a number": (Reason.MALFORMED, m.runtime_token(sub=7)),
    "sub is empty": (Reason.MALFORMED, m.runtime_token(sub="")),
}


@pytest.mark.parametrize(("reason", "token"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_token_is_refused(reason: Reason, token: str) -> None:
    """Each hostile token is refused on a page for its own reason."""
    assert reason is refusal(lambda: page(token))


@pytest.mark.parametrize("name", [name for name in HOSTILE if not name.startswith("very long, ")])
def test_a_hostile_context_token_is_refused(name: str) -> None:
    """The same tokens are refused on fragments, where at the latest their hash betrays them."""
    reason, token = HOSTILE[name]
    assert refusal(lambda: context(token)) in {reason, Reason.QSH}


@pytest.mark.parametrize("qsh", [m.ABSENT, "", None, 7, "ü" * 64, "context-qsh", "0" * 64, ["context-qsh"]])
def test_a_page_needs_the_hash_of_its_request(qsh: Any) -> None:
    """A page and a webhook take neither a missing hash, nor a wrong one, nor a context token."""
    assert Reason.QSH is refusal(lambda: page(m.runtime_token(qsh=qsh)))


@pytest.mark.parametrize("qsh", [m.ABSENT, "", None, "Context-qsh", query_string_hash("GET", m.TARGET, m.BASE_PATH)])
def test_a_fragment_needs_a_context_token(qsh: Any) -> None:
    """A fragment takes a context token only, never one that is bound to a request."""
    assert Reason.QSH is refusal(lambda: context(m.runtime_token(qsh=qsh)))


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("POST", m.TARGET),
        ("GET", "/tracker/ui/issue?lic=active&cv=1001.0.0"),
        ("GET", m.TARGET + "&more=1"),
        ("GET", "/tracker/ui/project?lic=none&cv=1001.0.0"),
        ("GET", "/tracker/ui%2Fissue?lic=none&cv=1001.0.0"),
    ],
)
def test_a_token_serves_one_request_only(method: str, target: str) -> None:
    """Another method, path or query than the signed one is refused."""
    assert Reason.QSH is refusal(lambda: page(m.runtime_token(), target, method))


def test_clocks_may_differ_by_half_a_minute() -> None:
    """Up to the leeway an expired or a coming token still counts."""
    assert page(m.runtime_token(exp=m.ISSUED - 29, iat=m.ISSUED - 200)).site_id == 1
    assert page(m.runtime_token(iat=m.ISSUED + 30)).site_id == 1


@pytest.mark.parametrize("audience", [m.APP_KEY, [m.APP_KEY], m.BASE_URL, m.BASE_URL + "/", ["x", m.BASE_URL]])
def test_an_audience_that_names_us_is_welcome(audience: Any) -> None:
    """Where Jira sends an audience, our app key or base URL in it will do."""
    assert page(m.runtime_token(aud=audience)).site_id == 1


def test_a_context_token_for_another_app_is_refused() -> None:
    """A context token with a foreign audience is refused, and without names of ours every audience is foreign."""
    foreign, ours = (m.runtime_token(qsh="context-qsh", aud=aud) for aud in ("app.example.other", m.APP_KEY))
    assert Reason.AUDIENCE is refusal(lambda: context(foreign))
    assert Reason.AUDIENCE is refusal(lambda: verify_context(ours, find_site=m.find_site, now=m.NOW))


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ({"jira": {"issue": {"id": 10042}}}, "10042"),
        ({"jira": {"issue": {"id": "10042' OR 1"}}}, None),
        ({"jira": {"issue": {"id": True}}}, None),
        ({"jira": {"issue": {"id": "\u0661\u0662"}}}, None),
        ({"jira": {"issue": {"id": "1" * 21}}}, None),
        ({"jira": {"issue": ["10042"]}}, None),
        ({}, None),
        ("text", None),
    ],
)
def test_the_issue_is_jiras_word_or_none(held: Any, expected: str | None) -> None:
    """The issue on screen is a numeric id of the context claim; any other shape means that none is known."""
    assert expected == page(m.runtime_token(context=held)).issue_id


def test_a_stored_secret_that_is_too_short_proves_nothing() -> None:
    """A site whose secret is shorter than the hash is refused rather than believed with a warning."""
    weak = replace(m.ACME, shared_secret="short")
    token = m.runtime_token("short", qsh="context-qsh")
    assert Reason.KEY is refusal(lambda: verify_context(token, find_site=lambda _: weak, now=m.NOW))


def test_a_site_found_under_another_spelling_is_not_the_issuer() -> None:
    """A lookup that folds case does not let one client key speak for another."""
    token = m.runtime_token(iss=m.ACME.client_key.upper(), qsh="context-qsh")
    assert Reason.UNKNOWN_SITE is refusal(lambda: verify_context(token, find_site=lambda _: m.ACME, now=m.NOW))


def test_a_disabled_site_can_be_enabled_again() -> None:
    """The lifecycle accepts a site that is inactive but still has its secret, bound to the request as ever."""
    qsh = query_string_hash("POST", "/connect/enabled")
    token = m.runtime_token(m.GONE.shared_secret, iss=m.GONE.client_key, qsh=qsh)

    def enabled(target: str) -> Caller:
        return verify_hs256_lifecycle(
            token, method="POST", raw_target=target, base_path="", find_site=m.find_site, now=m.NOW
        )

    assert enabled("/connect/enabled").site_id == 3
    assert Reason.QSH is refusal(lambda: enabled("/connect/disabled"))


def test_a_refusal_repeats_nothing_of_the_request() -> None:
    """Neither the message nor the repr of a known site shows a secret or what was sent."""
    with pytest.raises(NotAuthentic) as caught:
        page(m.runtime_token(iss="telltale"))
    assert "telltale" not in str(caught.value)
    assert m.ACME.shared_secret not in repr(m.ACME)


@settings(deadline=None)
@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]{1,40}\.[A-Za-z0-9_-]{1,80}\.[A-Za-z0-9_-]{0,50}", fullmatch=True))
def test_any_text_is_refused_and_nothing_else(token: str) -> None:
    """No text makes a verifier fail in another way than by refusing."""
    refusal(lambda: page(token))
    refusal(lambda: context(token))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["alg", "kid", "crit", "b64", "typ"]), ANY_JSON), ANY_JSON)
def test_any_json_is_refused_and_nothing_else(header: dict[str, Any], claims: Any) -> None:
    """No header and no claims, though signed with the site's secret, make a verifier fail in another way."""
    held = {"iss": m.ACME.client_key, **claims} if isinstance(claims, dict) else claims
    refusal(lambda: page(m.unchecked_token({"alg": "HS256", **header}, held, m.ACME.shared_secret)))


@settings(deadline=None)
@given(st.sampled_from(["iss", "sub", "aud", "exp", "iat", "nbf", "context"]), ANY_JSON)
def test_any_value_of_a_claim_is_accepted_or_refused(name: str, value: Any) -> None:
    """A claim of any type, rightly signed, is accepted or refused, and never a failure of ours."""
    with suppress(NotAuthentic):
        assert page(m.runtime_token(**{name: value})).site_id == 1
