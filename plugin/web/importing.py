"""A sheet on its way in, as page and API share it: the file read, people looked up, columns guessed, rows judged."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from plugin.domain.errors import JiraBusy, JiraRefused, JiraTrouble, NotFound
from plugin.domain.ids import IssueId, ProjectId
from plugin.usecases.import_records import ImportProblem, RegisterImport
from plugin.usecases.records import Project
from plugin.usecases.sheets import examining
from plugin.usecases.sheets.cell_reading import plain
from plugin.usecases.sheets.examining import Looked, Outlook, named_people
from plugin.usecases.sheets.guessing import guessed
from plugin.usecases.sheets.list_reading import issue_keys
from plugin.usecases.sheets.mapping import SheetMapping
from plugin.usecases.tables import Table
from plugin.usecases.views.sheet import Column, OutCell, Sheet
from plugin.usecases.views.wording import Wording
from plugin.web.asking import reading, site_id, visible
from plugin.web.services import Services

AT_ONCE = 500


def find_import(services: Services, project_id: ProjectId, import_id: str) -> RegisterImport:
    """The import of this very project; NotFound otherwise."""
    with reading(services) as uow:
        one = uow.imports.get(import_id)
    if one is None or one.project_id != project_id:
        raise NotFound("There is no such import.")
    return one


def open_table(services: Services, one: RegisterImport, sheet: str | None = None) -> Table:
    """The table of an import that is not started yet; raises TableRefused for a file that cannot be read."""
    with reading(services) as uow:
        held = uow.imports.file(one.id)
    return services.files.read(one.name, held, sheet)


def first_mapping(services: Services, project: Project, looked: Looked) -> SheetMapping:
    """What the columns are guessed to be, people looked up."""
    with reading(services) as uow:
        models = uow.models.of_project(project.id)
    mapping = guessed(looked.sample, models.current, project.settings.currency)
    return with_people(services, project.id, looked, mapping)


def with_people(services: Services, project_id: ProjectId, looked: Looked, mapping: SheetMapping) -> SheetMapping:
    """The mapping with the accounts of people that the sheet names; whom Jira does not find alone is left out."""
    found: dict[str, str] = {}
    for name in named_people(looked, mapping):
        try:
            people = services.jira(site_id()).find_people(project_id, name)
        except (JiraBusy, JiraTrouble, JiraRefused):
            break
        exact = [one for one in people if one[1].casefold() == name.casefold()] or list(people)
        if len(exact) == 1:
            found[plain(name)] = exact[0][0]
    return replace(mapping, people=found)


def outlook_of(
    services: Services, say: Wording, project: Project, one: RegisterImport, looked: Looked, mapping: SheetMapping
) -> Outlook:
    """What the rows that were looked at would become."""
    issues = _issues(services, looked, mapping)
    with reading(services) as uow:
        desk = examining.Desk(uow, services.clock, services.new_id, say, issues)
        return examining.outlook(desk, one, looked, mapping, project.settings.currency)


def _issues(services: Services, looked: Looked, mapping: SheetMapping) -> dict[str, IssueId]:
    keys: set[str] = set()
    for code in ("issues", "actions"):
        place = mapping.place(code)
        cells: Collection[object] = looked.sample.columns[place] if place is not None else ()
        keys |= {key for cell in cells if isinstance(cell, str) for key in issue_keys(cell)}
    with reading(services) as uow:
        found = {key: uow.issues.by_key(key) for key in sorted(keys)}
    seen = visible(services, {brief.issue_id for brief in found.values() if brief is not None and not brief.deleted})
    return {key: brief.issue_id for key, brief in found.items() if brief is not None and brief.issue_id in seen}


def mended(services: Services, one: RegisterImport) -> Sheet:
    """The bad rows as they were with what is wrong in each, so that they can be mended and brought in again."""
    columns = [
        *(Column(heading) for heading in one.headings),
        Column("Row", width=6),
        Column("What is wrong", width=60),
    ]
    return Sheet("Rows to mend", columns, _bad_rows(services, one))


def _bad_rows(services: Services, one: RegisterImport) -> Iterator[list[OutCell]]:
    held: list[ImportProblem] = []
    for problem in _all_problems(services, one):
        if held and problem.row != held[0].row:
            yield _bad_row(one, held)
            held = []
        held.append(problem)
    if held:
        yield _bad_row(one, held)


def _bad_row(one: RegisterImport, problems: list[ImportProblem]) -> list[OutCell]:
    cells = next((problem.cells for problem in problems if problem.cells), ())
    wide = len(one.headings)
    reasons = "\n".join(f"{p.column}: {p.detail}" if p.column else p.detail for p in problems)
    return [*cells[:wide], *[None] * (wide - len(cells[:wide])), problems[0].row, reasons]


def _all_problems(services: Services, one: RegisterImport) -> Iterator[ImportProblem]:
    after: str | None = None
    while True:
        with reading(services) as uow:
            page = uow.imports.problems(one.id, kind="bad", after=after, limit=AT_ONCE)
        yield from page.items
        after = page.after
        if after is None:
            return
