"""Totals over a project's risks that move by difference: what one risk contributes, as plain integers."""

from __future__ import annotations

from collections import Counter

from plugin.domain.rating import Stage
from plugin.domain.risk import Direction, Outcome, Risk
from plugin.domain.risk_model import RiskModel

RiskTotals = Counter[str]
"""Keys: identified, open, occurred, closed, unowned, aboveAppetite, aboveAppetite.unanswered, level.<Level>;
threats.valued, threats.unvalued, threats.expected (minor units), the same for opportunities;
cell.<stage>.<direction>.<probability>.<impact> for the heat map."""


def contribution(risk: Risk | None, model: RiskModel) -> RiskTotals:
    """What one risk adds to its project's totals; a missing risk adds nothing."""
    totals: RiskTotals = Counter()
    if risk is None:
        return totals
    totals["identified"] = 1
    if not risk.is_open:
        totals["occurred" if risk.outcome in {Outcome.OCCURRED, Outcome.PARTLY} else "closed"] = 1
        return totals
    totals["open"] = 1
    totals["unowned"] = int(risk.owner is None)
    side = "threats" if risk.direction is Direction.THREAT else "opportunities"
    for stage in Stage:
        assessment = risk.assessed(model, stage)
        if assessment is None:
            continue
        worst = risk.ratings[stage].impact[assessment.driver]
        totals[f"cell.{stage.value}.{risk.direction.value}.{assessment.probability}.{worst}"] = 1
    current = risk.assessed(model)
    if current is not None:
        totals[f"level.{current.level.name}"] = 1
        totals[f"{side}.{'unvalued' if current.expected is None else 'valued'}"] = 1
        totals[f"{side}.expected"] = current.expected or 0
        if risk.direction is Direction.THREAT and model.is_above_appetite(current.level.name):
            totals["aboveAppetite"] = 1
            totals["aboveAppetite.unanswered"] = int(not risk.responses)
    return totals


def moved(totals: RiskTotals, before: Risk | None, after: Risk | None, model: RiskModel) -> RiskTotals:
    """The totals after one risk changed: new contribution minus old."""
    changed: RiskTotals = Counter(totals)
    changed.update(contribution(after, model))
    changed.subtract(contribution(before, model))
    return Counter({key: amount for key, amount in changed.items() if amount})
