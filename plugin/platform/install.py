"""Jira's `installed` and `uninstalled`, proved with Atlassian's own key before a word of them is kept."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from plugin.platform.install_body import (
    INSTALLED,
    UNINSTALLED,
    Installation,
    InstallRules,
    accepted_base_url,
    installation_from,
)
from plugin.platform.qsh import query_string_hash
from plugin.platform.tokens import (
    account_of,
    check_algorithm,
    check_qsh,
    check_signature,
    check_times,
    take_apart,
    text_claim,
)
from plugin.usecases.refusal import NotAuthentic, Reason

__all__ = ["InstallRules", "Installation", "KeyFor", "verify_install", "verify_uninstall"]

INSTALL_ALGORITHM = "RS256"
"""Never HS256 here: the secret would come from the very body that it is to prove."""

KeyFor = Callable[[str, datetime], RSAPublicKey]
"""Atlassian's public key of a `kid` at a time, or NotAuthentic (`key`): a `plugin.platform.install_keys.KeyRing`."""


def verify_install(
    token: str, body: object, *, method: str, raw_target: str, rules: InstallRules, key_for: KeyFor, now: datetime
) -> Installation:
    """The installation that an `installed` call proves; `body` is its parsed JSON, of any type.

    Checked in this order, and nothing may be stored before the last: base URL of the body, algorithm, signature,
    audience (our own address), issuer (the body's client key), request hash, times, then the rest of the body
    (Atlassian: "Signed install"). Raises NotAuthentic and nothing else. The token does not cover the body, so whoever
    holds a token could send another body with it: let each `token_fingerprint` count once.
    """
    qsh = query_string_hash(method, raw_target, rules.base_path)
    return _verify(token, body, INSTALLED, qsh, rules, key_for, now)


def verify_uninstall(
    token: str, body: object, *, method: str, raw_target: str, rules: InstallRules, key_for: KeyFor, now: datetime
) -> Installation:
    """The end of an installation, proved just as its beginning is; the result has no secret."""
    qsh = query_string_hash(method, raw_target, rules.base_path)
    return _verify(token, body, UNINSTALLED, qsh, rules, key_for, now)


def _verify(
    token: str, body: object, event_type: str, qsh: str, rules: InstallRules, key_for: KeyFor, now: datetime
) -> Installation:
    if not isinstance(body, Mapping):
        raise NotAuthentic(Reason.MALFORMED, "The body is not a JSON object.")
    presented = take_apart(token)
    accepted_base_url(body, rules)
    check_algorithm(presented, INSTALL_ALGORITHM)
    check_signature(presented, key_for(text_claim(presented.header, "kid", Reason.KEY), now), INSTALL_ALGORITHM)
    _check_addressed_to_us(presented.claims, rules)
    _check_issuer(presented.claims, body)
    check_qsh(presented, qsh)
    return installation_from(
        body,
        rules,
        event_type=event_type,
        expires_at=check_times(presented.claims, now),
        account_id=account_of(presented.claims),
    )


def _check_addressed_to_us(claims: Mapping[str, Any], rules: InstallRules) -> None:
    """The first audience is one of our own base URLs, a trailing slash ignored; `aud` may be a list or a text."""
    audience = claims.get("aud")
    first = audience[0] if isinstance(audience, list) and audience else audience
    ours = {url.rstrip("/") for url in rules.base_urls}
    if not isinstance(first, str) or first.rstrip("/") not in ours:
        raise NotAuthentic(Reason.AUDIENCE)


def _check_issuer(claims: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    if text_claim(claims, "iss", Reason.ISSUER) != body.get("clientKey"):
        raise NotAuthentic(Reason.ISSUER)
