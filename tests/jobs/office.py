"""A running app with its Jira, whose background work is done by hand and whose clock runs ahead when told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from descriptors.identity import GLANCE_STATUS_KEY, KEY
from plugin.domain.baseline import Baseline, Definition, Kind
from plugin.domain.ids import AccountId, ProjectId, SiteId, VersionId
from plugin.jira.gateway import CloudJira
from plugin.jira.session import Link, SharedAdapter
from plugin.jobs.deliveries import Deliveries
from plugin.jobs.errands import Errands
from plugin.jobs.runners import runners
from plugin.jobs.watching import Watching
from plugin.platform.signing import ConnectAuth
from plugin.usecases import backfill
from plugin.usecases.act import Act
from plugin.usecases.caller import KnownSite
from plugin.usecases.jira_port import Jira
from plugin.usecases.records import Project
from plugin.usecases.scope import freeze
from plugin.wiring import decide, new_id, utcnow
from tests.standin.model import Recorded
from tests.standin.world import Site
from tests.web.core.bench import LEAD, Bench, open_bench

QUIET_SECONDS = 4
"""Longer than the mirror waits for an issue or a project to come to rest."""


@dataclass
class Office:
    """Acme's Jira, the app that it installed, and the app's work waiting to be done."""

    bench: Bench
    pool: SharedAdapter
    ahead: timedelta = timedelta()
    through: Callable[[CloudJira], Jira] = field(default=lambda jira: jira)
    """What stands between the app and the gateway, for tests that look or interfere."""

    @property
    def jira(self) -> Site:
        """Acme's Jira."""
        return self.bench.acme

    @property
    def project_id(self) -> ProjectId:
        """The project of these tests."""
        return ProjectId(self.jira.project("PAY").id)

    def clock(self) -> Any:
        """The app's clock."""
        return utcnow() + self.ahead

    def wait(self, **by: float) -> None:
        """Let time pass for the app."""
        self.ahead += timedelta(**by)

    def gateway(self, site_id: SiteId) -> Jira:
        """The real gateway, less patient than usual."""
        site = self.bench.app.sites.get(site_id)
        assert site is not None
        assert site.client_key
        assert site.shared_secret
        known = KnownSite(site.id, site.client_key, site.shared_secret, site.base_url, active=True)
        auth = ConnectAuth(KEY, known, utcnow)
        return self.through(CloudJira(Link(site.base_url, auth, self.pool, utcnow, patience=(1.0, 0.4))))

    def errands(self) -> Errands:
        """Who runs errands."""
        work, queue = self.bench.app.work, self.bench.app.queue
        kinds = runners(work, queue, self.gateway, clock=self.clock, new_id=new_id, glance_key=GLANCE_STATUS_KEY)
        watching = Watching(work, self.gateway, clock=self.clock).runners()
        return Errands(queue, {**kinds, **watching}, clock=self.clock)

    def take_deliveries(self) -> int:
        """Everything that Jira has to say, processed."""
        self.jira.webhooks.drain()
        worker = Deliveries(self.bench.app.queue, self.bench.app.work, decide, clock=self.clock, new_id=new_id)
        done = 0
        while count := worker.run_once("worker"):
            done += count
        return done

    def run_errands(self) -> int:
        """Everything that is due, done."""
        errands, done = self.errands(), 0
        while count := errands.run_once("worker"):
            done += count
        return done

    def settle(self) -> None:
        """Deliveries and errands until all is quiet."""
        self.take_deliveries()
        self.wait(seconds=QUIET_SECONDS)
        self.run_errands()

    @contextmanager
    def act(self) -> Iterator[Act]:
        """A person's command, committed."""
        with self.bench.app.work(self.bench.site_id, write=True) as uow:
            yield Act(uow, AccountId(LEAD), self.clock(), new_id)
            uow.commit()

    def ask_for_reading(self) -> None:
        """Switch the project on."""
        with self.act() as act:
            backfill.switch_on(act, self.project_id)

    def freeze(self, version_id: str, name: str = "2.0 as agreed") -> Baseline:
        """Agree on what a version holds now."""
        with self.act() as act:
            return freeze(act, self.project_id, name, Definition(Kind.VERSION, VersionId(version_id)))

    def project(self) -> Project:
        """The project as the app knows it."""
        with self.bench.app.work(self.bench.site_id) as uow:
            project = uow.projects.get(self.project_id)
        assert project is not None
        return project

    def errand(self, kind: str) -> tuple[str, int, float, str | None]:
        """State, attempts, seconds until it is due, and error of the latest errand of a kind."""
        statement = "SELECT state, attempts, run_at, error FROM errand WHERE kind = ? ORDER BY id DESC LIMIT 1"
        ((state, attempts, run_at, error),) = self.bench.rows(statement, kind)
        return state, attempts, run_at / 1e6 - self.clock().timestamp(), error

    def writes(self) -> list[Recorded]:
        """The requests that wrote properties."""
        return [r for r in self.jira.requests if "/properties" in r.path and r.method in {"PUT", "POST"}]


@contextmanager
def open_office(folder: Path) -> Iterator[Office]:
    """An office over a fresh bench."""
    with open_bench(folder) as bench:
        pool = SharedAdapter()
        try:
            yield Office(bench, pool)
        finally:
            pool.shut()
