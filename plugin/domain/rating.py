"""A rating of one risk at one stage, and what the model makes of it: level, driver, score, exposure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plugin.domain.errors import Problem
from plugin.domain.ids import AccountId
from plugin.domain.risk_model import Level, Objective, RiskModel, RiskModels


class Stage(StrEnum):
    """Inherent: before any response; current: with the responses carried out so far; target: after the planned ones."""

    INHERENT = "inherent"
    CURRENT = "current"
    TARGET = "target"


class Confidence(StrEnum):
    """How sure a rating is: one opinion, a shared view or one data point, data or a test."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Rating:
    """Probability and impacts as 1-based orders of one model version.

    `cost` is the likely money in minor units (`cost_low` and `cost_high` its range), `days` the likely delay.
    """

    probability: int
    impact: Mapping[Objective, int]
    model_version: str
    at: datetime
    by: AccountId | None = None
    cost: int | None = None
    rationale: str | None = None
    confidence: Confidence | None = None
    cost_low: int | None = None
    cost_high: int | None = None
    days: int | None = None

    def same_as(self, other: Rating) -> bool:
        """Whether both say the same about the risk, whoever said it and whenever."""
        return self._said() == other._said()

    def _said(self) -> tuple[object, ...]:
        money = (self.cost, self.cost_low, self.cost_high)
        return (self.model_version, self.probability, dict(self.impact), money, self.days, self.confidence)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a model makes of a rating.

    `impact` is the maximum over compensable objectives (None where only others are rated); `apart` is the
    non-compensable impact; `level` is the worse of the two and `driver` the objective that set it.
    `score` only orders risks inside a level. `expected` is point probability × cost in minor units, unsigned.
    """

    model: RiskModel
    level: Level
    driver: Objective
    probability: int
    impact: int | None
    apart: int | None
    score: int
    expected: int | None


def assess(models: RiskModels, rating: Rating) -> Assessment:
    """Look a rating up in its own model (domain-methods 2.3, 2.4: maximum over objectives, non-compensable apart)."""
    model = models.of(rating.model_version)
    driver = max(rating.impact, key=lambda o: (rating.impact[o], model.is_compensable(o)))
    compensable = [order for objective, order in rating.impact.items() if model.is_compensable(objective)]
    apart = [order for objective, order in rating.impact.items() if not model.is_compensable(objective)]
    worst = rating.impact[driver]
    point = model.probabilities[rating.probability - 1].point
    return Assessment(
        model=model,
        level=model.look_up(rating.probability, worst),
        driver=driver,
        probability=rating.probability,
        impact=max(compensable, default=None),
        apart=max(apart, default=None),
        score=model.score(rating.probability, worst),
        expected=None if rating.cost is None else round(point * rating.cost),
    )


def cell(rating: Rating) -> str:
    """Where a rating stands: "<model version>.<probability>.<impact>", the impact being the worst of all."""
    return f"{rating.model_version}.{rating.probability}.{max(rating.impact.values())}"


def rating_problems(model: RiskModel, rating: Rating, pointer: str) -> list[Problem]:
    """Everything in a rating that the model cannot look up."""
    problems = []
    if not 1 <= rating.probability <= len(model.probabilities):
        problems.append(Problem(f"{pointer}/probability", f"choose 1 to {len(model.probabilities)}"))
    if not rating.impact:
        problems.append(Problem(f"{pointer}/impact", "rate at least one objective"))
    for objective, order in rating.impact.items():
        if not 1 <= order <= len(model.impacts):
            problems.append(Problem(f"{pointer}/impact/{objective.value}", f"choose 1 to {len(model.impacts)}"))
        elif objective not in model.objectives:
            problems.append(Problem(f"{pointer}/impact/{objective.value}", "the risk model does not rate this"))
    problems.extend(
        Problem(f"{pointer}/{name}", "give an amount of zero or more")
        for name in ("cost", "cost_low", "cost_high", "days")
        if (getattr(rating, name) or 0) < 0
    )
    spread = [amount for amount in (rating.cost_low, rating.cost, rating.cost_high) if amount is not None]
    if spread != sorted(spread):
        problems.append(Problem(f"{pointer}/cost", "the likely cost lies between the lowest and the highest"))
    return problems
