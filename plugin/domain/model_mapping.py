"""From one risk model to another: which new step stands for which old one, proposed and then applied to a rating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from plugin.domain.errors import Problem
from plugin.domain.ids import AccountId
from plugin.domain.model_scores import band_of
from plugin.domain.rating import Rating
from plugin.domain.risk_model import Band, ImpactLevel, Objective, ProbabilityLevel, RiskModel

Steps = Mapping[int, int]
"""Old order to new order, both from 1."""


@dataclass(frozen=True, slots=True)
class StepMapping:
    """What each step becomes: of probability, and of impact for each objective that both models rate."""

    probability: Steps
    impact: Mapping[Objective, Steps]


def proposed_mapping(old: RiskModel, new: RiskModel) -> StepMapping:
    """The mapping to begin with: the step whose band holds the old point, else the same word, else the same height.

    Objectives that the new model does not rate are left out; what was rated on them is dropped.
    """
    return StepMapping(
        probability={step.order: _probability(step, old, new) for step in old.probabilities},
        impact={
            objective: {step.order: _impact(step, objective, old, new) for step in old.impacts}
            for objective in old.objectives
            if objective in new.objectives
        },
    )


def mapping_problems(mapping: StepMapping, old: RiskModel, new: RiskModel) -> list[Problem]:
    """What a mapping lacks: each old step needs a new one that exists."""
    problems = _missing(mapping.probability, len(old.probabilities), len(new.probabilities), "/probability")
    for objective in old.objectives:
        if objective in new.objectives:
            steps = mapping.impact.get(objective, {})
            problems += _missing(steps, len(old.impacts), len(new.impacts), f"/impact/{objective.value}")
    return problems


def mapped(
    rating: Rating, mapping: StepMapping, version: str, at: datetime, by: AccountId | None, why: str
) -> Rating | None:
    """A new rating in the model of `version`; None where none of what was rated is rated there.

    Money, days and confidence stay: they were never read through a model.
    """
    impact = {
        objective: mapping.impact[objective][order]
        for objective, order in rating.impact.items()
        if objective in mapping.impact
    }
    if not impact:
        return None
    return replace(
        rating,
        probability=mapping.probability[rating.probability],
        impact=impact,
        model_version=version,
        at=at,
        by=by,
        rationale=why or rating.rationale,
    )


def _probability(step: ProbabilityLevel, old: RiskModel, new: RiskModel) -> int:
    if found := band_of(new.probabilities, step.point):
        return found.order
    if step.point >= new.probabilities[-1].high:
        return len(new.probabilities)
    if step.point < new.probabilities[0].low:
        return 1
    return _by_word(step.label, step.order, len(old.probabilities), [one.label for one in new.probabilities])


def _impact(step: ImpactLevel, objective: Objective, old: RiskModel, new: RiskModel) -> int:
    if old.units.get(objective) == new.units.get(objective) and (middle := _middle(step.bands.get(objective))):
        for one in new.impacts:
            if (band := one.bands.get(objective)) and _holds(band, middle):
                return one.order
    return _by_word(step.label, step.order, len(old.impacts), [one.label for one in new.impacts])


def _by_word(label: str, order: int, old_steps: int, labels: Sequence[str]) -> int:
    """The step with the same word, else the one at the same height; the lowest and highest stay what they are."""
    words = [word.strip().casefold() for word in labels]
    word = label.strip().casefold()
    if word in words:
        return words.index(word) + 1
    height = (2 * (order - 1) * (len(labels) - 1) + old_steps - 1) // (2 * (old_steps - 1)) if old_steps > 1 else 0
    return height + 1


def _middle(band: Band | None) -> float | None:
    """A value inside a band, near its end where the band is open."""
    if band is None or (band.low is None and band.high is None):
        return None
    if band.low is None:
        return band.high / 2 if band.high is not None else None
    return band.low if band.high is None else (band.low + band.high) / 2


def _holds(band: Band, value: float) -> bool:
    return (band.low is None or band.low <= value) and (band.high is None or value < band.high)


def _missing(steps: Steps, old: int, new: int, pointer: str) -> list[Problem]:
    wrong = [order for order in range(1, old + 1) if not 1 <= steps.get(order, 0) <= new]
    return [Problem(f"{pointer}/{order}", f"choose 1 to {new}") for order in wrong]
