"""Sheets on their way into the registers of one site."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func

from plugin.domain.ids import ProjectId
from plugin.storage.cursors import cursor, page, place
from plugin.storage.repository import Repository, Row, chunks
from plugin.storage.tables.imports import import_part, import_problem, imported_row, register_import
from plugin.usecases.import_records import Counts, Imported, ImportProblem, ImportState, RegisterImport
from plugin.usecases.records import Page


class SqlImports(Repository):
    """Fulfils Imports."""

    def add(self, one: RegisterImport) -> None:
        """Write a new import."""
        self._insert(register_import, [_row(one)])

    def save(self, one: RegisterImport) -> None:
        """Write an import as it is now."""
        self._connection.execute(
            self._update(register_import).where(register_import.c.id == one.id).values(**_row(one))
        )

    def get(self, import_id: str) -> RegisterImport | None:
        """The import of that id."""
        row = self._row(self._select(register_import).where(register_import.c.id == import_id))
        return None if row is None else _import(row)

    def latest(self, project_id: ProjectId, limit: int) -> Sequence[RegisterImport]:
        """The project's imports, newest first."""
        statement = self._select(register_import).where(register_import.c.project_id == project_id)
        newest = statement.order_by(register_import.c.made_at.desc(), register_import.c.id).limit(limit)
        return [_import(row) for row in self._rows(newest)]

    def add_part(self, import_id: str, number: int, held: bytes) -> None:
        """Keep a piece of the file; the same number again replaces it."""
        self._upsert(import_part, [{"import_id": import_id, "number": number, "held": held}])

    def file(self, import_id: str) -> bytes:
        """The pieces as one."""
        statement = self._select(import_part, import_part.c.held).where(import_part.c.import_id == import_id)
        return b"".join(self._connection.execute(statement.order_by(import_part.c.number)).scalars())

    def drop_file(self, import_id: str) -> None:
        """Forget the file."""
        self._connection.execute(self._delete(import_part).where(import_part.c.import_id == import_id))

    def drop_left(self, before: datetime) -> None:
        """Forget imports that were begun before that instant and never started."""
        waiting = [ImportState.UPLOADING.value, ImportState.READY.value]
        left = (register_import.c.state.in_(waiting), register_import.c.made_at < before)
        self._connection.execute(self._delete(register_import).where(*left))

    def tell(self, import_id: str, problems: Iterable[ImportProblem]) -> None:
        """Keep what is to be told of rows; told again, it is the same."""
        self._upsert(import_problem, [{"import_id": import_id, **asdict(one)} for one in problems])

    def problems(
        self, import_id: str, *, kind: str | None = None, after: str | None = None, limit: int = 50
    ) -> Page[ImportProblem]:
        """What is told of rows, in their order."""
        table = import_problem
        statement = self._select(table).where(table.c.import_id == import_id)
        if kind is not None:
            statement = statement.where(table.c.kind == kind)
        if after is not None:
            row, position = place(after, int, int)
            statement = statement.where((table.c.row > row) | ((table.c.row == row) & (table.c.position > position)))
        rows = self._rows(statement.order_by(table.c.row, table.c.position).limit(limit + 1))
        return page([(_problem(row), cursor(row["row"], row["position"])) for row in rows], limit)

    def imported(self, project_id: ProjectId, references: Collection[str]) -> Mapping[str, Imported]:
        """What rows of these references became."""
        found: dict[str, Imported] = {}
        for chunk in chunks(sorted(references)):
            of_project = (imported_row.c.project_id == project_id, imported_row.c.reference.in_(chunk))
            found |= {
                row["reference"]: _imported(row) for row in self._rows(self._select(imported_row).where(*of_project))
            }
        return found

    def by_key(self, project_id: ProjectId, keys: Collection[str]) -> Mapping[str, Imported]:
        """What rows became by the keys that their sheet uses; of several the one that came last."""
        found: dict[str, Imported] = {}
        for chunk in chunks(sorted(keys)):
            of_project = (imported_row.c.project_id == project_id, imported_row.c.key.in_(chunk))
            found |= {row["key"]: _imported(row) for row in self._rows(self._select(imported_row).where(*of_project))}
        return found

    def keep(self, project_id: ProjectId, rows: Iterable[Imported]) -> None:
        """Write what rows became; one of the same reference is written anew."""
        self._upsert(
            imported_row,
            [
                {
                    "project_id": project_id,
                    "reference": one.reference,
                    "risk_id": one.risk_id,
                    "key": one.key,
                    "import_id": one.import_id,
                    "row": one.row,
                    "said": dict(one.values),
                    "cells": dict(one.cells),
                    "relations": one.relations,
                }
                for one in rows
            ],
        )

    def related(self, import_id: str, after_row: int, limit: int) -> Sequence[Imported]:
        """The rows of an import that name other risks, in their order."""
        table = imported_row
        where = (table.c.import_id == import_id, table.c.relations != "", table.c.row > after_row)
        return [
            _imported(row) for row in self._rows(self._select(table).where(*where).order_by(table.c.row).limit(limit))
        ]

    def count_problems(self, import_id: str, kind: str) -> int:
        """How much is told of that kind."""
        where = (import_problem.c.import_id == import_id, import_problem.c.kind == kind)
        return int(self._connection.execute(self._select(import_problem, func.count()).where(*where)).scalar_one())


def _row(one: RegisterImport) -> dict[str, Any]:
    return {
        "id": one.id,
        "project_id": one.project_id,
        "name": one.name,
        "made_at": one.made_at,
        "made_by": one.made_by,
        "state": one.state.value,
        "parts": one.parts,
        "size": one.size,
        "sheet": one.sheet,
        "mapping": one.mapping,
        "headings": list(one.headings),
        "total": one.total,
        "done": one.done,
        "counts": asdict(one.counts),
        "message": one.message,
        "ended_at": one.ended_at,
    }


def _import(row: Row) -> RegisterImport:
    return RegisterImport(
        id=row["id"],
        project_id=row["project_id"],
        name=row["name"],
        made_at=row["made_at"],
        made_by=row["made_by"],
        state=ImportState(row["state"]),
        parts=row["parts"],
        size=row["size"],
        sheet=row["sheet"],
        mapping=row["mapping"],
        headings=tuple(row["headings"]),
        total=row["total"],
        done=row["done"],
        counts=Counts(**row["counts"]),
        message=row["message"],
        ended_at=row["ended_at"],
    )


def _problem(row: Row) -> ImportProblem:
    return ImportProblem(row["row"], row["position"], row["kind"], row["column"], row["detail"], tuple(row["cells"]))


def _imported(row: Row) -> Imported:
    return Imported(
        reference=row["reference"],
        risk_id=row["risk_id"],
        key=row["key"],
        import_id=row["import_id"],
        row=row["row"],
        values=row["said"],
        cells=row["cells"],
        relations=row["relations"],
    )
