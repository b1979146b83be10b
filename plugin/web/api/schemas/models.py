"""Risk models on the wire: as they are sent, as they are answered, chosen for a project, and left by re-rating."""

from __future__ import annotations

import math
from typing import Any

from marshmallow import ValidationError, fields, validate

from plugin.domain.model_bands import MOST_VALUE
from plugin.domain.model_checker import MOST_LEVELS, MOST_STEPS
from plugin.domain.model_marks import TONES
from plugin.domain.risk_model import Authority, Objective
from plugin.web.api.schemas.fields import Choice, Int, Moment, Text
from plugin.web.api.schemas.shapes import Query, Shape, paged

ORDERS = ("steps", "values", "ranks")
LARGEST = 10**12
MOST_DAYS = 9999
VERSION = r"[a-z0-9][a-z0-9-]{0,39}"


class Number(fields.Field[Any]):
    """A plain decimal between two limits."""

    def __init__(self, *, least: float, most: float, **kwargs: Any) -> None:
        self._least, self._most = least, most
        super().__init__(metadata={"type": "number", "minimum": least, "maximum": most}, **kwargs)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValidationError("Send a number.")
        if not self._least <= value <= self._most:
            raise ValidationError(f"Send a number from {self._least} to {self._most}.")
        return float(value)


def by_objective(name: str, field: Any) -> type[Any]:
    """A shape with a field for each objective, none of which must be there."""
    return Shape.from_dict({objective.value: field() for objective in Objective}, name=name)


class BandShape(Shape):
    """From (included) and up to (excluded) which amount a step reaches; null is open."""

    low = Number(least=-LARGEST, most=LARGEST, allow_none=True, load_default=None)
    high = Number(least=-LARGEST, most=LARGEST, allow_none=True, load_default=None)


WordingShape = by_objective("WordingShape", lambda: Text(longest=300))
BandsShape = by_objective("BandsShape", lambda: fields.Nested(BandShape))
UnitsShape = by_objective("UnitsShape", lambda: Text(longest=40))


class ProbabilityShape(Shape):
    """A step of probability as shares of one: its lower end is inside, its point is reckoned with."""

    label = Text(longest=40, required=True)
    wording = Text(longest=200, load_default="")
    low = Number(least=0, most=1, required=True)
    high = Number(least=0, most=1, required=True)
    point = Number(least=0, most=1, required=True)


class ImpactShape(Shape):
    """A step of impact: what it means for each objective, and its value on schemes that multiply."""

    label = Text(longest=40, required=True)
    wording = fields.Nested(WordingShape, load_default=dict)
    bands = fields.Nested(BandsShape, load_default=dict)
    value = Number(least=0, most=MOST_VALUE, allow_none=True, load_default=None)


class ModelLevelShape(Shape):
    """A level, lowest first: its mark, how often it is reviewed, who may accept it and who hears of it."""

    name = Text(longest=40, required=True)
    symbol = Text(longest=4, required=True)
    tone = fields.String(validate=validate.OneOf(TONES), load_default="gray")
    review_days = Int(least=1, most=MOST_DAYS, required=True)
    accept = Choice(Authority, load_default=Authority.OWNER)
    accept_days = Int(least=1, most=MOST_DAYS, allow_none=True, load_default=None)
    escalate_to = Choice(Authority, allow_none=True, load_default=None)
    escalate_after_days = Int(least=1, most=MOST_DAYS, allow_none=True, load_default=None)


def _steps(shape: type[Shape], most: int) -> Any:
    return fields.List(fields.Nested(shape), required=True, validate=validate.Length(min=1, max=most))


def _grid(cell: Any, **kwargs: Any) -> Any:
    row = fields.List(cell, validate=validate.Length(min=1, max=MOST_STEPS))
    return fields.List(row, validate=validate.Length(min=1, max=MOST_STEPS), **kwargs)


class RiskModelIn(Shape):
    """A model to keep as a new version; `matrix[probability][impact]` names the level, least first."""

    name = Text(longest=80, filled=True, required=True)
    probabilities = _steps(ProbabilityShape, MOST_STEPS)
    impacts = _steps(ImpactShape, MOST_STEPS)
    levels = _steps(ModelLevelShape, MOST_LEVELS)
    matrix = _grid(Text(longest=40), required=True)
    appetite = Text(longest=40, required=True)
    objectives = fields.List(Choice(Objective), load_default=lambda: list(Objective))
    non_compensable = fields.List(Choice(Objective), load_default=list)
    order = fields.String(validate=validate.OneOf(ORDERS), load_default="steps")
    ranks = _grid(Int(least=1, most=MOST_STEPS**2), allow_none=True, load_default=None)
    units = fields.Nested(UnitsShape, load_default=dict)


class AdviceOut(Shape):
    """What the checker advises; cells are [probability, impact], from 1."""

    code = fields.String(required=True)
    words = fields.String(required=True)
    cells = fields.List(fields.List(fields.Integer()), required=True)


class RiskModelOut(RiskModelIn):
    """A model of the site: who made it when, and the checker's advice."""

    version = fields.String(required=True)
    made_at = Moment(required=True, allow_none=True)
    made_by = fields.String(required=True, allow_none=True)
    is_sites = fields.Boolean(required=True)
    advice = fields.List(fields.Nested(AdviceOut), required=True)


RiskModelPage = paged(RiskModelOut)


class ModelChoiceIn(Shape):
    """Which model the project rates with from now on; null follows the site."""

    version = fields.String(
        required=True, allow_none=True, validate=validate.Regexp(VERSION + r"\Z"), metadata={"pattern": f"^{VERSION}$"}
    )


class OlderOut(Shape):
    """An older model, and how many open risks and drafts have a rating in it."""

    version = fields.String(required=True)
    risks = fields.Integer(required=True)


class ModelChoiceOut(Shape):
    """What a project rates with, whether by its own choice, and what still stands in older models."""

    version = fields.String(required=True)
    name = fields.String(required=True)
    is_own = fields.Boolean(required=True)
    older = fields.List(fields.Nested(OlderOut), required=True)


def _new_steps() -> Any:
    return fields.List(Int(least=1, most=MOST_STEPS), validate=validate.Length(min=1, max=MOST_STEPS))


MappedShape = by_objective("MappedShape", _new_steps)


class RerateIn(Shape):
    """From which model, why, and for each old step its new one in order; what is left out is proposed."""

    version = fields.String(
        data_key="from",
        required=True,
        validate=validate.Regexp(VERSION + r"\Z"),
        metadata={"pattern": f"^{VERSION}$"},
    )
    reason = Text(longest=500, filled=True, required=True)
    probability = fields.List(
        Int(least=1, most=MOST_STEPS),
        validate=validate.Length(min=1, max=MOST_STEPS),
        allow_none=True,
        load_default=None,
    )
    impact = fields.Nested(MappedShape, load_default=dict)


class RerateQuery(Query):
    """Whether to look only."""

    preview = fields.String(
        validate=validate.OneOf(("true", "false")), metadata={"description": "true: nothing is written"}
    )


class ReratedOut(Shape):
    """One risk with its level before and after; `after` is null where it keeps its rating."""

    id = fields.String(required=True)
    key = fields.String(required=True)
    before = fields.String(required=True, allow_none=True)
    after = fields.String(required=True, allow_none=True)
    changed = fields.Boolean(required=True)


class RerateOut(Shape):
    """What re-rating does or did, with the mapping that was used."""

    preview = fields.Boolean(required=True)
    to = fields.String(required=True)
    probability = fields.List(fields.Integer(), required=True)
    impact = fields.Nested(MappedShape, required=True)
    rerated = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    risks = fields.List(fields.Nested(ReratedOut), required=True)
