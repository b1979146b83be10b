"""Shapes of the register over time: the burndown, and the matrix of a past day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields

from plugin.domain.burndown import Measure
from plugin.domain.rating import Stage
from plugin.domain.treatment import Direction
from plugin.web.api.schemas.fields import Amount, Choice, Day, Moment
from plugin.web.api.schemas.shapes import Query, Shape


class QueryDay(Day):
    """A day in a query, ISO 8601 with hyphens."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> date:  # noqa: ARG002 - marshmallow's
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value)):
                return date.fromisoformat(str(value))
        except ValueError:
            pass
        raise ValidationError("Send a day such as 2026-11-24.")


class BurndownQuery(Query):
    """Which days, and counted in what."""

    first = QueryDay(data_key="from")
    last = QueryDay(data_key="to")
    measure = Choice(Measure)


class StretchOut(Shape):
    """A day or a week; exposure at its end, and what moved it: exposure = before + new + reRated − all the others."""

    first = Day(required=True)
    last = Day(required=True)
    exposure = Amount(required=True)
    new = Amount(required=True)
    re_rated = Amount(required=True)
    responded = Amount(required=True)
    expired = Amount(required=True)
    occurred = Amount(required=True)
    closed = Amount(required=True)
    target = Amount(required=True)
    opportunities = Amount(required=True)
    net = Amount(required=True)
    open = fields.Integer(required=True)


class BurndownOut(Shape):
    """Exposure of open threats over time; `unit` is a currency, or "points" where severity points are counted."""

    as_of = Moment(required=True)
    measure = fields.String(required=True)
    unit = fields.String(required=True)
    before = Amount(required=True)
    stretches = fields.List(fields.Nested(StretchOut), required=True)


class MatrixQuery(Query):
    """Which day's end, stage and direction."""

    at = QueryDay()
    stage = Choice(Stage, load_default=Stage.CURRENT)
    direction = Choice(Direction, load_default=Direction.THREAT)


class MatrixCellOut(Shape):
    """A cell in which an open risk lay, and the risks."""

    model_version = fields.String(required=True)
    probability = fields.Integer(required=True)
    impact = fields.Integer(required=True)
    level = fields.String(required=True)
    count = fields.Integer(required=True)
    risks = fields.List(fields.String(), required=True)


class MatrixOut(Shape):
    """The matrix of a past instant: every cell with a risk in it."""

    at = Moment(required=True)
    stage = fields.String(required=True)
    direction = fields.String(required=True)
    open = fields.Integer(required=True)
    cells = fields.List(fields.Nested(MatrixCellOut), required=True)
