"""The shapes of a risk's record beyond statement and ratings: window, treatment, relations, its end."""

from __future__ import annotations

from marshmallow import fields, validate

from plugin.domain.actions import LONGEST_ACTION, LONGEST_EFFECT, MOST_HOURS
from plugin.domain.decisions import LONGEST_JUSTIFICATION
from plugin.domain.endings import FollowUp
from plugin.domain.risk import LONGEST_TEXT, CloseReason, Identified, Outcome, RelationKind
from plugin.domain.risk_model import Authority, Objective
from plugin.domain.treatment import ActionKind, ActionState, Effectiveness, Strategy
from plugin.usecases.risk_record import LONGEST_LABEL, LONGEST_LEAD, MOST_LABELS, SPECIALITIES
from plugin.web.api.schemas.fields import Account, Amount, Choice, Day, Int, JiraId, Money, Text
from plugin.web.api.schemas.shapes import Query, Shape

OUR_ID = "^[0-9a-f]{32}$"
MOST_STEPS = 7
"""The finest scale a risk model may have; the project's own model decides how far it goes."""

ActualImpactIn = Shape.from_dict(
    {objective.value: Int(least=1, most=MOST_STEPS) for objective in Objective}, name="ActualImpactIn"
)
ActualImpactOut = Shape.from_dict(
    {objective.value: fields.Integer() for objective in Objective}, name="ActualImpactOut"
)


class WindowIn(Shape):
    """When the event could happen, both days included, and how many days a response takes to work."""

    first = Day(allow_none=True, load_default=None)
    last = Day(allow_none=True, load_default=None)
    lead_days = Int(least=0, most=LONGEST_LEAD, allow_none=True, load_default=None)


class RecordIn(Shape):
    """Parts of a risk; what is left out stays as it is."""

    speciality = fields.String(validate=validate.OneOf(SPECIALITIES), allow_none=True)
    identified_how = Choice(Identified, allow_none=True)
    identified_on = Day(allow_none=True)
    labels = fields.List(Text(longest=LONGEST_LABEL, filled=True), validate=validate.Length(max=MOST_LABELS))
    window = fields.Nested(WindowIn)
    strategy = Choice(Strategy, allow_none=True)
    contingency_plan = Text(longest=LONGEST_TEXT)
    fallback_plan = Text(longest=LONGEST_TEXT)


class ActionPatchIn(Shape):
    """An action; what is left out stays as it is."""

    title = Text(longest=LONGEST_ACTION, filled=True)
    kind = Choice(ActionKind)
    owner = Account(allow_none=True)
    due = Day(allow_none=True)
    state = Choice(ActionState)
    cost = Money(allow_none=True)
    effort_hours = Int(least=0, most=MOST_HOURS, allow_none=True)
    expected_effect = Text(longest=LONGEST_EFFECT)
    effectiveness = Choice(Effectiveness, allow_none=True)


class ActionIn(ActionPatchIn):
    """A new action."""

    title = Text(longest=LONGEST_ACTION, filled=True, required=True)


class AcceptIn(Shape):
    """Why a risk can be lived with, and until when; without an authority it is the one that its level asks for."""

    justification = Text(longest=LONGEST_JUSTIFICATION, filled=True, required=True)
    expires_on = Day(allow_none=True, load_default=None)
    authority = Choice(Authority, allow_none=True, load_default=None)


class EscalateIn(Shape):
    """To whom a risk is handed up, and what should be decided."""

    to = Choice(Authority, required=True)
    why = Text(longest=2000, filled=True, required=True)


class DecisionIn(Shape):
    """What was decided about a risk that was handed up."""

    decision = Text(longest=2000, filled=True, required=True)


class RelationIn(Shape):
    """What the risk is to another one of its register."""

    risk_id = Text(longest=32, required=True, metadata={"pattern": OUR_ID})
    kind = Choice(RelationKind, required=True)


class RelationQuery(Query):
    """Which kind of relation."""

    kind = Choice(RelationKind, required=True)


class SecondaryIn(Shape):
    """The risk that answering this one brings about."""

    title = Text(longest=120, filled=True, required=True)


class DismissIn(Shape):
    """Why a draft does not matter here."""

    reason = Text(longest=2000, filled=True, required=True)


class CloseIn(Shape):
    """How a risk ended. `reason` is what happened in a person's words; without `followUp` no issue is needed."""

    outcome = Choice(Outcome, required=True)
    reason = Text(longest=2000, allow_none=True, load_default=None)
    close_reason = Choice(CloseReason, allow_none=True, load_default=None)
    actual_impact = fields.Nested(ActualImpactIn, load_default=dict)
    actual_cost = Money(allow_none=True, load_default=None)
    lesson = Text(longest=LONGEST_TEXT, load_default="")
    issue_id = JiraId(allow_none=True, load_default=None)
    follow_up = Choice(FollowUp, allow_none=True, load_default=None)


class WindowOut(Shape):
    """The window, the last day on which a response can be started, and how near that is."""

    first = Day(required=True, allow_none=True)
    last = Day(required=True, allow_none=True)
    lead_days = fields.Integer(required=True, allow_none=True)
    act_by = Day(required=True, allow_none=True)
    urgency = fields.String(required=True, allow_none=True)


class ActionOut(Shape):
    """An action; with an issue, its state and owner follow that issue in Jira."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True)
    owner = fields.String(required=True, allow_none=True)
    due = Day(required=True, allow_none=True)
    state = fields.String(required=True)
    cost = Amount(required=True, allow_none=True)
    effort_hours = fields.Integer(required=True, allow_none=True)
    expected_effect = fields.String(required=True)
    effectiveness = fields.String(required=True, allow_none=True)
    issue_id = fields.String(required=True, allow_none=True)


class AcceptanceOut(Shape):
    """An acceptance; `holds` tells whether it stands today."""

    by = fields.String(required=True, allow_none=True)
    on = Day(required=True)
    authority = fields.String(required=True)
    justification = fields.String(required=True)
    expires_on = Day(required=True, allow_none=True)
    revoked_on = Day(required=True, allow_none=True)
    holds = fields.Boolean(required=True)


class EscalationOut(Shape):
    """An escalation; `decision` is empty while it waits."""

    to = fields.String(required=True)
    on = Day(required=True)
    by = fields.String(required=True, allow_none=True)
    why = fields.String(required=True)
    decision = fields.String(required=True)


class RelationOut(Shape):
    """What the risk is to another; `inverse` is the other's end of it."""

    risk_id = fields.String(required=True)
    kind = fields.String(required=True)
    inverse = fields.Boolean(required=True)


class SourceOut(Shape):
    """Where the risk came from."""

    kind = fields.String(required=True)
    reference = fields.String(required=True)
    version = fields.Integer(required=True)
    edited = fields.Boolean(required=True)


class EndingOut(Shape):
    """What is known once the risk has ended."""

    close_reason = fields.String(required=True, allow_none=True)
    comment = fields.String(required=True)
    actual_impact = fields.Nested(ActualImpactOut, required=True)
    actual_cost = Amount(required=True, allow_none=True)
    lesson = fields.String(required=True)


class RecordOut(Shape):
    """The record of a risk beyond its statement and ratings; `advice` names what would make it better."""

    speciality = fields.String(required=True, allow_none=True)
    identified_how = fields.String(required=True, allow_none=True)
    identified_on = Day(required=True, allow_none=True)
    labels = fields.List(fields.String(), required=True)
    source = fields.Nested(SourceOut, required=True)
    window = fields.Nested(WindowOut, required=True)
    strategy = fields.String(required=True, allow_none=True)
    contingency_plan = fields.String(required=True)
    fallback_plan = fields.String(required=True)
    actions = fields.List(fields.Nested(ActionOut), required=True)
    acceptance = fields.Nested(AcceptanceOut, required=True, allow_none=True)
    escalation = fields.Nested(EscalationOut, required=True, allow_none=True)
    relations = fields.List(fields.Nested(RelationOut), required=True)
    last_review = Day(required=True, allow_none=True)
    ending = fields.Nested(EndingOut, required=True)
    advice = fields.List(fields.String(), required=True)
