"""Early signs: a rule fires once each time it holds, never before it has held long enough; people re-arm and clear."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.errors import Conflict
from plugin.domain.ids import IssueId
from plugin.domain.risk import Outcome, Status
from plugin.domain.risk_life import closed, reopened
from plugin.domain.starter_model import STARTER_MODELS
from plugin.domain.trigger import Comparator, Trigger, TriggerRule, TriggerState, Watched
from plugin.domain.watching import (
    MOST_ISSUES,
    cleared,
    fired_by_hand,
    fires_at,
    looked,
    proven,
    rearmed,
    reworded,
    trigger_problems,
    troubled,
    unheld,
    with_trigger,
    without_trigger,
)
from tests.domain.test_flags import a_risk

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
RULE = TriggerRule(Watched.JQL, "status = Blocked", Comparator.AT_LEAST, 1, timedelta(days=3), "project = 1 AND (x)")
AT_ONCE = replace(RULE, lasting=timedelta())


def a_trigger(rule: TriggerRule | None = RULE, **changes: object) -> Trigger:
    """An armed early sign."""
    return replace(Trigger("t1", "The vendor does not answer", rule), **changes)  # type: ignore[arg-type]


def after(days: float) -> datetime:
    """An instant so many days after the start."""
    return START + timedelta(days=days)


@pytest.mark.parametrize(
    ("comparator", "fires"),
    [
        (Comparator.AT_LEAST, [False, True, True]),
        (Comparator.AT_MOST, [True, True, False]),
        (Comparator.ABOVE, [False, False, True]),
        (Comparator.BELOW, [True, False, False]),
    ],
)
def test_a_rule_holds_on_the_wrong_side_of_its_limit(comparator: Comparator, fires: list[bool]) -> None:
    """Seen below, at and above its limit: that itself counts for "at least" and "at most" only."""
    rule = TriggerRule(Watched.METRIC, "scope.growth", comparator, 0.2)
    assert [looked(a_trigger(rule), seen, START).has_fired for seen in (0.1, 0.2, 0.3)] == fires


def test_a_rule_fires_once_it_has_held_long_enough() -> None:
    """It is first seen to hold, waits, and fires when that was `lasting` ago."""
    begun = looked(a_trigger(), 2, START)
    assert (begun.state, begun.holds_since, fires_at(begun)) == (TriggerState.ARMED, START, after(3))
    assert looked(begun, 2, after(2.9)) == begun
    fired = looked(begun, 4, after(3))
    assert (fired.state, fired.holds_since, fired.fired_at, fired.seen) == (TriggerState.FIRED, START, after(3), 4)
    assert looked(fired, 9, after(4)) == fired


def test_what_ends_before_its_time_begins_anew() -> None:
    """A condition that was seen not to hold in between has not lasted; an undefined figure does not hold."""
    for calm in (0.0, None):
        ended = looked(looked(a_trigger(), 2, START), calm, after(2))
        assert ended.holds_since is None
        assert not looked(looked(ended, 2, after(2.5)), 2, after(5)).has_fired


def test_looked_at_it_waits_for_the_same_state_of_things_to_end() -> None:
    """Re-armed while it still holds, it does not fire for that again; once it ended it can."""
    again = rearmed(looked(a_trigger(AT_ONCE), 1, START))
    assert again.evidence == ""
    still = looked(again, 1, after(1))
    assert still == again
    assert not still.has_fired
    assert looked(looked(still, 0, after(2)), 1, after(3)).has_fired


def test_a_person_says_what_a_sign_is() -> None:
    """Fired by hand with words, re-armed, cleared; doing any of it twice is a conflict."""
    fired = fired_by_hand(a_trigger(None), "The vendor's status page is red", START)
    assert (fired.has_fired, fired.fired_at) == (True, START)
    assert rearmed(fired) == a_trigger(None)
    over = cleared(fired)
    assert (over.state, over.evidence) == (TriggerState.CLEARED, "The vendor's status page is red")
    with pytest.raises(Conflict):
        fired_by_hand(fired, "", START)
    with pytest.raises(Conflict):
        rearmed(a_trigger())
    with pytest.raises(Conflict):
        cleared(over)
    assert rearmed(over).is_watched is False
    assert looked(cleared(a_trigger()), 5, after(9)).state is TriggerState.CLEARED


def test_trouble_leaves_a_rule_as_it_is() -> None:
    """It says why and since when it cannot be watched; the next look that succeeds takes that back."""
    begun = looked(a_trigger(), 2, START)
    blind = troubled(troubled(begun, "Jira is busy", after(1)), "Jira is away", after(2))
    assert (blind.trouble, blind.troubled_since, blind.holds_since) == ("Jira is away", after(1), START)
    assert looked(blind, 2, after(3)).has_fired
    assert looked(blind, 0, after(3)).trouble == ""


def test_another_rule_begins_from_the_beginning() -> None:
    """New words leave a rule's time alone; a new rule does not inherit it."""
    begun = looked(a_trigger(), 2, START)
    assert reworded(begun, "Other words", RULE).holds_since == START
    assert reworded(begun, "Other words", replace(RULE, limit=2)).holds_since is None


def test_a_risk_is_triggered_while_one_of_its_signs_has_fired() -> None:
    """Two signs fire; the risk is open again when the last of them was looked at or taken out."""
    one, other = (fired_by_hand(a_trigger(None, id=name), "", START) for name in ("t1", "t2"))
    both = with_trigger(with_trigger(a_risk(), one), other)
    assert both.status is Status.TRIGGERED
    half = with_trigger(both, rearmed(one))
    assert half.status is Status.TRIGGERED
    assert without_trigger(half, "t2").status is Status.OPEN
    assert with_trigger(half, cleared(other)).status is Status.OPEN


def test_a_risk_opened_again_is_not_triggered_by_what_was() -> None:
    """What held when it was closed must hold anew, for the whole time."""
    waiting = looked(a_trigger(), 2, START)
    fired = fired_by_hand(a_trigger(None, id="t2"), "", START)
    risk = with_trigger(a_risk(triggers=(waiting,)), fired)
    again = reopened(closed(risk, Outcome.DID_NOT, after(1)), STARTER_MODELS, after(9).date())
    assert again.status is Status.OPEN
    assert [(one.state, one.holds_since) for one in again.triggers] == [(TriggerState.ARMED, None)] * 2


def test_a_risk_taken_back_after_deletion_counts_its_rules_anew() -> None:
    """Nobody looked meanwhile; a sign that had fired still shows."""
    waiting = looked(a_trigger(), 2, START)
    fired = fired_by_hand(a_trigger(None, id="t2"), "", START)
    back = unheld(with_trigger(a_risk(triggers=(waiting,)), fired))
    assert [one.holds_since for one in back.triggers] == [None, None]
    assert back.status is Status.TRIGGERED


def test_evidence_keeps_the_first_issues() -> None:
    """Twenty issues are enough to see what it is about."""
    found = [IssueId(str(number)) for number in range(50)]
    assert proven(a_trigger(), "The search found 50.", found).issues == tuple(found[:MOST_ISSUES])


@pytest.mark.parametrize(
    ("text", "rule", "pointers"),
    [
        ("Blocked for days", RULE, []),
        ("In words", None, []),
        ("  ", None, ["/text"]),
        ("x" * 501, None, ["/text"]),
        ("y", replace(RULE, subject=" "), ["/rule/subject"]),
        ("y", replace(RULE, subject="x" * 4001), ["/rule/subject"]),
        ("y", replace(RULE, limit=-1), ["/rule/limit"]),
        ("y", replace(RULE, limit=float("nan")), ["/rule/limit"]),
        ("y", replace(RULE, lasting=timedelta(days=366)), ["/rule/lasting"]),
        ("y", replace(RULE, lasting=timedelta(seconds=-1)), ["/rule/lasting"]),
        ("y", TriggerRule(Watched.METRIC, "risk.open", Comparator.ABOVE, 3), []),
        ("y", TriggerRule(Watched.METRIC, "scope.growth", Comparator.BELOW, -0.1), ["/rule/subject"]),
    ],
)
def test_what_cannot_be_an_early_sign(text: str, rule: TriggerRule | None, pointers: list[str]) -> None:
    """Each problem names its field; everything wrong is told at once."""
    assert [problem.pointer for problem in trigger_problems(text, rule, {"risk.open"})] == pointers


LOOKS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 4 * 24 * 60), st.sampled_from(["look", "look", "look", "rearm"])),
    max_size=40,
)


@given(LOOKS, st.integers(0, 3 * 24 * 60))
def test_a_rule_fires_exactly_once_for_each_time_that_it_holds(looks: list[tuple[int, int, str]], lasting: int) -> None:
    """Against a plain account of the same looks: when it began, whether it fired since, and whether that was in time.

    However often it is looked at, and whoever re-arms it when, one stretch of holding fires at most once; it fires
    at the first look that finds it watched and long enough, and not before.
    """
    rule = replace(RULE, lasting=timedelta(minutes=lasting))
    trigger, now = a_trigger(rule), START
    began: datetime | None = None
    spent = False
    for seen, minutes, what in looks:
        now += timedelta(minutes=minutes)
        if what == "rearm" and trigger.has_fired:
            trigger = rearmed(trigger)
            continue
        was_armed = trigger.is_watched
        if was_armed:
            began, spent = (None, False) if seen < 1 else (began or now, spent)
        trigger = looked(trigger, seen, now)
        due = was_armed and began is not None and not spent and now - began >= rule.lasting
        assert (was_armed and trigger.has_fired) == due
        if due:
            assert trigger.fired_at == now
            assert trigger.seen == seen
            assert trigger.holds_since == began
            spent = True
