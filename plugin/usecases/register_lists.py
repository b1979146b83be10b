"""What lists of risks are asked for and answer with: what is sought, in which order, and the counts beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from plugin.domain.ids import AccountId, ProjectId, RiskId
from plugin.domain.rating import Stage
from plugin.domain.risk import ACTIVE, Risk, Status
from plugin.domain.roam import Roam
from plugin.domain.treatment import Direction, Strategy
from plugin.usecases.records import Page

NONE = "none"
"""Asks for risks that have no owner, category or strategy."""


class Column(StrEnum):
    """What a list can be sorted by."""

    LEVEL = "level"
    KEY = "key"
    TITLE = "title"
    PROJECT = "project"
    OWNER = "owner"
    CATEGORY = "category"
    WINDOW = "window"
    REVIEW = "review"
    ACTION = "action"
    STRATEGY = "strategy"
    STATUS = "status"
    EXPECTED = "expected"
    CHANGED = "changed"
    CONFIDENCE = "confidence"


DOWNWARD = frozenset({Column.LEVEL, Column.EXPECTED, Column.CHANGED})
"""Columns in which the highest ask for attention; the others begin at the lowest."""


class Grouping(StrEnum):
    """What a list can be grouped by."""

    LEVEL = "level"
    OWNER = "owner"
    CATEGORY = "category"
    STATUS = "status"
    STRATEGY = "strategy"


class Due(StrEnum):
    """What is late, or soon."""

    REVIEW = "review"
    SOON = "soon"
    ACTION = "action"
    WINDOW = "window"
    ACCEPTANCE = "acceptance"


@dataclass(frozen=True, slots=True)
class Sought:
    """Which risks; what is left empty does not narrow. `cell` is "<probability>.<impact>" in the model `version`;
    `flag` is a flag's code, or "any".
    """

    projects: Sequence[ProjectId]
    today: date
    statuses: frozenset[Status] = ACTIVE
    level: str = ""
    owner: str = ""
    categories: Sequence[str] = ()
    direction: Direction | None = None
    strategy: str = ""
    due: Due | None = None
    above: bool = False
    unanswered: bool = False
    label: str = ""
    flag: str = ""
    text: str = ""
    roam: Roam | None = None
    stage: Stage = Stage.CURRENT
    cell: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """By what, which way, and in which groups; of folded groups no risk is listed.

    `ranks` says in which order the values of a column come that is not in the order of its letters (owners by name).
    """

    column: Column = Column.LEVEL
    reverse: bool = False
    grouping: Grouping | None = None
    folded: Sequence[str] = ()
    ranks: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_descending(self) -> bool:
        """Whether the highest come first."""
        return (self.column in DOWNWARD) != self.reverse


@dataclass(frozen=True, slots=True)
class Listed:
    """One risk of a list, the group it stands in ("" for none), and when it last changed."""

    risk: Risk
    group: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Risks of one value, level and direction together; `expected` is in minor units over those with an estimate."""

    value: str
    level: str
    rank: int
    direction: Direction
    count: int
    expected: int
    unvalued: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A risk as it lies on the heat map; `cell` is "<version>.<probability>.<impact>", "" where it is not rated."""

    id: RiskId
    key: str
    title: str
    direction: Direction
    cell: str
    version: int


class Register(Protocol):
    """Lists of risks of one or several projects, read at a cost that does not grow with what they leave out."""

    def page(self, sought: Sought, order: Order, *, after: str | None = None, limit: int = 50) -> Page[Listed]:
        """What is undefined comes last, ties by project and number; raises Invalid for a cursor of another order."""

    def count(self, sought: Sought) -> int:
        """How many there are."""

    def tallies(self, sought: Sought, grouping: Grouping) -> Sequence[Tally]:
        """Counts and expected money by value, level and direction."""

    def board(self, sought: Sought, most: int) -> tuple[Mapping[Roam, int], Mapping[Roam, Sequence[Risk]]]:
        """How many stand in each place, and the worst of each."""

    def chips(self, sought: Sought, most: int) -> Sequence[Chip]:
        """The risks in each cell of the map of `sought.stage` and `sought.version`, the first of each in its order."""

    def off_map(self, sought: Sought, most: int) -> tuple[int, Sequence[Chip]]:
        """How many are on no cell of that map, and the first of them."""

    def owners(self, projects: Sequence[ProjectId]) -> Sequence[AccountId]:
        """Everybody who owns a risk there."""

    def labels(self, projects: Sequence[ProjectId]) -> Sequence[str]:
        """Every label there, in the order of its letters."""


STRATEGY_ORDER = tuple(one.value for one in Strategy)
STATUS_ORDER = tuple(
    one.value
    for one in (
        Status.TRIGGERED,
        Status.OPEN,
        Status.DRAFT,
        Status.OCCURRED,
        Status.CLOSED,
        Status.EXPIRED,
        Status.REJECTED,
    )
)
