"""Packs as the API answers them, and what is asked of them for a project."""

from __future__ import annotations

from marshmallow import fields, validate

from plugin.domain.pack import Answer
from plugin.web.api.schemas.fields import Choice
from plugin.web.api.schemas.risks import RiskOut
from plugin.web.api.schemas.shapes import Shape

CODE = "[a-z0-9][a-z0-9-]{0,59}"
MOST = 100


def _code() -> fields.String:
    """A code of a risk or of a question."""
    checks = validate.Regexp(CODE + r"\Z", error="Send a code of the pack.")
    return fields.String(validate=checks, metadata={"pattern": f"^{CODE}$"})


def _codes() -> fields.List[str]:
    return fields.List(fields.String(), required=True)


class PackHeadOut(Shape):
    """A pack; `risks` is how many it has."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    version = fields.Integer(required=True)
    language = fields.String(required=True)
    summary = fields.String(required=True)
    risks = fields.Integer(required=True)


class PackListOut(Shape):
    """All packs."""

    items = fields.List(fields.Nested(PackHeadOut), required=True)


class TypicalActionOut(Shape):
    """What people usually do."""

    title = fields.String(required=True)
    kind = fields.String(required=True)


class PackHintOut(Shape):
    """How likely and how hard it usually is, on five levels; never a score."""

    probability = fields.Integer(required=True)
    impact = fields.Integer(required=True)


class PackRiskOut(Shape):
    """A risk of a pack; `added` and `changed` are versions of the pack."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    direction = fields.String(required=True)
    cause = fields.String(required=True)
    event = fields.String(required=True)
    effect = fields.String(required=True)
    sign = fields.String(required=True)
    strategy = fields.String(required=True)
    actions = fields.List(fields.Nested(TypicalActionOut), required=True)
    category = fields.String(required=True)
    objectives = _codes()
    hint = fields.Nested(PackHintOut, required=True)
    added = fields.Integer(required=True)
    changed = fields.Integer(required=True)


class PackConsequenceOut(Shape):
    """Which risks an answer proposes, and which it drops."""

    proposes = _codes()
    drops = _codes()


class PackQuestionOut(Shape):
    """A question about the project."""

    code = fields.String(required=True)
    text = fields.String(required=True)
    if_yes = fields.Nested(PackConsequenceOut, required=True)
    if_no = fields.Nested(PackConsequenceOut, required=True)


class PackOut(Shape):
    """A pack with all that it says."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    version = fields.Integer(required=True)
    language = fields.String(required=True)
    summary = fields.String(required=True)
    risks = fields.List(fields.Nested(PackRiskOut), required=True)
    questions = fields.List(fields.Nested(PackQuestionOut), required=True)
    review_questions = _codes()


class PackProposalIn(Shape):
    """Answers by the question's code: yes, no or unknown."""

    answers = fields.Dict(keys=_code(), values=Choice(Answer), load_default=dict, validate=validate.Length(max=MOST))


class PackReasonOut(Shape):
    """An answer that speaks for a risk, or against it."""

    question = fields.String(required=True)
    answer = fields.String(required=True)


class PackOfferedOut(Shape):
    """A risk with its reasons; `isNew` marks what came with a newer version than the project took from."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    because = fields.List(fields.Nested(PackReasonOut), required=True)
    is_new = fields.Boolean(required=True)


class PackProposalOut(Shape):
    """What to take, what the answers leave out, what the project has or dismissed, and which drafts can be renewed."""

    pack = fields.String(required=True)
    version = fields.Integer(required=True)
    offered = fields.List(fields.Nested(PackOfferedOut), required=True)
    dropped = fields.List(fields.Nested(PackOfferedOut), required=True)
    here = _codes()
    dismissed = _codes()
    renewable = _codes()


class PackDraftsIn(PackProposalIn):
    """Which risks to take, by their codes; the answers are kept with them."""

    risks = fields.List(_code(), required=True, validate=validate.Length(min=1, max=MOST))


class PackDraftsOut(Shape):
    """The new drafts; `known` and `dismissed` were here before."""

    drafts = fields.List(fields.Nested(RiskOut), required=True)
    known = _codes()
    dismissed = _codes()
