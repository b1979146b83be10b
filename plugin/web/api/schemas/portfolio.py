"""How projects stand beside each other."""

from __future__ import annotations

from marshmallow import fields, validate

from plugin.usecases.portfolio import HEALTHS
from plugin.web.api.schemas.fields import Day, Moment
from plugin.web.api.schemas.projects import FigureOut, ProgressOut
from plugin.web.api.schemas.shapes import Shape


class StandingOut(Shape):
    """One project; `health` is null exactly where `reason` says why, money is in `currency`.

    While `progress` runs or has failed, the figures hold for what was read so far.
    """

    id = fields.String(required=True)
    key = fields.String(required=True)
    name = fields.String(required=True)
    currency = fields.String(required=True)
    progress = fields.Nested(ProgressOut, required=True)
    health = fields.String(required=True, allow_none=True, validate=validate.OneOf([*HEALTHS, None]))
    reason = fields.String(required=True, allow_none=True)
    next_review = Day(required=True, allow_none=True)
    changed_at = Moment(required=True, allow_none=True)
    figures = fields.Dict(keys=fields.String(), values=fields.Nested(FigureOut), required=True)


class PortfolioPage(Shape):
    """A page of projects, all as they stood at one instant."""

    as_of = Moment(required=True)
    items = fields.List(fields.Nested(StandingOut), required=True)
    after = fields.String(required=True, allow_none=True, data_key="next")
