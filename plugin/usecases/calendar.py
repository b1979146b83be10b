"""Versions, sprints and the project itself as Jira tells of them; what is older than what we saw changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from plugin.domain.commands import Command, TrackProject, TrackSprint, TrackVersion
from plugin.domain.ids import ProjectId
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import Project, Sprint, Version


def track_version(uow: UnitOfWork, command: Command) -> None:
    """Keep a version; the instant of its release is the instant Jira told of it first."""
    if not isinstance(command, TrackVersion):
        return
    old = uow.calendar.version(command.version_id)
    if old is not None and old.seen_at is not None and old.seen_at > command.at:
        return
    was_released = old is not None and old.released
    released_at = (old.released_at if old and was_released else command.at) if command.released else None
    uow.calendar.save_version(
        Version(
            id=command.version_id,
            project_id=command.project_id,
            name=command.name,
            released=command.released,
            archived=command.archived,
            start_on=command.start_on,
            release_on=command.release_on,
            released_at=released_at,
            deleted=command.deleted,
            seen_at=command.at,
        )
    )


def take_versions(
    uow: UnitOfWork,
    project_id: ProjectId,
    versions: Iterable[Version],
    read_at: datetime,
    released_at: datetime | None = None,
) -> None:
    """Keep a project's versions as a reading of that instant showed them; one that it did not show is gone.

    Jira does not tell the instant of a release: it is what we heard already, else `released_at`. What we heard of
    after the reading began stays.
    """
    old = {version.id: version for version in uow.calendar.versions(project_id)}
    missing = dict(old)
    for version in versions:
        missing.pop(version.id, None)
        before = old.get(version.id)
        if before is not None and before.seen_at is not None and before.seen_at > read_at:
            continue
        heard = before.released_at if before and before.released else released_at
        uow.calendar.save_version(replace(version, released_at=heard if version.released else None, seen_at=read_at))
    for version in missing.values():
        if not version.deleted and (version.seen_at is None or version.seen_at <= read_at):
            uow.calendar.save_version(replace(version, deleted=True, seen_at=read_at))


def track_sprint(uow: UnitOfWork, command: Command) -> None:
    """Keep a sprint."""
    if not isinstance(command, TrackSprint):
        return
    old = uow.calendar.sprint(command.sprint_id)
    if old is not None and old.seen_at is not None and old.seen_at > command.at:
        return
    uow.calendar.save_sprint(
        Sprint(
            id=command.sprint_id,
            board_id=command.board_id,
            name=command.name,
            state=command.state,
            started_at=command.started_at,
            ends_at=command.ends_at,
            completed_at=command.completed_at,
            deleted=command.deleted,
            seen_at=command.at,
        )
    )


def track_project(uow: UnitOfWork, command: Command) -> None:
    """Keep a project's key, name and life; a project we never met is noted, not switched on."""
    if not isinstance(command, TrackProject):
        return
    old = uow.projects.get(command.project_id) or Project(command.project_id, command.key, command.name)
    uow.projects.save(replace(old, key=command.key, name=command.name, life=command.life or old.life))
