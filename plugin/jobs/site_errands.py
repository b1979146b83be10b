"""The errands that concern a site as a whole: who it is, what it missed, whether it is still there, its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial

import structlog

from plugin.domain.errors import JiraRefused
from plugin.domain.ids import ProjectId, SiteId
from plugin.jobs.errands import Runner
from plugin.usecases import backfill, nightly, reconcile, site_life
from plugin.usecases.jira_port import Jira
from plugin.usecases.ports import Clock, NewId, Work
from plugin.usecases.queue import Errand, Queue

log = structlog.get_logger(__name__)

PATIENCE = 4
"""So often Jira may refuse to say which Connect site an installation was before its address decides."""
READING_LEASE = 120.0
"""Seconds; renewed after each page that is read."""


class SiteErrands:
    """Runs them; one errand at a time."""

    def __init__(  # noqa: PLR0913 - one of each, by name
        self,
        work: Work,
        queue: Queue,
        sites: site_life.Sites,
        jira: Callable[[SiteId], Jira],
        *,
        clock: Clock,
        new_id: NewId,
        grace: timedelta,
        changed: Callable[[SiteId], None],
    ) -> None:
        """`grace` is how long the data of a site that went is kept; `changed` hears of sites that are others now."""
        self._work = work
        self._queue = queue
        self._sites = sites
        self._jira = jira
        self._clock = clock
        self._new_id = new_id
        self._grace = grace
        self._changed = changed

    def runners(self) -> Mapping[str, Runner]:
        """Each kind with its runner."""
        return {
            site_life.IDENTIFY: Runner(self._identify, gave_up=self._nobody_knows),
            site_life.VIGIL: Runner(self._keep_vigil),
            site_life.ERASE: Runner(self._erase, lease_seconds=READING_LEASE),
            reconcile.CATCH_UP: Runner(self._compare, lease_seconds=READING_LEASE, gave_up=self._tell_project),
            nightly.NIGHTLY: Runner(self._compare, lease_seconds=READING_LEASE, gave_up=self._tell_project),
        }

    def _identify(self, errands: Sequence[Errand]) -> None:
        (errand,) = errands
        try:
            site_life.identify(self._work, self._sites, self._jira(errand.site_id), errand.site_id, self._clock)
        except JiraRefused as refused:
            # A new installation may lack its rights for a moment; one without the scope for it will never have them.
            if errand.attempts < PATIENCE:
                raise
            self._nobody_knows(errands, str(refused))
            return
        self._changed(errand.site_id)

    def _nobody_knows(self, errands: Sequence[Errand], why: str) -> None:
        """Jira would not say which site it is: its address decides."""
        for errand in errands:
            site_id = errand.site_id
            jira = partial(self._jira, site_id)
            if site_life.identify_by_address(self._work, self._sites, jira, site_id, self._clock):
                log.warning("site identified by its address", site=site_id, why=why)
                self._changed(site_id)

    def _keep_vigil(self, errands: Sequence[Errand]) -> None:
        (errand,) = errands
        silent = errand.payload.get("silent")
        so_far = silent if isinstance(silent, int) else 0
        site_life.keep_vigil(self._work, self._sites, errand.site_id, so_far, self._clock, self._grace)

    def _erase(self, errands: Sequence[Errand]) -> None:
        (errand,) = errands
        if site_life.erase_when_due(self._work, self._sites, errand.site_id, self._clock, self._grace):
            log.info("site erased", site=errand.site_id)
            self._changed(errand.site_id)

    def _compare(self, errands: Sequence[Errand]) -> None:
        (errand,) = errands
        reconcile.whole(
            self._work,
            self._jira(errand.site_id),
            errand.site_id,
            ProjectId(errand.subject),
            self._clock,
            self._new_id,
            keep_alive=lambda: self._queue.renew_errands(errands, self._clock(), READING_LEASE),
        )

    def _tell_project(self, errands: Sequence[Errand], why: str) -> None:
        for errand in errands:
            backfill.fail(self._work, errand.site_id, ProjectId(errand.subject), why, self._clock)
