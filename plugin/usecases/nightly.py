"""Each night every project that is on is swept for what the new day brings, and is compared with Jira."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zlib import crc32

from plugin.domain.ids import ProjectId, SiteId
from plugin.usecases import sweeping, watching
from plugin.usecases.ports import UnitOfWork, Work

NIGHTLY = "nightly"
"""The errand; apart from the one that is asked for when a site comes back, which must not wait for the night."""
FROM = time(1, 0)
"""When the night's work begins, UTC."""
SPREAD_MINUTES = 240
"""Projects take their turns within so many minutes, each always at the same one: Jira is not asked for all at once."""

SWEEP_MINUTES = 58
"""Flags of a new day are set within so many minutes after midnight, UTC."""


def plan(work: Work, site_id: SiteId, now: datetime) -> None:
    """Ask for what each project of a site has its time for next; what is planned already stays as it is."""
    with work(site_id, write=True) as uow:
        if ask(uow, now):
            watching.ask_hourly(uow, now)
            uow.commit()


def ask(uow: UnitOfWork, now: datetime) -> int:
    """Ask for the next comparisons and sweeps; tells how many projects are on."""
    projects = [project.id for project in uow.projects.all() if project.enabled]
    for project_id in projects:
        uow.errands.ask(NIGHTLY, project_id, lane=project_id, run_at=next_turn(uow.site_id, project_id, now))
        sweeping.ask(uow, project_id, next_sweep(uow.site_id, project_id, now))
    return len(projects)


def next_sweep(site_id: SiteId, project_id: ProjectId, now: datetime) -> datetime:
    """When the flags of a new day are set: within the day's first hour, each project at its own minute."""
    minutes = 1 + crc32(f"{site_id}:{project_id}".encode()) % SWEEP_MINUTES
    tonight = datetime.combine(now.date(), time(0, 0), now.tzinfo) + timedelta(minutes=minutes)
    return tonight if tonight > now else tonight + timedelta(days=1)


def next_turn(site_id: SiteId, project_id: ProjectId, now: datetime) -> datetime:
    """The project's next turn: within the night's hours, later than now, at most a day away."""
    minutes = crc32(f"{site_id}:{project_id}".encode()) % SPREAD_MINUTES
    tonight = datetime.combine(now.date(), FROM, now.tzinfo) + timedelta(minutes=minutes)
    return tonight if tonight > now else tonight + timedelta(days=1)
