"""Each rule on wording finds what it should, leaves a good statement alone, and does not nag in other languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from plugin.domain.risk_model import Objective
from plugin.domain.statement_lint import RULES, Finding, Statement, lint, twins
from plugin.domain.treatment import Direction
from tests.domain.test_english import ELSEWHERE

GOOD = Statement(
    title="Key developer leaves",
    cause="one person knows how the billing core is built",
    event="that person may leave or be called away",
    effect="the release slips by two months",
)


def codes(statement: Statement) -> list[tuple[str, str]]:
    """The findings as field and code."""
    return [(finding.field, finding.code) for finding in lint(statement)]


def test_a_good_statement_is_left_alone() -> None:
    """A cause that is a fact, an event that may happen and an effect that hits a date leave nothing to say."""
    assert lint(GOOD) == ()


def _with(changes: Mapping[str, str]) -> Statement:
    """The good statement with other words in some of its fields."""
    changed = replace(GOOD)
    for field, words in changes.items():
        changed = replace(changed, **{field: words})  # type: ignore[arg-type]
    return changed


FAILING = [
    ("no-effect", "effect", {"effect": "  "}),
    ("vague-effect", "effect", {"effect": "everybody on the team would be rather unhappy about it"}),
    ("issue", "event", {"event": "the person has left for a competitor"}),
    ("issue", "event", {"event": "the server is down"}),
    ("issue", "title", {"event": "", "title": "Key developer has already left"}),
    ("no-doubt", "event", {"event": "that person leaves for a competitor"}),
    ("guessed-cause", "cause", {"cause": "one person might be the only one to know the billing core"}),
    ("guessed-cause", "cause", {"cause": "if one person alone knows the billing core"}),
    ("repeated", "event", {"event": "the release may slip by two months"}),
    ("repeated", "event", {"event": "one person may know how the billing core is built"}),
]


@pytest.mark.parametrize(("code", "field", "changes"), FAILING)
def test_a_rule_finds_what_it_is_for(code: str, field: str, changes: dict[str, str]) -> None:
    """Each rule speaks up on its own example, and no other rule does."""
    assert codes(_with(changes)) == [(field, code)]


PASSING = [
    ("no-effect", {"effect": "delay"}),
    ("vague-effect", {"effect": "the budget is overspent"}),
    ("issue", {"event": "the server may be down when it is needed"}),
    ("issue", {"event": "should the person fall ill, nobody is there to step in"}),
    ("issue", {"event": "", "title": "Knowledge lost with a supplier"}),
    ("no-doubt", {"event": "there is a chance that the person leaves"}),
    ("no-doubt", {"event": ""}),
    ("guessed-cause", {"cause": "the team could not hire a second person"}),
    ("guessed-cause", {"cause": "the contract ends in May"}),
    ("repeated", {"event": "the person may fall ill for months"}),
]


@pytest.mark.parametrize(("code", "changes"), PASSING)
def test_a_rule_lets_pass_what_only_looks_alike(code: str, changes: dict[str, str]) -> None:
    """Each rule keeps silent on the nearest example that is right."""
    assert code not in {found for _, found in codes(_with(changes))}


def test_every_rule_has_an_example_of_both_kinds() -> None:
    """No rule goes untested; twins are shown by titles of several risks."""
    tested = {rule.code for rule in RULES} - {"twin"}
    assert {code for code, *_ in FAILING} == {code for code, *_ in PASSING} == tested


def test_an_opportunity_is_worded_as_uncertain_too() -> None:
    """The rules hold for both directions: a gain that is certain is no opportunity."""
    luck = Statement(
        "Neighbour shares a component",
        "another team has built the service that we need",
        "we might take it over as it stands",
        "two sprints are saved",
        Direction.OPPORTUNITY,
    )
    assert lint(luck) == ()
    assert codes(replace(luck, event="we take it over as it stands")) == [("event", "no-doubt")]


def test_findings_come_in_the_order_of_the_sentence() -> None:
    """What is wrong with the cause comes before event and effect, so that people can mend it in one go."""
    bad = Statement("Trouble", "the supplier might perhaps be late", "the work is stopped by that", "")
    assert codes(bad) == [("cause", "guessed-cause"), ("event", "issue"), ("effect", "no-effect")]


@pytest.mark.parametrize("language", ELSEWHERE)
def test_other_languages_are_asked_for_an_effect_only(language: str) -> None:
    """Wording is judged in English only; a missing effect and a repetition are found in any language."""
    text = ELSEWHERE[language]
    assert codes(Statement(title="X", cause="", event=text, effect="")) == [("effect", "no-effect")]
    assert codes(Statement(title="X", cause=text, event="", effect=text)) == []
    if language != "Japanese":
        assert codes(Statement(title="X", cause="", event=text, effect=text)) == [("event", "repeated")]


def test_a_finding_says_what_to_do_and_why() -> None:
    """Message and reason are sentences, the words found stand in the message, and soft advice is marked."""
    [finding] = lint(replace(GOOD, event="the server is down and has failed"))
    assert "“is, has, failed”" in finding.message
    for rule in RULES:
        sample = Finding(rule, "event", {"words": "is", "other": "cause"})
        assert sample.message.endswith(".")
        assert "%" not in sample.message
        assert rule.why.endswith(".")
    assert [rule.code for rule in RULES if rule.is_soft] == ["vague-effect"]


def test_the_vague_effect_is_told_every_objective() -> None:
    """The advice on effects names each objective of the model."""
    [rule] = [rule for rule in RULES if rule.code == "vague-effect"]
    names = {Objective.SCHEDULE: "dates", Objective.COMPLIANCE: "compliance", Objective.SAFETY: "safety"}
    assert all(names.get(objective, objective.value) in rule.message for objective in Objective)


def test_twins_name_each_other() -> None:
    """Two titles that say the same are found whatever their language, each told about the other."""
    found = twins({"R-1": "Lieferant liefert zu spät", "R-2": "Permit comes late", "R-3": "Zu spät liefert Lieferant"})
    assert {key: finding.values["other"] for key, finding in found.items()} == {"R-1": "R-3", "R-3": "R-1"}
    assert found["R-1"].message.startswith("R-3 says much the same")
    assert twins({"R-1": "Permit comes late", "R-2": "Hardware comes late"}) == {}
