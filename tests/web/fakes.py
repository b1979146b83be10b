"""A made-up world for tests of the web: two sites on real SQLite storage, their people, and a Jira from memory."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.fernet import Fernet

from plugin.content.shipped import shipped_packs
from plugin.domain.commands import BuryIssue, RawMove, Snapshot, TrackIssue, TrackVersion
from plugin.domain.ids import AccountId, IssueId, ProjectId, SiteId, VersionId
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.storage import Database, Secrets, SqlQueue, SqlSites, SqlTokens, SqlWork, open_database
from plugin.usecases.act import Act
from plugin.usecases.authority import BROWSE, EDIT, MANAGE, Authority
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import Meanings, Project, ProjectSettings
from plugin.usecases.tracking import Step, execute
from plugin.web.services import Services
from plugin.wiring.sheets import SheetFiles
from tests.databases import migrated_copy
from tests.web.fake_doors import FakeDoors
from tests.web.fake_jira import CATEGORIES, DOING, DONE, POINTS, TODO, FakeJira

CREATE = "CREATE_ISSUES"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ANA = AccountId("5b10a2844c20165700ede001")
BEN = AccountId("5b10a2844c20165700ede002")
VERA = AccountId("5b10a2844c20165700ede003")
CLEO = AccountId("5b10a2844c20165700ede009")
NAMES = {ANA: "Release lead", BEN: "Developer", VERA: "Auditor", CLEO: "Neighbour"}
PAY = ProjectId("10000")
VERSION = VersionId("10001")

__all__ = [
    "ANA",
    "BEN",
    "CATEGORIES",
    "CLEO",
    "DOING",
    "DONE",
    "NAMES",
    "NOW",
    "PAY",
    "POINTS",
    "TODO",
    "VERA",
    "VERSION",
    "Clock",
    "FakeDoors",
    "FakeJira",
    "World",
    "a_world",
    "moved",
]


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        """Move on, for example `forward(days=1)`."""
        self.now += timedelta(**by)
        return self.now


@dataclass
class World:
    """What a test of the web needs: the services, what they stand on, and verbs that make things happen in Jira."""

    services: Services
    database: Database
    clock: Clock
    acme: SiteId
    globex: SiteId
    jira: dict[SiteId, FakeJira]
    tokens: SqlTokens
    queue: SqlQueue
    rung: list[datetime]
    _change: int = 0

    def headers(self, account_id: AccountId | None) -> dict[str, str]:
        """The headers that make a request somebody's; Cleo's come from globex."""
        if account_id is None:
            return {}
        return {
            "X-Test-Account": account_id,
            "X-Test-Site": str(self.globex if account_id == CLEO else self.acme),
        }

    def act(self, uow: UnitOfWork, by: AccountId | None = ANA) -> Act:
        """A command of a person in a unit of work that is open, for arranging things without the web."""
        return Act(uow, by, self.clock(), self.services.new_id)

    def put_project(
        self, project_id: ProjectId = PAY, key: str = "PAY", name: str = "Payments", *, enabled: bool = True
    ) -> Project:
        """A project of acme's that is switched on: Ana manages it, Ben contributes, Vera sees."""
        jira = self.jira[self.acme]
        jira.project_names[project_id] = (key, name)
        jira.allow(ANA, project_id, BROWSE, EDIT, MANAGE, CREATE)
        jira.allow(BEN, project_id, BROWSE, EDIT, CREATE)
        jira.allow(VERA, project_id, BROWSE)
        project = Project(project_id, key, name, enabled=enabled, settings=ProjectSettings(estimate_field=POINTS))
        with self.services.work(self.acme, write=True) as uow:
            uow.projects.save(project)
            uow.projects.learn(Meanings(CATEGORIES, {}))
            uow.commit()
        return project

    def put_version(
        self,
        version_id: VersionId = VERSION,
        name: str = "1.0",
        *,
        project_id: ProjectId = PAY,
        release_on: str | None = "2026-12-01",
        released: bool = False,
    ) -> None:
        """A version as Jira tells of it now."""
        told = TrackVersion(
            version_id=version_id,
            project_id=project_id,
            name=name,
            released=released,
            archived=False,
            start_on=None,
            release_on=release_on,
            deleted=False,
            at=self.clock(),
            event="jira:version_updated",
        )
        self._tell(project_id, told)

    def put_issue(
        self,
        issue_id: str,
        *,
        key: str | None = None,
        summary: str | None = None,
        project_id: ProjectId = PAY,
        points: str | None = "5",
        versions: Collection[VersionId] = (VERSION,),
        status: str = TODO,
    ) -> IssueId:
        """An issue that is created now."""
        shown = _snapshot(issue_id, key, summary, project_id, self.clock())
        shown = _with(shown, points=points, versions=versions, status=status)
        self.jira[self.acme].places[shown.issue_id] = project_id
        self._tell(project_id, TrackIssue(shown, self._next(), (), ANA, self.clock(), created=True))
        return shown.issue_id

    def move_issue(
        self,
        issue_id: str,
        moves: Sequence[RawMove],
        *,
        points: str | None = "5",
        versions: Collection[VersionId] = (VERSION,),
        status: str = TODO,
        by: AccountId = BEN,
        project_id: ProjectId = PAY,
    ) -> None:
        """An issue changes now: the moves, and how it stands afterwards."""
        shown = _with(_snapshot(issue_id, None, None, project_id, NOW), points=points, versions=versions, status=status)
        self._tell(project_id, TrackIssue(shown, self._next(), tuple(moves), by, self.clock()))

    def finish_issue(self, issue_id: str) -> None:
        """An issue becomes done now."""
        self.move_issue(issue_id, [moved("status", TODO, DONE)], status=DONE)

    def reestimate_issue(self, issue_id: str, old: str, new: str) -> None:
        """An issue is estimated anew now."""
        self.move_issue(issue_id, [RawMove(POINTS, "Story point estimate", None, None, old, new)], points=new)

    def delete_issue(self, issue_id: str, *, project_id: ProjectId = PAY) -> None:
        """An issue is deleted now; Jira no longer knows it."""
        self.jira[self.acme].places.pop(IssueId(issue_id), None)
        self._tell(project_id, BuryIssue(IssueId(issue_id), project_id, BEN, self.clock(), None))

    def _tell(self, lane: ProjectId, command: TrackIssue | BuryIssue | TrackVersion) -> None:
        with self.services.work(self.acme, write=True) as uow:
            execute(uow, lane, [Step(None, (command,))], self.clock(), self.services.new_id)
            uow.commit()

    def _next(self) -> str:
        self._change += 1
        return str(20_000 + self._change)


def moved(field_id: str, old: str | None, new: str | None) -> RawMove:
    """One changelog item whose texts are its ids."""
    return RawMove(field_id, field_id, old, new, old, new)


def a_world(folder: Path) -> World:
    """Two sites on a fresh SQLite database in that folder; nothing is in them yet. Dispose of `database` at the end."""
    database = open_database(migrated_copy(folder))
    clock, rung = Clock(), list[datetime]()
    secrets = Secrets([Fernet.generate_key().decode()])
    sites, tokens, queue = SqlSites(database, secrets), SqlTokens(database), SqlQueue(database)
    acme, globex = (
        sites.install(
            client_key=name,
            base_url=f"https://{name}.atlassian.net",
            shared_secret=f"{name} secret of thirty-two characters",
            at=NOW,
        ).id
        for name in ("acme", "globex")
    )
    jira = {acme: FakeJira(names=dict(NAMES), admins={ANA}), globex: FakeJira(names=dict(NAMES), admins={CLEO})}
    services = Services(
        work=SqlWork(database, clock),
        queue=queue,
        doors=FakeDoors(tokens),
        authority=Authority(jira.__getitem__, clock),
        tokens=tokens,
        jira=jira.__getitem__,
        site=sites.get,
        clock=clock,
        new_id=lambda: uuid.uuid4().hex,
        ring=lambda: rung.append(clock()),
        ready=dict,
        files=SheetFiles(),
        base_url="http://localhost:8000",
        all_js_url="https://connect-cdn.atl-paas.net/all.js",
        packs=shipped_packs(STARTER_CATEGORIES),
    )
    return World(services, database, clock, acme, globex, jira, tokens, queue, rung)


def _snapshot(
    issue_id: str, key: str | None, summary: str | None, project_id: ProjectId, created_at: datetime
) -> Snapshot:
    number = issue_id[-2:].lstrip("0") or "0"
    return Snapshot(
        issue_id=IssueId(issue_id),
        key=key or f"PAY-{number}",
        project_id=project_id,
        project_key="PAY",
        summary=summary or f"Story {number}",
        type_id="10001",
        type_role="item",
        status_id=TODO,
        status_category=CATEGORIES[TODO],
        resolution=None,
        versions=frozenset(),
        numbers={},
        sprints={},
        created_at=created_at,
        creator=ANA,
    )


def _with(shown: Snapshot, *, points: str | None, versions: Collection[VersionId], status: str) -> Snapshot:
    return replace(
        shown,
        numbers={} if points is None else {POINTS: points},
        versions=frozenset(versions),
        status_id=status,
        status_category=CATEGORIES[status],
    )
