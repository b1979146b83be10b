"""Bring a sheet into a register slice by slice, each committed with how far it came: what is cut off goes on there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from plugin.domain.facts import Cause
from plugin.domain.ids import AccountId, IssueId, ProjectId, SiteId
from plugin.usecases.import_records import ImportProblem, ImportState, RegisterImport
from plugin.usecases.ports import Clock, NewId, UnitOfWork, Work
from plugin.usecases.records import Project
from plugin.usecases.sheets.around import Around, Stamp
from plugin.usecases.sheets.bulk import write_all
from plugin.usecases.sheets.counting import plus
from plugin.usecases.sheets.judging import BAD, Given, Judge, Verdict, known_of
from plugin.usecases.sheets.list_reading import issue_keys
from plugin.usecases.sheets.mapping_json import mapping_from
from plugin.usecases.sheets.ports import Files
from plugin.usecases.sheets.relating import relate
from plugin.usecases.sheets.row_reading import read_row
from plugin.usecases.tables import RowItem, RowProblem, SheetRow, Table, TableRefused
from plugin.usecases.views.wording import Wording

ERRAND = "import-register"
SLICE = 500
"""Rows in one transaction."""

Visible = Callable[[SiteId, AccountId | None, Collection[IssueId]], Collection[IssueId]]
"""Which of these issues a person may see; asked outside of any transaction, since it may ask Jira."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What the work is done with."""

    work: Work
    files: Files
    visible: Visible
    clock: Clock
    new_id: NewId
    say: Wording


def run(hands: Hands, site_id: SiteId, import_id: str, keep_alive: Callable[[], bool] = lambda: True) -> None:
    """Go on with an import where it stands, to its end. Does nothing for one that is not running (any more).

    `keep_alive` is called after each slice and answers False when somebody else took over.
    """
    with hands.work(site_id) as uow:
        one = uow.imports.get(import_id)
        if one is None or one.state is not ImportState.RUNNING:
            return
        held, project = uow.imports.file(import_id), uow.projects.get(one.project_id)
    if project is None or not project.enabled:
        end(hands, site_id, import_id, ImportState.FAILED, "Plumbline is not switched on for this project any more.")
        return
    try:
        table = hands.files.read(one.name, held, one.sheet)
        del held
        done = _Run(hands, site_id, one, project, table).go(keep_alive)
    except TableRefused as refused:
        end(hands, site_id, import_id, ImportState.FAILED, " ".join(p.detail for p in refused.problems))
        return
    if done and _relate_all(hands, site_id, one, keep_alive):
        end(hands, site_id, import_id, ImportState.DONE)


def end(hands: Hands, site_id: SiteId, import_id: str, state: ImportState, message: str = "") -> None:
    """Note how an import ended and forget its file; one that was cancelled meanwhile stays so."""
    with hands.work(site_id, write=True) as uow:
        one = uow.imports.get(import_id)
        if one is None:
            return
        uow.projects.lock(one.project_id)
        if one.state is ImportState.RUNNING:
            total = one.done if state is ImportState.DONE else one.total
            now = hands.clock()
            uow.imports.save(replace(one, state=state, message=message, total=total, ended_at=now))
            uow.projects.touch({one.project_id}, now)
        uow.imports.drop_file(import_id)
        uow.commit()


class _Run:
    """One import on its way."""

    def __init__(self, hands: Hands, site_id: SiteId, one: RegisterImport, project: Project, table: Table) -> None:
        self._hands = hands
        self._site_id = site_id
        self._one = one
        self._project = project
        self._table = table
        self._mapping = mapping_from(one.mapping)
        self._issues: dict[str, IssueId | None] = {}

    def go(self, keep_alive: Callable[[], bool]) -> bool:
        """Go through what is left; False where it has to stop before the end."""
        items = islice(self._table.rows(), self._one.done, None)
        done = self._one.done
        while batch := list(islice(items, SLICE)):
            if not self._slice(done, batch):
                return False
            done += len(batch)
            if not keep_alive():
                return False
        return True

    def _slice(self, done: int, batch: list[RowItem]) -> bool:
        """One transaction; False where the import was stopped, or somebody else went on from here."""
        rows = [item for item in batch if isinstance(item, SheetRow)]
        with self._hands.work(self._site_id) as uow:
            models = uow.models.of_project(self._project.id)
        currency = self._project.settings.currency
        given = [Given(row, read_row(row, self._mapping, models, currency)) for row in rows]
        self._learn_issues(given)
        now = self._hands.clock()
        with self._hands.work(self._site_id, write=True) as uow:
            project = uow.projects.lock(self._project.id)
            one = uow.imports.get(self._one.id)
            if project is None or one is None or one.state is not ImportState.RUNNING or one.done != done:
                return False
            models = uow.models.of_project(project.id)
            stamp = Stamp(now, one.made_by, models.current.version, self._hands.new_id)
            issues = {key: issue_id for key, issue_id in self._issues.items() if issue_id is not None}
            around = Around(models, self._mapping, issues, stamp)
            judge = Judge(project.id, one.id, one.headings, around, self._hands.say)
            verdict = judge.slice(given, known_of(uow, project.id, [one.read for one in given]))
            _write(uow, project.id, verdict, Cause(now, one.made_by, f"Import of {one.name}"))
            alone = [ImportProblem(p.number, 99, BAD, "", p.detail) for p in batch if isinstance(p, RowProblem)]
            uow.imports.tell(one.id, [*verdict.problems, *alone])
            counts = plus(one.counts, verdict.counts)
            total = max(one.total, done + len(batch))
            uow.imports.save(replace(one, done=done + len(batch), total=total, counts=counts))
            uow.commit()
        return True

    def _learn_issues(self, given: list[Given]) -> None:
        """The issues that rows name and that the person who brings them in may see; each is asked for once."""
        cells = [one.read.text(code) for one in given for code in ("issues", "actions")]
        keys = {key for cell in cells if cell for key in issue_keys(cell)} - self._issues.keys()
        if not keys:
            return
        with self._hands.work(self._site_id) as uow:
            found = {key: uow.issues.by_key(key) for key in sorted(keys)}
        alive = {brief.issue_id for brief in found.values() if brief is not None and not brief.deleted}
        seen = self._hands.visible(self._site_id, self._one.made_by, alive)
        for key, brief in found.items():
            self._issues[key] = brief.issue_id if brief is not None and brief.issue_id in seen else None


def _write(uow: UnitOfWork, project_id: ProjectId, verdict: Verdict, cause: Cause) -> None:
    new = [after for before, after in verdict.changes if before is None]
    keys: Iterator[str] = iter(uow.projects.next_keys(project_id, "R", len(new)))
    changes = [(before, after if before else replace(after, key=next(keys))) for before, after in verdict.changes]
    write_all(uow, project_id, changes, cause)
    uow.imports.keep(project_id, verdict.imported)


def _relate_all(hands: Hands, site_id: SiteId, one: RegisterImport, keep_alive: Callable[[], bool]) -> bool:
    """Set the relations that rows name, once all of them are there; False where it has to stop."""
    last = 0
    while True:
        with hands.work(site_id, write=True) as uow:
            uow.projects.lock(one.project_id)
            held = uow.imports.get(one.id)
            if held is None or held.state is not ImportState.RUNNING:
                return False
            rows = uow.imports.related(one.id, last, SLICE)
            if not rows:
                return True
            relate(uow, one, rows, hands.clock())
            uow.commit()
        last = rows[-1].row
        if not keep_alive():
            return False
