"""Commands: what a handler decided to do with an event; imperative, frozen, free of Jira's wire format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from plugin.domain.ids import AccountId, IssueId, ProjectId, VersionId
from plugin.domain.issue import Field


@dataclass(frozen=True, slots=True)
class RawMove:
    """One changelog item as Jira names it: `field_id` ("fixVersions", "status", "customfield_10016"), ids and texts."""

    field_id: str
    field_name: str
    old: str | None
    new: str | None
    old_text: str | None
    new_text: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An issue as a body or a search result shows it; `numbers` and `sprints` are by field id.

    Of the fields in `unseen` it shows nothing: what stands in their place here is no knowledge. A status category or
    type role of "" was not shown either.
    """

    issue_id: IssueId
    key: str
    project_id: ProjectId
    project_key: str
    summary: str
    type_id: str
    type_role: str
    status_id: str
    status_category: str
    resolution: str | None
    versions: frozenset[VersionId]
    numbers: Mapping[str, str]
    sprints: Mapping[str, frozenset[str]]
    created_at: datetime
    creator: AccountId | None
    links: tuple[LinkEnds, ...] | None = None
    unseen: frozenset[Field] = frozenset()


@dataclass(frozen=True, slots=True)
class LinkEnds:
    """An issue link: the issue it starts from, the one it points to, and both readings of its type."""

    link_id: str
    source_id: IssueId
    destination_id: IssueId
    outward: str
    inward: str


@dataclass(frozen=True, slots=True)
class TrackIssue:
    """Take note of an issue as it stands, and of the change that brought it there (none for a creation)."""

    snapshot: Snapshot
    change_id: str
    moves: tuple[RawMove, ...]
    actor: AccountId | None
    at: datetime
    created: bool = False


@dataclass(frozen=True, slots=True)
class BuryIssue:
    """Keep a tombstone of a deleted issue."""

    issue_id: IssueId
    project_id: ProjectId
    actor: AccountId | None
    at: datetime
    snapshot: Snapshot | None


@dataclass(frozen=True, slots=True)
class ReadIssue:
    """Ask Jira about an issue of whose change the event told too little; `projects` are those that it concerns.

    What the event showed is worth keeping as far as it tells what a type or a status means.
    """

    issue_id: IssueId
    projects: frozenset[ProjectId]
    at: datetime
    shown: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class TrackVersion:
    """Take note of a version as it stands."""

    version_id: VersionId
    project_id: ProjectId
    name: str
    released: bool
    archived: bool
    start_on: str | None
    release_on: str | None
    deleted: bool
    at: datetime
    event: str


@dataclass(frozen=True, slots=True)
class ReadVersions:
    """Ask Jira about a project's versions: an event without a time may be older than what we know."""

    project_id: ProjectId
    at: datetime


@dataclass(frozen=True, slots=True)
class TrackSprint:
    """Take note of a sprint as it stands."""

    sprint_id: str
    board_id: str | None
    name: str
    state: str
    started_at: datetime | None
    ends_at: datetime | None
    completed_at: datetime | None
    deleted: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class TieIssues:
    """Take note of an issue link."""

    link: LinkEnds
    at: datetime


@dataclass(frozen=True, slots=True)
class UntieIssues:
    """Take note that an issue link is gone."""

    link: LinkEnds
    at: datetime


@dataclass(frozen=True, slots=True)
class TrackProject:
    """Take note of a project's name and life: "active", "archived", "trashed" or "deleted", None where it goes on."""

    project_id: ProjectId
    key: str
    name: str
    life: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class LookAtPerson:
    """Ask Jira whether an account is still active: it told that something about it changed."""

    account_id: AccountId
    at: datetime


Command = (
    TrackIssue
    | BuryIssue
    | ReadIssue
    | TrackVersion
    | ReadVersions
    | TrackSprint
    | TieIssues
    | UntieIssues
    | TrackProject
    | LookAtPerson
)
