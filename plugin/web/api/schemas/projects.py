"""A project's settings and back-fill, its risk model, and its figures."""

from __future__ import annotations

from marshmallow import fields, validate

from plugin.domain.response import WhenDone
from plugin.web.api.schemas.fields import Amount, Choice, Flag, JiraId, Moment, Text
from plugin.web.api.schemas.shapes import Shape, paged

FIELD_ID = "[A-Za-z0-9_.-]{1,64}"


class FieldId(Text):
    """The id of a field in Jira."""

    def __init__(self) -> None:
        super().__init__(longest=64, required=True, allow_none=True, metadata={"pattern": f"^{FIELD_ID}$"})
        self.validators = [
            validate.Regexp(FIELD_ID + r"\Z", error="Send the id of a field, such as customfield_10016.")
        ]


class SettingsShape(Shape):
    """What a project chooses."""

    estimate_field = FieldId()
    sprint_field = FieldId()
    when_done = Choice(WhenDone, required=True)
    currency = fields.String(
        required=True,
        validate=validate.Regexp(r"[A-Z]{3}\Z", error="Send a currency's code, such as EUR."),
        metadata={"pattern": "^[A-Z]{3}$"},
    )
    risk_type = JiraId(allow_none=True)
    response_type = JiraId(allow_none=True)
    link_type = JiraId(allow_none=True)
    speciality = Text(longest=60, allow_none=True, metadata={"description": "The code of the pack that fits"})
    tell_watchers = Flag()


class SettingsOut(Shape):
    """What a project chose."""

    estimate_field = fields.String(required=True, allow_none=True)
    sprint_field = fields.String(required=True, allow_none=True)
    when_done = fields.String(required=True)
    currency = fields.String(required=True)
    risk_type = fields.String(required=True, allow_none=True)
    response_type = fields.String(required=True, allow_none=True)
    link_type = fields.String(required=True, allow_none=True)
    speciality = fields.String(required=True, allow_none=True)
    tell_watchers = fields.Boolean(required=True)


class ProgressOut(Shape):
    """How far a back-fill has come."""

    state = fields.String(required=True, validate=validate.OneOf(["none", "running", "done", "failed"]))
    done = fields.Integer(required=True)
    total = fields.Integer(required=True, allow_none=True)
    message = fields.String(required=True, allow_none=True)


class ProjectOut(Shape):
    """A project; `revision` grows whenever anything shown in it changes."""

    id = fields.String(required=True)
    key = fields.String(required=True)
    name = fields.String(required=True)
    life = fields.String(required=True)
    enabled = fields.Boolean(required=True)
    revision = fields.Integer(required=True)
    settings = fields.Nested(SettingsOut, required=True)
    progress = fields.Nested(ProgressOut, required=True)
    version = fields.Integer(required=True)


class ProbabilityOut(Shape):
    """One band of probability; `point` is the share used where a number is needed."""

    order = fields.Integer(required=True)
    label = fields.String(required=True)
    wording = fields.String(required=True)
    low = fields.Float(required=True)
    high = fields.Float(required=True)
    point = fields.Float(required=True)


class ImpactLevelOut(Shape):
    """One band of impact, with words for each objective."""

    order = fields.Integer(required=True)
    label = fields.String(required=True)
    wording = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class LevelOut(Shape):
    """A level, its symbol, and how often it is to be reviewed."""

    name = fields.String(required=True)
    rank = fields.Integer(required=True)
    symbol = fields.String(required=True)
    review_days = fields.Integer(required=True)


class ObjectiveOut(Shape):
    """What a risk can harm or help; a non-compensable objective is never traded against others."""

    code = fields.String(required=True)
    compensable = fields.Boolean(required=True)


class CategoryOut(Shape):
    """A category of risk; `parent` is the code of the one above, null at the top."""

    code = fields.String(required=True)
    label = fields.String(required=True)
    parent = fields.String(required=True, allow_none=True)


class ModelOut(Shape):
    """What ratings are made with: `matrix[probability - 1][impact - 1]` names the level."""

    version = fields.String(required=True)
    probabilities = fields.List(fields.Nested(ProbabilityOut), required=True)
    impacts = fields.List(fields.Nested(ImpactLevelOut), required=True)
    objectives = fields.List(fields.Nested(ObjectiveOut), required=True)
    levels = fields.List(fields.Nested(LevelOut), required=True)
    matrix = fields.List(fields.List(fields.String()), required=True)
    appetite = fields.String(required=True)
    categories = fields.List(fields.Nested(CategoryOut), required=True)


class FigureOut(Shape):
    """A figure; `value` is null exactly where `reason` says why; `explain` leads to how it was made."""

    value = Amount(required=True, allow_none=True)
    unit = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    n = fields.Integer(required=True, allow_none=True)
    explain = fields.String(required=True)


class MetricsOut(Shape):
    """A project's figures by key."""

    as_of = Moment(required=True)
    figures = fields.Dict(keys=fields.String(), values=fields.Nested(FigureOut), required=True)


class ExplanationOut(Shape):
    """How a figure is made: its formula in words, the inputs by name, and the list of what it counts."""

    key = fields.String(required=True)
    value = Amount(required=True, allow_none=True)
    unit = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    n = fields.Integer(required=True, allow_none=True)
    as_of = Moment(required=True)
    formula = fields.String(required=True)
    inputs = fields.Dict(keys=fields.String(), values=Amount(allow_none=True), required=True)
    items = fields.String(required=True, allow_none=True)


ProjectPage = paged(ProjectOut)
