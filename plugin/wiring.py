"""The composition root: the one place that knows every part and chooses the real ones."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask

from descriptors.identity import GLANCE_STATUS_KEY, KEY
from handlers import Decided, Ignored, registry
from plugin.domain.errors import JiraRefused
from plugin.domain.ids import SiteId
from plugin.jira.gateway import CloudJira
from plugin.jira.session import Link, SharedAdapter
from plugin.jobs.deliveries import Decision, Deliveries
from plugin.jobs.errands import Errands
from plugin.jobs.pollers import Bell, Pollers
from plugin.jobs.relay import Hint, Relay
from plugin.jobs.runners import runners
from plugin.platform.doors import ConnectDoors
from plugin.platform.install_body import Installation, InstallRules
from plugin.platform.install_keys import KeyRing
from plugin.platform.key_fetch import http_fetch
from plugin.platform.known_sites import KnownSites
from plugin.platform.signing import ConnectAuth
from plugin.settings import Settings
from plugin.storage import (
    Database,
    Secrets,
    SqlInstallKeys,
    SqlQueue,
    SqlSites,
    SqlTokens,
    SqlWork,
    open_database,
)
from plugin.storage.export import export_site
from plugin.usecases.authority import Authority
from plugin.usecases.caller import FindSite, KnownSite
from plugin.web.app import create_app
from plugin.web.services import Services

LATE = timedelta(minutes=5)
"""A delivery that waits longer than this makes /readyz say so."""


def utcnow() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def new_id() -> str:
    """A fresh identifier."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Plumbline:
    """The app with everything wired, not yet serving; after a fork each process wires its own."""

    settings: Settings
    database: Database
    sites: SqlSites
    tokens: SqlTokens
    queue: SqlQueue
    work: SqlWork
    services: Services
    deliveries: Deliveries
    errands: Errands
    bell: Bell

    def flask(self) -> Flask:
        """The web app."""
        return create_app(self.services, base_path=self.settings.base_path)

    def export(self, site_id: SiteId, to: Path) -> int:
        """Write everything that is kept of a site but its secrets to a file; tells how many rows."""
        return export_site(self.database, site_id, to)

    def pollers(self, threads: int) -> Pollers:
        """The background threads; start them after any fork."""
        return Pollers(self.queue, self.deliveries, self.errands, clock=utcnow, threads=threads, bell=self.bell)

    def relay(self, send: Callable[[Hint], None]) -> Relay:
        """Who tells workers in other processes what is due."""
        return Relay(self.queue, self.errands.kinds, send, clock=utcnow)


def build(settings: Settings) -> Plumbline:
    """Wire the app from its settings; opens the database, starts nothing."""
    database = open_database(settings.database_url)
    secrets = Secrets(settings.secret_keys)
    sites, tokens = SqlSites(database, secrets), SqlTokens(database)
    queue, work = SqlQueue(database), SqlWork(database)
    known = KnownSites(_loader(sites), time.monotonic)
    jira = _gateways(sites)
    authority = Authority(jira, utcnow)
    bell = Bell()
    services = Services(
        work=work,
        queue=queue,
        doors=_doors(settings, database, sites, tokens, known),
        authority=authority,
        tokens=tokens,
        jira=jira,
        site=sites.get,
        clock=utcnow,
        new_id=new_id,
        ring=bell.ring,
        ready=lambda: readiness(database, queue),
        base_url=settings.base_url,
        all_js_url=settings.all_js_url,
        framers=_framers(settings),
    )
    return Plumbline(
        settings=settings,
        database=database,
        sites=sites,
        tokens=tokens,
        queue=queue,
        work=work,
        services=services,
        deliveries=Deliveries(queue, work, decide, clock=utcnow, new_id=new_id),
        errands=Errands(
            queue,
            runners(work, queue, jira, clock=utcnow, new_id=new_id, glance_key=GLANCE_STATUS_KEY),
            clock=utcnow,
        ),
        bell=bell,
    )


def decide(event: str, body: bytes) -> Decision:
    """The handlers' verdict on one delivery, as the worker takes it."""
    fate = registry.decide(event, body)
    if isinstance(fate, Decided):
        return ("decided", fate.commands, None)
    if isinstance(fate, Ignored):
        return ("ignored", (), fate.reason)
    return ("unsubscribed", (), f"{fate.event} is not subscribed")


def readiness(database: Database, queue: SqlQueue) -> Mapping[str, str]:
    """What keeps the app from being ready; empty when nothing does."""
    problems = {}
    try:
        if not database.at_head():
            problems["migrations"] = "The database is not at the newest schema: run plumbline migrate."
            return problems
        state = queue.state(utcnow())
    except Exception as error:  # noqa: BLE001 - whatever it is, the database does not answer
        return {"database": f"The database does not answer: {type(error).__name__}."}
    if (state.oldest_seconds or 0) > LATE.total_seconds():
        problems["deliveries"] = f"The oldest delivery has waited for {state.oldest_seconds:.0f} s."
    return problems


def _framers(settings: Settings) -> Sequence[str]:
    """Every origin that a Jira of this deployment can have."""
    loopback = ("http://127.0.0.1:*", "http://localhost:*") if settings.insecure_http else ()
    return (*(f"https://*.{suffix.lstrip('.')}" for suffix in settings.allowed_hosts if suffix), *loopback)


def _doors(
    settings: Settings, database: Database, sites: SqlSites, tokens: SqlTokens, known: KnownSites
) -> ConnectDoors:
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

    return ConnectDoors(rules, known, _Installs(sites), keys, find_token, utcnow)


class _Installs:
    """Installations proved by the platform, kept by storage."""

    def __init__(self, sites: SqlSites) -> None:
        self._sites = sites

    def install(self, installation: Installation, at: datetime) -> SiteId:
        """Keep an installation."""
        return self._sites.install(
            base_url=installation.base_url,
            at=at,
            client_key=installation.client_key,
            shared_secret=installation.shared_secret,
            installation_id=installation.installation_id,
            cloud_id=installation.cloud_id,
            display_url=installation.display_url,
        ).id

    def uninstall(self, client_key: str, at: datetime) -> SiteId | None:
        """End one."""
        site = self._sites.by_client_key(client_key)
        self._sites.uninstall(client_key, at)
        return site.id if site else None

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


def _gateways(sites: SqlSites) -> Callable[[SiteId], CloudJira]:
    """A gateway per call, over one pool of connections: the libraries' clients are not for many threads."""
    pool = SharedAdapter()

    def jira(site_id: SiteId) -> CloudJira:
        site = sites.get(site_id)
        if site is None or not site.active or not site.shared_secret or not site.client_key:
            raise JiraRefused("The app is not installed on this site any more.")
        known = KnownSite(
            site_id=site.id,
            client_key=site.client_key,
            shared_secret=site.shared_secret,
            base_url=site.base_url,
            active=True,
        )
        return CloudJira(Link(site.base_url, ConnectAuth(KEY, known, utcnow), pool, utcnow))

    return jira
