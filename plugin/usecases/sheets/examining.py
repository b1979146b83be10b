"""A sheet looked at before it is brought in: its columns with samples, its first rows as they would become."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from plugin.domain.ids import IssueId
from plugin.domain.risk import Risk
from plugin.domain.risk_model import RiskModels
from plugin.domain.written.people import people
from plugin.usecases.import_records import Counts, ImportProblem, RegisterImport
from plugin.usecases.ports import Clock, NewId, UnitOfWork
from plugin.usecases.sheets.around import Around, Stamp
from plugin.usecases.sheets.cell_reading import plain, text_of
from plugin.usecases.sheets.guessing import Sample
from plugin.usecases.sheets.judging import Given, Judge, known_of
from plugin.usecases.sheets.mapping import SheetMapping
from plugin.usecases.sheets.row_reading import read_row
from plugin.usecases.tables import SheetRow, SkippedRows, Table
from plugin.usecases.views.wording import Wording

MOST_EXAMINED = 2_000
"""Rows that are looked at while somebody waits; the others are judged as they are brought in."""
MOST_SHOWN = 20
MOST_PROBLEMS = 50
MOST_NAMES = 40


@dataclass(frozen=True, slots=True)
class Looked:
    """The rows that were looked at; `more` where there are others behind them."""

    sample: Sample
    rows: tuple[SheetRow, ...]
    skipped: int
    more: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would become of the rows that were looked at."""

    counts: Counts
    risks: tuple[tuple[int, Risk, str], ...]
    """Row, risk and what happens to it ("added" or "changed"), for the first rows."""
    problems: tuple[ImportProblem, ...]
    looked_at: int
    more: bool
    notes: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """What the look is done with."""

    uow: UnitOfWork
    clock: Clock
    new_id: NewId
    say: Wording
    issues: Mapping[str, IssueId] = field(default_factory=dict)


def look(table: Table) -> Looked:
    """The first rows of a table by column. Raises TableRefused where the file breaks off among them."""
    items = list(islice(table.rows(), MOST_EXAMINED + 1))
    rows = tuple(item for item in items[:MOST_EXAMINED] if isinstance(item, SheetRow))
    columns = [[row.cells[place] for row in rows] for place in range(len(table.headings))]
    skipped = sum(item.count for item in items if isinstance(item, SkippedRows))
    return Looked(Sample(table.headings, columns), rows, skipped, len(items) > MOST_EXAMINED)


def named_people(looked: Looked, mapping: SheetMapping) -> Collection[str]:
    """The different names and addresses in columns of people, as many as are looked up."""
    found: dict[str, None] = {}
    for code in ("owner", "action_owner"):
        place = mapping.place(code)
        for cell in looked.sample.columns[place] if place is not None else ():
            found.setdefault(text_of(cell))
    return [name for name in found if name and people(name)][:MOST_NAMES]


def outlook(desk: Desk, one: RegisterImport, looked: Looked, mapping: SheetMapping, currency: str) -> Outlook:
    """What these rows would become; nothing is written."""
    models: RiskModels = desk.uow.models.of_project(one.project_id)
    given = [Given(row, read_row(row, mapping, models, currency)) for row in looked.rows]
    stamp = Stamp(desk.clock(), one.made_by, models.current.version, desk.new_id)
    around = Around(models, mapping, desk.issues, stamp)
    judge = Judge(one.project_id, one.id, looked.sample.headings, around, desk.say)
    verdict = judge.slice(given, known_of(desk.uow, one.project_id, [each.read for each in given]))
    rows_of = {imported.risk_id: imported.row for imported in verdict.imported}
    shown = [(rows_of.get(after.id, 0), after, "changed" if before else "added") for before, after in verdict.changes]
    problems = tuple(replace(problem, cells=()) for problem in verdict.problems)
    notes = sum(problem.kind == "note" for problem in problems)
    return Outlook(
        verdict.counts, tuple(shown[:MOST_SHOWN]), problems[:MOST_PROBLEMS], len(looked.rows), looked.more, notes
    )


def keys_of_people(names: Mapping[str, str]) -> dict[str, str]:
    """Accounts by name, as rows look them up."""
    return {plain(name): account for name, account in names.items()}
