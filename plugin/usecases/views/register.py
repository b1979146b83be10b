"""The register as a list: what it is narrowed to, one page read by keyset, and each risk as one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from plugin.domain.ids import AccountId, ProjectId
from plugin.domain.rating import Stage
from plugin.domain.risk import Risk
from plugin.domain.risk_model import RiskModels
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.domain.treatment import Direction
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.views.marks import LevelMark, ReviewDue, assessed_mark, review_due
from plugin.usecases.views.people import People, Person

PAGE = 50
MOST_PAGES = 40
FLAGS = ("mine", "above", "due", "flagged", "unanswered")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the register is narrowed to and what its heat map shows; the address holds all of it.

    `cell` is "<probability>.<impact>" of the map shown, "" for none; `pages` is how many pages are open.
    """

    base: str
    stage: Stage = Stage.CURRENT
    direction: Direction = Direction.THREAT
    all_states: bool = False
    mine: bool = False
    above: bool = False
    due: bool = False
    flagged: bool = False
    unanswered: bool = False
    category: str = ""
    cell: str = ""
    pages: int = 1

    def url(self, *, part: str = "", pages: int = 1) -> str:
        """The address of this state; without `pages` it begins at the top of the list again."""
        said = {"stage": self.stage.value, "direction": self.direction.value}
        said |= {"status": "all"} if self.all_states else {}
        said |= {flag: "1" for flag in FLAGS if getattr(self, flag)}
        said |= {name: getattr(self, name) for name in ("category", "cell") if getattr(self, name)}
        said |= {"pages": str(pages)} if pages > 1 else {}
        return f"{self.base}{part}?{urlencode(said)}"

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but "open" is left out."""
        return bool(self.cell or self.category or any(getattr(self, flag) for flag in FLAGS))

    def toggled(self, flag: str) -> Narrowing:
        """The same with one of the yes-or-no filters the other way round."""
        changes: dict[str, bool] = {flag: not getattr(self, flag)}
        return replace(self, pages=1, **changes)  # type: ignore[arg-type]

    def at(self, stage: Stage | None = None, direction: Direction | None = None, cell: str = "") -> Narrowing:
        """The same with another map, or with a cell of the present one."""
        return replace(
            self, stage=stage or self.stage, direction=direction or self.direction, cell=cell, pages=1, all_states=False
        )


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The risks shown so far, worst first, and whether there are more."""

    risks: tuple[Risk, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One risk in a list; `expected` is probability × likely cost in minor units, None where there is no estimate."""

    id: str
    key: str
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
    flags: tuple[str, ...] = ()


def narrowing(base: str, asked: Mapping[str, str], pages: int = 1) -> Narrowing:
    """What a query asks for; what makes no sense in it is read as not asked."""
    stage, direction = asked.get("stage", ""), asked.get("direction", "")
    category = asked.get("category", "")
    return Narrowing(
        base=base,
        stage=Stage(stage) if stage in set(Stage) else Stage.CURRENT,
        direction=Direction(direction) if direction in set(Direction) else Direction.THREAT,
        all_states=asked.get("status") == "all",
        mine=asked.get("mine") == "1",
        above=asked.get("above") == "1",
        due=asked.get("due") == "1",
        flagged=asked.get("flagged") == "1",
        unanswered=asked.get("unanswered") == "1",
        category=category if category in STARTER_CATEGORIES else "",
        cell=_cell(asked.get("cell", "")),
        pages=min(max(pages, 1), MOST_PAGES),
    )


def read_register(
    uow: UnitOfWork,
    project_id: ProjectId,
    asked: Narrowing,
    account_id: AccountId | None,
    today: date,
    models: RiskModels,
) -> RegisterPage:
    """The first pages of the narrowed register; each is read from where the one before ended.

    The list runs from the worst level down, so "above appetite" ends it at the first risk within appetite.
    """
    found: list[Risk] = []
    after: str | None = None
    filters = filters_of(asked, account_id, today)
    for _ in range(asked.pages):
        page = uow.risks.page(project_id, filters=filters, after=after, limit=PAGE)
        kept = [risk for risk in page.items if not asked.above or is_above(risk, models)]
        found += kept
        after = page.after if len(kept) == len(page.items) else None
        if after is None:
            break
    return RegisterPage(tuple(found), after is not None and asked.pages < MOST_PAGES)


def is_above(risk: Risk, models: RiskModels) -> bool:
    """Whether a risk's current level is worse than what the project lives with; opportunities never are."""
    assessment = risk.assessed(models)
    is_worse = assessment is not None and assessment.model.is_above_appetite(assessment.level.name)
    return is_worse and risk.direction is Direction.THREAT


def rows(risks: Sequence[Risk], people: People, today: date, models: RiskModels) -> tuple[RiskRow, ...]:
    """Each risk as the list shows it."""
    return tuple(row(risk, people, today, models) for risk in risks)


def row(risk: Risk, people: People, today: date, models: RiskModels) -> RiskRow:
    """One risk as lists show it, by its current rating."""
    assessment = risk.assessed(models)
    return RiskRow(
        id=risk.id,
        key=risk.key,
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
        flags=tuple(dict.fromkeys(flag.code.value for flag in risk.flags)),
    )


def filters_of(asked: Narrowing, account_id: AccountId | None, today: date) -> dict[str, str]:
    """The filters of the shelf of risks; "above appetite" narrows further, by `is_above`."""
    filters = {"today": today.isoformat()}
    if not asked.all_states or asked.above:
        filters["status"] = "active"
    if asked.mine and account_id:
        filters["owner"] = account_id
    if asked.above:
        filters["direction"] = Direction.THREAT.value
    if asked.due:
        filters["due"] = "overdue"
    if asked.flagged:
        filters["flag"] = "any"
    if asked.unanswered:
        filters["answered"] = "no"
    if asked.category:
        filters["category"] = ",".join(STARTER_CATEGORIES.within(asked.category))
    if asked.cell:
        filters["cell"] = f"{asked.stage.value}.{asked.direction.value}.{asked.cell}"
    return filters


def _cell(text: str) -> str:
    probability, dot, impact = text.partition(".")
    is_place = dot and all(part.isascii() and part.isdigit() and len(part) == 1 for part in (probability, impact))
    return text if is_place else ""
