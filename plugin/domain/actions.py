"""What happens to the actions of a risk: added, changed, moved on, taken away; and what one must say."""

from __future__ import annotations

from dataclasses import replace

from plugin.domain.errors import Conflict, NotFound, Problem
from plugin.domain.risk import Risk
from plugin.domain.treatment import Action, ActionState

LONGEST_ACTION = 200
LONGEST_EFFECT = 1000
MOST_ACTIONS = 100
MOST_HOURS = 100_000


def action_problems(action: Action) -> list[Problem]:
    """Everything in an action that cannot be accepted, all fields at once."""
    problems = []
    if not action.title.strip():
        problems.append(Problem("/title", "say in a few words what is to be done"))
    if len(action.title) > LONGEST_ACTION:
        problems.append(Problem("/title", f"keep it to {LONGEST_ACTION} characters"))
    if len(action.expected_effect) > LONGEST_EFFECT:
        problems.append(Problem("/expectedEffect", f"keep it to {LONGEST_EFFECT} characters"))
    if (action.cost or 0) < 0:
        problems.append(Problem("/cost", "give an amount of zero or more"))
    if not 0 <= (action.effort_hours or 0) <= MOST_HOURS:
        problems.append(Problem("/effortHours", f"give whole hours from 0 to {MOST_HOURS}"))
    if action.effectiveness is not None and not action.is_done:
        problems.append(Problem("/effectiveness", "judge an action once it is done"))
    return problems


def with_action(risk: Risk, action: Action) -> Risk:
    """The risk with one more action; Conflict where it has as many as anybody can keep in view."""
    if len(risk.treatment.actions) >= MOST_ACTIONS:
        raise Conflict(f"A risk has at most {MOST_ACTIONS} actions; take away what is no longer needed.")
    return _with(risk, (*risk.treatment.actions, action))


def with_changed(risk: Risk, action: Action) -> Risk:
    """The risk with that action in the place of the one with its id."""
    found_action(risk, action.id)
    return _with(risk, tuple(action if one.id == action.id else one for one in risk.treatment.actions))


def without_action(risk: Risk, action_id: str) -> Risk:
    """The risk without that action; an issue that it was worked on in stays tied."""
    found_action(risk, action_id)
    return _with(risk, tuple(one for one in risk.treatment.actions if one.id != action_id))


def found_action(risk: Risk, action_id: str) -> Action:
    """The action of that id, or NotFound."""
    action = risk.treatment.action(action_id)
    if action is None:
        raise NotFound("There is no such action any more.")
    return action


def in_state(action: Action, state: ActionState) -> Action:
    """The action moved to a state; one that is not done has not been seen to work."""
    return replace(action, state=state, effectiveness=action.effectiveness if state is ActionState.DONE else None)


def _with(risk: Risk, actions: tuple[Action, ...]) -> Risk:
    return replace(risk, treatment=replace(risk.treatment, actions=actions))
