"""How an early sign moves: looked at, fired once for each time its rule holds, re-armed or cleared by a person."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from plugin.domain.errors import Conflict, Problem
from plugin.domain.ids import IssueId
from plugin.domain.risk import Risk, Status
from plugin.domain.trigger import Trigger, TriggerRule, TriggerState, Watched

LONGEST_TEXT = 500
LONGEST_JQL = 4000
LONGEST_LASTING = timedelta(days=365)
MOST_TRIGGERS = 20
MOST_ISSUES = 20
"""So many of the issues that a rule found are kept as evidence."""


def looked(trigger: Trigger, seen: float | None, at: datetime) -> Trigger:
    """The trigger after its rule's subject was seen at an instant; an undefined figure (None) does not hold.

    It fires when the rule holds and was first seen to hold `lasting` ago, once for each time that it holds: after a
    re-arming the rule must be seen not to hold before it counts again.
    """
    if trigger.rule is None or not trigger.is_watched:
        return trigger
    well = replace(trigger, trouble="", troubled_since=None)
    if seen is None or not trigger.rule.comparator.holds(seen, trigger.rule.limit):
        return replace(well, holds_since=None, calm=True)
    if not well.calm:
        return well
    since = well.holds_since or at
    if at - since < trigger.rule.lasting:
        return replace(well, holds_since=since)
    return replace(well, holds_since=since, state=TriggerState.FIRED, fired_at=at, seen=seen)


def fires_at(trigger: Trigger) -> datetime | None:
    """When a rule that holds will have held long enough; None where it does not hold or is not watched."""
    if trigger.rule is None or not trigger.is_watched or trigger.holds_since is None:
        return None
    return trigger.holds_since + trigger.rule.lasting


def troubled(trigger: Trigger, why: str, at: datetime) -> Trigger:
    """The trigger whose rule could not be looked at: it keeps its state, and says why and since when."""
    if not trigger.is_watched:
        return trigger
    return replace(trigger, trouble=why, troubled_since=trigger.troubled_since or at)


def proven(trigger: Trigger, evidence: str, issues: Collection[IssueId]) -> Trigger:
    """A trigger that has fired, with what was seen."""
    return replace(trigger, evidence=evidence, issues=tuple(issues)[:MOST_ISSUES])


def fired_by_hand(trigger: Trigger, evidence: str, at: datetime) -> Trigger:
    """A person has seen the sign; Conflict where it has fired already."""
    if trigger.has_fired:
        raise Conflict("This early sign has fired already.")
    return replace(
        trigger,
        state=TriggerState.FIRED,
        fired_at=at,
        evidence=evidence,
        seen=None,
        issues=(),
        trouble="",
        troubled_since=None,
    )


def rearmed(trigger: Trigger) -> Trigger:
    """Looked at, and watched further; Conflict where it is being watched."""
    if trigger.state is TriggerState.ARMED:
        raise Conflict("This early sign is being watched.")
    fresh = Trigger(trigger.id, trigger.text, trigger.rule)
    return replace(fresh, calm=not (trigger.has_fired and trigger.rule is not None))


def begun_anew(trigger: Trigger) -> Trigger:
    """The trigger of a risk that is opened again: nobody looked meanwhile, so what held then must hold anew."""
    if trigger.has_fired:
        return rearmed(trigger)
    return replace(trigger, holds_since=None)


def unheld(risk: Risk) -> Risk:
    """The risk as it is taken back after it was deleted: its rules were not looked at, and begin to hold anew."""
    return replace(
        risk,
        triggers=tuple(replace(one, holds_since=None) if one.is_watched else one for one in risk.triggers),
    )


def cleared(trigger: Trigger) -> Trigger:
    """It no longer matters; Conflict where that was said already. What was seen stays to be read."""
    if trigger.state is TriggerState.CLEARED:
        raise Conflict("This early sign was cleared already.")
    return replace(trigger, state=TriggerState.CLEARED, holds_since=None, trouble="", troubled_since=None)


def reworded(trigger: Trigger, text: str, rule: TriggerRule | None) -> Trigger:
    """The trigger with other words, or another rule, which begins from the beginning."""
    if rule == trigger.rule:
        return replace(trigger, text=text)
    return replace(trigger, text=text, rule=rule, holds_since=None, calm=True, trouble="", troubled_since=None)


def with_trigger(risk: Risk, trigger: Trigger) -> Risk:
    """The risk with a trigger put in its place, or added; it is triggered exactly while one of its signs has fired."""
    there = any(one.id == trigger.id for one in risk.triggers)
    kept = tuple(trigger if one.id == trigger.id else one for one in risk.triggers)
    return _settled(replace(risk, triggers=kept if there else (*kept, trigger)))


def without_trigger(risk: Risk, trigger_id: str) -> Risk:
    """The risk without that trigger."""
    return _settled(replace(risk, triggers=tuple(one for one in risk.triggers if one.id != trigger_id)))


def _settled(risk: Risk) -> Risk:
    shows = any(trigger.has_fired for trigger in risk.triggers)
    if shows and risk.status is Status.OPEN:
        return replace(risk, status=Status.TRIGGERED)
    if not shows and risk.status is Status.TRIGGERED:
        return replace(risk, status=Status.OPEN)
    return risk


def trigger_problems(text: str, rule: TriggerRule | None, figures: Collection[str]) -> list[Problem]:
    """Everything in an early sign that cannot be accepted; `figures` are the keys that a rule may watch."""
    problems = []
    if not text.strip():
        problems.append(Problem("/text", "say in a few words what would announce the risk"))
    if len(text) > LONGEST_TEXT:
        problems.append(Problem("/text", f"keep it to {LONGEST_TEXT} characters"))
    return problems if rule is None else problems + _rule_problems(rule, figures)


def _rule_problems(rule: TriggerRule, figures: Collection[str]) -> list[Problem]:
    problems = []
    if rule.watched is Watched.METRIC and rule.subject not in figures:
        problems.append(Problem("/rule/subject", "choose one of the listed figures"))
    if rule.watched is Watched.JQL and not rule.subject.strip():
        problems.append(Problem("/rule/subject", "write the JQL that finds the issues to count"))
    if len(rule.subject) > LONGEST_JQL:
        problems.append(Problem("/rule/subject", f"keep it to {LONGEST_JQL} characters"))
    if not math.isfinite(rule.limit) or (rule.watched is Watched.JQL and rule.limit < 0):
        problems.append(Problem("/rule/limit", "give a number, for a count of issues zero or more"))
    if not timedelta() <= rule.lasting <= LONGEST_LASTING:
        problems.append(Problem("/rule/lasting", f"choose a time between none and {LONGEST_LASTING.days} days"))
    return problems
