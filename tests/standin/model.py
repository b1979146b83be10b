"""What a Jira site holds, as plain dataclasses: people, projects, issues with their history, plans and links."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = Any
Item = dict[str, str | None]


@dataclass
class User:
    """A person, or the app's own account."""

    account_id: str
    display_name: str
    account_type: str = "atlassian"
    active: bool = True
    time_zone: str = "Etc/UTC"


@dataclass(frozen=True)
class Status:
    """A workflow status; the category is ``new``, ``indeterminate`` or ``done``."""

    id: str
    name: str
    category: str


@dataclass(frozen=True)
class IssueType:
    """An issue type; epics stand one level above, sub-tasks one below."""

    id: str
    name: str
    subtask: bool = False
    level: int = 0


@dataclass(frozen=True)
class Named:
    """A priority or a resolution."""

    id: str
    name: str


@dataclass(frozen=True)
class LinkType:
    """A kind of issue link with its two readings."""

    id: str
    name: str
    outward: str
    inward: str


@dataclass
class Project:
    """A project; ``statuses`` and ``issue_types`` name what its workflow offers."""

    id: str
    key: str
    name: str
    lead: str
    issue_types: list[str]
    statuses: list[str]
    description: str = ""
    archived: bool = False
    properties: dict[str, Json] = field(default_factory=dict)
    team_managed: bool = False


@dataclass
class History:
    """One changelog entry: everything one person changed in one go."""

    id: str
    author: str
    created: datetime
    items: list[Item]


@dataclass
class Comment:
    """A comment, kept as an ADF document."""

    id: str
    author: str
    body: Json
    created: datetime
    updated: datetime


@dataclass
class Issue:
    """An issue; ids of other things are Jira's ids, ``sprints`` keeps the closed ones too, as Jira does."""

    id: str
    key: str
    project_id: str
    type: IssueType
    summary: str
    status: Status
    priority: Named
    reporter: str
    created: datetime
    updated: datetime
    resolution: Named | None = None
    resolved: datetime | None = None
    assignee: str | None = None
    description: str | None = None
    points: float | None = None
    due: str | None = None
    parent: str | None = None
    fix_versions: list[str] = field(default_factory=list)
    sprints: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    properties: dict[str, Json] = field(default_factory=dict)
    changelog: list[History] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)


@dataclass
class Version:
    """A version of a project; dates are ISO days."""

    id: str
    name: str
    project_id: str
    released: bool = False
    archived: bool = False
    description: str = ""
    start_date: str | None = None
    release_date: str | None = None


@dataclass
class Board:
    """A scrum or kanban board over one project."""

    id: int
    name: str
    project_id: str
    type: str = "scrum"


@dataclass
class Sprint:
    """A sprint; the state only goes future, active, closed."""

    id: int
    name: str
    board_id: int
    state: str = "future"
    goal: str = ""
    created: datetime | None = None
    start: datetime | None = None
    end: datetime | None = None
    completed: datetime | None = None


@dataclass
class IssueLink:
    """A link that reads ``source outward destination``."""

    id: str
    type: LinkType
    source: str
    destination: str


@dataclass
class Installation:
    """An app as this site knows it after a successful ``installed`` call; Connect on Forge has an installation id."""

    key: str
    base_url: str
    client_key: str
    shared_secret: str
    descriptor: dict[str, Any]
    installation_id: str | None = None

    @property
    def scopes(self) -> set[str]:
        """The scopes the descriptor asks for."""
        return set(self.descriptor.get("scopes", []))

    def modules(self, kind: str) -> list[dict[str, Any]]:
        """The descriptor's modules of one kind; single objects count as a list of one."""
        found = self.descriptor.get("modules", {}).get(kind, [])
        return list(found) if isinstance(found, list) else [found]


@dataclass
class Recorded:
    """One REST request as it came in, with the status it was answered."""

    method: str
    path: str
    query: str
    body: Json
    status: int
    at: datetime
    caller: str | None


@dataclass(frozen=True)
class PropertyWrite:
    """One entity property that was set (or deleted, when ``deleted``)."""

    entity: str
    entity_id: str
    key: str
    value: Json
    at: datetime
    deleted: bool = False


@dataclass(frozen=True)
class Emitted:
    """One event of the site, whether or not an app was there to hear it."""

    event: str
    body: dict[str, Any]
