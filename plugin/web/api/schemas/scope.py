"""Baselines, what moved since, and the ledger between them."""

from __future__ import annotations

from marshmallow import fields, validates_schema
from marshmallow.exceptions import ValidationError

from plugin.domain.delta import Disposition
from plugin.usecases.scope import LONGEST_NAME
from plugin.web.api.schemas.fields import Amount, Choice, Day, JiraId, Moment, Text
from plugin.web.api.schemas.shapes import PageQuery, Query, Shape, paged


class OfIn(Shape):
    """What a baseline is taken of: exactly one of these."""

    version = JiraId()
    project = JiraId()

    @validates_schema
    def _one(self, data: dict[str, str], **_: object) -> None:
        if len(data) != 1:
            raise ValidationError("Name a version, or the project.")


class BaselineIn(Shape):
    """A baseline to take; `asOf` takes it of an earlier instant."""

    name = Text(longest=LONGEST_NAME, filled=True, required=True)
    of = fields.Nested(OfIn, required=True, metadata={"minProperties": 1, "maxProperties": 1})
    as_of = Moment(allow_none=True, load_default=None)


class LedgerQuery(Query):
    """At which instant; now where none is named."""

    at = Moment()


class DeltaPatch(Shape):
    """What people say of a scope change."""

    disposition = Choice(Disposition)
    reason = Text(longest=500, allow_none=True)
    comment = Text(longest=2000, allow_none=True)


class OfOut(Shape):
    """What a baseline was taken of."""

    version = fields.String()
    project = fields.String()


class TotalsOut(Shape):
    """Sums over what was frozen."""

    count = fields.Integer(required=True)
    points = Amount(required=True)
    unestimated = fields.Integer(metadata={"description": "Items without an estimate; told of a single baseline only"})


class BaselineOut(Shape):
    """A baseline."""

    id = fields.String(required=True)
    project_id = fields.String(required=True)
    name = fields.String(required=True)
    of = fields.Nested(OfOut, required=True)
    status = fields.String(required=True)
    captured_at = Moment(required=True)
    captured_by = fields.String(required=True, allow_none=True)
    submitted_by = fields.String(required=True, allow_none=True)
    approved_by = fields.String(required=True, allow_none=True)
    approved_at = Moment(required=True, allow_none=True)
    target_on = fields.String(required=True, allow_none=True)
    totals = fields.Nested(TotalsOut, required=True)
    content_hash = fields.String(required=True)
    version = fields.Integer(required=True)


class ItemOut(Shape):
    """An issue as it was agreed; without key and summary where the caller may not see it."""

    issue_id = fields.String(required=True)
    issue_key = fields.String(required=True, allow_none=True)
    summary = fields.String(required=True, allow_none=True)
    points = Amount(required=True, allow_none=True)


class DeltaOut(Shape):
    """A scope change; `class` says how the scope moved, points and count by how much."""

    id = fields.String(required=True)
    baseline_id = fields.String(required=True)
    issue_id = fields.String(required=True)
    issue_key = fields.String(required=True, allow_none=True)
    summary = fields.String(required=True, allow_none=True)
    delta_class = fields.String(required=True, data_key="class")
    points = Amount(required=True)
    count = fields.Integer(required=True)
    before = Amount(required=True, allow_none=True)
    after = Amount(required=True, allow_none=True)
    at = Moment(required=True)
    actor = fields.String(required=True, allow_none=True)
    changelog_id = fields.String(required=True)
    disposition = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    comment = fields.String(required=True, allow_none=True)
    change_id = fields.String(required=True, allow_none=True)


class ColumnOut(Shape):
    """The ledger in one measure: baseline + approved + pending + unapproved = current."""

    baseline = Amount(required=True)
    approved = Amount(required=True)
    pending = Amount(required=True)
    unapproved = Amount(required=True)
    current = Amount(required=True)


class LedgerOut(Shape):
    """The ledger at an instant, in points and in issues."""

    at = Moment(required=True)
    points = fields.Nested(ColumnOut, required=True)
    count = fields.Nested(ColumnOut, required=True)


class DayOut(Shape):
    """Scope and finished work at the end of one UTC day."""

    day = Day(required=True)
    scope_points = Amount(required=True)
    scope_count = fields.Integer(required=True)
    done_points = Amount(required=True)
    done_count = fields.Integer(required=True)


class BurnupOut(Shape):
    """The burn-up: cumulative, one entry for each day on which anything moved, from the capture on."""

    days = fields.List(fields.Nested(DayOut), required=True)


BaselinePage = paged(BaselineOut)
ItemPage = paged(ItemOut)
DeltaPage = paged(DeltaOut)
DeltaQuery = PageQuery
