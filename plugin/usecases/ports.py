"""What use cases need from the outside: small protocols that storage and the platform fulfil."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

from plugin.domain.baseline import Baseline, BaselineItem
from plugin.domain.commands import LinkEnds
from plugin.domain.delta import Delta, DoneStep
from plugin.domain.facts import Fact
from plugin.domain.ids import BaselineId, DeltaId, IssueId, ProjectId, ReviewId, SiteId, VersionId
from plugin.domain.issue import IssueChange
from plugin.domain.ledger import Ledger
from plugin.domain.lesson import Lesson
from plugin.domain.review import Review
from plugin.usecases.records import (
    BriefIssue,
    DayMove,
    FollowedBaseline,
    KnownIssue,
    Meanings,
    Page,
    Progress,
    Project,
    RecordedFact,
    Sprint,
    Version,
)
from plugin.usecases.register_lists import Register
from plugin.usecases.register_ports import Imports, KnownPeople, Meetings, RiskModelShelf, Risks, Standings
from plugin.usecases.saved_views import SavedViews

Clock = Callable[[], datetime]
"""The present instant, UTC and aware."""

NewId = Callable[[], str]
"""A fresh identifier of ours, 32 hexadecimal digits."""


class Projects(Protocol):
    """The projects of one site."""

    def get(self, project_id: ProjectId) -> Project | None: ...
    def by_key(self, key: str) -> Project | None: ...
    def all(self) -> Sequence[Project]: ...
    def lock(self, project_id: ProjectId) -> Project | None:
        """The project, held until the transaction ends: one writer a project."""

    def save(self, project: Project) -> None:
        """Insert or update everything but revision and progress."""

    def set_progress(self, project_id: ProjectId, progress: Progress) -> None: ...
    def touch(self, project_ids: Collection[ProjectId], at: datetime) -> None:
        """Raise the revision of each: something shown in it changed."""

    def revision(self, project_id: ProjectId) -> int: ...
    def meanings(self) -> Meanings: ...
    def learn(self, meanings: Meanings) -> None:
        """Keep what status and type ids mean; only what is new or different is written."""

    def next_keys(self, project_id: ProjectId, prefix: str, count: int) -> Sequence[str]:
        """The next keys of a series, as many as are asked for."""

    def next_key(self, project_id: ProjectId, prefix: str) -> str:
        """The next gap-free key of a series, such as R-12."""


class Issues(Protocol):
    """Jira's issues as far as we remember them."""

    def known(self, issue_ids: Collection[IssueId], *, hold: bool = False) -> dict[IssueId, KnownIssue]:
        """The issues among these that we know, with their histories; `hold` locks them until the transaction ends."""

    def of_project(self, project_id: ProjectId) -> Iterator[KnownIssue]:
        """Every issue that is or ever was in the project, deleted ones included."""

    def save(self, issues: Iterable[tuple[KnownIssue, Sequence[IssueChange]]]) -> None:
        """Write each issue as it is now together with those of its changes that are new."""

    def rewrite(self, issues: Iterable[KnownIssue]) -> None:
        """Replace each issue and all of its changes: a back-fill read the whole history anew."""

    def brief(self, issue_ids: Collection[IssueId]) -> dict[IssueId, BriefIssue]: ...
    def by_key(self, key: str) -> BriefIssue | None: ...
    def count(self, project_id: ProjectId) -> int: ...
    def search(self, project_id: ProjectId, text: str, limit: int) -> Sequence[BriefIssue]:
        """Issues whose key or summary contains the text, newest first, for pickers."""

    def tie(self, link: LinkEnds) -> None: ...
    def untie(self, link_id: str) -> None: ...
    def ties(self, issue_id: IssueId) -> Sequence[LinkEnds]: ...


class Baselines(Protocol):
    """Baselines with their frozen items, detected deltas, done-steps and ledgers."""

    def add(self, baseline: Baseline, ledger: Ledger) -> None: ...
    def save(self, baseline: Baseline) -> None:
        """Update the head only; raises Stale when `version` is not the stored one."""

    def get(self, baseline_id: BaselineId) -> Baseline | None:
        """The baseline with its items."""

    def of_project(self, project_id: ProjectId) -> Sequence[Baseline]:
        """Heads only (empty `items`), newest first."""

    def items(self, baseline_id: BaselineId, *, after: str | None, limit: int) -> Page[BaselineItem]: ...
    def followed(self, project_id: ProjectId) -> Sequence[FollowedBaseline]: ...
    def agreed(
        self, baseline_ids: Collection[BaselineId], issue_ids: Collection[IssueId]
    ) -> dict[tuple[BaselineId, IssueId], BaselineItem]: ...
    def deltas_of(self, baseline_ids: Collection[BaselineId], issue_ids: Collection[IssueId]) -> Sequence[Delta]: ...
    def steps_of(
        self, baseline_ids: Collection[BaselineId], issue_ids: Collection[IssueId]
    ) -> Sequence[tuple[BaselineId, DoneStep]]: ...
    def write_deltas(self, *, put: Iterable[Delta], drop: Iterable[DeltaId]) -> None: ...
    def write_steps(
        self, *, put: Iterable[tuple[BaselineId, DoneStep]], drop: Iterable[tuple[BaselineId, DoneStep]]
    ) -> None: ...
    def move(self, baseline_id: BaselineId, ledger: Ledger, days: Mapping[date, DayMove]) -> None:
        """Move the running ledger and the days by a difference."""

    def ledger(self, baseline_id: BaselineId) -> Ledger: ...
    def days(self, baseline_id: BaselineId) -> Sequence[DayMove]:
        """In order, days with any movement only."""

    def delta(self, delta_id: DeltaId) -> Delta | None: ...
    def deltas(
        self, baseline_id: BaselineId, *, until: datetime | None = None, after: str | None = None, limit: int = 50
    ) -> Page[Delta]:
        """Newest first; `until` leaves out what came later."""

    def all_deltas(self, baseline_id: BaselineId, *, until: datetime | None = None) -> Sequence[Delta]: ...


class Reviews(Protocol):
    """Reviews and lessons of one site."""

    def add(self, review: Review) -> None: ...
    def save(self, review: Review) -> None: ...
    def get(self, review_id: ReviewId) -> Review | None: ...
    def of_project(self, project_id: ProjectId) -> Sequence[Review]: ...
    def add_lesson(self, lesson: Lesson) -> None: ...
    def save_lesson(self, lesson: Lesson) -> None: ...
    def lesson(self, lesson_id: str) -> Lesson | None: ...
    def lessons(
        self, *, project_id: ProjectId | None, review_id: ReviewId | None, after: str | None, limit: int
    ) -> Page[Lesson]: ...


class Calendar(Protocol):
    """Versions and sprints as last seen."""

    def version(self, version_id: VersionId) -> Version | None: ...
    def versions(self, project_id: ProjectId) -> Sequence[Version]: ...
    def save_version(self, version: Version) -> None: ...
    def sprint(self, sprint_id: str) -> Sprint | None: ...
    def save_sprint(self, sprint: Sprint) -> None: ...


class Facts(Protocol):
    """What happened, appended and never changed."""

    def record(self, facts: Iterable[Fact]) -> None: ...
    def of(self, entity: str, entity_id: str, *, limit: int = 200) -> Sequence[RecordedFact]:
        """Oldest first."""

    def latest(self, project_id: ProjectId, *, limit: int = 20) -> Sequence[RecordedFact]:
        """Newest first."""


class Errands(Protocol):
    """Things to do later, one a subject however often they are asked for while they wait."""

    def ask(
        self, kind: str, subject: str, *, lane: str, run_at: datetime, payload: Mapping[str, object] | None = None
    ) -> None:
        """Have it done; an errand of that kind and subject that still waits serves for both."""

    def relay(self, project_id: ProjectId, event: str, body: Mapping[str, object], dedupe: str, at: datetime) -> None:
        """Put a delivery of our own into another project's lane."""


class Mirror(Protocol):
    """What was last written to Jira's properties, as fingerprints by subject ("issue:10042", "project:10000")."""

    def sent(self, subjects: Collection[str]) -> dict[str, str]: ...
    def sent_at(self, subjects: Collection[str]) -> dict[str, datetime]: ...
    def note(self, fingerprints: Mapping[str, str], at: datetime) -> None: ...


class UnitOfWork(Protocol):
    """One site, one transaction; leaving without commit() rolls everything back."""

    @property
    def site_id(self) -> SiteId: ...
    @property
    def projects(self) -> Projects: ...
    @property
    def issues(self) -> Issues: ...
    @property
    def baselines(self) -> Baselines: ...
    @property
    def risks(self) -> Risks: ...
    @property
    def standings(self) -> Standings: ...
    @property
    def register(self) -> Register: ...
    @property
    def saved_views(self) -> SavedViews: ...
    @property
    def meetings(self) -> Meetings: ...
    @property
    def models(self) -> RiskModelShelf: ...
    @property
    def imports(self) -> Imports: ...
    @property
    def people(self) -> KnownPeople: ...
    @property
    def reviews(self) -> Reviews: ...
    @property
    def calendar(self) -> Calendar: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def errands(self) -> Errands: ...
    @property
    def mirror(self) -> Mirror: ...
    def commit(self) -> None: ...


class Work(Protocol):
    """Opens a unit of work for one site; `write` takes the database's write lock at once (SQLite)."""

    def __call__(self, site_id: SiteId, *, write: bool = False) -> AbstractContextManager[UnitOfWork]: ...
