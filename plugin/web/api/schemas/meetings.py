"""Shapes of review meetings: what was on the agenda, who was there, what was decided."""

from __future__ import annotations

from marshmallow import fields

from plugin.web.api.schemas.fields import Day, Moment
from plugin.web.api.schemas.shapes import Shape


class AgendaItemOut(Shape):
    """One risk on the agenda, by the names it had then, and why it was there."""

    risk_id = fields.String(required=True)
    key = fields.String(required=True)
    title = fields.String(required=True)
    reason = fields.String(required=True)


class DecisionOut(Shape):
    """What was decided about a risk; `text` is the reason, the action or the note, `old` and `new` name levels."""

    risk_id = fields.String(required=True)
    verdict = fields.String(required=True)
    at = Moment(required=True)
    by = fields.String(required=True, allow_none=True)
    text = fields.String(required=True)
    old = fields.String(required=True)
    new = fields.String(required=True)
    outcome = fields.String(required=True)
    owner = fields.String(required=True, allow_none=True)
    until = Day(required=True, allow_none=True)


class MeetingOut(Shape):
    """A review meeting; `place` counts the risks that are behind it, `endedAt` is null while it goes on."""

    id = fields.String(required=True)
    key = fields.String(required=True)
    started_at = Moment(required=True)
    started_by = fields.String(required=True, allow_none=True)
    ended_at = Moment(required=True, allow_none=True)
    place = fields.Integer(required=True)
    present = fields.List(fields.String(), required=True)
    agenda = fields.List(fields.Nested(AgendaItemOut), required=True)
    decisions = fields.List(fields.Nested(DecisionOut), required=True)


class MeetingsOut(Shape):
    """The last meetings of a project, newest first."""

    items = fields.List(fields.Nested(MeetingOut), required=True)
