"""One site, one transaction: the repositories of a site on one connection, committed together or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Connection

from plugin.domain.flag import Flag
from plugin.domain.flags import flags_of
from plugin.domain.ids import SiteId
from plugin.domain.risk import Risk
from plugin.storage.baselines import SqlBaselines
from plugin.storage.calendar import SqlCalendar
from plugin.storage.closing import close
from plugin.storage.database import Database
from plugin.storage.errands import SqlErrands
from plugin.storage.facts import SqlFacts
from plugin.storage.imports import SqlImports
from plugin.storage.issues import SqlIssues
from plugin.storage.meetings import SqlMeetings
from plugin.storage.mirror import SqlMirror
from plugin.storage.people import SqlPeople
from plugin.storage.projects import SqlProjects
from plugin.storage.register import SqlRegister
from plugin.storage.reviews import SqlReviews
from plugin.storage.risk_models import SqlRiskModels
from plugin.storage.risks import SqlRisks
from plugin.storage.saved_views import SqlSavedViews
from plugin.storage.standings import SqlStandings
from plugin.usecases.ports import Clock
from plugin.usecases.queue import Batch


class SqlUnitOfWork:
    """The repositories of one site; fulfils UnitOfWork and BatchEnd."""

    def __init__(self, connection: Connection, site_id: SiteId, today: date, *, write: bool) -> None:
        """`today` is the day by which flags are set on risks as they are written."""
        self._connection = connection
        self._site_id = site_id
        self._today = today
        self._write = write

    @property
    def site_id(self) -> SiteId:
        """The site that everything here belongs to."""
        return self._site_id

    @cached_property
    def projects(self) -> SqlProjects:
        """The site's projects."""
        return SqlProjects(self._connection, self._site_id)

    @cached_property
    def issues(self) -> SqlIssues:
        """The site's issues."""
        return SqlIssues(self._connection, self._site_id)

    @cached_property
    def baselines(self) -> SqlBaselines:
        """The site's baselines."""
        return SqlBaselines(self._connection, self._site_id)

    @cached_property
    def risks(self) -> SqlRisks:
        """The site's risks."""
        return SqlRisks(self._connection, self._site_id, self.models.of_project, self._flags)

    @cached_property
    def people(self) -> SqlPeople:
        """Which of the site's owners are still there."""
        return SqlPeople(self._connection, self._site_id)

    @cached_property
    def imports(self) -> SqlImports:
        """Sheets on their way into the site's registers."""
        return SqlImports(self._connection, self._site_id)

    @cached_property
    def meetings(self) -> SqlMeetings:
        """The site's review meetings."""
        return SqlMeetings(self._connection, self._site_id)

    @cached_property
    def standings(self) -> SqlStandings:
        """How the site's risks stood over time."""
        return SqlStandings(self._connection, self._site_id)

    @cached_property
    def register(self) -> SqlRegister:
        """Lists of the site's risks."""
        return SqlRegister(self._connection, self._site_id, self.risks.whole)

    @cached_property
    def saved_views(self) -> SqlSavedViews:
        """Views of registers that people have kept."""
        return SqlSavedViews(self._connection, self._site_id)

    @cached_property
    def models(self) -> SqlRiskModels:
        """The site's risk models."""
        return SqlRiskModels(self._connection, self._site_id)

    @cached_property
    def reviews(self) -> SqlReviews:
        """The site's reviews and lessons."""
        return SqlReviews(self._connection, self._site_id)

    @cached_property
    def calendar(self) -> SqlCalendar:
        """The site's versions and sprints."""
        return SqlCalendar(self._connection, self._site_id)

    @cached_property
    def facts(self) -> SqlFacts:
        """What happened on the site."""
        return SqlFacts(self._connection, self._site_id)

    @cached_property
    def errands(self) -> SqlErrands:
        """What is to be done later."""
        return SqlErrands(self._connection, self._site_id)

    @cached_property
    def mirror(self) -> SqlMirror:
        """What Jira's properties were last told."""
        return SqlMirror(self._connection, self._site_id)

    def _flags(self, risk: Risk) -> tuple[Flag, ...]:
        return flags_of(risk, self.models.of_project(risk.project_id), self._today, self.people.away())

    def close(self, batch: Batch, fates: Mapping[int, tuple[str, str | None]], now: datetime) -> None:
        """Mark deliveries of a batch done; raises LeaseLost where the lane is no longer the batch's owner's."""
        close(self._connection, batch, fates, now)

    def commit(self) -> None:
        """Make it last. Raises RuntimeError in a unit of work that was opened for reading."""
        if not self._write:
            raise RuntimeError("this unit of work was opened for reading; open it with write=True")
        self.errands.flush()
        self._connection.commit()


class SqlWork:
    """Opens units of work; fulfils Work."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """`clock` tells the day by which flags are set on risks as they are written."""
        self._database = database
        self._clock = clock

    @contextmanager
    def __call__(self, site_id: SiteId, *, write: bool = False) -> Iterator[SqlUnitOfWork]:
        """A unit of work for one site; leaving without commit() rolls everything back."""
        with self._database.connected(site_id, write=write) as connection:
            connection.begin()
            yield SqlUnitOfWork(connection, site_id, self._clock().date(), write=write)
