"""What a register is narrowed to and how it is laid out; the address holds all of it, and a saved view keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from plugin.domain.flag import FlagCode
from plugin.domain.ids import AccountId, ProjectId
from plugin.domain.rating import Stage
from plugin.domain.risk import ACTIVE, Status
from plugin.domain.roam import Roam
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.domain.treatment import Direction, Strategy
from plugin.usecases.register_lists import DOWNWARD, NONE, Column, Due, Grouping, Order, Sought

E = TypeVar("E", bound=StrEnum)

MOST_PAGES = 40
LONGEST_TEXT = 120
LONGEST_CODE = 128
MOST_FOLDED = 60
FLAGS = ("mine", "above", "due", "flagged", "unanswered")
"""Chips that are on or off."""
SHOWN_AT_FIRST = ("owner", "responses", "review", "score", "expected")
SHOWABLE = (*SHOWN_AT_FIRST, *("category", "window", "action", "strategy", "status", "confidence", "changed", "labels"))
"""Columns that can be chosen; key, level and title always stand there."""
CHOSEN = ("status", "level", "owner", "category", "side", "strategy", "late", "flag", "label", "roam")
"""What is chosen from lists."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One state of a register; what is empty was not asked for.

    `status` is "" for what can still happen, "all", or one status; `cell` is "<probability>.<impact>" of the map of
    `stage` and `direction`; `side` narrows to threats or opportunities; `pages` is how many pages are open.
    """

    base: str
    stage: Stage = Stage.CURRENT
    direction: Direction = Direction.THREAT
    status: str = ""
    mine: bool = False
    above: bool = False
    due: bool = False
    flagged: bool = False
    unanswered: bool = False
    level: str = ""
    owner: str = ""
    category: str = ""
    side: str = ""
    strategy: str = ""
    late: str = ""
    flag: str = ""
    label: str = ""
    roam: str = ""
    q: str = ""
    cell: str = ""
    sort: Column = Column.LEVEL
    rev: bool = False
    by: str = ""
    fold: tuple[str, ...] = ()
    cols: tuple[str, ...] = SHOWN_AT_FIRST
    dense: bool = False
    map: bool = True
    pages: int = 1

    def said(self) -> dict[str, str]:
        """The state as parameters of an address; the beginning of the list is not said."""
        found = {"stage": self.stage.value, "direction": self.direction.value}
        found |= {flag: "1" for flag in (*FLAGS, "rev", "dense") if getattr(self, flag)}
        found |= {name: getattr(self, name) for name in (*CHOSEN, "q", "cell", "by") if getattr(self, name)}
        found |= {"sort": self.sort.value} if self.sort is not Column.LEVEL else {}
        found |= {"cols": ",".join(self.cols)} if self.cols != SHOWN_AT_FIRST else {}
        found |= {"fold": ",".join(self.fold)} if self.fold else {}
        return found | ({} if self.map else {"map": "0"})

    def url(self, *, part: str = "", pages: int = 1) -> str:
        """The address of this state; without `pages` it begins at the top of the list again."""
        said = self.said() | ({"pages": str(pages)} if pages > 1 else {})
        return f"{self.base}{part}?{urlencode(said)}"

    @property
    def query(self) -> str:
        """What a saved view keeps: all but the map's stage and the chosen cell."""
        said = replace(self, stage=Stage.CURRENT, direction=Direction.THREAT, cell="", fold=()).said()
        return urlencode({name: value for name, value in said.items() if name not in {"stage", "direction"}})

    @property
    def chosen(self) -> int:
        """How many of the lists narrow it."""
        return sum(bool(getattr(self, name)) for name in CHOSEN)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but "open" is left out."""
        return bool(self.cell or self.q or self.chosen or any(getattr(self, flag) for flag in FLAGS))

    @property
    def grouping(self) -> Grouping | None:
        """What it is grouped by."""
        return Grouping(self.by) if self.by else None

    @property
    def is_descending(self) -> bool:
        """Whether the highest come first."""
        return (self.sort in DOWNWARD) != self.rev

    def toggled(self, flag: str) -> Narrowing:
        """The same with one of the yes-or-no filters the other way round."""
        changes: dict[str, bool] = {flag: not getattr(self, flag)}
        return replace(self, pages=1, **changes)  # type: ignore[arg-type]

    def sorted_by(self, column: Column) -> Narrowing:
        """The same by that column; the other way round where it is sorted by it already."""
        return replace(self, sort=column, rev=not self.rev if column is self.sort else False, pages=1)

    def folded(self, value: str) -> Narrowing:
        """The same with one group folded, or opened again."""
        name = value or NONE
        fold = tuple(one for one in self.fold if one != name) if name in self.fold else (*self.fold, name)
        return replace(self, fold=fold, pages=1)

    def at(self, stage: Stage | None = None, direction: Direction | None = None, cell: str = "") -> Narrowing:
        """The same with another map, or with a cell of the present one."""
        wanted = replace(self, stage=stage or self.stage, direction=direction or self.direction, cell=cell, pages=1)
        return replace(wanted, status="", side="") if cell else wanted

    def sought(
        self, projects: tuple[ProjectId, ...], account_id: AccountId | None, today: date, version: str
    ) -> Sought:
        """Which risks that is; `version` is the model that the map's cells are of."""
        late = self.late or ("review" if self.due else "")
        return Sought(
            projects=projects,
            today=today,
            statuses=_statuses(self.status),
            level=self.level,
            owner=account_id or NONE if self.mine else self.owner,
            categories=_categories(self.category),
            direction=self.direction if self.cell else Direction(self.side) if self.side else None,
            strategy=self.strategy,
            due=Due(late) if late else None,
            above=self.above,
            unanswered=self.unanswered,
            label=self.label,
            flag=self.flag or ("any" if self.flagged else ""),
            text=self.q,
            roam=Roam(self.roam) if self.roam else None,
            stage=self.stage,
            cell=self.cell,
            version=version,
        )

    def order(self, owners: tuple[AccountId, ...], projects: tuple[ProjectId, ...] = ()) -> Order:
        """In which order; `owners` and `projects` stand in the order of their names."""
        ranks = {"owner": owners, "category": STARTER_CATEGORIES.codes, "project": projects}
        folded = tuple("" if one == NONE else one for one in self.fold)
        return Order(self.sort, self.rev, self.grouping, folded, ranks)


def narrowing(base: str, asked: Mapping[str, str], pages: int = 1) -> Narrowing:
    """What a query asks for; what makes no sense in it is read as not asked."""
    cols = tuple(one for one in asked.get("cols", "").split(",") if one in SHOWABLE)
    status, category = asked.get("status", ""), asked.get("category", "")
    fold = asked.get("fold", "").split(",")[:MOST_FOLDED]
    return Narrowing(
        base=base,
        stage=Stage(_one_of(Stage, asked.get("stage"), Stage.CURRENT)),
        direction=Direction(_one_of(Direction, asked.get("direction"), Direction.THREAT)),
        status=status if status in {"all", *Status} else "",
        mine=asked.get("mine") == "1",
        above=asked.get("above") == "1",
        due=asked.get("due") == "1",
        flagged=asked.get("flagged") == "1",
        unanswered=asked.get("unanswered") == "1",
        level=_code(asked.get("level", "")),
        owner=_code(asked.get("owner", "")),
        category=category if category in STARTER_CATEGORIES or category == NONE else "",
        side=_one_of(Direction, asked.get("side")),
        strategy=NONE if asked.get("strategy") == NONE else _one_of(Strategy, asked.get("strategy")),
        late=_one_of(Due, asked.get("late")),
        flag=_one_of(FlagCode, asked.get("flag")),
        label=_code(asked.get("label", "")),
        roam=_one_of(Roam, asked.get("roam")),
        q=_code(asked.get("q", ""))[:LONGEST_TEXT],
        cell=_cell(asked.get("cell", "")),
        sort=Column(_one_of(Column, asked.get("sort"), Column.LEVEL)),
        rev=asked.get("rev") == "1",
        by=_one_of(Grouping, asked.get("by")),
        fold=tuple(code for one in fold if (code := _code(one))),
        cols=cols or SHOWN_AT_FIRST,
        dense=asked.get("dense") == "1",
        map=asked.get("map") != "0",
        pages=min(max(pages, 1), MOST_PAGES),
    )


def _statuses(status: str) -> frozenset[Status]:
    if status == "all":
        return frozenset()
    return frozenset({Status(status)}) if status else ACTIVE


def _categories(category: str) -> tuple[str, ...]:
    return (NONE,) if category == NONE else STARTER_CATEGORIES.within(category) if category else ()


def _one_of(kind: type[E], text: str | None, default: str = "") -> str:
    return text if text in set(kind) else default


def _code(text: str) -> str:
    """A value from an address that may be anything, without what no text of ours holds."""
    return "".join(letter for letter in text[:LONGEST_CODE] if letter.isprintable()).strip()


def _cell(text: str) -> str:
    probability, dot, impact = text.partition(".")
    is_place = dot and all(part.isascii() and part.isdigit() and len(part) == 1 for part in (probability, impact))
    return text if is_place else ""
