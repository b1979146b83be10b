"""Relations between the risks of a sheet, set once all of them are in the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from plugin.domain.facts import Cause
from plugin.domain.ids import RiskId
from plugin.domain.risk import Risk
from plugin.domain.written.entries import entries
from plugin.usecases.import_records import Imported, ImportProblem, RegisterImport
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.sheets.bulk import Change, write_all
from plugin.usecases.sheets.judging import NOTE
from plugin.usecases.sheets.list_reading import relations

POSITION = 90
"""Among the things told of a row; behind what the row itself brought up."""


def relate(uow: UnitOfWork, one: RegisterImport, rows: Sequence[Imported], now: datetime) -> None:
    """Tie the risks of these rows to those they name by the keys of the sheet; told twice, it is the same.

    Relations that people made here stay: what the sheet names is added to them.
    """
    named = {entry.text for row in rows for entry in entries(row.relations)}
    known = {key: found.risk_id for key, found in uow.imports.by_key(one.project_id, named).items()}
    risks = uow.risks.many({row.risk_id for row in rows})
    changes: list[Change] = []
    for row in rows:
        held = risks.get(row.risk_id)
        if held is None or held.deleted_at is not None:
            continue
        after = _related(held, row, known)
        if after != held:
            changes.append((held, after))
    write_all(uow, one.project_id, changes, Cause(now, one.made_by, f"Import of {one.name}"))
    uow.imports.tell(one.id, [problem for row in rows for problem in _unknown(row, known)])


def _related(held: Risk, row: Imported, known: Mapping[str, RiskId]) -> Risk:
    told = [relation for relation in relations(row.relations, known) if relation.risk_id != held.id]
    new = tuple(relation for relation in told if relation not in held.relations)
    return replace(held, relations=(*held.relations, *new))


def _unknown(row: Imported, known: Mapping[str, RiskId]) -> list[ImportProblem]:
    missing = [entry.text for entry in entries(row.relations) if entry.text not in known]
    if not missing:
        return []
    detail = f"Related risks: {', '.join(missing)[:200]} is in no sheet that was brought in; relate them here."
    return [ImportProblem(row.row, POSITION, NOTE, "", detail)]
