"""One cell of a sheet as the value its column is taken for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from plugin.domain.rating import Confidence
from plugin.domain.risk import CloseReason, Identified, Outcome
from plugin.domain.risk_model import RiskModel
from plugin.domain.treatment import ActionState, Direction, Strategy
from plugin.domain.written.amounts import money
from plugin.domain.written.days import day
from plugin.domain.written.misread import Misread
from plugin.domain.written.scales import Scale, scale_order
from plugin.usecases.sheets.fields import Holds
from plugin.usecases.sheets.list_reading import instant
from plugin.usecases.sheets.mapping import BY_TARGET, SheetMapping
from plugin.usecases.sheets.synonyms import KNOWN_WORDS
from plugin.usecases.tables import Cell

E = TypeVar("E", bound=StrEnum)
_BLANKS = re.compile(r"[\s_-]+")
_PUNCTUATION = re.compile(r"[\s_\-–—/.:;,()\[\]?#*]+")
_LARGEST_COUNT = 10**9


class Standing(StrEnum):
    """Where a risk of a sheet stands: a status, or open with its actions done."""

    DRAFT = "draft"
    OPEN = "open"
    TRIGGERED = "triggered"
    OCCURRED = "occurred"
    CLOSED = "closed"
    EXPIRED = "expired"
    REJECTED = "rejected"
    CONTROLLED = "controlled"


CHOICES: Mapping[str, type[StrEnum]] = {
    "status": Standing,
    "direction": Direction,
    "strategy": Strategy,
    "outcome": Outcome,
    "close_reason": CloseReason,
    "identified": Identified,
    "action_state": ActionState,
    **dict.fromkeys(("current.confidence", "target.confidence", "inherent.confidence"), Confidence),
}
"""What the words of a column can mean, by target."""


def plain(text: object) -> str:
    """A heading or a word without case and punctuation."""
    return _PUNCTUATION.sub(" ", str(text).lower()).strip()


def is_step_of_impact(code: str) -> bool:
    """Whether a target is an impact, for one objective or for all."""
    return code == "impact" or ".impact." in code


def scale_of(code: str, model: RiskModel) -> Scale:
    """The scale that a target is rated on."""
    if code == "level":
        return Scale([level.name for level in sorted(model.levels, key=lambda level: level.rank)])
    if is_step_of_impact(code):
        return Scale([level.label for level in model.impacts])
    bands = [(level.low, level.high) for level in model.probabilities]
    return Scale([level.label for level in model.probabilities], bands)


def read_cell(code: str, cell: Cell, mapping: SheetMapping, model: RiskModel) -> object:
    """The value; None for an empty cell. Raises Misread with what to write instead."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    match BY_TARGET[code].holds:
        case Holds.STEP:
            value: object = _step(code, cell, mapping, model)
        case Holds.WORD:
            value = _word(code, cell, mapping)
        case Holds.DAY:
            value = day(cell, mapping.day_order)
        case Holds.COUNT:
            value = _count(cell)
        case Holds.MONEY:
            value = _amount(code, cell, mapping)
        case Holds.INSTANT:
            value = _instant(cell, mapping)
        case _:
            value = text_of(cell)
    return value


def text_of(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, days by ISO."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()


def _step(code: str, cell: Cell, mapping: SheetMapping, model: RiskModel) -> int:
    chosen = mapping.words.get(code, {}).get(plain(text_of(cell)))
    if chosen:
        return int(chosen)
    return scale_order(cell, scale_of(code, model), as_shares=code in mapping.shares)


def _word(code: str, cell: Cell, mapping: SheetMapping) -> StrEnum:
    kind, word = CHOICES[code], plain(text_of(cell))
    chosen = mapping.words.get(code, {}).get(word)
    meant = chosen or KNOWN_WORDS.get(code, {}).get(word) or _BLANKS.sub("-", word)
    for member in kind:
        if member.value == meant:
            return member
    raise Misread(text_of(cell), f"is not known here; write one of {', '.join(one.value for one in kind)}")


def _count(cell: Cell) -> int:
    found = re.fullmatch(r"(\d{1,9})(?:[.,]0+)?(?:\s*(?:d|days?|tage?|jours?|h|hours?))?", text_of(cell), re.IGNORECASE)
    if found is None or int(found[1]) >= _LARGEST_COUNT:
        raise Misread(cell, "is no whole number of zero or more; write it as 14")
    return int(found[1])


def _amount(code: str, cell: Cell, mapping: SheetMapping) -> Decimal:
    """Whole units of the sheet's currency; another currency that the cell names is refused."""
    if isinstance(cell, bool | date):
        raise Misread(cell, "is no amount; write digits, as in 1250.50")
    found = money(cell or 0, mapping.currency or None, mapping.marks.get(code))
    if mapping.currency and found.currency != mapping.currency:
        raise Misread(cell, f"is not in {mapping.currency} as the rest of the sheet; convert it")
    return found.amount


def _instant(cell: Cell, mapping: SheetMapping) -> datetime | None:
    if isinstance(cell, str) and "T" in cell:
        return instant(cell)
    on = day(cell, mapping.day_order)
    return instant(on.isoformat())


def rate_of(mapping: SheetMapping) -> Decimal | None:
    """How much of the project's currency one unit of the sheet's is worth; None where nobody said."""
    try:
        rate = Decimal(mapping.rate.replace(",", "."))
    except InvalidOperation:
        return None
    return rate if rate.is_finite() and 0 < rate < 10**9 else None
