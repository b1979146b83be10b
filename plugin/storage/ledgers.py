"""The running totals of baselines: ledgers and days that move by addition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import date

from plugin.domain.ids import BaselineId
from plugin.domain.ledger import NOTHING, Column, Ledger
from plugin.storage.repository import Repository, chunks
from plugin.storage.tables.scope import MEASURES, PARTS, day_move, ledger
from plugin.usecases.records import DayMove

AMOUNTS = ("scope_points", "scope_count", "done_points", "done_count")


class SqlLedgers(Repository):
    """The part of Baselines that counts."""

    def move(self, baseline_id: BaselineId, moved: Ledger, days: Mapping[date, DayMove]) -> None:
        """Add a difference to the ledger and to the days."""
        columns = _columns(moved)
        if any(columns.values()):
            self._upsert(ledger, [{"baseline_id": baseline_id, **columns}], add=columns)
        rows = [
            {"baseline_id": baseline_id, "day": day, **{name: getattr(move, name) for name in AMOUNTS}}
            for day, move in sorted(days.items())
        ]
        for chunk in chunks(row for row in rows if any(row[name] for name in AMOUNTS)):
            self._upsert(day_move, chunk, add=AMOUNTS)

    def ledger(self, baseline_id: BaselineId) -> Ledger:
        """The ledger as it stands; nothing in it for a baseline we do not know."""
        row = self._row(self._select(ledger).where(ledger.c.baseline_id == baseline_id))
        if row is None:
            return NOTHING
        points, count = (Column(**{part: row[f"{measure}_{part}"] for part in PARTS}) for measure in MEASURES)
        return Ledger(points, count)

    def days(self, baseline_id: BaselineId) -> Sequence[DayMove]:
        """The days in order; those whose movements cancelled out are left out."""
        rows = self._rows(self._select(day_move).where(day_move.c.baseline_id == baseline_id).order_by(day_move.c.day))
        days = [DayMove(row["day"], *(row[name] for name in AMOUNTS)) for row in rows]
        return [day for day in days if any(astuple(day)[1:])]

    def _open_ledger(self, baseline_id: BaselineId, opening: Ledger) -> None:
        self._insert(ledger, [{"baseline_id": baseline_id, **_columns(opening)}])


def _columns(amounts: Ledger) -> dict[str, int]:
    return {f"{measure}_{part}": getattr(getattr(amounts, measure), part) for measure in MEASURES for part in PARTS}
