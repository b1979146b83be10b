"""A risk moved to another cell of the heat map: its rating anew, by where it was put and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from plugin.domain.errors import Conflict, Invalid, NotFound, Problem
from plugin.domain.ids import RiskId
from plugin.domain.rating import Rating, Stage, assess
from plugin.domain.risk import Risk
from plugin.domain.risk_life import rated
from plugin.domain.risk_model import Objective, RiskModels
from plugin.usecases.act import Act
from plugin.usecases.register_acts import act_fact, hold, saved
from plugin.usecases.responding import rating_move

LONGEST_REASON = 300


def placed(models: RiskModels, rating: Rating, probability: int, impact: int) -> Rating:
    """The rating as it stands on that cell, everything else as it was.

    The objective that sets the level takes the new impact; others that were rated above it come down to it, since the
    worst of all is where a rating stands. Raises Conflict for a rating of an older model, Invalid for no cell of it.
    """
    model = models.current
    if rating.model_version != model.version:
        raise Conflict("This rating was made with an older risk model; rate it anew in its own window.")
    if not (1 <= probability <= len(model.probabilities) and 1 <= impact <= len(model.impacts)):
        raise Invalid([Problem("/to", "choose a cell of the map")])
    driver = assess(models, rating).driver
    impacts: Mapping[Objective, int] = {
        objective: impact if objective is driver else min(order, impact) for objective, order in rating.impact.items()
    }
    return replace(rating, probability=probability, impact=impacts)


def move_risk(act: Act, risk_id: RiskId, stage: Stage, to: tuple[int, int], reason: str, expected: int | None) -> Risk:
    """Rate one stage anew by a cell of the map, with a reason in one line."""
    risk, models = hold(act, risk_id, expected)
    rating = risk.ratings.get(stage)
    if rating is None:
        raise NotFound("This risk is not rated at that stage.")
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise Invalid([Problem("/reason", f"say why in one line of at most {LONGEST_REASON} characters")])
    new = replace(placed(models, rating, *to), at=act.now, by=act.by, rationale=said)
    after = rated(risk, stage, new, models)
    fact = act_fact(act, "RiskRated", risk, rating_move(models, risk, after, stage), said)
    return saved(act, risk, after, [fact])
