"""What people do with a risk's early signs: write one down, change it, say that it shows, look at it, clear it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plugin.domain import watching
from plugin.domain.errors import Conflict, Invalid, NotFound, Problem
from plugin.domain.ids import ProjectId, RiskId
from plugin.domain.risk import Risk
from plugin.domain.trigger import Trigger, TriggerRule, Watched
from plugin.usecases.act import Act
from plugin.usecases.figures import figures_of
from plugin.usecases.jira_port import Jira
from plugin.usecases.register_acts import act_fact, hold, saved


@dataclass(frozen=True, slots=True)
class TriggerDraft:
    """An early sign as a person writes it, with its rule where Jira or a figure can tell."""

    text: str
    rule: TriggerRule | None = None


def bind(jira: Jira, draft: TriggerDraft, project_id: ProjectId, *, everywhere: bool) -> TriggerDraft:
    """The draft with its JQL as it will be asked; Invalid says in Jira's words what is wrong with it.

    It is bound to the project unless its author may look everywhere: the app asks, and sees more than most people.
    Call it before the transaction: Jira is asked.
    """
    rule = draft.rule
    if rule is None or rule.watched is not Watched.JQL or not rule.subject.strip():
        return draft
    found = jira.bind(rule.subject[: watching.LONGEST_JQL], None if everywhere else project_id)
    if found.problems:
        raise Invalid([Problem("/rule/subject", problem) for problem in found.problems])
    if not found.jql:
        raise Invalid([Problem("/rule/subject", "say which issues to count; this JQL finds all there are")])
    return replace(draft, rule=replace(rule, asks=found.jql))


def add_trigger(act: Act, risk_id: RiskId, draft: TriggerDraft, expected: int | None = None) -> tuple[Risk, Trigger]:
    """Write down an early sign; its rule is looked at a moment later."""
    risk, _ = hold(act, risk_id, expected)
    _refuse(act, risk, draft)
    if len(risk.triggers) >= watching.MOST_TRIGGERS:
        raise Conflict(f"A risk has at most {watching.MOST_TRIGGERS} early signs.")
    trigger = Trigger(act.new_id(), draft.text.strip(), draft.rule)
    return _kept(act, risk, trigger, "TriggerAdded", None), trigger


def change_trigger(
    act: Act, risk_id: RiskId, trigger_id: str, draft: TriggerDraft, expected: int | None = None
) -> Risk:
    """Reword an early sign; another rule begins from the beginning."""
    risk, trigger = _held(act, risk_id, trigger_id, expected)
    _refuse(act, risk, draft)
    return _kept(act, risk, watching.reworded(trigger, draft.text.strip(), draft.rule), "TriggerChanged", None)


def drop_trigger(act: Act, risk_id: RiskId, trigger_id: str, expected: int | None = None) -> Risk:
    """Take an early sign out; a risk that it alone had triggered is open again."""
    risk, trigger = _held(act, risk_id, trigger_id, expected)
    fact = act_fact(act, "TriggerDropped", risk, _detail(trigger))
    return saved(act, risk, watching.without_trigger(risk, trigger_id), [fact])


def fire_trigger(act: Act, risk_id: RiskId, trigger_id: str, evidence: str, expected: int | None = None) -> Risk:
    """Say that the sign shows; the risk is triggered."""
    risk, trigger = _held(act, risk_id, trigger_id, expected)
    if not risk.is_open:
        raise Conflict("Only an open risk can be triggered.")
    after = watching.fired_by_hand(trigger, evidence.strip()[: watching.LONGEST_TEXT], act.now)
    return _kept(act, risk, after, "TriggerFired", after.evidence or None)


def rearm_trigger(act: Act, risk_id: RiskId, trigger_id: str, comment: str | None, expected: int | None = None) -> Risk:
    """It was looked at, and is watched further."""
    risk, trigger = _held(act, risk_id, trigger_id, expected)
    return _kept(act, risk, watching.rearmed(trigger), "TriggerRearmed", comment)


def clear_trigger(act: Act, risk_id: RiskId, trigger_id: str, comment: str | None, expected: int | None = None) -> Risk:
    """It no longer matters."""
    risk, trigger = _held(act, risk_id, trigger_id, expected)
    return _kept(act, risk, watching.cleared(trigger), "TriggerCleared", comment)


def _held(act: Act, risk_id: RiskId, trigger_id: str, expected: int | None) -> tuple[Risk, Trigger]:
    risk, _ = hold(act, risk_id, expected)
    trigger = next((one for one in risk.triggers if one.id == trigger_id), None)
    if trigger is None:
        raise NotFound("There is no such early sign.")
    return risk, trigger


def _kept(act: Act, risk: Risk, trigger: Trigger, name: str, reason: str | None) -> Risk:
    fact = act_fact(act, name, risk, _detail(trigger), reason)
    return saved(act, risk, watching.with_trigger(risk, trigger), [fact])


def _detail(trigger: Trigger) -> dict[str, object]:
    if trigger.rule is None:
        return {"trigger": trigger.id, "text": trigger.text}
    return {"trigger": trigger.id, "text": trigger.text, "subject": trigger.rule.subject}


def _refuse(act: Act, risk: Risk, draft: TriggerDraft) -> None:
    needs_keys = draft.rule is not None and draft.rule.watched is Watched.METRIC
    keys = figures_of(act.uow, risk.project_id, act.now.date()).keys() if needs_keys else ()
    if problems := watching.trigger_problems(draft.text, draft.rule, keys):
        raise Invalid(problems)
