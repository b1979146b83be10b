"""A site's coming and going: who it is, what it missed, whether it is still there, and when its data is erased."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

from plugin.domain.errors import JiraBusy, JiraRefused, JiraTrouble
from plugin.domain.ids import SiteId
from plugin.usecases.jira_port import Jira
from plugin.usecases.ports import Clock, UnitOfWork, Work
from plugin.usecases.reconcile import CATCH_UP
from plugin.usecases.records import Site
from plugin.usecases.tenancy import Carrier, Verdict

IDENTIFY = "identify"
VIGIL = "vigil"
ERASE = "erase"
THE_SITE = "site"
"""The subject of errands that concern a site as a whole."""

STILL_UNKNOWN = timedelta(minutes=5)
"""After which it is tried again to learn which site an installation is."""

WATCH = timedelta(days=1)
NOTED_EVERY = timedelta(hours=1)
"""How fine the record of a site's last call is; a call costs no write otherwise."""
MOST_SILENT = 3
"""Forge calls by the hour. An installation that was silent on so many days of our watch is gone, whether it said so or
not. Days on which we were down ourselves do not count: nobody watched."""
NOTHING_TO_SPEAK_WITH = "Jira has handed out no token for this site lately; its next call brings one."
WAIT_FOR_TOKEN = 60.0
"""Seconds after which an errand looks again; the call that brings a token wakes it sooner."""


class Sites(Protocol):
    """The sites as their life goes on."""

    def get(self, site_id: SiteId) -> Site | None:
        """The site of that number."""

    def erase(self, site_id: SiteId) -> None:
        """Delete everything that is kept of a site."""

    def claim(self, pending: SiteId, client_key: str | None, address: str | None = None) -> SiteId | None:
        """End the doubt about a pending installation; returns the site it is from now on, None where doubt remains."""

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
            _watch(uow, now, silent=0)
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
    client_key = jira.connect_client_key()
    _settle(work, sites, site_id, client_key, None if client_key else jira.site_url(), clock)


def identify_by_address(work: Work, sites: Sites, jira: Callable[[], Jira], site_id: SiteId, clock: Clock) -> bool:
    """Let the address of a pending installation decide, since Jira will not name a client key; False: still unknown.

    Jira is asked for the address as well, for no call need have told it; what it answers is not waited for.
    """
    address = None
    with suppress(JiraBusy, JiraTrouble, JiraRefused):
        address = jira().site_url()
    return _settle(work, sites, site_id, None, address, clock)


def _settle(
    work: Work, sites: Sites, site_id: SiteId, client_key: str | None, address: str | None, clock: Clock
) -> bool:
    """Let a pending installation be the site of that client key, or of its address where no key is to be had.

    Where neither is known it stays pending: a site of its own, made too soon, would have nothing of what it had.
    """
    settled = sites.claim(site_id, client_key, address)
    if settled is not None:
        arrived(work, settled, Verdict.NEW if settled == site_id else Verdict.MOVED, clock())
        return True
    with work(site_id, write=True) as uow:
        uow.errands.ask(IDENTIFY, THE_SITE, lane="", run_at=clock() + STILL_UNKNOWN)
        uow.commit()
    return False


def keep_vigil(work: Work, sites: Sites, site_id: SiteId, silent: int, clock: Clock, grace: timedelta) -> None:
    """Take note of a Forge installation that went without a word; look again later where it may be there.

    `silent` is on how many looks before this one nothing had been heard since the last.
    """
    site, now = sites.get(site_id), clock()
    if site is None or site.carrier is not Carrier.FORGE or site.gone_at is not None:
        return
    was_heard = site.seen_at is not None and site.seen_at >= now - WATCH - NOTED_EVERY
    silent = 0 if was_heard else silent + 1
    if silent < MOST_SILENT:
        with work(site_id, write=True) as uow:
            _watch(uow, now, silent=silent)
            uow.commit()
        return
    sites.leave(site.installation_id or "", site.cloud_id or "", now)
    left(work, site_id, now, grace)


def _watch(uow: UnitOfWork, now: datetime, *, silent: int) -> None:
    uow.errands.ask(VIGIL, THE_SITE, lane="", run_at=now + WATCH, payload={"silent": silent})


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
