"""A pack's file is read whole or refused with the place of everything that is wrong."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from plugin.content.reading import read_pack
from plugin.domain.errors import Invalid
from plugin.domain.pack import Answer, ChangeReason, Consequence, Hint, TypicalAction
from plugin.domain.risk_model import Objective
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.domain.treatment import ActionKind, Direction, Strategy


def a_file(**changes: Any) -> str:
    """A small pack as a file, with some of its fields replaced."""
    return yaml.safe_dump({**a_pack(), **changes})


def a_pack() -> dict[str, Any]:
    """A small pack as plain values."""
    return {
        "code": "garden",
        "name": "Gardens",
        "version": 2,
        "language": "en",
        "summary": "Beds and borders.",
        "risks": [a_risk(), a_risk(code="flood", title="The cellar is flooded", changed=2)],
        "questions": [
            {
                "code": "slope",
                "text": "Is there a slope?",
                "if_yes": {"proposes": ["flood"]},
                "if_no": {"drops": ["flood"]},
            }
        ],
        "review_questions": ["What grew?"],
        "change_reasons": [{"code": "weather", "label": "Weather"}],
        "impact_wording": {"cost": ["a seed", "a tray", "a tree", "a hedge", "a park"]},
    }


def a_risk(**changes: Any) -> dict[str, Any]:
    """A risk as plain values."""
    risk = {
        "code": "frost",
        "title": "Late frost kills the seedlings",
        "cause": "the beds lie in a hollow that keeps the cold",
        "event": "a late frost may kill what was planted early",
        "effect": "planting is paid for twice and the opening is late",
        "sign": "The forecast shows clear nights.",
        "strategy": "prevent",
        "actions": [{"preventive": "Plant after the middle of the month"}, {"contingent": "Order spares"}],
        "category": "nature",
        "hits": ["cost", "schedule"],
        "hint": [3, 2],
    }
    return {**risk, **changes}


def problems(text: str) -> dict[str, str]:
    """What is said about a file that is refused."""
    with pytest.raises(Invalid) as refused:
        read_pack(text, STARTER_CATEGORIES)
    return {problem.pointer: problem.detail for problem in refused.value.problems}


def test_a_good_file_is_read_whole() -> None:
    """Every field arrives as what it is; a direction that is not named is a threat, a change not named the adding."""
    pack = read_pack(a_file(), STARTER_CATEGORIES)
    frost, flood = pack.risks
    assert (pack.code, pack.version, pack.review_questions) == ("garden", 2, ("What grew?",))
    assert (frost.direction, frost.strategy, frost.hint) == (Direction.THREAT, Strategy.PREVENT, Hint(3, 2))
    assert frost.actions[1] == TypicalAction("Order spares", ActionKind.CONTINGENT)
    assert frost.objectives == (Objective.COST, Objective.SCHEDULE)
    assert ((frost.added, frost.changed), (flood.added, flood.changed)) == ((1, 1), (1, 2))
    assert pack.questions[0].after(Answer.NO) == Consequence(drops=("flood",))
    assert pack.change_reasons == (ChangeReason("weather", "Weather"),)
    assert pack.impact_wording == {Objective.COST: ("a seed", "a tray", "a tree", "a hedge", "a park")}


@pytest.mark.parametrize(
    ("changes", "pointer", "word"),
    [
        ({"colour": "green"}, "/colour", "Unknown field"),
        ({"version": "two"}, "/version", "integer"),
        ({"version": 1}, "/risks/1/changed", "added first"),
        ({"risks": []}, "/risks", "minimum length"),
        ({"risks": [a_risk(title="")]}, "/risks/0/title", "Length"),
        ({"risks": [a_risk(title="x" * 400)]}, "/risks/0/title", "Length"),
        ({"risks": [a_risk(strategy="pray")]}, "/risks/0/strategy", "Must be one of"),
        ({"risks": [a_risk(actions=[{"magic": "Wish"}])]}, "/risks/0/actions/0", "one of preventive"),
        ({"risks": [a_risk(actions=["Wish"])]}, "/risks/0/actions/0", "kind: what to do"),
        ({"risks": [a_risk(actions=[{"preventive": ""}])]}, "/risks/0/actions/0", "says what to do"),
        ({"risks": [a_risk(hits=["mood"])]}, "/risks/0/hits/0", "Must be one of"),
        ({"risks": [a_risk(hint=[3])]}, "/risks/0/hint", "two whole numbers"),
        ({"risks": [a_risk(hint=[True, 2])]}, "/risks/0/hint", "two whole numbers"),
        ({"risks": [a_risk(category="astrology")]}, "/risks/0/category", "no category 'astrology'"),
        ({"questions": [{"code": "q", "text": "Why?"}]}, "/questions/0/if_yes", "Missing data"),
        ({"impact_wording": {"mood": ["a", "b", "c", "d", "e"]}}, "/impact_wording/mood/key", "Must be one of"),
    ],
)
def test_a_bad_file_is_refused_at_its_place(changes: dict[str, Any], pointer: str, word: str) -> None:
    """Wrong kinds, unknown names and dangling references are named by pointer, with what to write instead."""
    found = problems(a_file(**changes))
    assert word in found[pointer]


def test_all_that_is_wrong_is_named_at_once() -> None:
    """Nobody has to mend a file one error at a time."""
    assert {"/name", "/risks/0/sign"} <= problems(a_file(name="", risks=[a_risk(sign="")])).keys()


@pytest.mark.parametrize("text", ["", "- a list", "just words", "code: [unclosed", "a: &x [*x, *x]\n", "\x00"])
def test_what_is_no_pack_at_all_is_refused(text: str) -> None:
    """Anything but a mapping of the right fields is refused, and so is what is no YAML."""
    assert problems(text)


def test_yaml_cannot_make_objects() -> None:
    """A tag that would build a Python object is refused as no YAML of ours."""
    found = problems("code: !!python/object/apply:os.getcwd []\n")
    assert "no YAML" in found[""]
