"""The body of Jira's `installed` and `uninstalled`: an untrusted object becomes an installation, or is refused."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import jwt

from plugin.usecases.refusal import NotAuthentic, Reason

INSTALLED = "installed"
UNINSTALLED = "uninstalled"
SHORTEST_SECRET = 32
"""Bytes. A shorter key is weaker than the SHA-256 it feeds (RFC 7518, section 3.2)."""
LONGEST_FIELD = 1024

_BASE_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[::1\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>(?:/[\w.~-]+)*)/?",
    re.ASCII | re.IGNORECASE,
).fullmatch
_LOOPBACK = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]").fullmatch

_HS256 = jwt.get_algorithm_by_name("HS256")


@dataclass(frozen=True, slots=True)
class InstallRules:
    """What an installation is held against; all of it is configuration, none of it comes from a request."""

    app_key: str
    base_urls: Sequence[str]
    """Our own addresses, the present one first; former ones stay while Jira may still call them."""
    allowed_hosts: Sequence[str]
    """Suffixes that a Jira host may have, such as `.atlassian.net`."""
    insecure: bool = False
    """Development only: plain HTTP, any port and loopback hosts will do."""

    @property
    def base_path(self) -> str:
        """The path of our present address, which Jira leaves out when it hashes a request."""
        return urlsplit(self.base_urls[0]).path.rstrip("/")


@dataclass(frozen=True, slots=True)
class Installation:
    """What a proved `installed` or `uninstalled` says about a site."""

    event_type: str
    client_key: str
    shared_secret: str | None = field(repr=False)
    """Signs both ways from now on, and may differ at every install; None when the app was uninstalled."""
    base_url: str
    """Where Jira's REST API answers, without a trailing slash."""
    display_url: str
    """Where people see the site; the base URL unless it has an address of its own."""
    product_type: str
    cloud_id: str | None
    installation_id: str | None
    """Forge's id of the installation, where Connect runs on Forge."""
    oauth_client_id: str | None
    account_id: str | None
    """Who installed the app, where Jira says so."""
    expires_at: datetime
    """Until when the token could be sent again, and so until when its fingerprint must be kept."""


def accepted_base_url(body: Mapping[str, Any], rules: InstallRules) -> str:
    """The body's `baseUrl` without a trailing slash, if it is https, has no user, no odd port, and an allowed host.

    Raises NotAuthentic (`base_url`).
    """
    address = accepted_address(body.get("baseUrl"), rules.allowed_hosts, insecure=rules.insecure)
    if address is None:
        raise NotAuthentic(Reason.BASE_URL)
    return address


def accepted_address(value: object, allowed_hosts: Sequence[str], *, insecure: bool) -> str | None:
    """A Jira address without a trailing slash, if it is https, has no user, no odd port, no path and an allowed host.

    None where it is anything else. A suffix matches at a dot: `evil-atlassian.net` is not under `.atlassian.net`.
    `insecure` also takes plain HTTP, any port, a path, and loopback hosts.
    """
    parts = _BASE_URL(value) if isinstance(value, str) and len(value) <= LONGEST_FIELD else None
    if parts is None or not (insecure or _is_plain_https(parts)):
        return None
    host = parts["host"].lower()
    under_allowed = any(host.endswith("." + suffix.lower().lstrip(".")) for suffix in allowed_hosts if suffix)
    if not under_allowed and not (insecure and _LOOPBACK(host)):
        return None
    port = f":{parts['port']}" if parts["port"] and insecure else ""
    return f"{parts['scheme'].lower()}://{host}{port}{parts['path']}"


def installation_from(
    body: Mapping[str, Any], rules: InstallRules, *, event_type: str, account_id: str | None, expires_at: datetime
) -> Installation:
    """The installation that a body describes, once its token has been proved. Unknown fields are ignored.

    Raises NotAuthentic: `audience` where it is for another app, `malformed` where a field is missing or wrong.
    """
    if _required(body, "key") != rules.app_key:
        raise NotAuthentic(Reason.AUDIENCE, "The body names another app key.")
    if _required(body, "eventType") != event_type:
        raise NotAuthentic(Reason.MALFORMED, "The body names another event than this address is for.")
    if _required(body, "productType") != "jira":
        raise NotAuthentic(Reason.MALFORMED, "The app works in Jira only.")
    base_url = accepted_base_url(body, rules)
    return Installation(
        event_type=event_type,
        client_key=_required(body, "clientKey"),
        shared_secret=_secret(body) if event_type == INSTALLED else None,
        base_url=base_url,
        display_url=_display_url(body, base_url),
        product_type="jira",
        cloud_id=_optional(body, "cloudId"),
        installation_id=_optional(body, "installationId"),
        oauth_client_id=_optional(body, "oauthClientId"),
        account_id=account_id,
        expires_at=expires_at,
    )


def _is_plain_https(parts: re.Match[str]) -> bool:
    return parts["scheme"].lower() == "https" and parts["port"] in {None, "443"} and not parts["path"]


def _optional(body: Mapping[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > LONGEST_FIELD or not value.isprintable():
        raise NotAuthentic(Reason.MALFORMED, f"The body's {name} is not a short text.")
    return value


def _required(body: Mapping[str, Any], name: str) -> str:
    value = _optional(body, name)
    if value is None:
        raise NotAuthentic(Reason.MALFORMED, f"The body lacks {name}.")
    return value


def _secret(body: Mapping[str, Any]) -> str:
    secret = _required(body, "sharedSecret")
    if len(secret.encode()) < SHORTEST_SECRET:
        raise NotAuthentic(Reason.MALFORMED, f"The body's sharedSecret is shorter than {SHORTEST_SECRET} bytes.")
    try:
        _HS256.prepare_key(secret)
    except jwt.InvalidKeyError as error:  # a public key, say, whose text everybody knows
        raise NotAuthentic(Reason.MALFORMED, "The body's sharedSecret is a key of another kind.") from error
    return secret


def _display_url(body: Mapping[str, Any], base_url: str) -> str:
    """Only ever a link for people, so any https address will do, and anything else is left aside."""
    value = _optional(body, "displayUrl")
    return value.rstrip("/") if value and value.startswith("https://") else base_url
