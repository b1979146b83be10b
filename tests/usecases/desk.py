"""A site with one switched-on project on a real SQLite file, and Jira's side of issues as handlers would tell it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from plugin.domain.commands import BuryIssue, Command, RawMove, Snapshot, TrackIssue
from plugin.domain.ids import AccountId, IssueId, ProjectId, SiteId, VersionId
from plugin.domain.issue import Field, IssueChange, IssueState
from plugin.domain.quantities import plain
from plugin.storage import Database, Secrets, SqlQueue, SqlSites, SqlWork, open_database
from plugin.usecases.act import Act
from plugin.usecases.records import Project, ProjectSettings, Version
from plugin.usecases.tracking import Step, execute
from plugin.wiring import utcnow
from tests.databases import migrated_copy

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ESTIMATE, SPRINT = "customfield_10016", "customfield_10020"
PROJECT, ELSEWHERE = ProjectId("10000"), ProjectId("10100")
RELEASE, OTHER = VersionId("10001"), VersionId("10002")
KEY = "0123456789abcdef0123456789abcdef0123456789a="
CATEGORIES = {"1": "new", "3": "indeterminate", "10": "done"}
_FIELDS = {
    Field.VERSION: "fixVersions",
    Field.STATUS: "status",
    Field.RESOLUTION: "resolution",
    Field.TYPE: "issuetype",
    Field.PROJECT: "project",
    Field.ESTIMATE: ESTIMATE,
    Field.SPRINT: SPRINT,
}


@dataclass
class Desk:
    """One site at work; `now` is the clock."""

    database: Database
    work: SqlWork
    queue: SqlQueue
    sites: SqlSites
    site_id: SiteId
    now: datetime = START
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def new_id(self) -> str:
        """A fresh id, in order."""
        return f"{next(self.numbers):032x}"

    def clock(self) -> datetime:
        """The clock of use cases."""
        return self.now

    @contextmanager
    def act(self, by: str | None = "lead") -> Iterator[Act]:
        """A person's command, committed."""
        with self.work(self.site_id, write=True) as uow:
            yield Act(uow, AccountId(by) if by else None, self.now, self.new_id)
            uow.commit()

    def switch_on(self, project_id: ProjectId = PROJECT, key: str = "PAY", **settings: object) -> None:
        """A project that is on, with a release to freeze."""
        with self.act() as act:
            chosen = ProjectSettings(ESTIMATE, SPRINT, **settings)  # type: ignore[arg-type]
            act.uow.projects.save(Project(project_id, key, "Payment platform", enabled=True, settings=chosen))
            for version, name in ((RELEASE, "2.0"), (OTHER, "2.1")):
                if act.uow.calendar.version(version) is None:
                    act.uow.calendar.save_version(Version(version, project_id, name, release_on="2026-06-30"))

    def tell(self, *commands: Command, lane: ProjectId = PROJECT) -> None:
        """Carry commands out as one batch of one delivery each."""
        with self.work(self.site_id, write=True) as uow:
            execute(uow, lane, [Step(None, (command,)) for command in commands], self.now, self.new_id)
            uow.commit()


def open_desk(folder: Path) -> Desk:
    """A desk on a fresh database in a folder."""
    database = open_database(migrated_copy(folder))
    sites = SqlSites(database, Secrets((KEY,)))
    site = sites.install(base_url="https://acme.example", at=START, client_key="acme", shared_secret="s" * 40)
    return Desk(database, SqlWork(database, utcnow), SqlQueue(database), sites, site.id)


def snapshot(issue_id: str, state: IssueState, created: datetime, summary: str = "Refund a card payment") -> Snapshot:
    """What a body shows of an issue in this state."""
    return Snapshot(
        issue_id=IssueId(issue_id),
        key=f"PAY-{int(issue_id) - 10000}",
        project_id=state.project_id,
        project_key="PAY",
        summary=summary,
        type_id=state.type_id,
        type_role={"story": "item", "sub": "subtask", "epic": "container"}[state.type_id],
        status_id=state.status_id,
        status_category=CATEGORIES[state.status_id],
        resolution=state.resolution,
        versions=state.versions,
        numbers={} if state.estimate is None else {ESTIMATE: str(plain(state.estimate))},
        sprints={SPRINT: state.sprints},
        created_at=created,
        creator=AccountId("a"),
    )


def raw(change: IssueChange) -> tuple[RawMove, ...]:
    """A change as Jira's changelog words it; a number has its value in the text only."""
    moves = []
    for move in change.moves:
        if move.field is Field.DELETED:
            continue
        name = _FIELDS[move.field]
        ids = (None, None) if move.field is Field.ESTIMATE else (move.old, move.new)
        moves.append(RawMove(name, name, *ids, move.old, move.new))
    return tuple(moves)


def track(issue_id: str, state: IssueState, change: IssueChange, created: datetime) -> TrackIssue:
    """The command of an update that left the issue in this state."""
    return TrackIssue(snapshot(issue_id, state, created), change.id, raw(change), change.actor, change.at)


def born(issue_id: str, state: IssueState, at: datetime) -> TrackIssue:
    """The command of a creation."""
    return TrackIssue(snapshot(issue_id, state, at), f"t{issue_id}", (), AccountId("a"), at, created=True)


def story(**changes: object) -> IssueState:
    """A story of five points in the release, to do."""
    plain_state: dict[str, object] = {
        "project_id": PROJECT,
        "type_id": "story",
        "status_id": "1",
        "estimate": 5000,
        "versions": frozenset({RELEASE}),
    }
    return IssueState(**{**plain_state, **changes})  # type: ignore[arg-type]


def days(number: float) -> datetime:
    """An instant so many days after the start."""
    return START + timedelta(days=number)


def in_turn(commands: Sequence[TrackIssue | BuryIssue], sizes: Sequence[int]) -> Iterator[list[TrackIssue | BuryIssue]]:
    """Cut commands into batches of these sizes, over and over."""
    rest = list(commands)
    for size in itertools.cycle(sizes):
        if not rest:
            return
        batch, rest = rest[:size], rest[size:]
        yield batch
