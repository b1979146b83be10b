"""Invocation tokens of Forge's: a good one names site, person and place, a hostile one is refused for its reason."""

import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from plugin.platform.forge import ForgeRules, Invocation, verify_invocation
from plugin.usecases.refusal import NotAuthentic, Reason
from tests.platform import made_up as m
from tests.platform import made_up_forge as f

EVIL_KEYS = "https://evil.example/keys.json"
GOOD = f.token()


def verify(token: str, rules: ForgeRules = f.RULES) -> Invocation:
    """Verify as a gate of ours would."""
    return verify_invocation(token, rules=rules, key_for=f.key_for, now=m.NOW)


def refusal(call: Callable[[], object]) -> Reason:
    """Why a call is refused; it must be."""
    with pytest.raises(NotAuthentic) as caught:
        call()
    return caught.value.reason


def test_a_call_knows_who_and_where() -> None:
    """A good token names app, installation, site, person, issue, project, module, and its own life."""
    assert verify(GOOD) == Invocation(
        app_id=f.APP_ID,
        installation_id=f.INSTALLATION_ID,
        cloud_id=f.CLOUD_ID,
        site_url=f.SITE_URL,
        account_id=m.PERSON,
        issue_id="10042",
        project_id="10000",
        module_key="issue-panel",
        endpoint_key="ui",
        environment="PRODUCTION",
        issued_at=m.NOW,
        expires_at=m.NOW + timedelta(seconds=25),
        module_type="core:endpoint",
    )


def test_an_event_has_no_person_and_no_context() -> None:
    """What Forge sends by itself names the site in its installation alone, and nobody as the person."""
    event = verify(f.token(principal=m.ABSENT, context=m.ABSENT))
    assert (event.cloud_id, event.account_id, event.issue_id, event.project_id) == (f.CLOUD_ID, None, None, None)
    assert (event.site_url, event.module_key) == (None, "ui")


def test_the_api_address_is_composed() -> None:
    """The address of the API is prefix and cloud id, also where no claim names one."""
    silent = f.token(app=f.app(apiBaseUrl=m.ABSENT, installation=m.ABSENT))
    assert verify(GOOD).api_base_url(f.RULES) == verify(silent).api_base_url(f.RULES) == f.API_BASE_URL


UNPLACED = f.app(installation=m.ABSENT, apiBaseUrl=m.ABSENT)
OTHER_KEY_HEADERS = {"jku": EVIL_KEYS, "x5u": EVIL_KEYS, "jwk": f.jwk(m.STRANGER)}
HOSTILE: dict[str, tuple[Reason, str]] = {
    "no token": (Reason.MISSING, ""),
    "garbage": (Reason.MALFORMED, "not a token"),
    "two segments": (Reason.MALFORMED, "a.b"),
    "20 KB": (Reason.MALFORMED, f.token(padding="x" * 15_000)),
    "20 KB of nothing": (Reason.MALFORMED, "a." * 10_000),
    "claims are a list": (Reason.MALFORMED, f.signed(f.HEADER, ["a"])),
    "claims are a text": (Reason.MALFORMED, f.signed(f.HEADER, "a")),
    "header is a list": (Reason.MALFORMED, f.signed(["RS256"], f.claims())),
    "alg none": (Reason.ALGORITHM, f"{m.segment({'alg': 'none', 'kid': f.KID})}.{m.segment(f.claims())}."),
    "alg None with a signature": (Reason.ALGORITHM, f.signed({**f.HEADER, "alg": "None"}, f.claims())),
    "HS256 under an unknown kid": (Reason.ALGORITHM, f.signed({"alg": "HS256", "kid": "other"}, f.claims())),
    "no alg": (Reason.ALGORITHM, f.signed({"kid": f.KID}, f.claims())),
    "RS512": (Reason.ALGORITHM, f.signed({**f.HEADER, "alg": "RS512"}, f.claims())),
    "HS256 with the public key as PEM": (
        Reason.ALGORITHM,
        m.unchecked_token({**f.HEADER, "alg": "HS256"}, f.claims(), m.pem(m.ATLASSIAN).decode()),
    ),
    "HS256 with the key set's text": (
        Reason.ALGORITHM,
        m.unchecked_token({**f.HEADER, "alg": "HS256"}, f.claims(), f.key_set(f.jwk()).decode()),
    ),
    "HMAC that calls itself RS256": (
        Reason.SIGNATURE,
        m.unchecked_token(f.HEADER, f.claims(), m.pem(m.ATLASSIAN).decode()),
    ),
    "another key": (Reason.SIGNATURE, f.signed(f.HEADER, f.claims(), m.STRANGER)),
    "another key, offered in the header": (
        Reason.SIGNATURE,
        f.signed({**f.HEADER, **OTHER_KEY_HEADERS}, f.claims(), m.STRANGER),
    ),
    "signature cut off": (Reason.SIGNATURE, GOOD.rpartition(".")[0] + "."),
    "claims of another token": (
        Reason.SIGNATURE,
        ".".join([GOOD.split(".")[0], m.segment(f.claims(principal="x")), GOOD.split(".")[2]]),
    ),
    "an unknown critical extension": (Reason.MALFORMED, f.signed({**f.HEADER, "crit": ["x"], "x": 1}, f.claims())),
    "an unencoded payload": (Reason.MALFORMED, f.signed({**f.HEADER, "crit": ["b64"], "b64": False}, f.claims())),
    "no kid": (Reason.KEY, f.signed({"alg": "RS256"}, f.claims())),
    "unknown kid": (Reason.KEY, f.signed({**f.HEADER, "kid": "forge/invocation-token/other"}, f.claims())),
    "kid is a number": (Reason.KEY, f.signed({**f.HEADER, "kid": 7}, f.claims())),
    "no issuer": (Reason.ISSUER, f.token(iss=m.ABSENT)),
    "another issuer": (Reason.ISSUER, f.token(iss="forge/invocation-token/")),
    "issuer is a list": (Reason.ISSUER, f.token(iss=["forge/invocation-token"])),
    "no audience": (Reason.AUDIENCE, f.token(aud=m.ABSENT)),
    "another app's audience": (Reason.AUDIENCE, f.token(aud=f.OTHER_APP_ID)),
    "an audience list without us": (Reason.AUDIENCE, f.token(aud=[f.OTHER_APP_ID, 7, None, {}])),
    "an audience that has us as a key": (Reason.AUDIENCE, f.token(aud={f.APP_ID: 1})),
    "an audience that begins with us": (Reason.AUDIENCE, f.token(aud=f.APP_ID + "/x")),
    "app id of another app": (Reason.AUDIENCE, f.token(app=f.app(id=f.OTHER_APP_ID))),
    "another app in both": (Reason.AUDIENCE, f.token(app=f.app(id=f.OTHER_APP_ID), aud=f.OTHER_APP_ID)),
    "app id is a list": (Reason.AUDIENCE, f.token(app=f.app(id=[f.APP_ID]))),
    "no app": (Reason.AUDIENCE, f.token(app=m.ABSENT)),
    "expired": (Reason.EXPIRED, f.token(iat=m.ISSUED - 60, nbf=m.ISSUED - 60, exp=m.ISSUED - 30)),
    "issued in the future": (Reason.NOT_YET_VALID, f.token(iat=m.ISSUED + 31, exp=m.ISSUED + 56)),
    "not before later": (Reason.NOT_YET_VALID, f.token(nbf=m.ISSUED + 31)),
    "no exp": (Reason.MALFORMED, f.token(exp=m.ABSENT)),
    "no iat": (Reason.MALFORMED, f.token(iat=m.ABSENT)),
    "exp is not a number": (Reason.MALFORMED, f.token(exp=float("nan"))),
    "lives for an hour": (Reason.MALFORMED, f.token(exp=m.ISSUED + 3600)),
    "was born long ago and lives": (Reason.MALFORMED, f.token(iat=m.ISSUED - 3600)),
    "ends before it begins": (Reason.MALFORMED, f.token(iat=m.ISSUED + 20, exp=m.ISSUED + 10)),
    "another environment": (Reason.ENVIRONMENT, f.token(app=f.app(environment={"type": "DEVELOPMENT"}))),
    "no environment": (Reason.ENVIRONMENT, f.token(app=f.app(environment=m.ABSENT))),
    "environment is a list": (Reason.ENVIRONMENT, f.token(app=f.app(environment={"type": ["PRODUCTION"]}))),
    "an isolated cloud": (Reason.ENVIRONMENT, f.token(icLabel="acme")),
    "a strange isolated cloud": (Reason.ENVIRONMENT, f.token(icLabel={"a": "../"})),
    "no installation": (Reason.MALFORMED, f.token(app=f.app(installationId=m.ABSENT))),
    "installation is no id": (Reason.MALFORMED, f.token(app=f.app(installationId="x' OR 1"))),
    "installation with a line end": (Reason.MALFORMED, f.token(app=f.app(installationId=f.INSTALLATION_ID + "\n"))),
    "no cloud id": (Reason.MALFORMED, f.token(context=m.ABSENT, app=f.app(installation=m.ABSENT))),
    "cloud id with a path": (Reason.MALFORMED, f.token(context={"cloudId": "../" + "a" * 33}, app=UNPLACED)),
    "cloud id is too short": (Reason.MALFORMED, f.token(context={"cloudId": f.CLOUD_ID[1:]}, app=UNPLACED)),
    "cloud id with a line end": (Reason.MALFORMED, f.token(context={"cloudId": f.CLOUD_ID + "\n"}, app=UNPLACED)),
    "cloud id is a list": (Reason.MALFORMED, f.token(context={"cloudId": [f.CLOUD_ID]}, app=UNPLACED)),
    "two cloud ids": (Reason.MALFORMED, f.token(context=f.context(cloudId=f.OTHER_CLOUD_ID))),
    "two sites": (
        Reason.MALFORMED,
        f.token(app=f.installed_into(f.jira(), f.jira(cloudId=f.OTHER_CLOUD_ID)), context=m.ABSENT),
    ),
    "principal is a number": (Reason.MALFORMED, f.token(principal=7)),
    "principal with a line end": (Reason.MALFORMED, f.token(principal="a\nb")),
    "principal is too long": (Reason.MALFORMED, f.token(principal="a" * 256)),
}


@pytest.mark.parametrize(("reason", "token"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_token_is_refused(reason: Reason, token: str) -> None:
    """Each hostile token is refused for its own reason."""
    assert reason is refusal(lambda: verify(token))


@pytest.mark.parametrize(
    "kid", ["", "../x", "a/../b", "/etc/keys", "a b", "a\n", "k\u00e9y", EVIL_KEYS, "a" * 256, "%2e"]
)
def test_a_strange_kid_is_refused_before_any_key_is_looked_for(kid: str) -> None:
    """A kid that is no plain name is refused without a look-up."""
    asked: list[str] = []

    def look_up(kid: str, now: object) -> Any:
        asked.append(kid)
        return m.ATLASSIAN.public_key()

    token = f.signed({**f.HEADER, "kid": kid}, f.claims())
    assert Reason.KEY is refusal(lambda: verify_invocation(token, rules=f.RULES, key_for=look_up, now=m.NOW))
    assert asked == []


POISONED = [
    f"https://evil.example/ex/jira/{f.CLOUD_ID}",
    f"https://api.atlassian.com.evil.example/ex/jira/{f.CLOUD_ID}",
    f"https://api.atlassian.com@evil.example/ex/jira/{f.CLOUD_ID}",
    f"https://user:secret@api.atlassian.com/ex/jira/{f.CLOUD_ID}",
    f"http://api.atlassian.com/ex/jira/{f.CLOUD_ID}",
    f"https://api.atlassian.com/ex/jira/{f.OTHER_CLOUD_ID}",
    f"https://api.atlassian.com/ex/confluence/{f.CLOUD_ID}",
    f"{f.API_BASE_URL}/../{f.OTHER_CLOUD_ID}",
    f"{f.API_BASE_URL}\n",
    "",
    7,
    [f.API_BASE_URL],
]


@pytest.mark.parametrize("url", POISONED)
def test_no_other_api_address_is_taken(url: Any) -> None:
    """An API address other than prefix and cloud id is refused, whichever claim holds it."""
    assert Reason.API_BASE_URL is refusal(lambda: verify(f.token(app=f.app(apiBaseUrl=url))))
    assert Reason.API_BASE_URL is refusal(lambda: verify(f.token(app=f.installed_into(f.jira(apiBaseUrl=url)))))


def test_keys_offered_by_a_token_are_not_looked_at() -> None:
    """A rightly signed token with addresses of other keys in its header is what its signature makes it."""
    assert verify(f.signed({**f.HEADER, **OTHER_KEY_HEADERS}, f.claims())) == verify(GOOD)


def test_clocks_may_differ_by_half_a_minute() -> None:
    """Up to the leeway an expired or a coming token still counts."""
    assert verify(f.token(iat=m.ISSUED - 54, nbf=m.ISSUED - 54, exp=m.ISSUED - 29)).cloud_id == f.CLOUD_ID
    assert verify(f.token(iat=m.ISSUED + 30, nbf=m.ISSUED + 30, exp=m.ISSUED + 55)).cloud_id == f.CLOUD_ID


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": [f.OTHER_APP_ID, f.APP_ID]},
        {"nbf": m.ABSENT},
        {"icLabel": None},
        {"app": f.app(environment={"type": "production"})},
        {"app": f.app(installationId=f.INSTALLATION_ID.rpartition("/")[2])},
        {"app": f.installed_into({"name": "jira", "apiBaseUrl": f.API_BASE_URL})},
        {"app": f.installed_into({"name": "confluence", "cloudId": "x", "apiBaseUrl": "y"}, f.jira(), None, "jira")},
        {"app": f.app(installation={"contexts": "jira"})},
        {"exp": m.ISSUED + 600},
    ],
)
def test_what_forge_may_also_send_is_welcome(changes: dict[str, Any]) -> None:
    """Lists, other products' contexts, bare ids and claims that are absent do not stand in the way."""
    assert verify(f.token(**changes)).api_base_url(f.RULES) == f.API_BASE_URL


def test_only_configured_environments_are_served() -> None:
    """A deployment for development takes development's tokens and none of production's."""
    rules = replace(f.RULES, environments=frozenset({"DEVELOPMENT"}))
    token = f.token(app=f.app(environment={"type": "DEVELOPMENT"}))
    assert verify(token, rules).environment == "DEVELOPMENT"
    assert Reason.ENVIRONMENT is refusal(lambda: verify(GOOD, rules))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_refusal_repeats_nothing_of_the_token(name: str) -> None:
    """Neither the refusal nor what caused it shows a piece of the token in its text."""
    _, token = HOSTILE[name]
    with pytest.raises(NotAuthentic) as caught:
        verify(token)
    shown = "".join(traceback.format_exception_only(caught.value)) + repr(caught.value)
    cause: BaseException | None = caught.value
    while cause is not None:
        shown += str(cause)
        cause = cause.__cause__ or cause.__context__
    pieces = {token[at : at + 12] for at in range(0, len(token) - 12, 4)}
    assert not [piece for piece in pieces if piece in shown]
    assert f.CLOUD_ID not in shown
    assert m.PERSON not in shown
