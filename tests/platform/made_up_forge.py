"""A made-up Forge app, installed into one site, and its invocation tokens: valid by default."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from plugin.platform.forge import ForgeRules
from plugin.usecases.refusal import NotAuthentic, Reason
from tests.platform import made_up as m

APP_ID = "ari:cloud:ecosystem::app/7c0a1d52-6f0b-4c39-9a53-0d5f1f6f2b11"
OTHER_APP_ID = "ari:cloud:ecosystem::app/00000000-1111-4222-8333-444444444444"
INSTALLATION_ID = "ari:cloud:ecosystem::installation/0a3a2b1c-5d4e-4f60-8123-456789abcdef"
CLOUD_ID = "d0d52620-3203-4cfa-8db5-f2587155f0dd"
OTHER_CLOUD_ID = "11111111-2222-4333-8444-555555555555"
API_BASE_URL = f"https://api.atlassian.com/ex/jira/{CLOUD_ID}"
SITE_URL = "https://acme.atlassian.net"
KID = "forge/invocation-token/wf-5b1c9c0e-0000-4000-8000-3f2e1d0c9b8a"
HEADER = {"alg": "RS256", "typ": "JWT", "kid": KID}
RULES = ForgeRules(
    frozenset({APP_ID}), frozenset({"PRODUCTION", "STAGING"}), "https://api.atlassian.com/ex/jira/", (".atlassian.net",)
)


def key_for(kid: str, now: object) -> rsa.RSAPublicKey:
    """Forge's key under its one kid; every other kid is unknown."""
    if kid != KID:
        raise NotAuthentic(Reason.KEY)
    return m.ATLASSIAN.public_key()


def app(**changes: Any) -> dict[str, Any]:
    """The claim `app` of acme's installation."""
    return _kept(
        {
            "id": APP_ID,
            "version": "5",
            "installationId": INSTALLATION_ID,
            "apiBaseUrl": API_BASE_URL,
            "installation": {"id": INSTALLATION_ID, "contexts": [jira()]},
            "environment": {"type": "PRODUCTION", "id": "ari:cloud:ecosystem::environment/x"},
            "module": {"type": "core:endpoint", "key": "ui"},
        },
        changes,
    )


def jira(**changes: Any) -> dict[str, Any]:
    """What the installation says about Jira."""
    return _kept({"name": "jira", "cloudId": CLOUD_ID, "apiBaseUrl": API_BASE_URL}, changes)


def installed_into(*places: Any) -> dict[str, Any]:
    """The claim `app` with other contexts of the installation."""
    return app(installation={"id": INSTALLATION_ID, "contexts": list(places)})


def context(**changes: Any) -> dict[str, Any]:
    """The claim `context` of a panel inside an issue."""
    return _kept(
        {
            "cloudId": CLOUD_ID,
            "siteUrl": SITE_URL,
            "moduleKey": "issue-panel",
            "extension": {
                "type": "jira:issuePanel",
                "issue": {"id": "10042", "key": "PM-1"},
                "project": {"id": "10000"},
            },
        },
        changes,
    )


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a call that acme's person makes."""
    return _kept(
        {
            "app": app(),
            "context": context(),
            "principal": m.PERSON,
            "aud": APP_ID,
            "iss": "forge/invocation-token",
            "iat": m.ISSUED,
            "nbf": m.ISSUED,
            "exp": m.ISSUED + 25,
            "jti": "c0ffee",
        },
        changes,
    )


def token(**changes: Any) -> str:
    """An invocation token as Forge signs it, with some claims changed or left out."""
    return signed(HEADER, claims(**changes))


def signed(header: Any, held: Any, key: rsa.RSAPrivateKey = m.ATLASSIAN) -> str:
    """Any header and any claims signed with RSA and SHA-256, whatever the header says."""
    text = f"{m.segment(header)}.{m.segment(held)}"
    return f"{text}.{m.encoded(jwt.get_algorithm_by_name('RS256').sign(text.encode(), key))}"


def jwk(key: rsa.RSAPrivateKey = m.ATLASSIAN, **changes: Any) -> dict[str, Any]:
    """The public half of a key as Atlassian publishes it."""
    numbers = key.public_key().public_numbers()
    shape = {"kty": "RSA", "kid": KID, "use": "sig", "alg": "RS256", "n": _integer(numbers.n), "e": _integer(numbers.e)}
    return _kept(shape, changes)


def key_set(*keys: Any) -> bytes:
    """A JSON Web Key Set as bytes."""
    return json.dumps({"keys": list(keys)}).encode()


def _integer(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _kept(shape: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**shape, **changes}.items() if value is not m.ABSENT}
