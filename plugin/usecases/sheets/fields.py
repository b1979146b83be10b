"""The columns that hold a whole risk: what each is called, how it is set, and what kind of value it holds.

Headings are English whatever the reader speaks: a sheet goes from hand to hand, and the import knows it by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from plugin.domain.rating import Stage
from plugin.domain.risk_model import Objective
from plugin.usecases.views.sheet import Column, ColumnKind


class Holds(StrEnum):
    """What kind of value a column holds: how its cells are read."""

    TEXT = "text"
    WORD = "word"
    STEP = "step"
    MONEY = "money"
    COUNT = "count"
    DAY = "day"
    INSTANT = "instant"
    PERSON = "person"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Field:
    """One column; `told_only` is worked out from others and never read back."""

    code: str
    heading: str
    holds: Holds = Holds.TEXT
    width: int = 16
    told_only: bool = False


_SET = {Holds.MONEY: ColumnKind.MONEY, Holds.COUNT: ColumnKind.NUMBER, Holds.STEP: ColumnKind.NUMBER}


def column(field: Field) -> Column:
    """The column of a field as sheets are set."""
    kind = ColumnKind.DATE if field.holds is Holds.DAY else _SET.get(field.holds, ColumnKind.TEXT)
    return Column(field.heading, kind, field.width)


def _stage_fields(stage: Stage) -> tuple[Field, ...]:
    name, code = stage.value.capitalize(), stage.value
    return (
        Field(f"{code}.probability", f"{name} probability", Holds.STEP, 11),
        *(Field(f"{code}.impact.{one.value}", f"{name} impact on {one.value}", Holds.STEP, 11) for one in Objective),
        Field(f"{code}.level", f"{name} level", width=11, told_only=True),
        Field(f"{code}.score", f"{name} score", Holds.COUNT, 8, told_only=True),
        Field(f"{code}.cost", f"{name} cost", Holds.MONEY, 14),
        Field(f"{code}.cost_low", f"{name} cost, lowest", Holds.MONEY, 14),
        Field(f"{code}.cost_high", f"{name} cost, highest", Holds.MONEY, 14),
        Field(f"{code}.expected", f"{name} exposure", Holds.MONEY, 14, told_only=True),
        Field(f"{code}.days", f"{name} delay in days", Holds.COUNT, 9),
        Field(f"{code}.confidence", f"{name} confidence", Holds.WORD, 11),
        Field(f"{code}.rationale", f"{name} reason", width=30),
        Field(f"{code}.model", f"{name} model version", width=14),
        Field(f"{code}.at", f"{name} rated at", Holds.INSTANT, 22),
        Field(f"{code}.by", f"{name} rated by (account)", width=26),
    )


FIELDS: tuple[Field, ...] = (
    Field("key", "Key", width=8),
    Field("title", "Title", width=36),
    Field("status", "Status", Holds.WORD, 10),
    Field("direction", "Direction", Holds.WORD, 11),
    Field("cause", "Cause", width=40),
    Field("event", "Event", width=40),
    Field("effect", "Effect", width=40),
    Field("category", "Category", width=28),
    Field("owner", "Owner", Holds.PERSON, 20),
    Field("owner_account", "Owner account", width=26),
    Field("currency", "Currency", width=9),
    *_stage_fields(Stage.CURRENT),
    *_stage_fields(Stage.TARGET),
    *_stage_fields(Stage.INHERENT),
    Field("strategy", "Strategy", Holds.WORD, 14),
    Field("actions", "Actions", Holds.LIST, 60),
    Field("contingency", "Contingency plan", width=36),
    Field("fallback", "Fallback plan", width=36),
    Field("triggers", "Triggers", Holds.LIST, 40),
    Field("issues", "Jira issues", Holds.LIST, 30),
    Field("relations", "Related risks", Holds.LIST, 24),
    Field("window_first", "Could happen from", Holds.DAY, 12),
    Field("window_last", "Could happen until", Holds.DAY, 12),
    Field("lead_days", "Days a response needs", Holds.COUNT, 9),
    Field("acceptance", "Acceptance", Holds.LIST, 40),
    Field("escalation", "Escalation", Holds.LIST, 40),
    Field("proposal", "Proposed rating", Holds.LIST, 30),
    Field("hint", "Suggested rating", Holds.LIST, 30),
    Field("next_review", "Next review", Holds.DAY, 12),
    Field("last_review", "Last review", Holds.DAY, 12),
    Field("outcome", "Outcome", Holds.WORD, 14),
    Field("close_reason", "Close reason", Holds.WORD, 14),
    Field("close_comment", "Closing comment", width=36),
    Field("actual_impact", "Actual impact", Holds.LIST, 24),
    Field("actual_cost", "Actual cost", Holds.MONEY, 14),
    Field("lesson", "Lesson", width=36),
    Field("labels", "Labels", Holds.LIST, 20),
    Field("speciality", "Speciality", width=14),
    Field("identified", "Found in", Holds.WORD, 12),
    Field("identified_on", "Found on", Holds.DAY, 12),
    Field("raised_at", "Raised at", Holds.INSTANT, 22),
    Field("raised_by", "Raised by (account)", width=26),
    Field("closed_at", "Closed at", Holds.INSTANT, 22),
    Field("flags", "Flags", width=24, told_only=True),
    Field("source", "Source", width=20, told_only=True),
    Field("id", "Plumbline id", width=34),
    Field("version", "Plumbline version", Holds.COUNT, 9),
)
"""Every column of an exported register, in its order."""

BY_CODE: Mapping[str, Field] = {field.code: field for field in FIELDS}
