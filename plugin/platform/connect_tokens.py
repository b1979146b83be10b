"""Jira's runtime tokens, HS256 with the site's secret: one function for each kind of route, and no overlap."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from plugin.platform.qsh import query_string_hash
from plugin.platform.tokens import (
    Presented,
    account_of,
    check_algorithm,
    check_qsh,
    check_runtime_audience,
    check_secret,
    check_times,
    id_of,
    object_in,
    take_apart,
    text_claim,
)
from plugin.usecases.caller import Caller, FindSite, KnownSite
from plugin.usecases.refusal import NotAuthentic, Reason

RUNTIME_ALGORITHM = "HS256"
CONTEXT_QSH = "context-qsh"
"""What a context token carries instead of a hash: it is bound to no request, only to its few minutes."""


def token_from(headers: Mapping[str, str], query: Mapping[str, str], form: Mapping[str, str]) -> str:
    """The one Connect token of a request: `Authorization: JWT …`, or the parameter or form field `jwt`.

    `headers` should ignore case, as Flask's do. A request with tokens in two places is refused, since two readers could
    then believe two different callers. An `Authorization` of another scheme is not a Connect token and is left alone.
    """
    scheme, _, credentials = headers.get("Authorization", "").partition(" ")
    in_header = credentials.strip() if scheme.upper() == "JWT" else ""
    found = [token for token in (in_header, query.get("jwt", ""), form.get("jwt", "")) if token]
    if not found:
        raise NotAuthentic(Reason.MISSING)
    if len(found) > 1:
        raise NotAuthentic(Reason.MALFORMED, "Send one token, in one place.")
    return found[0]


def verify_page(
    token: str,
    *,
    method: str,
    raw_target: str,
    base_path: str,
    find_site: FindSite,
    now: datetime,
    audiences: Collection[str] = (),
) -> Caller:
    """Who loads this page in Jira's frame; the token must be bound to this very request.

    `raw_target` is the target as it came on the wire, `base_path` the path of our base URL, `audiences` the names under
    which a token may address us (see `check_runtime_audience`). Raises NotAuthentic and nothing else; what `find_site`
    raises passes through.
    """
    presented, site = _proved(token, find_site)
    expires_at = check_times(presented.claims, now)
    check_runtime_audience(presented.claims, audiences)
    check_qsh(presented, query_string_hash(method, raw_target, base_path))
    return _caller(site, presented.claims, expires_at)


verify_webhook = verify_page
"""Which site sends this webhook: the rules of a page. A context token is bound to no request and so is refused."""


def verify_hs256_lifecycle(
    token: str,
    *,
    method: str,
    raw_target: str,
    base_path: str,
    find_site: FindSite,
    now: datetime,
    audiences: Collection[str] = (),
) -> Caller:
    """Which site was enabled or disabled: the rules of a page, except that the site may be inactive just now.

    A site that was disabled must be able to say that it is enabled again. One that was uninstalled has no secret left
    and proves nothing. Installing and uninstalling are another matter: see `plugin.platform.install`.
    """

    def find_even_inactive(client_key: str) -> KnownSite | None:
        site = find_site(client_key)
        return replace(site, active=True) if site else None

    return verify_page(
        token,
        method=method,
        raw_target=raw_target,
        base_path=base_path,
        find_site=find_even_inactive,
        now=now,
        audiences=audiences,
    )


def verify_context(token: str, *, find_site: FindSite, now: datetime, audiences: Collection[str] = ()) -> Caller:
    """Who calls from inside a page of ours (fragments, the API): a context token only, never one bound to a request."""
    presented, site = _proved(token, find_site)
    expires_at = check_times(presented.claims, now)
    check_runtime_audience(presented.claims, audiences)
    check_qsh(presented, CONTEXT_QSH)
    return _caller(site, presented.claims, expires_at)


def _proved(token: str, find_site: FindSite) -> tuple[Presented, KnownSite]:
    """The token whose signature holds, and the site that signed it."""
    presented = take_apart(token)
    check_algorithm(presented, RUNTIME_ALGORITHM)
    client_key = text_claim(presented.claims, "iss", Reason.ISSUER)
    site = find_site(client_key)
    # The second comparison is for a database whose collation takes "A" for "a".
    if site is None or not site.active or site.client_key != client_key:
        raise NotAuthentic(Reason.UNKNOWN_SITE)
    check_secret(presented, site.shared_secret)
    return presented, site


def _caller(site: KnownSite, claims: Mapping[str, Any], expires_at: datetime) -> Caller:
    jira = object_in(object_in(claims, "context"), "jira")
    return Caller(
        site_id=site.site_id,
        account_id=account_of(claims),
        issue_id=id_of(object_in(jira, "issue")),
        project_id=id_of(object_in(jira, "project")),
        expires_at=expires_at,
    )
