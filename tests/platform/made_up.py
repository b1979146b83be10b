"""A made-up site, its keys and its tokens: valid by default, so that a test says only what is wrong with its own."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from plugin.platform.install import InstallRules
from plugin.platform.qsh import query_string_hash
from plugin.usecases.caller import KnownSite
from plugin.usecases.refusal import NotAuthentic, Reason

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ISSUED = int(NOW.timestamp())
APP_KEY = "app.example.tracker"
BASE_URL = "https://apps.example.org/tracker"
BASE_PATH = "/tracker"
PERSON = "5b10a2844c20165700ede001"
KID = "0f6c2a1e-9c1b-4f0e-8a55-1f2e3d4c5b6a"
TARGET = "/tracker/ui/issue?lic=none&cv=1001.0.0"
ABSENT = object()
"""As a claim's value: the claim is left out."""

ACME = KnownSite(1, "acme-client-key", "acme-secret-" + "a" * 32, "https://acme.atlassian.net", active=True)
GLOBEX = KnownSite(2, "globex-client-key", "globex-secret-" + "g" * 32, "https://globex.atlassian.net", active=True)
GONE = KnownSite(3, "gone-client-key", "gone-secret-" + "x" * 32, "https://gone.atlassian.net", active=False)
SITES = {site.client_key: site for site in (ACME, GLOBEX, GONE)}

ATLASSIAN = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
RULES = InstallRules(APP_KEY, (BASE_URL, "https://old.example.org"), (".atlassian.net", ".jira.com"))


def find_site(client_key: str) -> KnownSite | None:
    """The cast of these tests as a lookup."""
    return SITES.get(client_key)


def key_for(kid: str, now: datetime) -> rsa.RSAPublicKey:
    """Atlassian's key under its one kid; every other kid is unknown."""
    if kid != KID:
        raise NotAuthentic(Reason.KEY)
    return ATLASSIAN.public_key()


def pem(key: rsa.RSAPrivateKey) -> bytes:
    """The public half of a key as PEM."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def runtime_claims(**changes: Any) -> dict[str, Any]:
    """The claims of a page that acme's person opens at TARGET."""
    claims = {
        "iss": ACME.client_key,
        "sub": PERSON,
        "qsh": query_string_hash("GET", TARGET, BASE_PATH),
        "iat": ISSUED,
        "exp": ISSUED + 180,
        "context": {"jira": {"issue": {"id": "10042", "key": "PM-1"}, "project": {"id": "10000", "key": "PM"}}},
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not ABSENT}


def runtime_token(secret: str = ACME.shared_secret, **changes: Any) -> str:
    """A page token of acme's."""
    return unchecked_token({"alg": "HS256", "typ": "JWT"}, runtime_claims(**changes), secret)


def unchecked_token(header: Any, claims: Any, secret: str) -> str:
    """Any header and any claims signed with HMAC-SHA-256, whatever the header says: what a hostile sender can make."""
    signed = f"{segment(header)}.{segment(claims)}"
    algorithm = jwt.get_algorithm_by_name("HS256")
    return f"{signed}.{encoded(algorithm.sign(signed.encode(), secret.encode()))}"


def install_body(**changes: Any) -> dict[str, Any]:
    """The body of `installed` as acme's Jira sends it."""
    body = {
        "eventType": "installed",
        "productType": "jira",
        "key": APP_KEY,
        "clientKey": ACME.client_key,
        "publicKey": "MIGf",
        "sharedSecret": "not-a-real-secret-32-or-more-bytes",
        "baseUrl": "https://acme.atlassian.net",
        "displayUrl": "https://jira.acme.example",
        "oauthClientId": "opaque-client-id",
        "cloudId": "d0d52620-3203-4cfa-8db5-f2587155f0dd",
        **changes,
    }
    return {name: value for name, value in body.items() if value is not ABSENT}


def install_token(key: Any = ATLASSIAN, kid: Any = KID, event: str = "installed", **changes: Any) -> str:
    """A lifecycle token as Atlassian signs it for acme."""
    claims = {
        "aud": [BASE_URL],
        "iss": ACME.client_key,
        "sub": PERSON,
        "qsh": query_string_hash("POST", f"/connect/{event}"),
        "iat": ISSUED,
        "exp": ISSUED + 180,
        **changes,
    }
    kept = {name: value for name, value in claims.items() if value is not ABSENT}
    signed = f"{segment({'alg': 'RS256', 'kid': kid} if kid is not ABSENT else {'alg': 'RS256'})}.{segment(kept)}"
    return f"{signed}.{encoded(jwt.get_algorithm_by_name('RS256').sign(signed.encode(), key))}"


def segment(value: Any) -> str:
    """JSON as a segment of a compact token."""
    return encoded(json.dumps(value).encode())


def encoded(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
