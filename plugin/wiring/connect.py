"""Connect's part of the composition: who calls by its tokens, and where its installations are kept."""

from __future__ import annotations

import time
from datetime import datetime

from descriptors.identity import KEY
from plugin.domain.ids import SiteId
from plugin.platform.doors import ConnectDoors
from plugin.platform.install_body import Installation, InstallRules
from plugin.platform.install_keys import KeyRing
from plugin.platform.key_fetch import http_fetch
from plugin.platform.known_sites import KnownSites
from plugin.settings import Settings
from plugin.storage import Database, SqlInstallKeys, SqlSites, SqlTokens
from plugin.usecases.caller import FindSite, KnownSite
from plugin.usecases.tenancy import Verdict
from plugin.wiring.clock import utcnow
from plugin.wiring.news import SiteNews


def connect_doors(
    settings: Settings, database: Database, sites: SqlSites, tokens: SqlTokens, news: SiteNews
) -> ConnectDoors:
    """The doors; they tell of a site that came back, and hear of sites that Forge took over."""
    rules = InstallRules(
        app_key=KEY,
        base_urls=(settings.base_url,),
        allowed_hosts=settings.allowed_hosts,
        insecure=settings.insecure_http,
    )
    keys = KeyRing(settings.connect_key_urls, http_fetch, SqlInstallKeys(database))

    def find_token(clear: str) -> tuple[SiteId, str, str] | None:
        row = tokens.find(clear)
        site = sites.get(row.site_id) if row else None
        return (row.site_id, row.account_id, row.scope) if row and site and site.active else None

    known = KnownSites(_loader(sites), time.monotonic)
    doors = ConnectDoors(rules, known, _Installs(sites, news), keys, find_token, utcnow)
    news.forgetful.append(lambda _site_id: doors.forget_sites())
    return doors


class _Installs:
    """Installations proved by the platform, kept by storage."""

    def __init__(self, sites: SqlSites, news: SiteNews) -> None:
        self._sites = sites
        self._news = news

    def install(self, installation: Installation, at: datetime) -> SiteId:
        """Keep an installation."""
        before = self._sites.by_client_key(installation.client_key)
        site = self._sites.install(
            base_url=installation.base_url,
            at=at,
            client_key=installation.client_key,
            shared_secret=installation.shared_secret or "",
            installation_id=installation.installation_id,
            cloud_id=installation.cloud_id,
            display_url=installation.display_url,
        )
        if before is not None and before.gone_at is not None:
            self._news.arrived(site.id, Verdict.RETURNED)
        return site.id

    def uninstall(self, client_key: str, at: datetime) -> SiteId | None:
        """End one; None where Connect carries none of that key (any more)."""
        self._sites.uninstall(client_key, at)
        site = self._sites.by_client_key(client_key)
        return site.id if site is not None and site.gone_at is not None else None

    def set_enabled(self, site_id: SiteId, *, enabled: bool) -> None:
        """What an administrator chose."""
        site = self._sites.get(site_id)
        if site is not None and site.client_key is not None:
            self._sites.set_enabled(site.client_key, enabled)

    def spend_token(self, fingerprint: str, expires_at: datetime, now: datetime) -> bool:
        """Whether a lifecycle token is used for the first time."""
        return self._sites.spend_token(fingerprint, expires_at, now)


def _loader(sites: SqlSites) -> FindSite:
    def load(client_key: str) -> KnownSite | None:
        site = sites.by_client_key(client_key)
        if site is None or site.client_key is None or not site.shared_secret:
            return None
        return KnownSite(
            site_id=site.id,
            client_key=site.client_key,
            shared_secret=site.shared_secret,
            base_url=site.base_url,
            active=site.active,
        )

    return load
