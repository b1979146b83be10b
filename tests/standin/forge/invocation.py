"""Makes invocation tokens: the right claims, any of them replaced or taken away, signed rightly or not at all."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

from tests.standin.keys import SigningKey


class _Absent:
    """The type of ``ABSENT``."""


ABSENT: Final = _Absent()
"""A value that takes a claim or a header away instead of replacing it."""


def replaced(claims: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The claims with changes; a dotted name reaches inside (``app.environment.type``), and makes what is not there."""
    whole: dict[str, Any] = json.loads(json.dumps(claims))
    for name, value in changes.items():
        *path, last = name.split(".")
        place = whole
        for step in path:
            place = place.setdefault(step, {})
        if value is ABSENT:
            place.pop(last, None)
        else:
            place[last] = value
    return whole


def signed(key: SigningKey, claims: Mapping[str, Any], header: Mapping[str, Any]) -> str:
    """The token; ``header`` replaces parts of the right one.

    ``alg`` "none" leaves the signature empty, "HS256" signs with the public key as a shared secret, as an attacker
    would; whatever else it says, the signature is RS256.
    """
    whole = replaced({"alg": "RS256", "typ": "JWT", "kid": key.kid}, header)
    algorithm = whole.get("alg")
    start = f"{_text(whole)}.{_text(claims)}"
    if algorithm == "none":
        return f"{start}."
    if algorithm == "HS256":
        return f"{start}.{_base64(hmac.digest(key.public_pem(), start.encode(), hashlib.sha256))}"
    return f"{start}.{_base64(key.signature(start.encode()))}"


def _text(part: Mapping[str, Any]) -> str:
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
