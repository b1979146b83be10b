"""What a site's administrators see: parked deliveries and API tokens."""

from __future__ import annotations

from marshmallow import fields, validate

from plugin.web.api.schemas.fields import JiraId, Moment, Text
from plugin.web.api.schemas.shapes import PageQuery, Shape, paged

SCOPES = ("read", "write")


class DeliveryOut(Shape):
    """A delivery that could not be processed."""

    id = fields.String(required=True)
    event = fields.String(required=True)
    lane = fields.String(required=True)
    state = fields.String(required=True)
    attempts = fields.Integer(required=True)
    received_at = Moment(required=True)
    error = fields.String(required=True)


class TokenIn(Shape):
    """A token to make; it speaks for whoever makes it."""

    scope = fields.String(required=True, validate=validate.OneOf(SCOPES))
    label = Text(longest=100, filled=True, required=True)


class TokenOut(Shape):
    """A token as it is listed: never the token itself."""

    id = fields.String(required=True)
    scope = fields.String(required=True)
    label = fields.String(required=True)
    account_id = fields.String(required=True)
    made_at = Moment(required=True)


class NewTokenOut(TokenOut):
    """A token that was just made, with its clear text: shown this once."""

    token = fields.String(required=True)


class AuditQuery(PageQuery):
    """Of which project."""

    project = JiraId(required=True)


DeliveryPage = paged(DeliveryOut)
TokenPage = paged(TokenOut)
