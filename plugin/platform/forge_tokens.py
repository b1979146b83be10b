"""Forge's invocation tokens, RS256 with Atlassian's published keys, and the access tokens that come along with them."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from plugin.platform.forge_claims import ForgeRules, Invocation, invocation_from
from plugin.platform.tokens import (
    LONGEST_TOKEN,
    check_algorithm,
    check_life,
    check_signature,
    check_times,
    moment,
    take_apart,
    text_claim,
)
from plugin.usecases.refusal import NotAuthentic, Reason

__all__ = ["ForgeRules", "Invocation", "KeyFor", "bearer_from", "oauth_token", "verify_invocation"]

INVOCATION_ALGORITHM = "RS256"
ISSUER = "forge/invocation-token"
LONGEST_LIFE = timedelta(minutes=10)
"""Forge's tokens live for about 25 seconds; one that claims much more was not made by Forge."""
OPAQUE_LIFE = timedelta(minutes=10)
"""How long an access token is taken for good that does not say when it ends; Forge's own live for two hours or more."""
LONGEST_OAUTH_LIFE = timedelta(hours=12)
"""An access token is not proved, only carried; its own word about its end counts up to here."""

# Forge's key ids have slashes in them: `forge/invocation-token/wf-<uuid>`. They are looked up, never put into a URL.
_KID = re.compile(r"(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._/-]{0,254}").fullmatch
_CREDENTIALS = re.compile(r"[A-Za-z0-9._~+/-]+=*").fullmatch

KeyFor = Callable[[str, datetime], RSAPublicKey]
"""Atlassian's public key of a `kid` at a time, or NotAuthentic (`key`): a `plugin.platform.jwks.Jwks`."""


def verify_invocation(token: str, *, rules: ForgeRules, key_for: KeyFor, now: datetime) -> Invocation:
    """What an invocation token proves (Atlassian: "Forge Remote essentials", verifying remote requests).

    Checked in this order: algorithm, key id, signature, issuer, times, then app, environment, site and address of the
    API. Raises NotAuthentic and nothing else. The token covers neither method, path nor body of the request, and
    headers in it that offer a key or an address of keys are not looked at.
    """
    presented = take_apart(token)
    check_algorithm(presented, INVOCATION_ALGORITHM)
    check_signature(presented, key_for(_kid(presented.header), now), INVOCATION_ALGORITHM)
    if presented.claims.get("iss") != ISSUER:
        raise NotAuthentic(Reason.ISSUER)
    expires_at = check_times(presented.claims, now)
    issued_at = check_life(presented.claims, LONGEST_LIFE)
    return invocation_from(presented.claims, rules, issued_at=issued_at, expires_at=expires_at)


def bearer_from(headers: Mapping[str, str]) -> str | None:
    """The credentials of `Authorization: Bearer …`, else None. `headers` should ignore case, as Flask's do."""
    scheme, _, credentials = headers.get("Authorization", "").partition(" ")
    return (credentials.strip() or None) if scheme.lower() == "bearer" else None


def oauth_token(value: str | None, now: datetime) -> tuple[str, datetime] | None:
    """An access token from an `x-forge-oauth-…` header, and until when it may be used, in UTC.

    The end is its `exp` where it is a JWT that has one, at most twelve hours away; else ten minutes from now. None for
    no token, for text that no token looks like, and for a token that has ended. Nothing about it is verified: Jira does
    that when the token is used.
    """
    token = (value or "").strip()
    if len(token) > LONGEST_TOKEN or not _CREDENTIALS(token):
        return None
    ends = min(_end_of(token, now), now + LONGEST_OAUTH_LIFE)
    return (token, ends) if ends > now else None


def _kid(header: Mapping[str, Any]) -> str:
    kid = text_claim(header, "kid", Reason.KEY)
    if not _KID(kid):
        raise NotAuthentic(Reason.KEY)
    return kid


def _end_of(token: str, now: datetime) -> datetime:
    try:
        return moment(take_apart(token).claims, "exp")
    except NotAuthentic:  # not a JWT, or one without an end
        return now + OPAQUE_LIFE
