"""How one risk's level went up and down over its life, for a small step chart with its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from plugin.domain.rating import Stage
from plugin.domain.risk_model import RiskModel, RiskModels
from plugin.domain.standing import Period
from plugin.usecases.views.marks import LevelMark, level_mark
from plugin.usecases.views.wording import Moment, Wording


@dataclass(frozen=True, slots=True)
class LevelStep:
    """The level from one instant on, None while the risk is not open; `share` is 0 at the lowest, 1 at the highest."""

    since: datetime
    when: Moment
    level: LevelMark | None
    share: float | None
    move: str


@dataclass(frozen=True, slots=True)
class LevelSteps:
    """The steps in order, and the present model's levels from the lowest up, with their shares."""

    steps: tuple[LevelStep, ...]
    scale: tuple[tuple[float, str], ...]

    @property
    def is_worth_showing(self) -> bool:
        """Whether anything ever moved."""
        return len(self.steps) > 1


def level_steps(say: Wording, life: Sequence[Period], models: RiskModels) -> LevelSteps:
    """A risk's levels by its current rating; changes that left the level as it was are passed over."""
    steps: list[LevelStep] = []
    for one in life:
        mark, share = _level(one, models)
        if steps and (steps[-1].level, steps[-1].share) == (mark, share):
            continue
        steps.append(LevelStep(one.since, say.moment(one.since), mark, share, one.move.value))
    scale = tuple((_share(models.current, level.rank), level.name) for level in models.current.levels)
    return LevelSteps(tuple(steps), scale)


def _level(period: Period, models: RiskModels) -> tuple[LevelMark | None, float | None]:
    placed = period.standing.stages.get(Stage.CURRENT)
    if placed is None or not period.standing.is_open:
        return None, None
    version, probability, impact = placed.cell.rsplit(".", 2)
    model = models.of(version)
    level = model.look_up(int(probability), int(impact))
    return level_mark(model, level), _share(model, level.rank)


def _share(model: RiskModel, rank: int) -> float:
    highest = max(level.rank for level in model.levels)
    return 1.0 if highest == 1 else (rank - 1) / (highest - 1)
