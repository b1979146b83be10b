"""The health of a register as the API answers it."""

from __future__ import annotations

from marshmallow import fields, validate

from plugin.domain.register_health import HealthRule
from plugin.web.api.schemas.fields import Amount, Moment, QueryInt
from plugin.web.api.schemas.shapes import MOST, USUAL, Query, Shape


class HealthQuery(Query):
    """Which findings."""

    rule = fields.String(validate=validate.OneOf([rule.value for rule in HealthRule]))
    skip = QueryInt(least=0, most=1_000_000, load_default=0, metadata={"description": "Pass over so many findings"})
    limit = QueryInt(least=1, most=MOST, load_default=USUAL, metadata={"description": "At most so many"})


class HealthRuleOut(Shape):
    """A rule: what it finds, why that matters, what share of a risk's credit it takes, and how often it was found."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    why = fields.String(required=True)
    weight = fields.Float(required=True)
    count = fields.Integer(required=True)


class HealthFindingOut(Shape):
    """One place to better; `subject` is an action's id or the key of the other risk."""

    rule = fields.String(required=True)
    risk_id = fields.String(required=True)
    key = fields.String(required=True)
    subject = fields.String(required=True, allow_none=True)
    advice = fields.String(required=True, allow_none=True)


class HealthOut(Shape):
    """The score is the mean over open risks of one less what broken rules take; null exactly where none is open."""

    as_of = Moment(required=True)
    score = Amount(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    open = fields.Integer(required=True)
    clean = fields.Integer(required=True)
    rules = fields.List(fields.Nested(HealthRuleOut), required=True)
    total = fields.Integer(required=True)
    findings = fields.List(fields.Nested(HealthFindingOut), required=True)
