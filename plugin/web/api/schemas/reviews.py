"""Reviews with their facts and findings, and the lessons they leave."""

from __future__ import annotations

from marshmallow import fields, validate

from plugin.domain.lesson import LONGEST_TITLE, LessonState, LessonType
from plugin.domain.review import FindingKind, ReviewKind
from plugin.usecases.reviews import LONGEST_STATEMENT
from plugin.web.api.schemas.fields import Account, Amount, Choice, JiraId, Moment, Text
from plugin.web.api.schemas.risks import CATEGORY_CODES
from plugin.web.api.schemas.shapes import PageQuery, Shape, paged

OUR_ID = "[0-9a-f]{32}"


class ReviewIn(Shape):
    """A review to open: of a version, or of the whole project."""

    kind = Choice(ReviewKind, required=True)
    version = JiraId(allow_none=True, load_default=None)
    title = Text(longest=200, allow_none=True, load_default=None)


class ReviewPatch(Shape):
    """Why a review names no success or no problem."""

    one_sided_because = Text(longest=LONGEST_STATEMENT, allow_none=True, required=True)


class FindingIn(Shape):
    """One observation."""

    kind = Choice(FindingKind, required=True)
    statement = Text(longest=LONGEST_STATEMENT, filled=True, required=True)


class LessonIn(Shape):
    """What to do differently next time."""

    title = Text(longest=LONGEST_TITLE, filled=True, required=True)
    event = Text(longest=4000, load_default="")
    recommendation = Text(longest=4000, load_default="")
    lesson_type = Choice(LessonType, load_default=LessonType.CHANGE, data_key="type")
    category = fields.String(validate=validate.OneOf(CATEGORY_CODES), allow_none=True, load_default=None)
    owner = Account(allow_none=True, load_default=None)


class LessonPatch(Shape):
    """A lesson's new state."""

    state = Choice(LessonState, required=True)


class LessonQuery(PageQuery):
    """Which lessons."""

    project = JiraId()
    review = fields.String(validate=validate.Regexp(OUR_ID + r"\Z"), metadata={"pattern": f"^{OUR_ID}$"})


class FindingOut(Shape):
    """One observation."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    statement = fields.String(required=True)
    by = fields.String(required=True, allow_none=True)
    at = Moment(required=True)


class SignOffOut(Shape):
    """Who closed a review, and the hash of what they closed."""

    by = fields.String(required=True, allow_none=True)
    at = Moment(required=True)
    content_hash = fields.String(required=True)
    comment = fields.String(required=True, allow_none=True)


class ReviewOut(Shape):
    """A review; `missing` says why it cannot be signed off yet."""

    id = fields.String(required=True)
    key = fields.String(required=True)
    project_id = fields.String(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    version_id = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    opened_at = Moment(required=True)
    opened_by = fields.String(required=True, allow_none=True)
    findings = fields.List(fields.Nested(FindingOut), required=True)
    one_sided_because = fields.String(required=True, allow_none=True)
    missing = fields.List(fields.String(), required=True)
    sign_off = fields.Nested(SignOffOut, required=True, allow_none=True)
    version = fields.Integer(required=True)


class FactLineOut(Shape):
    """One figure of the fact sheet; `value` is null where `reason` says why."""

    planned = Amount(required=True, allow_none=True, or_day=True)
    actual = Amount(required=True, allow_none=True, or_day=True)
    value = Amount(required=True, allow_none=True)
    unit = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)


class FactSheetOut(Shape):
    """Planned against actual; with the hash once it is signed."""

    figures = fields.Dict(keys=fields.String(), values=fields.Nested(FactLineOut), required=True)
    content_hash = fields.String(required=True, allow_none=True)


class LessonOut(Shape):
    """A lesson."""

    id = fields.String(required=True)
    key = fields.String(required=True)
    project_id = fields.String(required=True)
    review_id = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    event = fields.String(required=True)
    recommendation = fields.String(required=True)
    lesson_type = fields.String(required=True, data_key="type")
    category = fields.String(required=True, allow_none=True)
    owner = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    recorded_at = Moment(required=True)
    recorded_by = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True)


ReviewPage = paged(ReviewOut)
LessonPage = paged(LessonOut)
