"""The register seen otherwise: chips on the heat map, sums by owner and by category, the ROAM board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from plugin.domain.categories import CategoryTree
from plugin.domain.ids import AccountId
from plugin.domain.risk import ACTIVE, Status
from plugin.domain.risk_model import RiskModel
from plugin.domain.treatment import Direction
from plugin.usecases.register_lists import NONE, Chip, Tally
from plugin.usecases.views.marks import LevelMark, level_mark
from plugin.usecases.views.narrowing import Narrowing
from plugin.usecases.views.people import People, Person

BOARD = ACTIVE | {Status.OCCURRED, Status.CLOSED, Status.EXPIRED}
"""What stands on the ROAM board."""


@dataclass(frozen=True, slots=True)
class Number:
    """A count and the list that it opens."""

    count: int
    url: str


@dataclass(frozen=True, slots=True)
class SumRow:
    """Risks of one owner or category: by level in the order of the headings, money in minor units, what is overdue.

    `expected` and `gain` are over those with an estimate, None where none has one; `unvalued` counts the others.
    """

    code: str
    depth: int
    person: Person | None
    levels: tuple[Number, ...]
    whole: Number
    overdue: Number
    expected: int | None
    gain: int | None
    unvalued: int


def marks_of(model: RiskModel) -> tuple[LevelMark, ...]:
    """The levels of a model, worst first."""
    return tuple(level_mark(model, level) for level in reversed(model.levels))


def chips_by_cell(chips: Sequence[Chip], direction: Direction) -> Mapping[str, tuple[Chip, ...]]:
    """The risks that lie in each cell ("<probability>.<impact>") of one direction's map."""
    found: dict[str, tuple[Chip, ...]] = {}
    for chip in chips:
        if chip.direction is direction:
            place = ".".join(chip.cell.rsplit(".", 2)[1:])
            found[place] = (*found.get(place, ()), chip)
    return found


def sums_by_owner(
    tallies: Sequence[Tally], asked: Narrowing, model: RiskModel, people: People, owners: Sequence[AccountId]
) -> tuple[SumRow, ...]:
    """One row for each owner in the order given, nobody last."""
    by_owner = {owner: [one for one in tallies if one.value == owner] for owner in (*owners, "")}
    return tuple(
        _row(found, replace(asked, owner=owner or NONE), model, owner, person=people.person(AccountId(owner) or None))
        for owner, found in by_owner.items()
        if found
    )


def sums_by_category(
    tallies: Sequence[Tally], asked: Narrowing, model: RiskModel, tree: CategoryTree
) -> tuple[SumRow, ...]:
    """One row for each category that has risks, itself and all beneath it together, in the order of the tree."""
    rows = []
    for code in tree.codes:
        within = set(tree.within(code))
        found = [one for one in tallies if one.value in within]
        if found:
            rows.append(_row(found, replace(asked, category=code), model, code, depth=len(tree.path(code)) - 1))
    rest = [one for one in tallies if not one.value]
    return (*rows, _row(rest, replace(asked, category=NONE), model, "")) if rest else tuple(rows)


def _row(
    found: Sequence[Tally],
    asked: Narrowing,
    model: RiskModel,
    code: str,
    *,
    depth: int = 0,
    person: Person | None = None,
) -> SumRow:
    levels = tuple(
        Number(sum(one.count for one in found if one.level == level.name), replace(asked, level=level.name).url())
        for level in reversed(model.levels)
    )
    return SumRow(
        code=code,
        depth=depth,
        person=person,
        levels=levels,
        whole=Number(sum(one.count for one in found), asked.url()),
        overdue=Number(sum(one.overdue for one in found), replace(asked, due=True).url()),
        expected=_money(found, Direction.THREAT),
        gain=_money(found, Direction.OPPORTUNITY),
        unvalued=sum(one.unvalued for one in found),
    )


def _money(found: Sequence[Tally], direction: Direction) -> int | None:
    mine = [one for one in found if one.direction is direction]
    if not sum(one.count - one.unvalued for one in mine):
        return None
    return sum(one.expected for one in mine)
