"""The kinds of errand that there are, each tied to its use case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from plugin.domain.ids import IssueId, ProjectId, SiteId
from plugin.jobs.errands import Runner
from plugin.usecases import backfill, flush, mirror
from plugin.usecases.ports import Clock, Jira, NewId, Work
from plugin.usecases.queue import Errand, Queue

BACKFILL_LEASE = 120.0


def runners(
    work: Work, queue: Queue, jira: Callable[[SiteId], Jira], *, clock: Clock, new_id: NewId, glance_key: str
) -> Mapping[str, Runner]:
    """Every errand kind with its runner."""

    def mirror_issues(errands: Sequence[Errand]) -> None:
        site_id = errands[0].site_id
        ids = [IssueId(errand.subject) for errand in errands]
        flush.flush_issues(work, jira(site_id), site_id, ids, clock, glance_key)

    def mirror_project(errands: Sequence[Errand]) -> None:
        (errand,) = errands
        flush.flush_project(work, jira(errand.site_id), errand.site_id, ProjectId(errand.subject), clock)

    def read_in(errands: Sequence[Errand]) -> None:
        (errand,) = errands
        with work(errand.site_id) as uow:
            project = uow.projects.get(ProjectId(errand.subject))
        if project is None or project.progress.state != "running":
            return  # cancelled while it waited for Jira, or finished by a worker that could not say so any more
        backfill.run(
            work,
            jira(errand.site_id),
            errand.site_id,
            ProjectId(errand.subject),
            clock,
            new_id,
            keep_alive=lambda: queue.renew_errands(errands, clock(), BACKFILL_LEASE),
        )

    def tell_project(errands: Sequence[Errand], why: str) -> None:
        for errand in errands:
            backfill.fail(work, errand.site_id, ProjectId(errand.subject), why, clock)

    return {
        mirror.ISSUE_ERRAND: Runner(mirror_issues, most=flush.MOST_ISSUES),
        mirror.PROJECT_ERRAND: Runner(mirror_project),
        backfill.ERRAND: Runner(read_in, lease_seconds=BACKFILL_LEASE, gave_up=tell_project),
    }
