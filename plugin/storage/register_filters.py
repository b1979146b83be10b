"""Which risks a list keeps, as SQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_

from plugin.domain.rating import Stage
from plugin.domain.risk import ACTIVE
from plugin.storage.register_columns import roam_place
from plugin.storage.tables.register import risk
from plugin.usecases.register_lists import NONE, Due, Sought

SOON = timedelta(days=14)
SEARCHED = (risk.c.title, risk.c.cause, risk.c.event, risk.c.effect, risk.c.key)


def is_active() -> ColumnElement[bool]:
    """Whether a risk can still happen."""
    return risk.c.status.in_([status.value for status in ACTIVE])


def conditions(sought: Sought) -> Iterator[ColumnElement[bool]]:
    """All that must hold of a risk."""
    yield risk.c.project_id.in_(sought.projects)
    yield risk.c.deleted_at.is_(None)
    if sought.statuses:
        yield risk.c.status.in_(sorted(sought.statuses))
    if sought.level:
        yield risk.c.level == sought.level
    if sought.direction:
        yield risk.c.direction == sought.direction.value
    for column, wanted in ((risk.c.owner, sought.owner), (risk.c.strategy, sought.strategy)):
        if wanted:
            yield column.is_(None) if wanted == NONE else column == wanted
    if sought.categories:
        none = tuple(sought.categories) == (NONE,)
        yield risk.c.category.is_(None) if none else risk.c.category.in_(sought.categories)
    yield from _answered(sought)
    yield from _timely(sought)
    yield from _written(sought)
    yield from _placed(sought)


def on_map(stage: Stage, version: str) -> ColumnElement[bool]:
    """Whether a risk lies on the map of a stage in the model of that version."""
    column = risk.c[f"{stage.value}_cell"]
    return and_(column.is_not(None), column.startswith(f"{version}.", autoescape=True))


def overdue(sought: Sought) -> ColumnElement[bool]:
    """Whether its review should have been before today."""
    return and_(is_active(), risk.c.next_review < sought.today)


def _answered(sought: Sought) -> Iterator[ColumnElement[bool]]:
    if sought.above:
        yield and_(is_active(), risk.c.above_appetite)
    if sought.unanswered:
        yield risk.c.responses == 0
    if sought.label:
        yield risk.c.labels.contains(f"\n{sought.label}\n", autoescape=True)
    if sought.flag:
        yield risk.c.flag_codes != "" if sought.flag == "any" else risk.c.flag_codes.contains(f" {sought.flag} ")
    if sought.roam:
        yield roam_place(sought.today) == sought.roam.value


def _timely(sought: Sought) -> Iterator[ColumnElement[bool]]:
    today = sought.today
    if sought.due is Due.REVIEW:
        yield overdue(sought)
    elif sought.due is Due.SOON:
        yield and_(is_active(), risk.c.next_review <= today + SOON)
    elif sought.due is Due.ACTION:
        yield and_(is_active(), risk.c.action_due < today)
    elif sought.due is Due.WINDOW:
        yield and_(is_active(), risk.c.window_last < today)
    elif sought.due is Due.ACCEPTANCE:
        yield and_(is_active(), risk.c.accepted_until < today)


def _written(sought: Sought) -> Iterator[ColumnElement[bool]]:
    """Letters of ASCII are found in either case by the databases themselves, others by trying the usual cases."""
    if not sought.text:
        return
    cases = {sought.text}
    if not sought.text.isascii():
        cases |= {sought.text.lower(), sought.text.upper(), sought.text.capitalize()}
    yield or_(*(column.icontains(text, autoescape=True) for column in SEARCHED for text in sorted(cases)))


def _placed(sought: Sought) -> Iterator[ColumnElement[bool]]:
    if sought.cell:
        yield is_active()
        yield risk.c[f"{sought.stage.value}_cell"] == f"{sought.version}.{sought.cell}"
