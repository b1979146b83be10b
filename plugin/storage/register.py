"""Lists of risks of one site: in any order, grouped, counted, on the board and on the heat map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, select

from plugin.domain.ids import AccountId, ProjectId, RiskId, SiteId
from plugin.domain.risk import Risk
from plugin.domain.roam import Roam
from plugin.domain.treatment import Direction
from plugin.storage.keyset import beyond, cursor_of, ordering
from plugin.storage.register_columns import changed_at, group_value, roam_place, terms
from plugin.storage.register_filters import conditions, on_map, overdue
from plugin.storage.repository import Repository
from plugin.storage.repository import Row as Mapped
from plugin.storage.tables.register import risk
from plugin.usecases.records import Page
from plugin.usecases.register_lists import Chip, Grouping, Listed, Order, Sought, Tally

Whole = Callable[[Sequence[Mapped]], list[Risk]]


class SqlRegister(Repository):
    """Fulfils Register."""

    def __init__(self, connection: Connection, site_id: SiteId, whole: Whole) -> None:
        """`whole` makes risks of their rows."""
        super().__init__(connection, site_id)
        self._whole = whole

    def page(self, sought: Sought, order: Order, *, after: str | None = None, limit: int = 50) -> Page[Listed]:
        """A page in that order, undefined values last; raises Invalid for a cursor of another order."""
        parts = terms(order)
        values = [term.expression.label(f"sort_{number}") for number, term in enumerate(parts)]
        statement = self._sought(sought, *risk.c, changed_at().label("changed_at"), *values)
        if order.grouping is not None and order.folded:
            statement = statement.where(group_value(order.grouping).not_in(order.folded))
        if after is not None:
            statement = statement.where(beyond(parts, after))
        rows = self._rows(statement.order_by(*ordering(parts)).limit(limit + 1))
        shown = rows[:limit]
        risks, by = self._whole(shown), order.grouping
        listed = tuple(
            Listed(one, (row[by.value] or "") if by else "", row["changed_at"])
            for one, row in zip(risks, shown, strict=True)
        )
        if len(rows) <= limit or not shown:
            return Page(listed, None)
        return Page(listed, cursor_of(parts, [shown[-1][f"sort_{number}"] for number in range(len(parts))]))

    def count(self, sought: Sought) -> int:
        """How many there are."""
        return int(self._connection.execute(self._sought(sought, func.count())).scalar_one())

    def tallies(self, sought: Sought, grouping: Grouping) -> Sequence[Tally]:
        """Counts and expected money by value, level and direction."""
        value = group_value(grouping)
        keys = (value, func.coalesce(risk.c.level, ""), risk.c.level_rank, risk.c.direction)
        sums = (
            func.count(),
            func.coalesce(func.sum(risk.c.expected), 0),
            func.sum(case((risk.c.expected.is_(None), 1), else_=0)),
            func.sum(case((overdue(sought), 1), else_=0)),
        )
        found = self._connection.execute(self._sought(sought, *keys, *sums).group_by(*keys)).all()
        return [_tally(row) for row in found]

    def board(self, sought: Sought, most: int) -> tuple[Mapping[Roam, int], Mapping[Roam, Sequence[Risk]]]:
        """How many stand in each place of the board, and the worst of each."""
        place = roam_place(sought.today)
        worst = (risk.c.level_rank.desc(), risk.c.score.desc(), risk.c.number, risk.c.id)
        inner = self._sought(
            sought,
            risk.c.id,
            place.label("place"),
            func.row_number().over(partition_by=place, order_by=worst).label("position"),
            func.count().over(partition_by=place).label("whole"),
        ).subquery()
        chosen = (
            self._select(risk, *risk.c, inner.c.place, inner.c.whole)
            .join(inner, inner.c.id == risk.c.id)
            .where(inner.c.position <= most, inner.c.place.is_not(None))
        )
        rows = self._rows(chosen.order_by(inner.c.place, inner.c.position))
        placed: dict[Roam, list[Risk]] = defaultdict(list)
        for row, one in zip(rows, self._whole(rows), strict=True):
            placed[Roam(row["place"])].append(one)
        return {Roam(row["place"]): row["whole"] for row in rows}, placed

    def chips(self, sought: Sought, most: int) -> Sequence[Chip]:
        """The first risks of each cell, threats and opportunities apart, worst money first."""
        cell = risk.c[f"{sought.stage.value}_cell"]
        worst = (risk.c.expected.is_(None), risk.c.expected.desc(), risk.c.number)
        position = func.row_number().over(partition_by=(cell, risk.c.direction), order_by=worst).label("position")
        inner = self._sought(sought, *_chip_columns(cell), position).where(on_map(sought.stage, sought.version))
        placed = inner.subquery()
        chosen = select(placed).where(placed.c.position <= most).order_by(placed.c.cell, placed.c.position)
        return [_chip(row) for row in self._rows(chosen)]

    def off_map(self, sought: Sought, most: int) -> tuple[int, Sequence[Chip]]:
        """How many lie on no cell of the map, and the first of them."""
        cell = risk.c[f"{sought.stage.value}_cell"]
        off = ~on_map(sought.stage, sought.version)
        number = int(self._connection.execute(self._sought(sought, func.count()).where(off)).scalar_one())
        statement = self._sought(sought, *_chip_columns(cell)).where(off)
        rows = self._rows(statement.order_by(risk.c.level_rank.desc(), risk.c.number).limit(most))
        return number, [_chip(row) for row in rows]

    def owners(self, projects: Sequence[ProjectId]) -> Sequence[AccountId]:
        """Everybody who owns a risk there."""
        statement = self._select(risk, risk.c.owner).where(
            risk.c.project_id.in_(projects), risk.c.owner.is_not(None), risk.c.deleted_at.is_(None)
        )
        return list(self._connection.execute(statement.distinct().order_by(risk.c.owner)).scalars())

    def labels(self, projects: Sequence[ProjectId]) -> Sequence[str]:
        """Every label there, in the order of its letters."""
        statement = self._select(risk, risk.c.labels).where(
            risk.c.project_id.in_(projects), risk.c.labels.is_not(None), risk.c.deleted_at.is_(None)
        )
        found = self._connection.execute(statement.distinct()).scalars()
        return sorted({label for text in found for label in text.split("\n") if label}, key=str.casefold)

    def _sought(self, sought: Sought, *columns: Any) -> Select[Any]:
        return self._select(risk, *columns).where(*conditions(sought))


def _chip_columns(cell: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    columns = (risk.c.id, risk.c.key, risk.c.title, risk.c.direction, risk.c.version, risk.c.number)
    return (*columns, func.coalesce(cell, "").label("cell"))


def _chip(row: Mapped) -> Chip:
    return Chip(
        id=RiskId(row["id"]),
        key=row["key"],
        title=row["title"],
        direction=Direction(row["direction"]),
        cell=row["cell"],
        version=row["version"],
    )


def _tally(row: Row[Any]) -> Tally:
    value, level, rank, direction, count, expected, unvalued, late = tuple[Any, ...](row)
    return Tally(value, level, rank, Direction(direction), count, int(expected), unvalued, late)
