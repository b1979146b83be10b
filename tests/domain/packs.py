"""A small pack for tests."""

from __future__ import annotations

from typing import Any

from plugin.domain.pack import Consequence, Hint, Pack, PackRisk, Question, TypicalAction
from plugin.domain.risk_model import Objective
from plugin.domain.treatment import ActionKind, Direction, Strategy

TITLES = {
    "frost": "Late frost kills seedlings",
    "flood": "Cellar is flooded in spring",
    "theft": "Tools are taken at night",
    "gift": "A neighbour has plants to spare",
}


def pack_risk(code: str = "frost", **changes: Any) -> PackRisk:
    """A well-worded risk."""
    said: dict[str, Any] = {
        "code": code,
        "title": TITLES.get(code, code),
        "direction": Direction.THREAT,
        "cause": "the beds lie in a hollow that keeps the cold",
        "event": "a late frost may kill what was planted early",
        "effect": "planting is paid for twice and the opening is late",
        "sign": "The forecast shows clear nights.",
        "strategy": Strategy.PREVENT,
        "actions": (TypicalAction("Plant later", ActionKind.PREVENTIVE),),
        "category": "nature",
        "objectives": (Objective.COST,),
        "hint": Hint(3, 2),
    }
    return PackRisk(**{**said, **changes})


def question(code: str, yes: Consequence, no: Consequence = Consequence()) -> Question:  # noqa: B008 - frozen
    """A question with what follows from it."""
    return Question(code, f"{code.capitalize()}?", yes, no)


def a_pack(**changes: Any) -> Pack:
    """Four risks and two questions, in version 3."""
    said: dict[str, Any] = {
        "code": "garden",
        "name": "Gardens",
        "version": 3,
        "language": "en",
        "summary": "Beds and borders.",
        "risks": tuple(pack_risk(code) for code in TITLES),
        "questions": (
            question("slope", Consequence(("flood",), ("frost",)), Consequence((), ("flood",))),
            question("fence", Consequence((), ("theft",)), Consequence(("theft", "frost"))),
        ),
        "review_questions": ("What grew?",),
    }
    return Pack(**{**said, **changes})
