"""Deltas and done-steps of baselines: what each change did to an agreed scope, and to the finished part of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, tuple_

from plugin.domain.delta import Delta, DeltaClass, Detected, Disposition, DoneStep
from plugin.domain.ids import BaselineId, DeltaId, IssueId
from plugin.storage.cursors import cursor, moment, page, place
from plugin.storage.repository import Repository, Row, chunks
from plugin.storage.tables.scope import delta, done_step
from plugin.storage.types import micros
from plugin.usecases.records import Page


class SqlScopeLog(Repository):
    """The part of Baselines that follows issues."""

    def deltas_of(self, baseline_ids: Collection[BaselineId], issue_ids: Collection[IssueId]) -> Sequence[Delta]:
        """The deltas of these issues against these baselines, oldest first."""
        return [_delta(row) for row in self._followed(delta, baseline_ids, issue_ids)]

    def steps_of(
        self, baseline_ids: Collection[BaselineId], issue_ids: Collection[IssueId]
    ) -> Sequence[tuple[BaselineId, DoneStep]]:
        """The done-steps of these issues against these baselines, oldest first."""
        return [
            (
                row["baseline_id"],
                DoneStep(row["issue_id"], row["change_id"], row["at"], row["points"], row["count"]),
            )
            for row in self._followed(done_step, baseline_ids, issue_ids)
        ]

    def write_deltas(self, *, put: Iterable[Delta], drop: Iterable[DeltaId]) -> None:
        """Take deltas away, then insert or update others."""
        for chunk in chunks(sorted(set(drop))):
            self._connection.execute(self._delete(delta).where(delta.c.id.in_(chunk)))
        for some in chunks(put):
            self._upsert(delta, [_delta_row(one) for one in some])

    def write_steps(
        self, *, put: Iterable[tuple[BaselineId, DoneStep]], drop: Iterable[tuple[BaselineId, DoneStep]]
    ) -> None:
        """Take done-steps away, then insert or update others; a step is known by baseline, issue and change."""
        steps = tuple_(done_step.c.baseline_id, done_step.c.issue_id, done_step.c.change_id)
        for chunk in chunks(drop):
            keys = [(baseline_id, step.issue_id, step.change_id) for baseline_id, step in chunk]
            self._connection.execute(self._delete(done_step).where(steps.in_(keys)))
        for some in chunks(put):
            self._upsert(done_step, [_step_row(baseline_id, step) for baseline_id, step in some])

    def delta(self, delta_id: DeltaId) -> Delta | None:
        """The delta of that id."""
        row = self._row(self._select(delta).where(delta.c.id == delta_id))
        return None if row is None else _delta(row)

    def deltas(
        self, baseline_id: BaselineId, *, until: datetime | None = None, after: str | None = None, limit: int = 50
    ) -> Page[Delta]:
        """Newest first; `until` leaves out what came later. Raises Invalid for a cursor that is not ours."""
        statement = self._of_baseline(baseline_id, until)
        if after is not None:
            at, last_id = place(after, int, str)
            statement = statement.where(tuple_(delta.c.at, delta.c.id) < moment(at, last_id))
        rows = self._rows(statement.order_by(delta.c.at.desc(), delta.c.id.desc()).limit(limit + 1))
        return page([(_delta(row), cursor(micros(row["at"]), row["id"])) for row in rows], limit)

    def all_deltas(self, baseline_id: BaselineId, *, until: datetime | None = None) -> Sequence[Delta]:
        """Every delta of a baseline, oldest first."""
        statement = self._of_baseline(baseline_id, until).order_by(delta.c.at, delta.c.id)
        return [_delta(row) for row in self._rows(statement)]

    def _of_baseline(self, baseline_id: BaselineId, until: datetime | None) -> Select[Any]:
        statement = self._select(delta).where(delta.c.baseline_id == baseline_id)
        return statement if until is None else statement.where(delta.c.at <= until)

    def _followed(
        self, table: Table, baseline_ids: Collection[BaselineId], issue_ids: Collection[IssueId]
    ) -> Sequence[Row]:
        wanted, found = sorted(set(baseline_ids)), list[Row]()
        for chunk in chunks(sorted(set(issue_ids))) if wanted else ():
            statement = self._select(table).where(table.c.baseline_id.in_(wanted), table.c.issue_id.in_(chunk))
            found += self._rows(statement)
        return sorted(found, key=lambda row: (row["at"], row["issue_id"], row["change_id"]))


def _delta(row: Row) -> Delta:
    return Delta(
        id=row["id"],
        baseline_id=row["baseline_id"],
        issue_key=row["issue_key"],
        summary=row["summary"],
        detected=Detected(
            issue_id=row["issue_id"],
            change_id=row["change_id"],
            at=row["at"],
            actor=row["actor"],
            delta_class=DeltaClass(row["delta_class"]),
            before=row["before"],
            after=row["after"],
            points=row["points"],
            count=row["count"],
        ),
        disposition=Disposition(row["disposition"]),
        reason=row["reason"],
        comment=row["comment"],
        change_request_id=row["change_request_id"],
    )


def _delta_row(one: Delta) -> dict[str, Any]:
    seen = one.detected
    return {
        "id": one.id,
        "baseline_id": one.baseline_id,
        "issue_id": seen.issue_id,
        "issue_key": one.issue_key,
        "summary": one.summary,
        "change_id": seen.change_id,
        "at": seen.at,
        "actor": seen.actor,
        "delta_class": seen.delta_class.value,
        "before": seen.before,
        "after": seen.after,
        "points": seen.points,
        "count": seen.count,
        "disposition": one.disposition.value,
        "reason": one.reason,
        "comment": one.comment,
        "change_request_id": one.change_request_id,
    }


def _step_row(baseline_id: BaselineId, step: DoneStep) -> dict[str, Any]:
    return {
        "baseline_id": baseline_id,
        "issue_id": step.issue_id,
        "change_id": step.change_id,
        "at": step.at,
        "points": step.points,
        "count": step.count,
    }
