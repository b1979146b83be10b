"""The actions of a risk: add, change, do, reopen, cancel, take away; the current rating follows them like issues."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from plugin.domain.actions import action_problems, found_action, in_state, with_action, with_changed, without_action
from plugin.domain.errors import Conflict, Invalid
from plugin.domain.facts import Fact
from plugin.domain.ids import AccountId, RiskId
from plugin.domain.rating import Stage
from plugin.domain.response import settle
from plugin.domain.risk import Risk
from plugin.domain.risk_model import RiskModels
from plugin.domain.treatment import Action, ActionKind, ActionState, Effectiveness
from plugin.usecases.act import Act
from plugin.usecases.register_acts import act_fact, hold, saved
from plugin.usecases.responding import rating_move

IN_JIRA = "This action is worked on in Jira: its issue says whether it is done, and who does it."


@dataclass(frozen=True, slots=True)
class ActionDraft:
    """An action as a person writes it; `cost` is in minor units."""

    title: str
    kind: ActionKind = ActionKind.PREVENTIVE
    owner: AccountId | None = None
    due: date | None = None
    state: ActionState = ActionState.PLANNED
    cost: int | None = None
    effort_hours: int | None = None
    expected_effect: str = ""
    effectiveness: Effectiveness | None = None


def draft_of(action: Action) -> ActionDraft:
    """The action as it could be written again."""
    return ActionDraft(
        title=action.title,
        kind=action.kind,
        owner=action.owner,
        due=action.due,
        state=action.state,
        cost=action.cost,
        effort_hours=action.effort_hours,
        expected_effect=action.expected_effect,
        effectiveness=action.effectiveness,
    )


def add_action(act: Act, risk_id: RiskId, draft: ActionDraft, expected: int | None = None) -> Risk:
    """Add an action; the new one has the last place. Invalid names every field that cannot be accepted."""
    risk, models = hold(act, risk_id, expected)
    written = _written(Action(act.new_id(), ""), draft)
    after = with_action(risk, replace(written, state=ActionState.PLANNED, effectiveness=None))
    facts = [_fact(act, "ActionAdded", risk, written)]
    if written.state is not ActionState.PLANNED:
        after = with_changed(after, written)
        facts.append(_fact(act, _moved_to(written), risk, written))
    return _followed(act, risk, after, facts, models)


def change_action(act: Act, risk_id: RiskId, action_id: str, draft: ActionDraft, expected: int | None = None) -> Risk:
    """Write an action anew, its state included; the rating moves once, when the last one is done.

    Conflict where its state or owner would change while it is worked on in a Jira issue.
    """
    risk, models = hold(act, risk_id, expected)
    before = found_action(risk, action_id)
    written = _written(before, draft)
    if before.issue_id is not None and (written.state, written.owner) != (before.state, before.owner):
        raise Conflict(IN_JIRA)
    if written == before:
        return risk
    facts = []
    changes = _changes(before, written)
    if changes:
        facts.append(_fact(act, "ActionChanged", risk, written, changes=changes))
    if written.state is not before.state:
        facts.append(_fact(act, _moved_to(written, before), risk, written))
    return _followed(act, risk, with_changed(risk, written), facts, models)


def move_action(act: Act, risk_id: RiskId, action_id: str, state: ActionState, expected: int | None = None) -> Risk:
    """Bring an action to a state: planned, under way, done, cancelled; doing what is done again changes nothing."""
    risk, _ = hold(act, risk_id, expected)
    action = found_action(risk, action_id)
    return change_action(act, risk_id, action_id, draft_of(in_state(action, state)), expected)


def drop_action(act: Act, risk_id: RiskId, action_id: str, expected: int | None = None) -> Risk:
    """Take an action away; an issue that it was worked on in stays tied to the risk."""
    risk, models = hold(act, risk_id, expected)
    action = found_action(risk, action_id)
    return _followed(act, risk, without_action(risk, action_id), [_fact(act, "ActionDropped", risk, action)], models)


def _written(action: Action, draft: ActionDraft) -> Action:
    written = replace(
        action,
        title=draft.title.strip(),
        kind=draft.kind,
        owner=draft.owner,
        due=draft.due,
        state=draft.state,
        cost=draft.cost,
        effort_hours=draft.effort_hours,
        expected_effect=draft.expected_effect.strip(),
        effectiveness=draft.effectiveness,
    )
    if problems := action_problems(written):
        raise Invalid(problems)
    return written


def _followed(act: Act, before: Risk, after: Risk, facts: list[Fact], models: RiskModels) -> Risk:
    """Let the current rating follow; only an action that is reopened, not a new one, asks for the way back."""
    if not after.is_open:
        return saved(act, before, after, facts)
    choice = act.project(before.project_id).settings.when_done
    moved, names = settle(before, after, choice=choice, models=models, at=act.now)
    if not _is_reopening(before, after) and not _all_done(after):
        moved, names = after, ()
    for name in names:
        more = rating_move(models, after, moved, Stage.CURRENT) if name == "RiskRated" else {}
        facts.append(act_fact(act, name, before, more))
    return saved(act, before, moved, facts)


def _is_reopening(before: Risk, after: Risk) -> bool:
    done = {action.id for action in before.treatment.actions if action.is_done}
    return any(action.id in done and action.is_live for action in after.treatment.actions)


def _all_done(risk: Risk) -> bool:
    return bool(risk.responses) and all(response.done for response in risk.responses)


def _moved_to(action: Action, before: Action | None = None) -> str:
    if action.state is ActionState.CANCELLED:
        return "ActionCancelled"
    if action.is_done:
        return "ActionDone"
    return "ActionReopened" if before is not None and not before.is_live else "ActionStarted"


def _changes(before: Action, after: Action) -> dict[str, list[object]]:
    """Old and new of each field that differs, as plain values; the state has facts of its own."""
    old, new = _plain(before), _plain(after)
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}


def _plain(action: Action) -> dict[str, object]:
    return {
        "title": action.title,
        "kind": action.kind.value,
        "owner": action.owner,
        "due": action.due.isoformat() if action.due else None,
        "cost": action.cost,
        "effortHours": action.effort_hours,
        "expectedEffect": action.expected_effect,
        "effectiveness": action.effectiveness.value if action.effectiveness else None,
    }


def _fact(act: Act, name: str, risk: Risk, action: Action, **more: object) -> Fact:
    return act_fact(act, name, risk, {"actionId": action.id, "action": action.title, **more})
