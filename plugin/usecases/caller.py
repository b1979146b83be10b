"""Who is calling and for which site, the same whether Connect or Forge carried the call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Caller:
    """A proved caller. Authentic is not allowed: what the account may do is asked of Jira afterwards."""

    site_id: int
    account_id: str | None
    """The person, or None for a call that Jira makes by itself or for an anonymous visitor."""
    scope: frozenset[str] | None = None
    """What an API token is confined to; None where the platform does not confine."""
    issue_id: str | None = None
    """The issue that Jira says is on screen: from the proved context claim, never from a parameter."""
    project_id: str | None = None
    expires_at: datetime | None = None
    """When the proof ends, in UTC."""


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A Jira site that installed the app, with what is needed to prove its calls and to sign ours."""

    site_id: int
    client_key: str
    shared_secret: str = field(repr=False)
    base_url: str
    active: bool
    """False once uninstalled or disabled: its calls are refused."""


FindSite = Callable[[str], KnownSite | None]
"""The site of a client key, or None; must not fold case."""


@dataclass(frozen=True, slots=True)
class Knock:
    """A request as its gate needs it: the raw target with its query as it came on the wire, headers, parameters."""

    method: str
    raw_target: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
