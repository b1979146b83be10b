"""What the stages of a rating owe each other: worse than before any response asks why, a better target asks how."""

from __future__ import annotations

from plugin.domain.rating import Rating, Stage, assess
from plugin.domain.risk import Risk
from plugin.domain.risk_model import RiskModels
from plugin.domain.treatment import Direction


def needs_reason(risk: Risk, stage: Stage, rating: Rating, models: RiskModels) -> bool:
    """Whether a new rating of a stage has to say why (features D1, R1): current worse than inherent, both in one model.

    An opportunity that grew is what its responses are for, so this asks about threats only.
    """
    inherent = risk.ratings.get(Stage.INHERENT)
    if stage is not Stage.CURRENT or inherent is None or risk.direction is not Direction.THREAT:
        return False
    if inherent.model_version != rating.model_version or (rating.rationale or "").strip():
        return False
    return _weight(models, rating) > _weight(models, inherent)


def lacks_response(risk: Risk, models: RiskModels) -> bool:
    """Whether the target promises what nothing works on (features D1, R2): better than current, and no live response.

    Advice, never a refusal: the target may be written down before its actions are.
    """
    target, current = risk.ratings.get(Stage.TARGET), risk.current
    if target is None or current is None or not risk.is_open or target.model_version != current.model_version:
        return False
    before, after = _weight(models, current), _weight(models, target)
    is_better = after < before if risk.direction is Direction.THREAT else after > before
    return is_better and all(response.done for response in risk.responses)


def _weight(models: RiskModels, rating: Rating) -> tuple[int, int]:
    """Level first, then the score that orders risks inside it; comparable inside one model only."""
    found = assess(models, rating)
    return found.level.rank, found.score
