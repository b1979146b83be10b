"""Shapes of work in Jira: an issue to be made for a risk, and what a project needs for it."""

from __future__ import annotations

from marshmallow import fields

from plugin.usecases.made_issues import Made
from plugin.web.api.schemas.fields import Choice, Text
from plugin.web.api.schemas.shapes import Shape


class MadeIssueIn(Shape):
    """An issue to be made: what it is to the risk, its summary, and by when it is to be done."""

    role = Choice(Made, required=True)
    summary = Text(longest=255, filled=True, required=True)
    due = fields.Date(allow_none=True, load_default=None)


class CheckOut(Shape):
    """One thing a project needs before issues can be made."""

    code = fields.String(required=True)
    ok = fields.Boolean(required=True, attribute="is_ok")
    name = fields.String(required=True)
    missing = fields.List(fields.String(), required=True)


class TypeOut(Shape):
    """A type that may be chosen."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class WorkInJiraOut(Shape):
    """What may be chosen, and how each choice stands."""

    healthy = fields.Boolean(required=True, attribute="is_healthy")
    checks = fields.List(fields.Nested(CheckOut), required=True)
    issue_types = fields.List(fields.Nested(TypeOut), required=True, attribute="types")
    link_types = fields.List(fields.Nested(TypeOut), required=True)
