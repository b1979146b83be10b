"""A rating of one risk at one stage, and what the model makes of it: level, driver, score, exposure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plugin.domain.errors import Problem
from plugin.domain.ids import AccountId
from plugin.domain.risk_model import Level, Objective, RiskModel


class Stage(StrEnum):
    """Inherent: before any response; current: with the responses carried out so far; target: after the planned ones."""

    INHERENT = "inherent"
    CURRENT = "current"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Rating:
    """Probability and impacts as 1-based orders of one model version; `cost` is the likely money in minor units."""

    probability: int
    impact: Mapping[Objective, int]
    model_version: str
    at: datetime
    by: AccountId | None = None
    cost: int | None = None
    rationale: str | None = None

    def same_as(self, other: Rating) -> bool:
        """Whether both say the same about the risk, whoever said it and whenever."""
        return (self.probability, dict(self.impact), self.cost) == (other.probability, dict(other.impact), other.cost)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a model makes of a rating.

    `impact` is the maximum over compensable objectives (None where only others are rated); `apart` is the
    non-compensable impact; `level` is the worse of the two and `driver` the objective that set it.
    `score` only orders risks inside a level. `expected` is point probability × cost in minor units, unsigned.
    """

    level: Level
    driver: Objective
    probability: int
    impact: int | None
    apart: int | None
    score: int
    expected: int | None


def assess(model: RiskModel, rating: Rating) -> Assessment:
    """Look a rating up in its model (domain-methods 2.3 and 2.4: maximum over objectives, non-compensable apart)."""
    driver = max(rating.impact, key=lambda o: (rating.impact[o], o.is_compensable))
    compensable = [order for objective, order in rating.impact.items() if objective.is_compensable]
    apart = [order for objective, order in rating.impact.items() if not objective.is_compensable]
    worst = rating.impact[driver]
    point = model.probabilities[rating.probability - 1].point
    return Assessment(
        level=model.look_up(rating.probability, worst),
        driver=driver,
        probability=rating.probability,
        impact=max(compensable, default=None),
        apart=max(apart, default=None),
        score=rating.probability * worst,
        expected=None if rating.cost is None else round(point * rating.cost),
    )


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
    if rating.cost is not None and rating.cost < 0:
        problems.append(Problem(f"{pointer}/cost", "give an amount of zero or more"))
    return problems
