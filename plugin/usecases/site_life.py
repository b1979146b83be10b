"""A site's coming and going: who it is, what it missed, whether it is still there, and when its data is erased."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from plugin.domain.errors import JiraBusy
from plugin.domain.ids import SiteId
from plugin.usecases.ports import Clock, Jira, UnitOfWork, Work
from plugin.usecases.reconcile import CATCH_UP
from plugin.usecases.records import Site
from plugin.usecases.tenancy import Carrier, Verdict

IDENTIFY = "identify"
VIGIL = "vigil"
ERASE = "erase"
THE_SITE = "site"
"""The subject of errands that concern a site as a whole."""

SILENCE = timedelta(days=3)
"""Forge calls by the hour. An installation that has been silent for so long is gone, whether it said so or not."""
NOTHING_TO_SPEAK_WITH = "Jira has handed out no token for this site lately; its next call brings one."
WAIT_FOR_TOKEN = 60.0
"""Seconds after which an errand looks again; the call that brings a token wakes it sooner."""


class Sites(Protocol):
    """The sites as their life goes on."""

    def get(self, site_id: SiteId) -> Site | None:
        """The site of that number."""

    def erase(self, site_id: SiteId) -> None:
        """Delete everything that is kept of a site."""

    def claim(self, pending: SiteId, client_key: str | None) -> SiteId:
        """End the doubt about a pending installation; returns the site it is from now on."""

    def leave(self, installation_id: str, cloud_id: str, now: datetime) -> SiteId | None:
        """Note that an installation is gone."""


def no_token() -> JiraBusy:
    """What whoever wants to speak to Jira is told while there is nothing to speak with: it waits, it has not failed."""
    return JiraBusy(NOTHING_TO_SPEAK_WITH, WAIT_FOR_TOKEN)


def arrived(work: Work, site_id: SiteId, verdict: Verdict, now: datetime) -> None:
    """Ask for what an arrival calls for: to learn who it is, to make good what was missed, to notice when it goes."""
    with work(site_id, write=True) as uow:
        if verdict is Verdict.PENDING:
            uow.errands.ask(IDENTIFY, THE_SITE, lane="", run_at=now)
        else:
            uow.errands.ask(VIGIL, THE_SITE, lane="", run_at=now + SILENCE)
        if verdict in {Verdict.MOVED, Verdict.RETURNED}:
            catch_up(uow, now)
        uow.commit()


def catch_up(uow: UnitOfWork, now: datetime) -> None:
    """Have every project that is on compared with Jira: between one installation and the next nobody told us of it."""
    for project in uow.projects.all():
        if project.enabled:
            uow.errands.ask(CATCH_UP, project.id, lane=project.id, run_at=now)


def left(work: Work, site_id: SiteId, now: datetime, grace: timedelta) -> None:
    """Have the site's data erased once the grace is over, unless it comes back before that."""
    with work(site_id, write=True) as uow:
        uow.errands.ask(ERASE, THE_SITE, lane="", run_at=now + grace)
        uow.commit()


def identify(work: Work, sites: Sites, jira: Jira, site_id: SiteId, clock: Clock) -> None:
    """Ask Jira which Connect site a pending installation continues, and let it go on as that."""
    settle(work, sites, site_id, jira.connect_client_key(), clock)


def settle(work: Work, sites: Sites, site_id: SiteId, client_key: str | None, clock: Clock) -> None:
    """Let a pending installation be the site of that client key, or of its address where no key is to be had."""
    settled = sites.claim(site_id, client_key)
    arrived(work, settled, Verdict.NEW if settled == site_id else Verdict.MOVED, clock())


def keep_vigil(work: Work, sites: Sites, site_id: SiteId, clock: Clock, grace: timedelta) -> None:
    """Take note of a Forge installation that went without a word; look again later where it is there."""
    site, now = sites.get(site_id), clock()
    if site is None or site.carrier is not Carrier.FORGE or site.gone_at is not None:
        return
    silent_from = (site.seen_at or now) + SILENCE
    if silent_from > now:
        with work(site_id, write=True) as uow:
            uow.errands.ask(VIGIL, THE_SITE, lane="", run_at=silent_from)
            uow.commit()
        return
    sites.leave(site.installation_id or "", site.cloud_id or "", now)
    left(work, site_id, now, grace)


def erase_when_due(work: Work, sites: Sites, site_id: SiteId, clock: Clock, grace: timedelta) -> bool:
    """Erase a site that is still gone when its grace is over; True where it was."""
    site, now = sites.get(site_id), clock()
    if site is None or site.gone_at is None:
        return False
    due = site.gone_at + grace
    if due > now:  # it came back meanwhile, and went again
        left(work, site_id, site.gone_at, grace)
        return False
    sites.erase(site_id)
    return True
