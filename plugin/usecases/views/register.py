"""The register as a list: one page read by keyset, each risk as one row, and the groups that they stand in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from plugin.domain.ids import AccountId
from plugin.domain.rating import Stage
from plugin.domain.risk import Risk, Window
from plugin.domain.risk_model import RiskModels
from plugin.domain.treatment import Direction
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.register_lists import (
    NONE,
    STATUS_ORDER,
    STRATEGY_ORDER,
    Column,
    Grouping,
    Listed,
    Order,
    Sought,
    Tally,
)
from plugin.usecases.views.marks import LevelMark, ReviewDue, assessed_mark, review_due
from plugin.usecases.views.narrowing import MOST_PAGES, Narrowing
from plugin.usecases.views.people import People, Person

PAGE = 50


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The risks shown so far in their order, whether there are more, and the groups in theirs with their counts."""

    listed: tuple[Listed, ...]
    more: bool
    groups: tuple[tuple[str, int], ...] = ()

    @property
    def risks(self) -> tuple[Risk, ...]:
        """The risks alone."""
        return tuple(one.risk for one in self.listed)


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One risk in a list; `expected` is probability × likely cost in minor units, None where there is no estimate."""

    id: str
    key: str
    project_id: str
    title: str
    effect: str
    level: LevelMark | None
    is_opportunity: bool
    owner: Person
    done: int
    responses: int
    review: ReviewDue | None
    score: int | None
    expected: int | None
    status: str
    outcome: str
    has_proposal: bool
    category: str
    strategy: str
    window: Window
    act_by: ReviewDue | None
    action: ReviewDue | None
    confidence: str
    labels: tuple[str, ...]
    version: int
    changed_at: datetime | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Risks of one value together; of a folded group only the count is shown."""

    value: str
    count: int
    is_folded: bool
    url: str
    rows: tuple[RiskRow, ...]
    mark: LevelMark | None = None
    owner: Person | None = None


def read_register(uow: UnitOfWork, sought: Sought, order: Order, pages: int = 1) -> RegisterPage:
    """The first pages of a list, and the counts of its groups where it has any."""
    page = uow.register.page(sought, order, limit=PAGE * pages)
    groups = _groups(uow.register.tallies(sought, order.grouping), order) if order.grouping else ()
    return RegisterPage(page.items, page.after is not None and pages < MOST_PAGES, groups)


def is_above(risk: Risk, models: RiskModels) -> bool:
    """Whether a risk's current level is worse than what the project lives with; opportunities never are."""
    assessment = risk.assessed(models)
    is_worse = assessment is not None and assessment.model.is_above_appetite(assessment.level.name)
    return is_worse and risk.direction is Direction.THREAT


def rows(listed: Sequence[Listed], people: People, today: date, models: RiskModels) -> tuple[RiskRow, ...]:
    """Each risk as the list shows it."""
    return tuple(row(one.risk, people, today, models, one.changed_at) for one in listed)


def row(risk: Risk, people: People, today: date, models: RiskModels, changed_at: datetime | None = None) -> RiskRow:
    """One risk as lists show it, by its current rating."""
    assessment, current = risk.assessed(models), risk.ratings.get(Stage.CURRENT)
    return RiskRow(
        id=risk.id,
        key=risk.key,
        project_id=risk.project_id,
        title=risk.title,
        effect=risk.effect,
        level=assessed_mark(assessment),
        is_opportunity=risk.direction is Direction.OPPORTUNITY,
        owner=people.person(risk.owner),
        done=sum(link.done for link in risk.responses),
        responses=len(risk.responses),
        review=review_due(risk.next_review, today),
        score=assessment.score if assessment else None,
        expected=assessment.expected if assessment else None,
        status=risk.status.value,
        outcome=risk.outcome.value if risk.outcome else "",
        has_proposal=risk.proposal is not None,
        category=risk.category or "",
        strategy=risk.treatment.strategy.value if risk.treatment.strategy else "",
        window=risk.window,
        act_by=review_due(risk.window.act_by, today),
        action=review_due(risk.treatment.next_due, today),
        confidence=current.confidence.value if current and current.confidence else "",
        labels=risk.labels,
        version=risk.version,
        changed_at=changed_at,
        flags=tuple(dict.fromkeys(flag.code.value for flag in risk.flags)),
    )


def grouped(
    asked: Narrowing, page: RegisterPage, people: People, today: date, models: RiskModels
) -> tuple[RowGroup, ...]:
    """The rows in their groups; without grouping one group. Groups that begin after the last row wait for it."""
    made = rows(page.listed, people, today, models)
    if asked.grouping is None:
        return (RowGroup("", len(made), False, "", made),)
    held: dict[str, list[RiskRow]] = {}
    for one, shown in zip(page.listed, made, strict=True):
        held.setdefault(one.group, []).append(shown)
    reached = _reached(page, held)
    return tuple(
        RowGroup(
            value=value,
            count=count,
            is_folded=(value or NONE) in asked.fold,
            url=asked.folded(value).url(part="/register"),
            rows=tuple(held.get(value, ())),
            mark=next((one.level for one in held.get(value, ())), None),
            owner=people.person(AccountId(value) if value else None) if asked.by == Grouping.OWNER else None,
        )
        for value, count in page.groups[:reached]
    )


def sort_state(asked: Narrowing, column: Column) -> str:
    """What a heading says about the order: "ascending", "descending", or "" where it is sorted by another."""
    if asked.sort is not column:
        return ""
    return "descending" if asked.is_descending else "ascending"


def _reached(page: RegisterPage, held: Collection[str]) -> int:
    """How many groups the rows shown so far reach into; all where nothing is left to show."""
    if not page.more:
        return len(page.groups)
    return max((number for number, (value, _) in enumerate(page.groups, start=1) if value in held), default=0)


def _groups(tallies: Sequence[Tally], order: Order) -> tuple[tuple[str, int], ...]:
    """Each value with its count, in the order in which storage lists them."""
    counts: dict[str, int] = {}
    ranks: dict[str, int] = {}
    for tally in tallies:
        counts[tally.value] = counts.get(tally.value, 0) + tally.count
        ranks[tally.value] = tally.rank
    known = _known(order)

    def place(value: str) -> tuple[object, ...]:
        if order.grouping is Grouping.LEVEL:
            return (not value, -ranks[value], value)
        return (not value, known.get(value, len(known)), value)

    return tuple((value, counts[value]) for value in sorted(counts, key=place))


def _known(order: Order) -> Mapping[str, int]:
    fixed = {Grouping.STRATEGY: STRATEGY_ORDER, Grouping.STATUS: STATUS_ORDER}
    if order.grouping is None:
        return {}
    values = fixed.get(order.grouping) or order.ranks.get(order.grouping.value, ())
    return {value: number for number, value in enumerate(values)}
