"""The register's shapes: a risk as it is sent and as it is answered."""

from __future__ import annotations

from marshmallow import fields, validate

from plugin.domain.flag import FlagCode
from plugin.domain.rating import Confidence, Stage
from plugin.domain.risk import LONGEST_TEXT, LONGEST_TITLE, Role, Status
from plugin.domain.risk_model import Objective
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.domain.treatment import Direction
from plugin.web.api.risk_lists import SORTS
from plugin.web.api.schemas.fields import Account, Amount, Choice, Day, Flag, Int, JiraId, Moment, Money, Text
from plugin.web.api.schemas.risk_record import MOST_STEPS, RecordIn, RecordOut
from plugin.web.api.schemas.risk_triggers import TriggerOut
from plugin.web.api.schemas.shapes import PageQuery, Query, Shape, paged

MOST_ISSUES = 100
MOST_DAYS = 10_000
CATEGORY_CODES = list(STARTER_CATEGORIES.codes)
CELL = r"(?:inherent|current|target)\.(?:threat|opportunity)\.[1-9]\.[1-9]"

ImpactIn = Shape.from_dict({objective.value: Int(least=1, most=MOST_STEPS) for objective in Objective}, name="ImpactIn")
ImpactOut = Shape.from_dict({objective.value: fields.Integer() for objective in Objective}, name="ImpactOut")


class RatingIn(Shape):
    """A rating as a person gives it: 1-based orders of the model, and the likely cost if it happens."""

    probability = Int(least=1, most=MOST_STEPS, required=True)
    impact = fields.Nested(ImpactIn, required=True, metadata={"minProperties": 1})
    cost = Money(allow_none=True, load_default=None)
    rationale = Text(longest=2000, allow_none=True, load_default=None)
    confidence = Choice(Confidence, allow_none=True, load_default=None)
    cost_low = Money(allow_none=True, load_default=None)
    cost_high = Money(allow_none=True, load_default=None)
    days = Int(least=0, most=MOST_DAYS, allow_none=True, load_default=None)


class StageRatingIn(RatingIn):
    """A rating of one stage."""

    stage = Choice(Stage, required=True)


RatingsIn = Shape.from_dict({stage.value: fields.Nested(RatingIn) for stage in Stage}, name="RatingsIn")


class LinkIn(Shape):
    """An issue and what it is to the risk."""

    issue_id = JiraId(required=True)
    role = Choice(Role, required=True)


class ResponseIn(Shape):
    """An issue that answers the risk."""

    issue_id = JiraId(required=True)


class RiskReplaceIn(RecordIn):
    """What a risk says; ratings, and parts of the record, that are left out stay as they are."""

    direction = Choice(Direction, load_default=Direction.THREAT)
    title = Text(longest=LONGEST_TITLE, filled=True, required=True)
    cause = Text(longest=LONGEST_TEXT, load_default="")
    event = Text(longest=LONGEST_TEXT, load_default="")
    effect = Text(longest=LONGEST_TEXT, load_default="")
    category = fields.String(validate=validate.OneOf(CATEGORY_CODES), allow_none=True, load_default=None)
    owner = Account(allow_none=True, load_default=None)
    ratings = fields.Nested(RatingsIn, load_default=dict)


class RiskIn(RiskReplaceIn):
    """A risk as it is raised, with issues to tie at once; only a draft may wait for its rating."""

    draft = Flag(load_default=False)
    issues = fields.List(fields.Nested(LinkIn), load_default=list, validate=validate.Length(max=MOST_ISSUES))


class KeepIn(Shape):
    """Who owns a draft from now on, and how it is rated where it is not yet."""

    owner = Account(required=True)
    rating = fields.Nested(RatingIn, allow_none=True, load_default=None)


class AnswerIn(Shape):
    """The answer to a proposed rating."""

    accept = Flag(required=True)


class UnlinkQuery(Query):
    """In which role; in all where none is named."""

    role = Choice(Role)


class RiskQuery(PageQuery):
    """Which risks."""

    status = fields.String(validate=validate.OneOf(["active", *(status.value for status in Status)]))
    level = fields.String(validate=validate.Length(max=60))
    owner = Account(description="An account id, or none for risks that nobody owns")
    category = fields.String(
        validate=validate.OneOf(CATEGORY_CODES), metadata={"description": "This category and all beneath it"}
    )
    direction = fields.String(validate=validate.OneOf([direction.value for direction in Direction]))
    due = fields.String(validate=validate.OneOf(["overdue"]))
    answered = fields.String(validate=validate.OneOf(["no"]))
    flag = fields.String(
        validate=validate.OneOf(["any", *(code.value for code in FlagCode)]),
        metadata={"description": "Open risks with this flag, or with any"},
    )
    cell = fields.String(
        validate=validate.Regexp(CELL + r"\Z"),
        metadata={"description": "stage.direction.probability.impact", "pattern": f"^{CELL}$"},
    )


class RiskListQuery(RiskQuery):
    """Which risks, in which order; without one, worst first."""

    sort = fields.String(
        validate=validate.OneOf(SORTS),
        metadata={"description": "A column from its lowest value up; with a minus from its highest down"},
    )


class RatingOut(Shape):
    """A rating with what the model makes of it."""

    probability = fields.Integer(required=True)
    impact = fields.Nested(ImpactOut, required=True)
    cost = Amount(required=True, allow_none=True)
    level = fields.String(required=True)
    score = fields.Integer(required=True)
    at = Moment(required=True)
    by = fields.String(required=True, allow_none=True)
    model_version = fields.String(required=True)
    rationale = fields.String(required=True, allow_none=True)
    confidence = fields.String(required=True, allow_none=True)
    cost_low = Amount(required=True, allow_none=True)
    cost_high = Amount(required=True, allow_none=True)
    days = fields.Integer(required=True, allow_none=True)


RatingsOut = Shape.from_dict({stage.value: fields.Nested(RatingOut) for stage in Stage}, name="RatingsOut")


class LinkOut(Shape):
    """A tied issue; without a key where the caller may not see it."""

    issue_id = fields.String(required=True)
    issue_key = fields.String(required=True, allow_none=True)
    role = fields.String(required=True)
    done = fields.Boolean(required=True)


class ProposalOut(Shape):
    """A move of the current rating that waits for an answer."""

    rating = fields.Nested(RatingOut, required=True)
    why = fields.String(required=True)
    at = Moment(required=True)


class FlagOut(Shape):
    """What somebody must act on: since which day, and whose move it is."""

    code = fields.String(required=True)
    since = Day(required=True)
    actor = fields.String(required=True)
    person = fields.String(required=True, allow_none=True)
    subject = fields.String(required=True, allow_none=True)


class RiskOut(RecordOut):
    """A risk."""

    id = fields.String(required=True)
    key = fields.String(required=True)
    project_id = fields.String(required=True)
    direction = fields.String(required=True)
    title = fields.String(required=True)
    cause = fields.String(required=True)
    event = fields.String(required=True)
    effect = fields.String(required=True)
    statement = fields.String(required=True)
    category = fields.String(required=True, allow_none=True)
    owner = fields.String(required=True, allow_none=True)
    status = fields.String(required=True)
    outcome = fields.String(required=True, allow_none=True)
    closed_at = Moment(required=True, allow_none=True)
    level = fields.String(required=True, allow_none=True)
    score = fields.Integer(required=True, allow_none=True)
    ratings = fields.Nested(RatingsOut, required=True)
    issues = fields.List(fields.Nested(LinkOut), required=True)
    proposal = fields.Nested(ProposalOut, required=True, allow_none=True)
    next_review = Day(required=True, allow_none=True)
    raised_at = Moment(required=True)
    raised_by = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True)
    flags = fields.List(fields.Nested(FlagOut), required=True)
    triggers = fields.List(fields.Nested(TriggerOut), required=True)


RiskPage = paged(RiskOut)
