"""What events told too little of, to be read from Jira soon: one errand an issue, one for a project's versions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from plugin.domain.commands import Command, ReadIssue, ReadVersions, Snapshot
from plugin.domain.ids import IssueId, ProjectId
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.reading_issues import taught
from plugin.usecases.records import Meanings

ISSUE_ERRAND = "read-issue"
VERSIONS_ERRAND = "read-versions"
QUIET = timedelta(milliseconds=500)
"""A burst of events on one issue or project is read once."""


def ask_for_issue(uow: UnitOfWork, lane: ProjectId, issue_id: IssueId, now: datetime) -> None:
    """Have an issue read."""
    uow.errands.ask(ISSUE_ERRAND, issue_id, lane=lane, run_at=now + QUIET)


def ask_as_told(uow: UnitOfWork, commands: Iterable[Command], now: datetime) -> None:
    """Have read what handlers decided to read, as far as it concerns a project that is switched on.

    What those events showed of types and statuses is learned at once: once read, the issue may be of another type.
    """
    shown = []
    for command in commands:
        if isinstance(command, ReadIssue):
            concerned = [project_id for project_id in sorted(command.projects) if _is_on(uow, project_id)]
            if concerned:
                ask_for_issue(uow, concerned[0], command.issue_id, now)
                shown += [command.shown] if command.shown else []
        elif isinstance(command, ReadVersions) and _is_on(uow, command.project_id):
            uow.errands.ask(VERSIONS_ERRAND, command.project_id, lane=command.project_id, run_at=now + QUIET)
    if shown:
        learn_from(uow, shown)


def learn_from(uow: UnitOfWork, snapshots: Collection[Snapshot]) -> Meanings:
    """Keep what these snapshots show of their types and statuses; everything that is known of them then."""
    meanings = uow.projects.meanings()
    learned = taught(meanings, snapshots)
    if learned != meanings:
        uow.projects.learn(learned)
    return learned


def _is_on(uow: UnitOfWork, project_id: ProjectId) -> bool:
    project = uow.projects.get(project_id)
    return project is not None and project.enabled
