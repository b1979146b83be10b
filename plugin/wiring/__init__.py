"""The composition root: the one place that knows every part and chooses the real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from descriptors.identity import GLANCE_STATUS_KEY
from handlers import Decided, Ignored, registry
from plugin.content.shipped import shipped_packs
from plugin.domain.ids import SiteId
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.jobs.deliveries import Decision, Deliveries
from plugin.jobs.errands import Errands
from plugin.jobs.housekeeping import Housekeeping
from plugin.jobs.pollers import Bell, Pollers
from plugin.jobs.relay import Hint, Relay
from plugin.jobs.runners import runners
from plugin.jobs.sheets import Sheets
from plugin.jobs.site_errands import SiteErrands
from plugin.jobs.watching import Watching
from plugin.platform.forge_access import THE_APP, TOO_SHORT, ForgeAccess
from plugin.settings import Settings
from plugin.storage import (
    Database,
    Secrets,
    SqlForgeSites,
    SqlForgeTokens,
    SqlQueue,
    SqlSites,
    SqlTokens,
    SqlWork,
    open_database,
)
from plugin.storage.export import export_site
from plugin.usecases import nightly
from plugin.usecases.authority import Authority
from plugin.usecases.jira_port import Jira
from plugin.usecases.sheets.importing import Hands
from plugin.web.app import create_app
from plugin.web.services import Services
from plugin.wiring.clock import new_id, utcnow
from plugin.wiring.connect import connect_doors
from plugin.wiring.forge import forge_doors
from plugin.wiring.gateways import Gateways
from plugin.wiring.news import SiteNews
from plugin.wiring.sheets import AsWritten, SheetFiles

__all__ = ["Onlooker", "Plumbline", "build", "decide", "new_id", "readiness", "utcnow"]

LATE = timedelta(minutes=5)
"""A delivery that waits longer than this makes /readyz say so."""


class _Sites:
    """What a site's life needs of storage, from both of its carriers."""

    def __init__(self, sites: SqlSites, forge: SqlForgeSites) -> None:
        self.get, self.erase = sites.get, sites.erase
        self.claim, self.leave = forge.claim, forge.leave


class Onlooker:
    """The sites' Jira for who only looks: no token is kept, renewed or dropped by that, whatever Jira answers."""

    def __init__(self, settings: Settings, database: Database, sites: SqlSites) -> None:
        self._tokens = SqlForgeTokens(database, Secrets(settings.secret_keys))
        self.jira: Callable[[SiteId], Jira] = Gateways(sites, ForgeAccess(self, utcnow), settings.forge_api_prefix).app
        self._sites = sites
        self.find = self._tokens.find

    def open_all(self) -> None:
        """Open every secret of a site, and the app's token where there is one; SecretLost where no key does."""
        for site in self._sites.all():
            self.find(site.id, THE_APP, utcnow())

    def token_until(self, site_id: SiteId) -> datetime | None:
        """When the app's token for the site's Jira ends; None where there is none to use."""
        found = self.find(site_id, THE_APP, utcnow() + TOO_SHORT)
        return None if found is None else found[1]

    def keep(self, site_id: SiteId, account_id: str, token: str, expires_at: datetime, now: datetime) -> None:
        """Nothing."""

    def drop(self, site_id: SiteId, account_id: str, token: str) -> None:
        """Nothing."""


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

    def onlooker(self) -> Onlooker:
        """Who looks at the sites' Jira without touching anything of ours."""
        return Onlooker(self.settings, self.database, self.sites)

    def pollers(self, threads: int) -> Pollers:
        """The background threads; start them after any fork."""
        house = self._housekeeping()
        return Pollers(self.deliveries, self.errands, house, clock=utcnow, threads=threads, bell=self.bell)

    def relay(self, send: Callable[[Hint], None]) -> Relay:
        """Who tells workers in other processes what is due."""
        return Relay(self.queue, self.errands.kinds, send, self._housekeeping(), clock=utcnow)

    def _housekeeping(self) -> Housekeeping:
        def plan() -> None:
            for site in self.sites.all():
                if site.active and not site.pending:
                    nightly.plan(self.work, site.id, utcnow())

        return Housekeeping(self.queue, plan, clock=utcnow)


def build(settings: Settings) -> Plumbline:
    """Wire the app from its settings; opens the database, starts nothing."""
    database = open_database(settings.database_url)
    secrets = Secrets(settings.secret_keys)
    sites, tokens, forge_sites = SqlSites(database, secrets), SqlTokens(database), SqlForgeSites(database)
    queue, work, bell = SqlQueue(database), SqlWork(database, utcnow), Bell()
    access = ForgeAccess(SqlForgeTokens(database, secrets), utcnow)
    jira = Gateways(sites, access, settings.forge_api_prefix)
    grace = timedelta(days=settings.erase_after_days)
    news = SiteNews(work, queue, bell.ring, grace)
    services = Services(
        work=work,
        queue=queue,
        doors=connect_doors(settings, database, sites, tokens, news),
        forge=forge_doors(settings, forge_sites, access, news),
        left=news.left,
        authority=Authority(jira.app, utcnow, jira.person),
        tokens=tokens,
        jira=jira.app,
        site=sites.get,
        clock=utcnow,
        new_id=new_id,
        ring=bell.ring,
        ready=lambda: readiness(database, queue),
        files=SheetFiles(),
        base_url=settings.base_url,
        all_js_url=settings.all_js_url,
        framers=_framers(settings),
        packs=shipped_packs(STARTER_CATEGORIES),
    )
    news.forgetful += [services.authority.forget, access.forget]
    plain = runners(work, queue, jira.app, clock=utcnow, new_id=new_id, glance_key=GLANCE_STATUS_KEY)
    life = _Sites(sites, forge_sites)
    whole = SiteErrands(
        work, queue, life, jira.app, clock=utcnow, new_id=new_id, grace=grace, changed=news.changed
    ).runners()
    watching = Watching(work, jira.app, clock=utcnow).runners()
    sheets = Sheets(Hands(work, services.files, services.authority.visible, utcnow, new_id, AsWritten()), queue)
    return Plumbline(
        settings=settings,
        database=database,
        sites=sites,
        tokens=tokens,
        queue=queue,
        work=work,
        services=services,
        deliveries=Deliveries(queue, work, decide, clock=utcnow, new_id=new_id),
        errands=Errands(queue, {**plain, **whole, **watching, **sheets.runners()}, clock=utcnow),
        bell=bell,
    )


def decide(event: str, body: bytes, received_at: datetime) -> Decision:
    """The handlers' verdict on one delivery, as the worker takes it."""
    fate = registry.decide(event, body, received_at)
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
