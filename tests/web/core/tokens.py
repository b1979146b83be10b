"""Tokens that Jira would never send: right in all but one thing."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt

from tests.platform.made_up import segment, unchecked_token
from tests.standin.model import Installation
from tests.standin.qsh import query_string_hash
from tests.standin.world import Site

Make = Callable[[Site, Site, str], str]
"""From the site, its neighbour and the request hash to a token."""


def installation(site: Site) -> Installation:
    """The app as the site installed it."""
    assert site.installation is not None
    return site.installation


def bound(method: str, target: str) -> str:
    """The hash that binds a token to a request; targets are relative to the base URL."""
    return query_string_hash(method, target, "")


def claims(site: Site, hashed: str, **changes: Any) -> dict[str, Any]:
    """What a token of the site's says when all is well."""
    now = int(time.time())
    whole = {"iss": site.client_key, "sub": next(iter(site.admins)), "qsh": hashed, "iat": now, "exp": now + 180}
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


def signed(site: Site, hashed: str, **changes: Any) -> str:
    """A token with the site's own secret."""
    return jwt.encode(claims(site, hashed, **changes), installation(site).shared_secret, algorithm="HS256")


def _unsigned(site: Site, _other: Site, qsh: str) -> str:
    return f"{segment({'alg': 'none'})}.{segment(claims(site, qsh))}."


def _signed_as_none(site: Site, _other: Site, qsh: str) -> str:
    return unchecked_token({"alg": "none"}, claims(site, qsh), installation(site).shared_secret)


def _with_rsa(site: Site, _other: Site, qsh: str) -> str:
    return jwt.encode(claims(site, qsh), site.signing_key.private_pem(), algorithm="RS256")


def _with_public_key(site: Site, _other: Site, qsh: str) -> str:
    return unchecked_token({"alg": "HS256"}, claims(site, qsh), site.signing_key.public_pem().decode())


def _with_wrong_secret(site: Site, _other: Site, qsh: str) -> str:
    return jwt.encode(claims(site, qsh), "another-secret-of-thirty-two-bytes-or-more", algorithm="HS256")


def _of_stranger(_site: Site, other: Site, qsh: str) -> str:
    return jwt.encode(claims(other, qsh), "whatever-secret-a-stranger-would-think-of", algorithm="HS256")


def _long_over(site: Site, _other: Site, qsh: str) -> str:
    return signed(site, qsh, iat=int(time.time()) - 900, exp=int(time.time()) - 600)


def _of_tomorrow(site: Site, _other: Site, qsh: str) -> str:
    return signed(site, qsh, iat=int(time.time()) + 600, exp=int(time.time()) + 900)


HOSTILE: Mapping[str, tuple[Make, str]] = {
    "no algorithm": (_unsigned, "algorithm"),
    "called unsigned": (_signed_as_none, "algorithm"),
    "another algorithm": (_with_rsa, "algorithm"),
    "the public key as a secret": (_with_public_key, "signature"),
    "a wrong secret": (_with_wrong_secret, "signature"),
    "a site that never installed": (_of_stranger, "unknown_site"),
    "another app's": (lambda site, _, qsh: signed(site, qsh, aud=["app.other"]), "audience"),
    "without an issuer": (lambda site, _, qsh: signed(site, qsh, iss=None), "issuer"),
    "without a hash": (lambda site, _, qsh: signed(site, qsh, qsh=None), "qsh"),
    "for another request": (lambda site, _, __: signed(site, bound("GET", "/ui/other")), "qsh"),
    "expired": (_long_over, "expired"),
    "of the future": (_of_tomorrow, "not_yet_valid"),
    "without an end": (lambda site, _, qsh: signed(site, qsh, exp=None), "malformed"),
    "without a beginning": (lambda site, _, qsh: signed(site, qsh, iat=None), "malformed"),
    "ending never": (lambda site, _, qsh: signed(site, qsh, exp=1e400), "malformed"),
    "no token at all": (lambda *_: "certainly-not-a-token", "malformed"),
    "longer than any": (lambda *_: "a" * 9000 + ".b.c", "malformed"),
}
