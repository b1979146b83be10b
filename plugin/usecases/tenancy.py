"""Which of our sites a Forge installation belongs to: known, come back, moved over from Connect, or new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from urllib.parse import urlsplit

from plugin.domain.ids import SiteId

STILL_GOING = timedelta(minutes=5)
"""How long after it took its leave an installation's calls may still be on their way. One that calls later is alive."""


class Carrier(StrEnum):
    """Which platform carries a site's calls to us and ours to Jira."""

    CONNECT = "connect"
    FORGE = "forge"


class Verdict(Enum):
    """What a call of a Forge installation makes of the site it was found to belong to."""

    KNOWN = "known"
    RETURNED = "returned"
    """Installed anew, or not gone after all: the same site under a new installation, or the same one again."""
    MOVED = "moved"
    """A site that Connect carried so far."""
    PENDING = "pending"
    """A Connect site may be behind it; Jira must be asked which, and nothing may be done for it until then."""
    NEW = "new"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a proved Forge call says about where it comes from; `site_url` only where it could be believed."""

    installation_id: str
    cloud_id: str
    site_url: str | None
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Tenant:
    """A site as far as recognising it goes; `gone_at` is when it took its leave."""

    site_id: SiteId
    client_key: str | None
    installation_id: str | None
    cloud_id: str | None
    base_url: str
    carrier: Carrier
    gone_at: datetime | None = None
    pending: bool = False


def recognise(
    arrival: Arrival, *, same_installation: Tenant | None, same_cloud: Tenant | None, unclaimed: bool, retired: bool
) -> tuple[Verdict, Tenant | None]:
    """The verdict on a call, and the site it concerns (platform-facts 7.9).

    The cloud id is what stays; the installation id changes with each install. `retired` says that this installation
    gave way to a later one of the same site, `unclaimed` that there are Connect sites whose cloud id is not known:
    one of them may be this one. Whatever fits nowhere is refused rather than guessed.
    """
    if retired:
        return Verdict.REFUSED, None
    if same_installation is not None:
        return _again(arrival, same_installation)
    if same_cloud is not None:
        return (Verdict.MOVED if same_cloud.carrier is Carrier.CONNECT else Verdict.RETURNED), same_cloud
    return (Verdict.PENDING if unclaimed else Verdict.NEW), None


def _again(arrival: Arrival, tenant: Tenant) -> tuple[Verdict, Tenant | None]:
    if tenant.cloud_id is not None and tenant.cloud_id != arrival.cloud_id:
        return Verdict.REFUSED, None
    if tenant.pending:
        return Verdict.PENDING, tenant
    if tenant.carrier is Carrier.CONNECT:
        return Verdict.MOVED, tenant
    if tenant.gone_at is None:
        return Verdict.KNOWN, tenant
    alive = arrival.issued_at > tenant.gone_at + STILL_GOING
    return (Verdict.RETURNED, tenant) if alive else (Verdict.REFUSED, None)


def same_address(tenants: Iterable[Tenant], site_url: str | None) -> Tenant | None:
    """The one Connect site with this address, for want of better: an address may have changed hands, an id has not."""
    wanted = _host(site_url)
    found = [tenant for tenant in tenants if wanted and _host(tenant.base_url) == wanted]
    return found[0] if len(found) == 1 else None


def _host(url: str | None) -> str:
    return urlsplit(url or "").netloc.lower()
