"""A sheet brought in on a real database, as the web and the worker do it together."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from cryptography.fernet import Fernet

from plugin.domain.ids import AccountId, IssueId, ProjectId, RiskId, SiteId
from plugin.domain.risk import Risk, Source
from plugin.storage import Database, Secrets, SqlSites, SqlWork, open_database
from plugin.usecases.act import Act
from plugin.usecases.import_records import ImportProblem, RegisterImport
from plugin.usecases.records import Project, ProjectSettings
from plugin.usecases.sheets import import_acts, importing
from plugin.usecases.sheets.examining import look
from plugin.usecases.sheets.guessing import guessed
from plugin.wiring.sheets import AsWritten, SheetFiles
from tests.databases import migrated_copy
from tests.storage.builders import an_issue

T = TypeVar("T")

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
BY = AccountId("5b10a2844c20165700ede001")
HOME = ProjectId("10000")
OTHER = ProjectId("10001")
PART = 300_000
SITE = SiteId(1)


@dataclass
class Office:
    """One site with two projects, and hands that bring sheets in."""

    database: Database
    now: datetime = NOW
    issues: dict[str, IssueId] = field(default_factory=dict)
    unseen: set[IssueId] = field(default_factory=set)

    @property
    def work(self) -> SqlWork:
        return SqlWork(self.database, lambda: self.now)

    @property
    def hands(self) -> importing.Hands:
        return importing.Hands(
            self.work, SheetFiles(), self._visible, lambda: self.now, lambda: uuid.uuid4().hex, AsWritten()
        )

    def _visible(self, _site: SiteId, _by: AccountId | None, asked: Collection[IssueId]) -> Collection[IssueId]:
        return set(asked) - self.unseen

    def act(self, do: Callable[[Act], T]) -> T:
        """Do something as a person and commit it."""
        with self.work(SITE, write=True) as uow:
            done = do(Act(uow, BY, self.now, lambda: uuid.uuid4().hex))
            uow.commit()
        return done

    def put_issue(self, issue_id: IssueId, key: str) -> None:
        """An issue in Jira that we know of."""
        history = an_issue(issue_id, key=key)
        with self.work(SITE, write=True) as uow:
            uow.issues.save([(history, ())])
            uow.commit()

    def started(
        self, held: bytes, name: str = "register.csv", project: ProjectId = HOME, **chosen: Any
    ) -> RegisterImport:
        """The sheet handed over in parts, its columns guessed (and `chosen` otherwise), and started."""
        one = self.act(lambda act: import_acts.begin(act, project, name))
        for number, at in enumerate(range(0, len(held), PART)):
            hand_over = partial(import_acts.hand_over, number=number, held=held[at : at + PART])
            self.act(partial(hand_over, project_id=project, import_id=one.id))
        looked = look(SheetFiles().read(name, held))
        with self.work(SITE) as uow:
            models, known = uow.models.of_project(project), uow.projects.get(project)
        assert known is not None
        mapping = replace(guessed(looked.sample, models.current, known.settings.currency), **chosen)
        headings = tuple(looked.sample.headings)
        self.act(lambda act: import_acts.choose(act, project, one.id, mapping, headings, None))
        return self.act(lambda act: import_acts.start(act, project, one.id, mapping, 0))

    def brought(
        self, held: bytes, name: str = "register.csv", project: ProjectId = HOME, **chosen: Any
    ) -> RegisterImport:
        """The sheet brought in to its end."""
        one = self.started(held, name, project, **chosen)
        importing.run(self.hands, SITE, one.id)
        return self.import_(one.id)

    def import_(self, import_id: str) -> RegisterImport:
        """An import as it stands."""
        with self.work(SITE) as uow:
            one = uow.imports.get(import_id)
        assert one is not None
        return one

    def problems(self, import_id: str, kind: str | None = None) -> Sequence[ImportProblem]:
        """What is told of an import's rows."""
        with self.work(SITE) as uow:
            return uow.imports.problems(import_id, kind=kind, limit=1000).items

    def risks(self, project: ProjectId = HOME) -> list[Risk]:
        """The register, by key."""
        found: list[Risk] = []
        after: str | None = None
        while True:
            with self.work(SITE) as uow:
                page = uow.risks.page(project, filters={}, after=after, limit=500)
            found += page.items
            after = page.after
            if after is None:
                return sorted(found, key=lambda risk: int(risk.key.partition("-")[2]))

    def change(self, risk: Risk, **changes: Any) -> Risk:
        """Somebody edits a risk here."""
        with self.work(SITE, write=True) as uow:
            uow.risks.save(replace(risk, **changes))
            uow.commit()
        return replace(risk, **changes, version=risk.version + 1)


def open_office(folder: Path) -> Office:
    """A site on a fresh database, two projects switched on."""
    database = open_database(migrated_copy(folder))
    sites = SqlSites(database, Secrets([Fernet.generate_key().decode()]))
    site = sites.install(client_key="acme", base_url="https://acme.atlassian.net", shared_secret="s" * 32, at=NOW)
    assert site.id == SITE
    office = Office(database)
    with office.work(SITE, write=True) as uow:
        for project, key in ((HOME, "PAY"), (OTHER, "NEW")):
            uow.projects.save(Project(project, key, key, enabled=True, settings=ProjectSettings()))
        uow.commit()
    return office


def whole(risk: Risk) -> Risk:
    """A risk without what an import cannot and should not bring along: identity, origin, order of writing."""
    return replace(
        risk,
        id=RiskId(""),
        key="",
        project_id=HOME,
        version=1,
        source=Source(),
        flags=(),
        relations=(),
        treatment=replace(risk.treatment, actions=tuple(replace(one, id="") for one in risk.treatment.actions)),
        triggers=tuple(replace(one, id="") for one in risk.triggers),
    )
