"""Every fault of a pack's data is found, each by its own example, and a good pack has none."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.domain.pack import ChangeReason, Consequence, Hint
from plugin.domain.pack_lint import pack_problems
from plugin.domain.risk_model import Objective
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.domain.treatment import Direction, Strategy
from tests.domain.packs import a_pack, pack_risk, question

FIVE = ("a", "b", "c", "d", "e")


def test_a_good_pack_has_no_problems() -> None:
    """What is in order is left alone, an impact wording included."""
    assert pack_problems(a_pack(impact_wording={Objective.COST: FIVE}), STARTER_CATEGORIES) == []


def only(**changes: Any) -> dict[str, Any]:
    """A pack of one risk and no question, with that risk changed."""
    return {"risks": (pack_risk(**changes),), "questions": ()}


@pytest.mark.parametrize(
    ("changes", "pointer", "word"),
    [
        ({"version": 0}, "/version", "from 1"),
        ({"risks": (pack_risk(), pack_risk(title="Another")), "questions": ()}, "/risks", "'frost' stands 2 times"),
        (only(code="Frost!"), "/risks/0/code", "small letters"),
        (only(title="x" * 121), "/risks/0/title", "120"),
        (only(category="astrology"), "/risks/0/category", "astrology"),
        (only(strategy=Strategy.EXPLOIT), "/risks/0/strategy", "no answer to this direction: threat"),
        (only(direction=Direction.OPPORTUNITY), "/risks/0/strategy", "direction: opportunity"),
        (only(actions=()), "/risks/0/actions", "at least one"),
        (only(objectives=()), "/risks/0/hits", "at least one"),
        (only(hint=Hint(0, 3)), "/risks/0/hint", "1 to 5"),
        (only(hint=Hint(3, 6)), "/risks/0/hint", "1 to 5"),
        (only(added=2), "/risks/0/changed", "added first"),
        (only(changed=4), "/risks/0/changed", "never after"),
        (only(effect=""), "/risks/0/effect", "what would follow"),
        (only(event="the seedlings are dead"), "/risks/0/event", "record it as an issue"),
        (only(cause="the beds may lie in a hollow that keeps the cold"), "/risks/0/cause", "as a fact"),
        (
            {"risks": (pack_risk(), pack_risk("cold", title="Seedlings killed by late frost")), "questions": ()},
            "/risks",
            "much the same",
        ),
        ({"questions": (question("a", Consequence(("heat",))),)}, "/questions/0/if_yes", "'heat'"),
        ({"questions": (question("a", Consequence(), Consequence(drops=("heat",))),)}, "/questions/0/if_no", "'heat'"),
        ({"questions": (question("a", Consequence(("frost",), ("frost",))),)}, "/questions/0/if_yes", "one answer"),
        ({"questions": (question("a", Consequence()),)}, "/questions/0", "lead to the same"),
        ({"questions": (question("A?", Consequence(("frost",))),)}, "/questions/0/code", "small letters"),
        (
            {"questions": (question("a", Consequence(("flood",), ("frost",)), Consequence(drops=("frost",))),)},
            "/risks/0",
            "whatever is answered",
        ),
        ({"change_reasons": (ChangeReason("x", "X"), ChangeReason("x", "Y"))}, "/change_reasons", "2 times"),
        ({"impact_wording": {Objective.COST: FIVE[:4]}}, "/impact_wording/cost", "5 different"),
        ({"impact_wording": {Objective.COST: ("a", "a", "b", "c", "d")}}, "/impact_wording/cost", "5 different"),
    ],
)
def test_each_fault_is_found_at_its_place(changes: dict[str, Any], pointer: str, word: str) -> None:
    """The place is named, and what to do about it."""
    found = [(problem.pointer, problem.detail) for problem in pack_problems(a_pack(**changes), STARTER_CATEGORIES)]
    assert any(place == pointer and word in detail for place, detail in found), found


def test_a_risk_that_one_answer_brings_back_is_reachable() -> None:
    """Dropped by every answer to one question, it is still offered where another question proposes it."""
    always = question("a", Consequence(("flood",), ("frost",)), Consequence(drops=("frost",)))
    rescue = question("b", Consequence(("frost",)))
    assert pack_problems(a_pack(questions=(always, rescue)), STARTER_CATEGORIES) == []
