"""What use cases need of storage for registers: the risks, the models they are rated with, the people who own them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from plugin.domain.burndown import Step
from plugin.domain.drafts import PackUse
from plugin.domain.flag import Flag
from plugin.domain.flags import Away
from plugin.domain.ids import AccountId, IssueId, ProjectId, RiskId
from plugin.domain.meeting import Meeting
from plugin.domain.register import RiskTotals
from plugin.domain.risk import Risk
from plugin.domain.risk_model import RiskModel, RiskModels
from plugin.domain.standing import Period, Stood
from plugin.usecases.import_records import Imported, ImportProblem, RegisterImport
from plugin.usecases.records import MadeModel, Page


class Risks(Protocol):
    """A project's register."""

    def add(self, risk: Risk) -> None: ...
    def add_all(self, risks: Sequence[Risk]) -> None:
        """Add many at once."""

    def save(self, risk: Risk) -> None:
        """Update, raising `version` by one; raises Stale when `risk.version` is not the stored one."""

    def get(self, risk_id: RiskId) -> Risk | None:
        """The risk of that id, deleted ones included."""

    def many(self, risk_ids: Collection[RiskId]) -> Mapping[RiskId, Risk]:
        """The risks of these ids, deleted ones included."""

    def keys(self, risk_ids: Collection[RiskId]) -> Mapping[RiskId, str]:
        """The keys of these risks; deleted and unknown ones are left out."""

    def by_key(self, project_id: ProjectId, key: str) -> Risk | None:
        """The risk of that key in a project; None also where it is deleted."""

    def of_issues(self, issue_ids: Collection[IssueId]) -> Sequence[Risk]:
        """Risks tied to any of these issues, open and ended, each once."""

    def page(
        self, project_id: ProjectId, *, filters: Mapping[str, str], after: str | None = None, limit: int = 50
    ) -> Page[Risk]:
        """Worst first (level rank, score, oldest key). Filters: status ("active": open or triggered), level, owner
        ("none": nobody), category (codes, comma-separated), direction, due ("overdue"), answered ("no"), flag (a code,
        or "any"), with `today` for due, and cell ("<stage>.<direction>.<p>.<i>" of the present model).
        """

    def rated_with(self, project_id: ProjectId) -> Mapping[str, int]:
        """How many open risks and drafts have a rating of any stage in each model version."""

    def rated_in(self, project_id: ProjectId, version: str) -> Sequence[Risk]:
        """Open risks and drafts with a rating of any stage in that model version, worst first."""

    def totals(self, project_id: ProjectId) -> RiskTotals: ...
    def set_totals(self, project_id: ProjectId, totals: RiskTotals) -> None: ...
    def reviews_overdue(self, project_id: ProjectId, today: date) -> int: ...
    def next_review(self, project_id: ProjectId) -> date | None: ...
    def flagged(self, project_id: ProjectId) -> int: ...
    def actions_overdue(self, project_id: ProjectId, today: date) -> int: ...
    def sourced(self, project_id: ProjectId, kind: str) -> Sequence[Risk]:
        """The risks that came from a kind of source, drafts and ended ones included, in the order of their keys."""

    def pack_uses(self) -> Sequence[PackUse]:
        """What became of the risks of packs on the whole site, those dismissed most often first."""

    def titles(self, project_id: ProjectId) -> Sequence[tuple[RiskId, str, str]]:
        """Id, key and title of every open risk and every draft, in the order of their keys."""

    def living(self, project_id: ProjectId) -> Sequence[Risk]:
        """Every open risk and every draft, by key; the number of queries does not grow with theirs."""

    def to_sweep(self, project_id: ProjectId) -> Sequence[tuple[Risk, frozenset[str]]]:
        """Every open risk, and every other one of which a flag was told, with the flags that were told."""

    def note_flags(self, risk_id: RiskId, flags: Iterable[Flag], told: Iterable[str]) -> None:
        """Keep a risk's flags and which of them were told, without raising its version."""

    def has_watches(self, project_id: ProjectId) -> bool: ...
    def watched(self, project_id: ProjectId) -> Sequence[Risk]: ...
    def note_triggers(self, risk: Risk) -> None:
        """Keep how a risk's triggers are, without raising its version; its project must be held for writing."""

    def looked_at(self, project_id: ProjectId) -> datetime | None: ...
    def note_look(self, project_id: ProjectId, at: datetime) -> None: ...


class Imports(Protocol):
    """Sheets on their way into registers."""

    def add(self, one: RegisterImport) -> None: ...
    def save(self, one: RegisterImport) -> None: ...
    def get(self, import_id: str) -> RegisterImport | None: ...
    def latest(self, project_id: ProjectId, limit: int) -> Sequence[RegisterImport]:
        """Newest first."""

    def add_part(self, import_id: str, number: int, held: bytes) -> None:
        """Keep a piece of the file; the same number again replaces it."""

    def file(self, import_id: str) -> bytes: ...
    def drop_file(self, import_id: str) -> None: ...
    def drop_left(self, before: datetime) -> None:
        """Forget imports that were begun before that instant and never started."""

    def tell(self, import_id: str, problems: Iterable[ImportProblem]) -> None: ...
    def problems(
        self, import_id: str, *, kind: str | None = None, after: str | None = None, limit: int = 50
    ) -> Page[ImportProblem]:
        """What is told of rows, in their order; `kind` is "bad" or "note"."""

    def count_problems(self, import_id: str, kind: str) -> int: ...
    def imported(self, project_id: ProjectId, references: Collection[str]) -> Mapping[str, Imported]:
        """What rows of these references became."""

    def by_key(self, project_id: ProjectId, keys: Collection[str]) -> Mapping[str, Imported]:
        """What rows became by the keys that their sheet uses."""

    def keep(self, project_id: ProjectId, rows: Iterable[Imported]) -> None: ...
    def related(self, import_id: str, after_row: int, limit: int) -> Sequence[Imported]:
        """The rows of an import that name other risks, in their order."""


class KnownPeople(Protocol):
    """Which of the people who own risks and actions are still there."""

    def away(self) -> Away: ...
    def known(self, account_ids: Collection[AccountId], since: datetime | None = None) -> frozenset[AccountId]:
        """Those of them that Jira was asked for before; with `since`, not longer ago than that."""

    def note(self, active: Mapping[AccountId, bool], at: datetime) -> frozenset[AccountId]:
        """Keep what Jira said just now; returns those who came or went since."""


class Meetings(Protocol):
    """Review meetings, open and past."""

    def add(self, meeting: Meeting) -> None: ...
    def save(self, meeting: Meeting) -> None:
        """Update, raising `version` by one; raises Stale when `meeting.version` is not the stored one."""

    def get(self, meeting_id: str) -> Meeting | None: ...
    def of_project(self, project_id: ProjectId, *, limit: int = 50) -> Sequence[Meeting]:
        """Newest first."""


class Standings(Protocol):
    """How each risk stood, stretch by stretch."""

    def last(self, risk_id: RiskId) -> Period | None:
        """The stretch that lasts until now; None where nothing is kept of that risk yet."""

    def keep(self, project_id: ProjectId, periods: Iterable[Period]) -> None:
        """Write these stretches; one that is there, by risk and number, is written anew."""

    def missing(self, project_id: ProjectId, limit: int) -> Sequence[RiskId]:
        """Risks of the project, deleted ones included, of which nothing is kept yet."""

    def of_risk(self, risk_id: RiskId) -> Sequence[Period]:
        """The whole life of a risk, in order."""

    def of_project(self, project_id: ProjectId) -> Sequence[Step]:
        """What each change did to exposure, for all risks of the project, in the order of their instants."""

    def at(self, project_id: ProjectId, instant: datetime) -> Sequence[Stood]:
        """How every risk that was in the register then stood at an instant, by key."""


class RiskModelShelf(Protocol):
    """The site's risk models: versions that never change, the site's choice and each project's own."""

    def of_project(self, project_id: ProjectId) -> RiskModels:
        """What a project rates with (its own choice, else the site's, else the starter model) and all older ones."""

    def choice(self, project_id: ProjectId | None) -> str | None:
        """The version chosen for a project, or for the site (None); None where no choice was made there."""

    def all(self) -> Sequence[MadeModel]:
        """Newest first, the starter model last."""

    def add(self, model: RiskModel, at: datetime, by: AccountId | None) -> None: ...
    def choose(self, project_id: ProjectId | None, version: str | None, at: datetime, by: AccountId | None) -> None:
        """Have a project (None: the site) rate with a version; version None gives up a choice of its own."""
