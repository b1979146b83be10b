"""A token taken apart once, and the checks that every kind of signed request shares."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import HMACAlgorithm

from plugin.usecases.refusal import NotAuthentic, Reason

LEEWAY_S = 30
"""How far two clocks may differ. Atlassian fixes no number; its tokens live from three to fifteen minutes."""
LONGEST_TOKEN = 8192
LONGEST_TEXT = 255
LAST_SECOND = 253_402_300_799
"""The last second of the year 9999, beyond which Python has no datetime."""

_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]*)").fullmatch
# The signature layer alone: jwt.decode() would read the clock itself, and would parse the claims a second time.
# A key shorter than its hash is refused rather than warned about.
_SIGNATURES = jwt.PyJWS(algorithms=["HS256", "RS256"], options={"enforce_minimum_key_length": True})
_HS256 = HMACAlgorithm(HMACAlgorithm.SHA256)
MOST_SECRETS = 1024
"""Shared secrets that are kept ready for use."""


@dataclass(frozen=True, slots=True)
class Presented:
    """A token as it was presented: readable, not yet believed."""

    text: str = field(repr=False)
    header: Mapping[str, Any]
    claims: Mapping[str, Any]


def take_apart(token: str) -> Presented:
    """Header and claims of a compact token. Nothing is verified; anything unreadable is `malformed`."""
    if not token:
        raise NotAuthentic(Reason.MISSING)
    parts = _COMPACT(token) if len(token) <= LONGEST_TOKEN else None
    if parts is None:
        raise NotAuthentic(Reason.MALFORMED)
    return Presented(token, _json_object(parts[1]), _json_object(parts[2]))


def check_algorithm(presented: Presented, algorithm: str) -> None:
    """Refuse every algorithm but the one that this kind of request is signed with."""
    if presented.header.get("alg") != algorithm:
        raise NotAuthentic(Reason.ALGORITHM)


def check_signature(presented: Presented, key: str | RSAPublicKey, algorithm: str) -> None:
    """Refuse the token unless `key` signed it with `algorithm`, a constant of the caller's, not the token's word."""
    _signature(presented.text.rpartition(".")[2])
    try:
        _SIGNATURES.decode(presented.text, key, algorithms=[algorithm])
    except jwt.InvalidSignatureError as error:
        raise NotAuthentic(Reason.SIGNATURE) from error
    except jwt.InvalidAlgorithmError as error:
        raise NotAuthentic(Reason.ALGORITHM) from error
    except jwt.InvalidKeyError as error:
        raise NotAuthentic(Reason.KEY) from error
    except jwt.PyJWTError as error:
        raise NotAuthentic(Reason.MALFORMED) from error


def check_secret(presented: Presented, secret: str) -> None:
    """Refuse the token unless this secret signed it with HS256; whoever calls has checked that it says so.

    What check_signature() does, for every webhook and page: PyJWT would take the token apart a second time and
    examine the secret anew, which costs more than all the rest of the verification.
    """
    if "crit" in presented.header or presented.header.get("b64", True) is not True:
        raise NotAuthentic(Reason.MALFORMED)
    signed, _, segment = presented.text.rpartition(".")
    if not _HS256.verify(signed.encode(), _prepared(secret), _signature(segment)):
        raise NotAuthentic(Reason.SIGNATURE)


def check_times(claims: Mapping[str, Any], now: datetime) -> datetime:
    """The moment the token expires; it must carry `exp` and `iat`, and both (and `nbf`) must agree with `now`."""
    instant = now.timestamp()
    expires = _seconds(claims, "exp")
    if expires + LEEWAY_S <= instant:
        raise NotAuthentic(Reason.EXPIRED)
    starts = [_seconds(claims, name) for name in ("iat", "nbf") if name == "iat" or name in claims]
    if max(starts) > instant + LEEWAY_S:
        raise NotAuthentic(Reason.NOT_YET_VALID)
    return datetime.fromtimestamp(expires, UTC)


def check_life(claims: Mapping[str, Any], longest: timedelta) -> datetime:
    """The moment the token was issued; one that ends before that, or lives longer than `longest`, is `malformed`."""
    if not 0 <= _seconds(claims, "exp") - _seconds(claims, "iat") <= longest.total_seconds():
        raise NotAuthentic(Reason.MALFORMED, "The token claims a life that no such token has.")
    return moment(claims, "iat")


def moment(claims: Mapping[str, Any], name: str) -> datetime:
    """A time claim in UTC; `malformed` where it is missing or is no time."""
    return datetime.fromtimestamp(_seconds(claims, name), UTC)


def check_qsh(presented: Presented, expected: str) -> None:
    """Refuse the token unless its `qsh` is the one expected; compared in constant time."""
    if not hmac.compare_digest(text_claim(presented.claims, "qsh", Reason.QSH), expected):
        raise NotAuthentic(Reason.QSH)


def check_runtime_audience(claims: Mapping[str, Any], audiences: Collection[str]) -> None:
    """Accept no `aud` at all, or one that names us.

    Atlassian leaves `aud` open for pages, webhooks and context tokens, and mostly sends none. Where it stands it must
    hold one of `audiences` (the app key, our base URL; a trailing slash is ignored): a token for another app that
    shares the secret by mistake is then worth nothing here.
    """
    named = claims.get("aud")
    if named is None:
        return
    ours = {audience.rstrip("/") for audience in audiences}
    candidates = named if isinstance(named, list) else [named]
    if not any(isinstance(candidate, str) and candidate.rstrip("/") in ours for candidate in candidates):
        raise NotAuthentic(Reason.AUDIENCE)


def text_claim(claims: Mapping[str, Any], name: str, otherwise: Reason) -> str:
    """A claim that must be there as short printable ASCII, fit for a database and for constant-time comparison."""
    text = short_text(claims.get(name))
    if text is None:
        raise NotAuthentic(otherwise)
    return text


def short_text(value: object) -> str | None:
    """The value if it is short printable ASCII with something in it, else None."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TEXT:
        return None
    return value if value.isascii() and value.isprintable() else None


def object_in(outer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object under a name; empty where it is absent, as the context is on pages outside a project."""
    inner = outer.get(name)
    return inner if isinstance(inner, dict) else {}


def id_of(entity: Mapping[str, Any]) -> str | None:
    """Jira's numeric id as text; None unless it is one, so that the endpoint must ask about rights itself."""
    identity = entity.get("id")
    text = str(identity) if isinstance(identity, int | str) else ""
    return text if text.isascii() and text.isdigit() and len(text) <= 20 else None


def account_of(claims: Mapping[str, Any], name: str = "sub") -> str | None:
    """The account that a claim names; None for an anonymous visitor and for what Jira does by itself."""
    if claims.get(name) is None:
        return None
    return text_claim(claims, name, Reason.MALFORMED)


def token_fingerprint(token: str) -> str:
    """SHA-256 of a token in hexadecimal: enough to notice it a second time, of no use to whoever reads it.

    Lifecycle tokens carry no `jti`; keeping the fingerprint until the token expires makes each of them count once.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=MOST_SECRETS)
def _prepared(secret: str) -> bytes:
    """A secret as the algorithm takes it; refused where it is empty, too short, or no shared secret at all."""
    try:
        key = _HS256.prepare_key(secret)
    except jwt.InvalidKeyError as error:
        raise NotAuthentic(Reason.KEY) from error
    if _HS256.check_key_length(key):
        raise NotAuthentic(Reason.KEY)
    return key


def _signature(segment: str) -> bytes:
    """The bytes of a signature; the one way of writing them is the only one taken."""
    try:
        signature = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except ValueError as error:
        raise NotAuthentic(Reason.MALFORMED) from error
    if base64.urlsafe_b64encode(signature).rstrip(b"=") != segment.encode():
        raise NotAuthentic(Reason.MALFORMED)
    return signature


def _json_object(segment: str) -> Mapping[str, Any]:
    try:
        value = json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))
    except (ValueError, RecursionError) as error:  # bad base64, bad UTF-8, bad JSON; JSON nested without end
        raise NotAuthentic(Reason.MALFORMED) from error
    if not isinstance(value, dict):
        raise NotAuthentic(Reason.MALFORMED)
    return value


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    """A time claim; the comparison is written so that NaN, which compares with nothing, fails it."""
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= LAST_SECOND:
        raise NotAuthentic(Reason.MALFORMED, f"The claim {name} is missing or is not a time.")
    return value
