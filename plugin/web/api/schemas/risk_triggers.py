"""The shapes of early signs: as they are sent and as they are answered."""

from __future__ import annotations

from marshmallow import fields, validate

from plugin.domain.trigger import Comparator, TriggerState, Watched
from plugin.domain.watching import LONGEST_JQL, LONGEST_LASTING, LONGEST_TEXT
from plugin.web.api.schemas.fields import Choice, Moment, Text
from plugin.web.api.schemas.shapes import Shape

MOST_HOURS = LONGEST_LASTING.total_seconds() / 3600
LARGEST = 1e15


class RuleIn(Shape):
    """What is watched: issues found by a JQL, or a figure by its key; and for how long it must hold."""

    watched = Choice(Watched, required=True)
    subject = Text(longest=LONGEST_JQL, filled=True, required=True)
    comparator = Choice(Comparator, load_default=Comparator.AT_LEAST)
    limit = fields.Float(required=True, validate=validate.Range(-LARGEST, LARGEST))
    lasting_hours = fields.Float(load_default=0.0, validate=validate.Range(0, MOST_HOURS))


class TriggerIn(Shape):
    """An early sign in words, with a rule where Jira or a figure can tell."""

    text = Text(longest=LONGEST_TEXT, filled=True, required=True)
    rule = fields.Nested(RuleIn, allow_none=True, load_default=None)


class TriggerPatchIn(Shape):
    """What to change: the words, the rule (null takes it away), or the state: fired, armed, cleared."""

    text = Text(longest=LONGEST_TEXT, filled=True)
    rule = fields.Nested(RuleIn, allow_none=True)
    state = Choice(TriggerState)
    comment = Text(longest=LONGEST_TEXT, load_default="")


class RuleOut(Shape):
    """A rule as it is watched."""

    watched = fields.String(required=True)
    subject = fields.String(required=True)
    comparator = fields.String(required=True)
    limit = fields.Float(required=True)
    lasting_hours = fields.Float(required=True)


class EvidenceIssueOut(Shape):
    """An issue that was found when it fired; without a key where the caller may not see it."""

    issue_id = fields.String(required=True)
    issue_key = fields.String(required=True, allow_none=True)


class TriggerOut(Shape):
    """An early sign and how it stands."""

    id = fields.String(required=True)
    text = fields.String(required=True)
    rule = fields.Nested(RuleOut, required=True, allow_none=True)
    state = fields.String(required=True)
    holds_since = Moment(required=True, allow_none=True)
    fired_at = Moment(required=True, allow_none=True)
    evidence = fields.String(required=True)
    seen = fields.Float(required=True, allow_none=True)
    issues = fields.List(fields.Nested(EvidenceIssueOut), required=True)
    trouble = fields.String(required=True, allow_none=True)
    troubled_since = Moment(required=True, allow_none=True)
