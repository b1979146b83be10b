"""The kinds of errand that concern a project or its issues, each tied to its use case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from plugin.domain.ids import IssueId, ProjectId, RiskId, SiteId
from plugin.jobs.errands import Runner
from plugin.usecases import backfill, backing, backing_later, flush, mirror, reading_later, rereading
from plugin.usecases.jira_port import Jira
from plugin.usecases.ports import Clock, NewId, Work
from plugin.usecases.queue import Errand, Queue

BACKFILL_LEASE = 120.0
READING_LEASE = 60.0
"""Renewed before each issue."""


def runners(
    work: Work, queue: Queue, jira: Callable[[SiteId], Jira], *, clock: Clock, new_id: NewId, glance_key: str
) -> Mapping[str, Runner]:
    """Each kind with its runner."""
    writing = _Writing(work, jira, clock, glance_key)
    reading = _Reading(work, queue, jira, clock, new_id)
    return {
        mirror.ISSUE_ERRAND: Runner(writing.issues, most=flush.MOST_ISSUES),
        mirror.PROJECT_ERRAND: Runner(writing.project),
        reading_later.ISSUE_ERRAND: Runner(reading.issues, most=rereading.MOST_ISSUES, lease_seconds=READING_LEASE),
        reading_later.VERSIONS_ERRAND: Runner(reading.versions),
        backing_later.ERRAND: Runner(writing.backing),
        backfill.ERRAND: Runner(reading.project, lease_seconds=BACKFILL_LEASE, gave_up=reading.tell_project),
    }


class _Writing:
    """Writes figures to Jira's properties, and keeps risks and their issues alike."""

    def __init__(self, work: Work, jira: Callable[[SiteId], Jira], clock: Clock, glance_key: str) -> None:
        self._work = work
        self._jira = jira
        self._clock = clock
        self._glance_key = glance_key

    def issues(self, errands: Sequence[Errand]) -> None:
        site_id = errands[0].site_id
        ids = [IssueId(errand.subject) for errand in errands]
        flush.flush_issues(self._work, self._jira(site_id), site_id, ids, self._clock, self._glance_key)

    def project(self, errands: Sequence[Errand]) -> None:
        (errand,) = errands
        flush.flush_project(
            self._work, self._jira(errand.site_id), errand.site_id, ProjectId(errand.subject), self._clock
        )

    def backing(self, errands: Sequence[Errand]) -> None:
        (errand,) = errands
        backing.compare(self._work, self._jira(errand.site_id), errand.site_id, RiskId(errand.subject), self._clock)


class _Reading:
    """Reads from Jira what events did not tell."""

    def __init__(self, work: Work, queue: Queue, jira: Callable[[SiteId], Jira], clock: Clock, new_id: NewId) -> None:
        self._work = work
        self._queue = queue
        self._jira = jira
        self._clock = clock
        self._new_id = new_id

    def project(self, errands: Sequence[Errand]) -> None:
        (errand,) = errands
        with self._work(errand.site_id) as uow:
            project = uow.projects.get(ProjectId(errand.subject))
        if project is None or project.progress.state != "running":
            return  # cancelled while it waited for Jira, or finished by a worker that could not say so any more
        backfill.run(
            self._work,
            self._jira(errand.site_id),
            errand.site_id,
            ProjectId(errand.subject),
            self._clock,
            self._new_id,
            keep_alive=self._holding(errands, BACKFILL_LEASE),
        )

    def issues(self, errands: Sequence[Errand]) -> None:
        rereading.read_issues(
            self._work,
            self._jira(errands[0].site_id),
            errands[0].site_id,
            [IssueId(errand.subject) for errand in errands],
            self._clock,
            self._new_id,
            keep_alive=self._holding(errands, READING_LEASE),
        )

    def versions(self, errands: Sequence[Errand]) -> None:
        (errand,) = errands
        rereading.read_versions(
            self._work, self._jira(errand.site_id), errand.site_id, ProjectId(errand.subject), self._clock
        )

    def tell_project(self, errands: Sequence[Errand], why: str) -> None:
        for errand in errands:
            backfill.fail(self._work, errand.site_id, ProjectId(errand.subject), why, self._clock)

    def _holding(self, errands: Sequence[Errand], lease: float) -> Callable[[], bool]:
        return lambda: self._queue.renew_errands(errands, self._clock(), lease)
