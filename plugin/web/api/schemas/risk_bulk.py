"""The shapes of changing many risks at once."""

from __future__ import annotations

from marshmallow import fields, validate

from plugin.usecases.register_edits import MOST_AT_ONCE, Deed
from plugin.web.api.schemas.fields import Choice, Int, Text
from plugin.web.api.schemas.shapes import Shape

OUR_ID = "[0-9a-f]{32}"


class PickIn(Shape):
    """One risk, and the version that was read; it is refused where it has another by now."""

    id = fields.String(required=True, validate=validate.Regexp(OUR_ID + r"\Z"), metadata={"pattern": f"^{OUR_ID}$"})
    version = Int(least=1, most=2**31 - 1, allow_none=True, load_default=None)


class BulkIn(Shape):
    """What to do: `value` is the account, category, strategy, day, label or outcome; null takes a value away."""

    risks = fields.List(fields.Nested(PickIn), required=True, validate=validate.Length(min=1, max=MOST_AT_ONCE))
    do = Choice(Deed, required=True)
    value = Text(longest=128, allow_none=True, load_default=None)
    reason = Text(longest=2000, allow_none=True, load_default=None)


class ChangedOut(Shape):
    """A risk that was changed, with the version it has now."""

    id = fields.String(required=True)
    key = fields.String(required=True)
    version = fields.Integer(required=True)


class RefusedOut(Shape):
    """A risk that stayed as it was, and why; without a key where the project has no such risk."""

    id = fields.String(required=True)
    key = fields.String(required=True, allow_none=True)
    detail = fields.String(required=True)


class BulkOut(Shape):
    """What worked and what not."""

    changed = fields.List(fields.Nested(ChangedOut), required=True)
    refused = fields.List(fields.Nested(RefusedOut), required=True)
