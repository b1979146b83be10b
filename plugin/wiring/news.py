"""News of sites, passed on to every part that keeps something of them in memory or has something to do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from plugin.domain.ids import SiteId
from plugin.storage import SqlQueue, SqlWork
from plugin.usecases import site_life
from plugin.usecases.tenancy import Verdict
from plugin.wiring.clock import utcnow


class SiteNews:
    """Hears of sites that come, go and change; `forgetful` are told to drop what they keep of one."""

    def __init__(self, work: SqlWork, queue: SqlQueue, ring: Callable[[], None], grace: timedelta) -> None:
        self.forgetful: list[Callable[[SiteId], None]] = []
        self._work = work
        self._queue = queue
        self._ring = ring
        self._grace = grace

    def changed(self, site_id: SiteId) -> None:
        """A site is another one than it was: installed, gone, erased, or carried by another platform."""
        for forget in self.forgetful:
            forget(site_id)

    def arrived(self, site_id: SiteId, verdict: Verdict) -> None:
        """A site came, or came back."""
        site_life.arrived(self._work, site_id, verdict, utcnow())
        self.changed(site_id)
        self._ring()

    def left(self, site_id: SiteId) -> None:
        """A site took its leave: its data is erased in time."""
        site_life.left(self._work, site_id, utcnow(), self._grace)

    def woken(self, site_id: SiteId) -> None:
        """Jira can be spoken to again: what waited for that need wait no longer."""
        self._queue.hasten_errands(site_id, site_life.NOTHING_TO_SPEAK_WITH, utcnow())
        self._ring()
