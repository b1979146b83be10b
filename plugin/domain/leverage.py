"""What the responses to a risk bring for what they cost: Boehm's risk reduction leverage."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.domain.rating import Stage
from plugin.domain.risk import Risk
from plugin.domain.risk_model import RiskModels
from plugin.domain.treatment import ActionState, Direction

NO_COST = "no-cost"
NO_VALUE = "no-value"


@dataclass(frozen=True, slots=True)
class Leverage:
    """`value` is money gained for each unit spent; None exactly where `reason` says why. Amounts in minor units."""

    value: float | None
    gain: int | None
    cost: int
    reason: str = ""


def leverage(risk: Risk, models: RiskModels) -> Leverage:
    """(Exposure before − exposure after) / cost of the response, before being inherent and after target.

    Boehm, "Software Risk Management" (1991), equation of risk reduction leverage; an opportunity gains by more
    exposure. Undefined without expected money at both stages (NO_VALUE) and without a cost (NO_COST): dividing by
    nothing would promise everything. Cancelled actions cost nothing, contingent ones only once the event is there.
    """
    before, after = risk.assessed(models, Stage.INHERENT), risk.assessed(models, Stage.TARGET)
    cost = sum(a.cost or 0 for a in risk.treatment.actions if a.counts and a.state is not ActionState.CANCELLED)
    if before is None or after is None or before.expected is None or after.expected is None:
        return Leverage(None, None, cost, NO_VALUE)
    gain = before.expected - after.expected
    gain = gain if risk.direction is Direction.THREAT else -gain
    if cost == 0:
        return Leverage(None, gain, 0, NO_COST)
    return Leverage(gain / cost, gain, cost)
