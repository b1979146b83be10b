"""A register in the order of any column over HTTP: what a query asks for, as storage takes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from plugin.domain.ids import ProjectId
from plugin.domain.rating import Stage
from plugin.domain.risk import ACTIVE, Risk, Status
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.domain.treatment import Direction
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import Page
from plugin.usecases.register_lists import DOWNWARD, Column, Due, Order, Sought

DESCENDING = "-"
SORTS = [sign + column.value for column in Column if column is not Column.PROJECT for sign in ("", DESCENDING)]
"""What `sort` may be: a column, from its lowest value up, or with a minus from its highest down."""


def sorted_page(
    uow: UnitOfWork,
    project_id: ProjectId,
    sort: str,
    query: Mapping[str, str],
    today: date,
    after: str | None,
    limit: int,
) -> Page[Risk]:
    """A page in that order, what is undefined last; raises Invalid for a cursor of another order."""
    column = Column(sort.removeprefix(DESCENDING))
    order = Order(
        column,
        reverse=sort.startswith(DESCENDING) != (column in DOWNWARD),
        ranks={"category": STARTER_CATEGORIES.codes},
    )
    version = uow.models.of_project(project_id).current.version
    page = uow.register.page(_sought(project_id, query, today, version), order, after=after, limit=limit)
    return Page(tuple(one.risk for one in page.items), page.after)


def _sought(project_id: ProjectId, query: Mapping[str, str], today: date, version: str) -> Sought:
    status, cell = query.get("status"), query.get("cell", "")
    stage, direction, place = (*cell.split(".", 2), "", "", "")[:3]
    side = direction or query.get("direction")
    return Sought(
        projects=(project_id,),
        today=today,
        statuses=ACTIVE if status == "active" else frozenset({Status(status)}) if status else frozenset(),
        level=query.get("level", ""),
        owner=query.get("owner", ""),
        categories=STARTER_CATEGORIES.within(query.get("category", "")),
        direction=Direction(side) if side else None,
        due=Due.REVIEW if query.get("due") else None,
        unanswered=query.get("answered") == "no",
        flag=query.get("flag", ""),
        stage=Stage(stage) if stage else Stage.CURRENT,
        cell=place,
        version=version,
    )
