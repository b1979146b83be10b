"""What each column of a sheet is taken for, and how its words, amounts and days are to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plugin.domain.risk_model import Objective
from plugin.domain.written.days import DayOrder
from plugin.usecases.sheets.fields import FIELDS, Field, Holds

PLAIN_IMPACT = Field("impact", "Impact", Holds.STEP)
OBJECTIVES = Field("objectives", "What the impact is on")
ACTION_STATE = Field("action_state", "State of the actions", Holds.WORD)
ACTION_OWNER = Field("action_owner", "Owner of the actions", Holds.PERSON)
ACTION_DUE = Field("action_due", "Due day of the actions", Holds.DAY)
PLAIN_LEVEL = Field("level", "Level", Holds.STEP)

TARGETS: tuple[Field, ...] = (
    *(one for one in FIELDS if not one.told_only),
    PLAIN_IMPACT,
    OBJECTIVES,
    PLAIN_LEVEL,
    ACTION_STATE,
    ACTION_OWNER,
    ACTION_DUE,
)
"""What a column can be taken for: the columns of an export, and what other people's registers have instead."""

BY_TARGET: Mapping[str, Field] = {one.code: one for one in TARGETS}


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How one sheet is read.

    `columns` names a target for each column ("" leaves it out). `words` says, by target, what a word of the sheet
    means here: the order of a step, or the value of a status. `rate` is how much of the project's currency one unit of
    the sheet's is worth ("" leaves amounts of another currency out). `marks` are decimal marks and `shares` tells
    whose bare numbers are chances, both by target.
    """

    columns: tuple[str, ...]
    currency: str = ""
    rate: str = ""
    day_order: DayOrder | None = None
    objective: Objective = Objective.SCHEDULE
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    shares: frozenset[str] = frozenset()
    people: Mapping[str, str] = field(default_factory=dict)

    def place(self, code: str) -> int | None:
        """The column that is taken for a target; None where none is."""
        return self.columns.index(code) if code in self.columns else None

    @property
    def codes(self) -> frozenset[str]:
        """The targets that some column is taken for."""
        return frozenset(code for code in self.columns if code)
