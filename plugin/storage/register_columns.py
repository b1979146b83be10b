"""What lists of risks sort and group by, as SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, func, literal, select

from plugin.domain.risk import ACTIVE, Status
from plugin.domain.roam import Roam
from plugin.storage.keyset import Term
from plugin.storage.tables.register import risk
from plugin.storage.tables.work import fact
from plugin.storage.types import PlainText
from plugin.usecases.register_lists import STATUS_ORDER, STRATEGY_ORDER, Column, Grouping, Order

Ranks = Mapping[str, Sequence[str]]


def changed_at() -> ColumnElement[Any]:
    """When the last thing happened to a risk; the newest fact says it."""
    newest = select(fact.c.at).where(
        fact.c.site_id == risk.c.site_id, fact.c.entity == "risk", fact.c.entity_id == risk.c.id
    )
    return newest.order_by(fact.c.seq.desc()).limit(1).scalar_subquery()


def terms(order: Order) -> list[Term]:
    """The whole order: groups first, then the column, then what makes ties stable."""
    grouped = [] if order.grouping is None else _group_terms(order.grouping, order.ranks)
    own = [Term(one, order.is_descending) for one in _column(order.column, order.ranks)]
    if order.column is Column.PROJECT:
        own.append(Term(risk.c.level_rank, descending=True))
    ties = [Term(risk.c.number, order.is_descending)] if order.column is Column.KEY else [Term(risk.c.number)]
    return [*grouped, *own, *ties, Term(risk.c.id)]


def group_value(grouping: Grouping) -> ColumnElement[str]:
    """The value that a group shares, "" where there is none."""
    return func.coalesce(risk.c[grouping.value], literal("", PlainText()), type_=PlainText())


def roam_place(today: date) -> ColumnElement[Any]:
    """The board's place of a risk, as `roam_of` says it; NULL where it has none."""
    active = risk.c.status.in_([one.value for one in ACTIVE])
    ended = risk.c.status.in_([Status.OCCURRED.value, Status.CLOSED.value, Status.EXPIRED.value])
    holds = and_(risk.c.accepted, func.coalesce(risk.c.accepted_until, today) >= today)
    return case(
        (ended, Roam.RESOLVED.value),
        (~active, None),
        (holds, Roam.ACCEPTED.value),
        (and_(risk.c.responses > 0, risk.c.responses_done == risk.c.responses), Roam.RESOLVED.value),
        (risk.c.responses > 0, Roam.MITIGATED.value),
        (risk.c.owner.is_not(None), Roam.OWNED.value),
        else_=Roam.UNOWNED.value,
    )


def _column(column: Column, ranks: Ranks) -> list[ColumnElement[Any]]:
    if column in RANKED:
        return RANKED[column](ranks)
    return PLAIN[column]


def _group_terms(grouping: Grouping, ranks: Ranks) -> list[Term]:
    if grouping is Grouping.LEVEL:
        return [Term(risk.c.level_rank, descending=True), Term(risk.c.level)]
    return [Term(one) for one in RANKED[Column(grouping.value)](ranks)]


def _ranked(column: ColumnElement[Any], wanted: Sequence[str]) -> list[ColumnElement[Any]]:
    """The place of a value in its own order, then the value: those that the order does not know come after."""
    if not wanted:
        return [column]
    known = {value: number for number, value in enumerate(wanted)}
    place = case(known, value=column, else_=literal(len(wanted)))
    return [case((column.is_(None), literal(None, Integer())), else_=place), column]


RANKED: Mapping[Column, Callable[[Ranks], list[ColumnElement[Any]]]] = {
    Column.OWNER: lambda ranks: _ranked(risk.c.owner, ranks.get("owner", ())),
    Column.CATEGORY: lambda ranks: _ranked(risk.c.category, ranks.get("category", ())),
    Column.STRATEGY: lambda _: _ranked(risk.c.strategy, STRATEGY_ORDER),
    Column.STATUS: lambda _: _ranked(risk.c.status, STATUS_ORDER),
    Column.PROJECT: lambda ranks: _ranked(risk.c.project_id, ranks.get("project", ())),
}

PLAIN: Mapping[Column, list[ColumnElement[Any]]] = {
    Column.LEVEL: [risk.c.level_rank, risk.c.score],
    Column.KEY: [],
    Column.TITLE: [func.lower(risk.c.title, type_=PlainText())],
    Column.WINDOW: [func.coalesce(risk.c.window_first, risk.c.window_last)],
    Column.REVIEW: [risk.c.next_review],
    Column.ACTION: [risk.c.action_due],
    Column.EXPECTED: [risk.c.expected],
    Column.CHANGED: [changed_at()],
    Column.CONFIDENCE: [risk.c.confidence],
}
