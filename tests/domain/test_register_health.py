"""Each rule of a register's health with a risk that breaks it and one that does not, and the score that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.ids import AccountId, ProjectId, RiskId
from plugin.domain.rating import Rating, Stage
from plugin.domain.register_health import WEIGHTS, HealthRule, register_health
from plugin.domain.risk import Risk, Status, Window
from plugin.domain.risk_model import Authority, Objective, RiskModels
from plugin.domain.starter_model import STARTER_MODEL
from plugin.domain.treatment import Acceptance, Action, ActionState, Direction, Strategy, Treatment
from plugin.domain.trigger import Trigger, TriggerState

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
OLD = replace(STARTER_MODEL, version="older-1")
MODELS = RiskModels(STARTER_MODEL, {model.version: model for model in (STARTER_MODEL, OLD)})
ANA, LEFT = AccountId("ana"), AccountId("left")
AWAY: Mapping[AccountId, date] = {LEFT: date(2026, 11, 1)}


def rating(probability: int, impact: int, days_ago: int = 30, model: str = STARTER_MODEL.version) -> Rating:
    """A rating on the schedule."""
    return Rating(probability, {Objective.SCHEDULE: impact}, model, NOW - timedelta(days=days_ago), ANA)


def a_risk(number: int = 1, **changes: Any) -> Risk:
    """A risk with which nothing is wrong."""
    said: dict[str, Any] = {
        "id": RiskId(f"r{number}"),
        "key": f"R-{number}",
        "project_id": ProjectId("1"),
        "title": "Key developer leaves",
        "cause": "one person alone knows the billing core",
        "event": "that person may leave before the release",
        "effect": "the release is two months late",
        "direction": Direction.THREAT,
        "category": None,
        "owner": ANA,
        "ratings": {Stage.INHERENT: rating(4, 4), Stage.CURRENT: rating(4, 4)},
        "raised_at": NOW - timedelta(days=60),
        "raised_by": ANA,
    }
    return Risk(**{**said, **changes})


def treated(*actions: Action, **changes: Any) -> Treatment:
    """A treatment with these actions."""
    return Treatment(actions=actions, **changes)


def accepted(expires: date | None = None) -> Acceptance:
    """Somebody lives with it."""
    return Acceptance(ANA, date(2026, 9, 1), Authority.OWNER, "Cheaper so", expires)


def fired(at: datetime) -> Trigger:
    """A sign that has shown."""
    return Trigger("t1", "Questions pile up", state=TriggerState.FIRED, fired_at=at)


LATE = Action("a1", "Pair for a month", due=date(2026, 11, 10))
DONE = Action("a1", "Pair for a month", state=ActionState.DONE)
LOWERED = {Stage.INHERENT: rating(4, 4), Stage.CURRENT: rating(2, 2)}
AIMED = {Stage.CURRENT: rating(4, 4), Stage.TARGET: rating(2, 2)}
SHOWN = {"status": Status.TRIGGERED, "triggers": (fired(NOW - timedelta(days=3)),)}
LIVED_WITH = Strategy.ACCEPT_PASSIVE

RULES: Mapping[HealthRule, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    HealthRule.TRIGGERED: (SHOWN, {**SHOWN, "ratings": {Stage.CURRENT: rating(4, 4, days_ago=1)}}),
    HealthRule.ACCEPTED_LAPSED: (
        {"treatment": treated(acceptance=accepted(date(2026, 11, 23)))},
        {"treatment": treated(acceptance=accepted(date(2026, 11, 24)))},
    ),
    HealthRule.ACCEPTED_UNDECIDED: (
        {"treatment": treated(strategy=LIVED_WITH)},
        {"treatment": treated(strategy=LIVED_WITH, acceptance=accepted())},
    ),
    HealthRule.WINDOW: ({"window": Window(last=date(2026, 11, 23))}, {"window": Window(last=TODAY)}),
    HealthRule.OWNER_MISSING: ({"owner": None}, {"owner": ANA}),
    HealthRule.OWNER_AWAY: ({"owner": LEFT}, {"owner": ANA}),
    HealthRule.LOWERED: ({"ratings": LOWERED}, {"ratings": LOWERED, "treatment": treated(DONE)}),
    HealthRule.ACTION_LATE: (
        {"treatment": treated(LATE)},
        {"treatment": treated(LATE), "ratings": {Stage.CURRENT: rating(5, 5, days_ago=1)}},
    ),
    HealthRule.REVIEW: ({"next_review": date(2026, 11, 23)}, {"next_review": TODAY}),
    HealthRule.ISSUE: ({"event": "that person has left"}, {"event": "that person may leave"}),
    HealthRule.NO_EFFECT: ({"effect": " "}, {"effect": "the release is late"}),
    HealthRule.TARGET: ({"ratings": AIMED}, {"ratings": AIMED, "treatment": treated(replace(LATE, due=None))}),
    HealthRule.OLD_MODEL: (
        {"ratings": {Stage.CURRENT: rating(4, 4, model=OLD.version)}},
        {"ratings": {Stage.CURRENT: rating(4, 4), Stage.INHERENT: rating(4, 4, model=OLD.version)}},
    ),
    HealthRule.WORDING: (
        {"cause": "one person might perhaps know it alone"},
        {"cause": "one person alone knows the billing core"},
    ),
    HealthRule.DRAFT: (
        {"status": Status.DRAFT, "ratings": {}, "raised_at": NOW - timedelta(days=15)},
        {"status": Status.DRAFT, "ratings": {}, "raised_at": NOW - timedelta(days=14)},
    ),
}


def broken(*risks: Risk) -> list[HealthRule]:
    """The rules that these risks break, one for each finding."""
    return [finding.rule for finding in register_health(risks, MODELS, TODAY, AWAY).findings]


def test_nothing_is_wrong_with_a_sound_risk() -> None:
    """The register that the others are measured against has no finding and the full score."""
    health = register_health([a_risk()], MODELS, TODAY, AWAY)
    assert (health.findings, health.open, health.clean, health.score) == ((), 1, 1, 1.0)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_what_breaks_it_and_nothing_else(rule: HealthRule) -> None:
    """The failing risk breaks this rule alone; the passing one, which differs in little, does not break it."""
    failing, passing = RULES[rule]
    assert broken(a_risk(**failing)) == [rule]
    assert rule not in broken(a_risk(**passing))


def test_every_rule_has_its_fixtures_and_weight() -> None:
    """A new rule comes with an example of both kinds and with what it takes from the score."""
    assert set(RULES) | {HealthRule.DUPLICATE} == set(HealthRule) == set(WEIGHTS)


def test_two_risks_that_say_the_same_are_both_named() -> None:
    """Each finding names the other; titles that differ in a number are two risks."""
    twins = a_risk(1), a_risk(2, title="Key developer leaves the team")
    health = register_health(twins, MODELS, TODAY, AWAY)
    assert [(one.rule, one.risk_id, one.subject) for one in health.findings] == [
        (HealthRule.DUPLICATE, "r1", "R-2"),
        (HealthRule.DUPLICATE, "r2", "R-1"),
    ]
    assert broken(a_risk(1, title="Release 1.1 slips"), a_risk(2, title="Release 1.2 slips")) == []


def test_an_opportunity_that_grew_is_no_lowered_threat() -> None:
    """Lowering is said of threats only: an opportunity's rating falls for other reasons."""
    assert broken(a_risk(ratings=LOWERED, direction=Direction.OPPORTUNITY)) == []


def test_ended_risks_are_passed_over() -> None:
    """Whatever is wrong with a risk that has ended, nobody can do anything about it."""
    assert broken(a_risk(status=Status.CLOSED, owner=None), a_risk(2, deleted_at=NOW, owner=None)) == []


def test_a_register_without_open_risks_has_no_score() -> None:
    """Nothing open is undefined, not perfect."""
    health = register_health([a_risk(status=Status.DRAFT, ratings={})], MODELS, TODAY, AWAY)
    assert (health.score, health.open) == (None, 0)


broken_ones = st.lists(st.sampled_from([rule for rule in RULES if rule is not HealthRule.DRAFT]), max_size=6)


@given(rules=broken_ones)
def test_the_score_is_the_mean_of_what_each_risk_keeps(rules: list[HealthRule]) -> None:
    """Between nought and one; one exactly where nothing with a weight is found; a sound risk never lowers it."""
    risks = [a_risk(n, title=f"Delivery {n} is late", **RULES[rule][0]) for n, rule in enumerate(rules)]
    health = register_health(risks, MODELS, TODAY, AWAY)
    if not rules:
        assert health.score is None
        return
    assert health.score == pytest.approx(sum(1 - WEIGHTS[rule] for rule in rules) / len(rules))
    sound = a_risk(99, title="The sound one")
    more = register_health([*risks, sound], MODELS, TODAY, AWAY)
    assert more.score is not None
    assert health.score is not None
    assert more.score >= health.score
    assert more.clean == health.clean + 1
    assert sum(health.counts.values()) == len(health.findings)
