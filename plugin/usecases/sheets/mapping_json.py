"""A mapping as the JSON it is kept as, and back."""

from __future__ import annotations

import json

from plugin.domain.risk_model import Objective
from plugin.domain.written.days import DayOrder
from plugin.usecases.sheets.mapping import SheetMapping


def mapping_text(mapping: SheetMapping) -> str:
    """The mapping as JSON."""
    plain = {
        "columns": list(mapping.columns),
        "currency": mapping.currency,
        "rate": mapping.rate,
        "dayOrder": mapping.day_order.value if mapping.day_order else None,
        "objective": mapping.objective.value,
        "words": {code: dict(words) for code, words in mapping.words.items()},
        "marks": dict(mapping.marks),
        "shares": sorted(mapping.shares),
        "people": dict(mapping.people),
    }
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def mapping_from(text: str) -> SheetMapping:
    """The mapping that was kept."""
    plain = json.loads(text)
    return SheetMapping(
        columns=tuple(plain["columns"]),
        currency=plain["currency"],
        rate=plain["rate"],
        day_order=DayOrder(plain["dayOrder"]) if plain["dayOrder"] else None,
        objective=Objective(plain["objective"]),
        words=plain["words"],
        marks=plain["marks"],
        shares=frozenset(plain["shares"]),
        people=plain["people"],
    )
