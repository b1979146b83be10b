"""Who does something, when, and in which unit of work: what every command of a person needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.domain.errors import NotFound, Stale
from plugin.domain.facts import Cause, Fact
from plugin.domain.ids import AccountId, ProjectId
from plugin.usecases.ports import NewId, UnitOfWork
from plugin.usecases.records import Project


@dataclass(frozen=True, slots=True)
class Act:
    """One person's command under way."""

    uow: UnitOfWork
    by: AccountId | None
    now: datetime
    new_id: NewId
    meeting: str | None = None
    """The review meeting in which it is done; facts about risks point to it."""

    def project(self, project_id: ProjectId) -> Project:
        """The project, held for writing; NotFound where it is not switched on."""
        project = self.uow.projects.lock(project_id)
        if project is None or not project.enabled:
            raise NotFound("Plumbline is not switched on for this project.")
        return project

    def cause(self, reason: str | None = None) -> Cause:
        """Why things change by this act."""
        return Cause(self.now, self.by, reason)

    def record(
        self,
        name: str,
        project_id: ProjectId,
        entity: str,
        entity_id: str,
        reason: str | None = None,
        /,
        **detail: object,
    ) -> None:
        """Append one fact of this act."""
        self.uow.facts.record([Fact(name, project_id, entity, entity_id, self.cause(reason), detail)])


def check_version(expected: int | None, stored: int) -> None:
    """Raise Stale when the caller read an older version than the stored one; None means the caller did not say."""
    if expected is not None and expected != stored:
        raise Stale("Somebody changed this in the meantime; your text is kept, load the new state and try again.")
