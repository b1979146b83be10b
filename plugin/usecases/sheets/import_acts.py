"""What people do with a sheet on its way in: hand it over in parts, choose what columns are, start it, stop it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from plugin.domain.errors import Conflict, Invalid, NotFound, Problem
from plugin.domain.ids import ProjectId
from plugin.usecases.act import Act
from plugin.usecases.import_records import ENDED, ImportState, RegisterImport
from plugin.usecases.sheets.importing import ERRAND
from plugin.usecases.sheets.mapping import BY_TARGET, SheetMapping
from plugin.usecases.sheets.mapping_json import mapping_text

LARGEST = 25_000_000
LARGEST_PART = 750_000
LONGEST_NAME = 200
LEFT_AFTER = timedelta(days=1)
"""A sheet that was handed over and never started is forgotten after that."""


def begin(act: Act, project_id: ProjectId, name: str) -> RegisterImport:
    """A sheet that is about to come; Invalid for a name that is none."""
    act.project(project_id)
    plain = name.replace("\\", "/").rpartition("/")[2].strip()
    if not plain or not plain.isprintable():
        raise Invalid([Problem("/name", "give the name of the file")])
    act.uow.imports.drop_left(act.now - LEFT_AFTER)
    one = RegisterImport(act.new_id(), project_id, plain[-LONGEST_NAME:], act.now, act.by)
    act.uow.imports.add(one)
    return one


def hand_over(act: Act, project_id: ProjectId, import_id: str, number: int, held: bytes) -> RegisterImport:
    """One part of the file, in their order from 0; the last one may be sent again."""
    one = held_import(act, project_id, import_id)
    if one.state is not ImportState.UPLOADING or number not in {one.parts, one.parts - 1}:
        raise Conflict("This part is not the next one. Choose the file again.")
    if len(held) > LARGEST_PART or one.size + len(held) > LARGEST:
        raise Invalid([Problem("/file", f"The file is larger than {LARGEST // 1_000_000} MB. Split it.")])
    act.uow.imports.add_part(one.id, number, held)
    if number == one.parts:
        one = replace(one, parts=one.parts + 1, size=one.size + len(held))
        act.uow.imports.save(one)
    return one


def choose(
    act: Act, project_id: ProjectId, import_id: str, mapping: SheetMapping, headings: tuple[str, ...], sheet: str | None
) -> RegisterImport:
    """Keep what the columns are taken for; the sheet is ready to be started then."""
    one = held_import(act, project_id, import_id)
    if one.state not in {ImportState.UPLOADING, ImportState.READY}:
        raise Conflict("This sheet was started already.")
    one = replace(one, state=ImportState.READY, mapping=mapping_text(mapping), headings=headings, sheet=sheet)
    act.uow.imports.save(one)
    return one


def start(act: Act, project_id: ProjectId, import_id: str, mapping: SheetMapping, total: int) -> RegisterImport:
    """Have the good rows brought in; `total` is how many rows there are, as far as that is known."""
    one = held_import(act, project_id, import_id)
    if one.state is not ImportState.READY:
        raise Conflict("This sheet was started already.")
    if problems := mapping_problems(mapping):
        raise Invalid(problems)
    one = replace(one, state=ImportState.RUNNING, mapping=mapping_text(mapping), total=total)
    act.uow.imports.save(one)
    act.uow.errands.ask(ERRAND, one.id, lane=project_id, run_at=act.now)
    act.record("RegisterImportStarted", project_id, "import", one.id, None, name=one.name)
    return one


def stop(act: Act, project_id: ProjectId, import_id: str) -> RegisterImport:
    """Stop after the rows under way; what is in the register stays there."""
    one = held_import(act, project_id, import_id)
    if one.state in ENDED:
        raise Conflict("This import has ended already.")
    one = replace(one, state=ImportState.CANCELLED, ended_at=act.now, message="Cancelled.")
    act.uow.imports.save(one)
    act.uow.imports.drop_file(one.id)
    return one


def held_import(act: Act, project_id: ProjectId, import_id: str) -> RegisterImport:
    """The import of this very project, the project held for writing; NotFound otherwise."""
    act.project(project_id)
    one = act.uow.imports.get(import_id)
    if one is None or one.project_id != project_id:
        raise NotFound("There is no such import.")
    return one


def mapping_problems(mapping: SheetMapping) -> list[Problem]:
    """What keeps a mapping from being used."""
    chosen = [code for code in mapping.columns if code]
    problems = []
    if "title" not in chosen:
        problems.append(Problem("/columns", "choose which column says what could happen (Title)"))
    twice = sorted({code for code in chosen if chosen.count(code) > 1})
    return problems + [Problem("/columns", f"only one column can be “{BY_TARGET[code].heading}”") for code in twice]
