"""How the risks of one site stood, stretch by stretch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_

from plugin.domain.burndown import Step
from plugin.domain.ids import ProjectId, RiskId
from plugin.domain.rating import Stage
from plugin.domain.risk import ACTIVE, CloseReason, Outcome, Status
from plugin.domain.standing import Move, Period, Placed, Standing, Stood
from plugin.domain.treatment import Direction
from plugin.storage.repository import Repository, Row
from plugin.storage.tables.register import risk
from plugin.storage.tables.standing import risk_standing as table

_ACTIVE = frozenset(status.value for status in ACTIVE)
_STEP = (
    "risk_id",
    "since",
    "move",
    "direction",
    "status",
    "deleted",
    "current_expected",
    "current_points",
    "target_expected",
    "target_points",
    "inherent_expected",
    "current_cell",
    "outcome",
)


class SqlStandings(Repository):
    """Fulfils Standings."""

    def last(self, risk_id: RiskId) -> Period | None:
        """The stretch that lasts until now; None where nothing is kept of that risk yet."""
        row = self._row(self._select(table).where(table.c.risk_id == risk_id, table.c.until.is_(None)))
        return None if row is None else _period(row)

    def keep(self, project_id: ProjectId, periods: Iterable[Period]) -> None:
        """Write these stretches; one that is there, by risk and number, is written anew."""
        self._upsert(table, [{"project_id": project_id, **_row(one)} for one in periods])

    def missing(self, project_id: ProjectId, limit: int) -> Sequence[RiskId]:
        """Risks of the project, deleted ones included, of which nothing is kept yet."""
        kept = exists().where(table.c.site_id == risk.c.site_id, table.c.risk_id == risk.c.id)
        statement = self._select(risk, risk.c.id).where(risk.c.project_id == project_id, ~kept).limit(limit)
        return [RiskId(found) for found in self._connection.execute(statement).scalars()]

    def of_risk(self, risk_id: RiskId) -> Sequence[Period]:
        """The whole life of a risk, in order."""
        rows = self._rows(self._select(table).where(table.c.risk_id == risk_id).order_by(table.c.number))
        return [_period(row) for row in rows]

    def of_project(self, project_id: ProjectId) -> Sequence[Step]:
        """What each change did to exposure, for all risks of the project, in the order of their instants."""
        columns = [table.c[name] for name in _STEP]
        statement = self._select(table, *columns).where(table.c.project_id == project_id)
        rows = self._connection.execute(statement.order_by(table.c.since, table.c.risk_id, table.c.number))
        return [_step(tuple(row)) for row in rows]

    def at(self, project_id: ProjectId, instant: datetime) -> Sequence[Stood]:
        """How every risk that was in the register then stood at an instant, by key."""
        statement = (
            self._select(table, *table.c, risk.c.key, risk.c.title)
            .join(risk, (risk.c.site_id == table.c.site_id) & (risk.c.id == table.c.risk_id))
            .where(
                table.c.project_id == project_id,
                table.c.since <= instant,
                or_(table.c.until.is_(None), table.c.until > instant),
                table.c.deleted.is_(False),
            )
            .order_by(risk.c.number)
        )
        return [Stood(row["risk_id"], row["key"], row["title"], _standing(row)) for row in self._rows(statement)]


def _row(period: Period) -> dict[str, Any]:
    standing = period.standing
    return {
        "risk_id": period.risk_id,
        "number": period.number,
        "since": period.since,
        "until": period.until,
        "move": period.move.value,
        "status": standing.status.value,
        "deleted": standing.is_deleted,
        "direction": standing.direction.value,
        "owner": standing.owner,
        "category": standing.category,
        "outcome": standing.outcome.value if standing.outcome else None,
        "reason": standing.reason.value if standing.reason else None,
        "model_version": standing.model_version,
        "level": standing.level,
        "level_rank": standing.rank,
        "score": standing.score,
        **_stage_columns(standing),
    }


def _stage_columns(standing: Standing) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for stage in Stage:
        placed = standing.stages.get(stage)
        columns[f"{stage.value}_cell"] = placed.cell if placed else None
        columns[f"{stage.value}_expected"] = placed.expected if placed else None
        columns[f"{stage.value}_points"] = placed.points if placed else None
    return columns


def _period(row: Row) -> Period:
    return Period(row["risk_id"], row["number"], row["since"], row["until"], _standing(row), Move(row["move"]))


def _standing(row: Mapping[Any, Any]) -> Standing:
    return Standing(
        status=Status(row["status"]),
        direction=Direction(row["direction"]),
        stages={stage: placed for stage in Stage if (placed := _placed(row, stage.value)) is not None},
        level=row["level"],
        rank=row["level_rank"],
        score=row["score"],
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        reason=None if row["reason"] is None else CloseReason(row["reason"]),
        owner=row["owner"],
        category=row["category"],
        model_version=row["model_version"],
        is_deleted=row["deleted"],
    )


def _placed(row: Mapping[Any, Any], stage: str) -> Placed | None:
    cell = row[f"{stage}_cell"]
    return None if cell is None else Placed(cell, row[f"{stage}_expected"], row[f"{stage}_points"])


def _step(row: tuple[Any, ...]) -> Step:
    risk_id, since, move, direction, status, deleted, money, points, *rest = row
    target_money, target_points, inherent_money, cell, outcome = rest
    is_open = status in _ACTIVE and not deleted and points is not None
    return Step(
        risk_id,
        since,
        Move(move),
        Direction(direction),
        is_open,
        money,
        points or 0,
        target_money,
        target_points,
        inherent_money,
        cell,
        None if outcome is None else Outcome(outcome),
    )
