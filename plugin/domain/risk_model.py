"""The risk model: scales of probability and impact, the matrix that looks a level up, and what each level demands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Objective(StrEnum):
    """What a risk can harm or help; an impact is rated for each on its own (domain-methods 2.4)."""

    SCHEDULE = "schedule"
    COST = "cost"
    SCOPE = "scope"
    QUALITY = "quality"
    SECURITY = "security"
    COMPLIANCE = "compliance"

    @property
    def is_compensable(self) -> bool:
        """Compliance, safety and reputation are never traded against money or days."""
        return self is not Objective.COMPLIANCE


@dataclass(frozen=True, slots=True)
class ProbabilityLevel:
    """One band of probability; `point` is the share used wherever a number is needed."""

    order: int
    label: str
    wording: str
    low: float
    high: float
    point: float


@dataclass(frozen=True, slots=True)
class ImpactLevel:
    """One band of impact with a wording for each objective."""

    order: int
    label: str
    wording: Mapping[Objective, str]


@dataclass(frozen=True, slots=True)
class Level:
    """A level of risk: its place in the order (1 is lowest), its symbol, and how often it is to be reviewed."""

    name: str
    rank: int
    symbol: str
    review_days: int


@dataclass(frozen=True, slots=True)
class RiskModel:
    """One version of the scales; a rating keeps the version it was made with and is never re-read with another.

    `matrix[probability - 1][impact - 1]` names the level: a lookup, never a bare product (domain-methods 2.3).
    """

    version: str
    probabilities: tuple[ProbabilityLevel, ...]
    impacts: tuple[ImpactLevel, ...]
    levels: tuple[Level, ...]
    matrix: tuple[tuple[str, ...], ...]
    appetite: str

    def level(self, name: str) -> Level:
        """The level of that name; KeyError where the model has none."""
        for level in self.levels:
            if level.name == name:
                return level
        raise KeyError(name)

    def look_up(self, probability: int, impact: int) -> Level:
        """The level of one cell; both are 1-based orders."""
        return self.level(self.matrix[probability - 1][impact - 1])

    def is_above_appetite(self, level: str) -> bool:
        """Whether a level is worse than what the project agreed to live with."""
        return self.level(level).rank > self.level(self.appetite).rank
