"""What every resource's shapes stand on: names in camelCase, pages, problems."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields, post_load, validate

from plugin.web.api.paths import camel
from plugin.web.api.schemas.fields import Moment, QueryInt, Text

MOST = 100
USUAL = 50
CURSOR = r"[A-Za-z0-9_=-]{1,400}"


class Shape(Schema):
    """snake_case inside, camelCase on the wire; a name that is not known is refused."""

    class Meta:
        unknown = RAISE

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Give the field its name on the wire."""
        field_obj.data_key = field_obj.data_key or camel(field_name)


class Query(Shape):
    """Parameters of a query: what is left out is None, and nothing in the document says that one could send null."""

    @post_load
    def _complete(self, found: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**dict.fromkeys(self.fields), **found}


class PageQuery(Query):
    """Which page of a list."""

    after = fields.String(
        validate=validate.Regexp(CURSOR + r"\Z", error="Take the cursor from the page before."),
        metadata={"description": "`next` of the page before", "pattern": f"^{CURSOR}$"},
    )
    limit = QueryInt(least=1, most=MOST, load_default=USUAL, metadata={"description": "At most so many"})


class FieldProblem(Shape):
    """One field that cannot be accepted."""

    pointer = fields.String(required=True)
    detail = fields.String(required=True)


class ProblemDetails(Shape):
    """A failure (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldProblem))


class FactOut(Shape):
    """Something that happened."""

    seq = fields.Integer(required=True)
    name = fields.String(required=True)
    entity = fields.String(required=True)
    entity_id = fields.String(required=True)
    at = Moment(required=True)
    actor = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    detail = fields.Dict(keys=fields.String(), required=True)


class CommentIn(Shape):
    """A comment, if there is something to say."""

    comment = Text(longest=2000, allow_none=True, load_default=None)


class ReasonIn(Shape):
    """A reason, if there is something to say."""

    reason = Text(longest=2000, allow_none=True, load_default=None)


def paged(item: type[Shape]) -> type[Schema]:
    """The shape of a page of these items."""
    return Shape.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "after": fields.String(required=True, allow_none=True, data_key="next"),
        },
        name=f"{item.__name__.removesuffix('Out')}Page",
    )


FactPage = paged(FactOut)
