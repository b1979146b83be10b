"""What Jira told us, tamed: frozen events under Jira's own names, with only what handlers read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.domain.commands import LinkEnds, RawMove, Snapshot
from plugin.domain.ids import AccountId, IssueId, ProjectId, VersionId


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One item of a changelog; `custom` tells a site's own fields from Jira's."""

    move: RawMove
    custom: bool


@dataclass(frozen=True, slots=True)
class IssueCreated:
    """jira:issue_created."""

    snapshot: Snapshot
    change_id: str
    actor: AccountId | None
    at: datetime


@dataclass(frozen=True, slots=True)
class IssueUpdated:
    """jira:issue_updated; `changed` is empty for comments, worklogs and automation that moved no field."""

    snapshot: Snapshot
    change_id: str
    changed: tuple[ChangedField, ...]
    actor: AccountId | None
    at: datetime


@dataclass(frozen=True, slots=True)
class IssueDeleted:
    """jira:issue_deleted; the snapshot shows the issue's last state where the body still holds it."""

    issue_id: IssueId
    project_id: ProjectId
    snapshot: Snapshot | None
    actor: AccountId | None
    at: datetime


@dataclass(frozen=True, slots=True)
class VersionEvent:
    """jira:version_*; days are ISO texts, `swapped` says that another version took this one's place."""

    name: str
    version_id: VersionId
    project_id: ProjectId
    version_name: str
    released: bool
    archived: bool
    start_on: str | None
    release_on: str | None
    swapped: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class SprintEvent:
    """sprint_*; `state` is "future", "active" or "closed"."""

    name: str
    sprint_id: str
    board_id: str | None
    sprint_name: str
    state: str
    start_at: datetime | None
    activated_at: datetime | None
    end_at: datetime | None
    completed_at: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class IssueLinkEvent:
    """issuelink_created and issuelink_deleted."""

    name: str
    link: LinkEnds
    at: datetime


@dataclass(frozen=True, slots=True)
class ProjectEvent:
    """project_*."""

    name: str
    project_id: ProjectId
    key: str
    project_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UserEvent:
    """user_*."""

    name: str
    account_id: AccountId
    at: datetime
