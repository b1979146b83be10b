"""Totals over a project's risks that move by difference: what one risk contributes, as plain integers."""

from __future__ import annotations

from collections import Counter

from plugin.domain.rating import Rating, assess, cell
from plugin.domain.risk import Risk, Status
from plugin.domain.risk_model import RiskModels
from plugin.domain.treatment import Direction

RiskTotals = Counter[str]
"""Keys: identified, open, triggered, occurred, closed, withdrawn, drafts; unowned, aboveAppetite,
aboveAppetite.unanswered, level.<Level>; threats.valued, threats.unvalued, threats.expected (minor units), the same for
opportunities; cell.<stage>.<direction>.<model version>.<probability>.<impact> for the heat map."""

_ENDED = {Status.OCCURRED: "occurred", Status.CLOSED: "closed", Status.EXPIRED: "closed", Status.REJECTED: "withdrawn"}


def contribution(risk: Risk | None, models: RiskModels) -> RiskTotals:
    """What one risk adds to its project's totals; a missing or deleted risk, and a dismissed draft, add nothing."""
    totals: RiskTotals = Counter()
    if risk is None or risk.deleted_at is not None:
        return totals
    if risk.status is Status.DRAFT:
        totals["drafts"] = 1
        return totals
    if risk.current is None:
        return totals
    totals["identified"] = 1
    if not risk.is_open:
        totals[_ENDED[risk.status]] = 1
        return totals
    totals["open"] = 1
    totals["triggered"] = int(risk.status is Status.TRIGGERED)
    totals["unowned"] = int(risk.owner is None)
    for stage, rating in risk.ratings.items():
        totals[f"cell.{stage.value}.{risk.direction.value}.{cell(rating)}"] = 1
    return totals + _weight(risk, risk.current, models)


def _weight(risk: Risk, current: Rating, models: RiskModels) -> RiskTotals:
    assessment = assess(models, current)
    side = "threats" if risk.direction is Direction.THREAT else "opportunities"
    totals: RiskTotals = Counter(
        {
            f"level.{assessment.level.name}": 1,
            f"{side}.{'unvalued' if assessment.expected is None else 'valued'}": 1,
            f"{side}.expected": assessment.expected or 0,
        }
    )
    model = models.of(current.model_version)
    if risk.direction is Direction.THREAT and model.is_above_appetite(assessment.level.name):
        totals["aboveAppetite"] = 1
        totals["aboveAppetite.unanswered"] = int(not risk.responses)
    return totals


def moved(totals: RiskTotals, before: Risk | None, after: Risk | None, models: RiskModels) -> RiskTotals:
    """The totals after one risk changed: new contribution minus old."""
    changed: RiskTotals = Counter(totals)
    changed.update(contribution(after, models))
    changed.subtract(contribution(before, models))
    return Counter({key: amount for key, amount in changed.items() if amount})
