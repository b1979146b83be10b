"""The risk model: scales of probability and impact, the matrix that looks a level up, and what each level demands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Objective(StrEnum):
    """What a risk can harm or help; an impact is rated for each on its own (domain-methods 2.4)."""

    SCHEDULE = "schedule"
    COST = "cost"
    SCOPE = "scope"
    QUALITY = "quality"
    SECURITY = "security"
    COMPLIANCE = "compliance"
    SAFETY = "safety"


NEVER_TRADED = frozenset({Objective.COMPLIANCE, Objective.SAFETY})
"""What a starter model keeps apart: nobody trades an injury or a broken law against money or days."""


class Authority(StrEnum):
    """Who may accept a risk of a level, from the least to the most senior."""

    OWNER = "owner"
    MANAGER = "manager"
    SPONSOR = "sponsor"
    BOARD = "board"


@dataclass(frozen=True, slots=True)
class ProbabilityLevel:
    """One band of probability as shares of one, `low` included; `point` is used wherever a number is needed."""

    order: int
    label: str
    wording: str
    low: float
    high: float
    point: float


@dataclass(frozen=True, slots=True)
class Band:
    """From (included) and up to (excluded) which amount a level reaches, in the objective's own unit; None is open."""

    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ImpactLevel:
    """One level of impact: a wording and, where it can be measured, a band for each objective.

    `value` is the level's number on schemes that multiply (PMBOK: 0.05 to 0.8), None on those that only order.
    """

    order: int
    label: str
    wording: Mapping[Objective, str]
    bands: Mapping[Objective, Band] = field(default_factory=dict)
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A level of risk: its place in the order (1 is lowest), how it is marked, and what it demands.

    `tone` names one of the interface's colour pairs ("" spreads them over the ranks); `accept_days` is the longest
    an acceptance may last; a risk of this level that nobody answers goes to `escalate_to` after so many days.
    """

    name: str
    rank: int
    symbol: str
    review_days: int
    tone: str = ""
    accept: Authority = Authority.OWNER
    accept_days: int | None = None
    escalate_to: Authority | None = None
    escalate_after_days: int | None = None


@dataclass(frozen=True, slots=True)
class RiskModel:
    """One version of the scales; a rating keeps the version it was made with and is never re-read with another.

    `matrix[probability - 1][impact - 1]` names the level: a lookup, never a bare product (domain-methods 2.3).
    `scores` has the same shape and orders risks inside a level (ranks, or products times `score_unit`); without it the
    product of the two orders does. `units` says what an objective's bands are measured in ("% of budget").
    """

    version: str
    probabilities: tuple[ProbabilityLevel, ...]
    impacts: tuple[ImpactLevel, ...]
    levels: tuple[Level, ...]
    matrix: tuple[tuple[str, ...], ...]
    appetite: str
    name: str = "Plumbline"
    objectives: tuple[Objective, ...] = tuple(Objective)
    non_compensable: frozenset[Objective] = NEVER_TRADED
    scores: tuple[tuple[int, ...], ...] | None = None
    score_unit: int = 1
    units: Mapping[Objective, str] = field(default_factory=dict)

    def level(self, name: str) -> Level:
        """The level of that name; KeyError where the model has none."""
        for level in self.levels:
            if level.name == name:
                return level
        raise KeyError(name)

    def look_up(self, probability: int, impact: int) -> Level:
        """The level of one cell; both are 1-based orders."""
        return self.level(self.matrix[probability - 1][impact - 1])

    def score(self, probability: int, impact: int) -> int:
        """The number that orders risks inside a level, times `score_unit`."""
        return probability * impact if self.scores is None else self.scores[probability - 1][impact - 1]

    def is_compensable(self, objective: Objective) -> bool:
        """Whether an impact on it may be weighed against others."""
        return objective not in self.non_compensable

    def is_above_appetite(self, level: str) -> bool:
        """Whether a level is worse than what the project agreed to live with."""
        return self.level(level).rank > self.level(self.appetite).rank


@dataclass(frozen=True, slots=True)
class RiskModels:
    """The model a project rates with now, and the older versions that some of its ratings still stand in."""

    current: RiskModel
    older: Mapping[str, RiskModel] = field(default_factory=dict)

    def of(self, version: str) -> RiskModel:
        """The model of that version; KeyError where it is on no shelf."""
        return self.current if version == self.current.version else self.older[version]
