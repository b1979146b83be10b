"""A pack's file (YAML) → a pack: each field tamed, every reference checked, all that is wrong named at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate

from plugin.domain.categories import CategoryTree
from plugin.domain.errors import Invalid, Problem
from plugin.domain.pack import ChangeReason, Consequence, Hint, Pack, PackRisk, Question, TypicalAction
from plugin.domain.pack_lint import pack_problems
from plugin.domain.risk_model import Objective
from plugin.domain.treatment import ActionKind, Direction, Strategy

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Written in C where PyYAML was built with it: ten times as fast, and as safe."""

LONGEST = 300


class _Strict(Schema):
    class Meta:
        unknown = RAISE


class _Text(fields.String):
    """A sentence or a name, not blank and not endless."""

    def __init__(self, **given: Any) -> None:
        super().__init__(required=True, validate=validate.Length(min=1, max=LONGEST), **given)


class _Codes(fields.List[str]):
    """Codes of risks; none where nothing is said."""

    def __init__(self) -> None:
        super().__init__(fields.String(), load_default=list)


class _Action(fields.Field[TypicalAction]):
    """One entry `kind: what to do`."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> TypicalAction:
        kinds = [kind.value for kind in ActionKind]
        if not isinstance(value, dict) or len(value) != 1:
            raise ValidationError(f"write one line 'kind: what to do', the kind one of {', '.join(kinds)}")
        [(kind, title)] = value.items()
        if kind not in kinds or not isinstance(title, str) or not title.strip():
            raise ValidationError(f"{kind!r}: the kind is one of {', '.join(kinds)}, and says what to do")
        return TypicalAction(title.strip(), ActionKind(kind))


class _Hint(fields.Field[Hint]):
    """`[probability, impact]`."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Hint:
        if not isinstance(value, list) or [type(one) for one in value] != [int, int]:
            raise ValidationError("write [probability, impact], two whole numbers")
        return Hint(*value)


class _Risk(_Strict):
    code = _Text()
    title = _Text()
    direction = fields.Enum(Direction, by_value=True, load_default=Direction.THREAT)
    cause = _Text()
    event = _Text()
    effect = _Text()
    sign = _Text()
    strategy = fields.Enum(Strategy, by_value=True, required=True)
    actions = fields.List(_Action(), required=True)
    category = _Text()
    objectives = fields.List(fields.Enum(Objective, by_value=True), required=True, data_key="hits")
    hint = _Hint(required=True)
    added = fields.Integer(strict=True, load_default=1)
    changed = fields.Integer(strict=True, load_default=None)

    @post_load
    def make(self, said: Mapping[str, Any], **_: Any) -> PackRisk:
        """The risk; one that never changed changed last when it was added."""
        lists = {"actions": tuple(said["actions"]), "objectives": tuple(said["objectives"])}
        return PackRisk(**{**said, **lists, "changed": said["changed"] or said["added"]})


class _Consequence(_Strict):
    proposes = _Codes()
    drops = _Codes()

    @post_load
    def make(self, said: Mapping[str, Any], **_: Any) -> Consequence:
        """What an answer does."""
        return Consequence(tuple(said["proposes"]), tuple(said["drops"]))


class _Question(_Strict):
    code = _Text()
    text = _Text()
    if_yes = fields.Nested(_Consequence, required=True)
    if_no = fields.Nested(_Consequence, required=True)

    @post_load
    def make(self, said: Mapping[str, Any], **_: Any) -> Question:
        """The question."""
        return Question(**said)


class _Reason(_Strict):
    code = _Text()
    label = _Text()

    @post_load
    def make(self, said: Mapping[str, Any], **_: Any) -> ChangeReason:
        """The reason."""
        return ChangeReason(**said)


class _Pack(_Strict):
    code = _Text()
    name = _Text()
    version = fields.Integer(strict=True, required=True)
    language = _Text()
    summary = _Text()
    risks = fields.List(fields.Nested(_Risk), required=True, validate=validate.Length(min=1))
    questions = fields.List(fields.Nested(_Question), required=True)
    review_questions = fields.List(_Text(), load_default=list)
    change_reasons = fields.List(fields.Nested(_Reason), load_default=list)
    impact_wording = fields.Dict(
        keys=fields.Enum(Objective, by_value=True), values=fields.List(_Text()), load_default=None
    )

    @post_load
    def make(self, said: Mapping[str, Any], **_: Any) -> Pack:
        """The pack."""
        lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
        wording = said["impact_wording"]
        phrases = wording and {objective: tuple(some) for objective, some in wording.items()}
        return Pack(**{**said, **lists, "impact_wording": phrases})


def read_pack(text: str, categories: CategoryTree) -> Pack:
    """The pack that a file holds; Invalid names every place that is wrong, by JSON pointer."""
    try:
        raw = yaml.load(text, LOADER)  # noqa: S506 - one of PyYAML's two safe loaders
    except yaml.YAMLError as error:
        raise Invalid([Problem("", f"this is no YAML: {' '.join(str(error).split())}")]) from None
    if not isinstance(raw, dict):
        raise Invalid([Problem("", "a pack begins with `code: …`")])
    try:
        pack: Pack = _Pack().load(raw)
    except ValidationError as error:
        raise Invalid(list(_problems("", error.messages))) from None
    if problems := pack_problems(pack, categories):
        raise Invalid(problems)
    return pack


def _problems(pointer: str, messages: Any) -> Iterator[Problem]:
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from _problems(f"{pointer}/{name}", inner)
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            yield Problem(pointer, str(message))
