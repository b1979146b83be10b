"""Records that use cases pass to and from storage where a domain object would say too little or too much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from plugin.domain.baseline import BaselineStatus, Definition
from plugin.domain.commands import RawMove, Snapshot
from plugin.domain.ids import AccountId, BaselineId, IssueId, ProjectId, SiteId, VersionId
from plugin.domain.issue import IssueHistory, TypeRole
from plugin.domain.response import WhenDone
from plugin.domain.risk_model import RiskModel
from plugin.usecases.tenancy import Carrier

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class KnownIssue:
    """An issue as storage keeps it: its history and what the newest snapshot, of `seen_at`, showed."""

    history: IssueHistory
    key: str
    summary: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class BriefIssue:
    """The little of an issue that lists show; `category` is Jira's status category key."""

    issue_id: IssueId
    key: str
    summary: str
    project_id: ProjectId
    category: str
    deleted: bool


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """What a project chose; `estimate_field` is Jira's field id, None until it is known.

    `risk_type` and `response_type` are the issue types that risks and responses are made as, `link_type` what links a
    response to its risk's issue; all three are Jira's ids, None until somebody chose. `speciality` is the code of the
    pack that fits the project, None until somebody was asked. `tell_watchers` lets the app comment on a
    risk's own issue when its level changes or something falls due.
    """

    estimate_field: str | None = None
    sprint_field: str | None = None
    when_done: WhenDone = WhenDone.MOVE
    currency: str = "EUR"
    risk_type: str | None = None
    response_type: str | None = None
    link_type: str | None = None
    speciality: str | None = None
    tell_watchers: bool = True


@dataclass(frozen=True, slots=True)
class MadeModel:
    """A risk model on the site's shelf: the number-th one made; the starter model is number 0 and nobody's."""

    model: RiskModel
    number: int
    made_at: datetime | None
    made_by: AccountId | None


@dataclass(frozen=True, slots=True)
class IssueTypeChoice:
    """An issue type that can be created in a project; `fields` are the ids of those its form takes."""

    id: str
    name: str
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LinkTypeChoice:
    """A type of issue link with both its readings."""

    id: str
    name: str
    outward: str
    inward: str


@dataclass(frozen=True, slots=True)
class IssueDraft:
    """An issue to be made: paragraphs of plain text, and a link back to what it was made for."""

    type_id: str
    summary: str
    paragraphs: tuple[str, ...] = ()
    link: str | None = None
    link_text: str = ""
    assignee: AccountId | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a back-fill has come: state is "none", "running", "done" or "failed"."""

    state: str = "none"
    done: int = 0
    total: int | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A Jira project we know; `revision` grows with every commit that changed anything shown in it."""

    id: ProjectId
    key: str
    name: str
    life: str = "active"
    enabled: bool = False
    settings: ProjectSettings = ProjectSettings()
    progress: Progress = Progress()
    revision: int = 0
    changed_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Meanings:
    """What a site's status and type ids mean, learned from snapshots."""

    categories: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, TypeRole] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FollowedBaseline:
    """The head of a baseline that changes are measured against, without its items."""

    id: BaselineId
    project_id: ProjectId
    name: str
    definition: Definition
    captured_at: datetime
    status: BaselineStatus


@dataclass(frozen=True, slots=True)
class DayMove:
    """How scope and done moved on one UTC day; points in thousandths."""

    day: date
    scope_points: int = 0
    scope_count: int = 0
    done_points: int = 0
    done_count: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """A Jira version (release) as last seen; dates are ISO days."""

    id: VersionId
    project_id: ProjectId
    name: str
    released: bool = False
    archived: bool = False
    start_on: str | None = None
    release_on: str | None = None
    released_at: datetime | None = None
    deleted: bool = False
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sprint:
    """A Jira sprint as last seen."""

    id: str
    board_id: str | None
    name: str
    state: str
    started_at: datetime | None = None
    ends_at: datetime | None = None
    completed_at: datetime | None = None
    deleted: bool = False
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """One Jira site that installed us; the secret is clear text in memory only.

    `pending` is a Forge installation that may yet turn out to be one of the Connect sites; `seen_at` is when a Forge
    site last called, give or take an hour.
    """

    id: SiteId
    client_key: str | None
    base_url: str
    shared_secret: str | None = field(repr=False)
    active: bool
    cloud_id: str | None = None
    installation_id: str | None = None
    display_url: str | None = None
    carrier: Carrier = Carrier.CONNECT
    pending: bool = False
    gone_at: datetime | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; `after` is the cursor of the next one, None at the end."""

    items: tuple[T, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class RecordedFact:
    """A fact as it is read back."""

    seq: int
    name: str
    entity: str
    entity_id: str
    at: datetime
    actor: AccountId | None
    reason: str | None
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FoundChange:
    """One changelog entry in Jira's raw form."""

    id: str
    at: datetime
    actor: AccountId | None
    moves: tuple[RawMove, ...]


@dataclass(frozen=True, slots=True)
class FoundIssue:
    """An issue read from Jira with its whole changelog, oldest first; `whole` is False where Jira held entries back."""

    snapshot: Snapshot
    changes: tuple[FoundChange, ...]
    read_at: datetime
    whole: bool = True


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of a back-fill search; `next_token` is None on the last."""

    issues: tuple[FoundIssue, ...]
    next_token: str | None


@dataclass(frozen=True, slots=True)
class Permitted:
    """What Jira's bulk permission check listed: exactly that is granted, nothing else."""

    projects: frozenset[tuple[str, ProjectId]] = frozenset()
    issues: frozenset[tuple[str, IssueId]] = frozenset()
    globals: frozenset[str] = frozenset()

    def on_project(self, permission: str, project_id: ProjectId) -> bool:
        """Whether it was granted on that project."""
        return (permission, project_id) in self.projects

    def on_issue(self, permission: str, issue_id: IssueId) -> bool:
        """Whether it was granted on that issue."""
        return (permission, issue_id) in self.issues


@dataclass(frozen=True, slots=True)
class BoundQuery:
    """JQL that may be asked: printed from Jira's own reading of it; or, where it cannot be, what is wrong with it."""

    jql: str = ""
    problems: tuple[str, ...] = ()
