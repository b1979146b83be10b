"""Flags in words: what is the matter, since when, whose move it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from plugin.domain.flag import Actor, Flag, FlagCode
from plugin.domain.risk import Risk
from plugin.domain.risk_model import Authority
from plugin.usecases.views.people import People, Person
from plugin.usecases.views.wording import Wording


@dataclass(frozen=True, slots=True)
class FlagLine:
    """One flag as pages show it; `who` is the person whose move it is, `role` names them where no account does."""

    code: str
    title: str
    todo: str
    since: date
    days: int
    who: Person | None
    role: str


def flag_lines(say: Wording, risk: Risk, flags: Iterable[Flag], people: People, today: date) -> tuple[FlagLine, ...]:
    """The flags of one risk in words, in their order."""
    return tuple(
        FlagLine(
            code=flag.code.value,
            title=_title(say, risk, flag),
            todo=_todo(say, flag),
            since=flag.since,
            days=max((today - flag.since).days, 0),
            who=people.person(flag.person) if flag.person else None,
            role=_role(say, flag),
        )
        for flag in flags
    )


def _title(say: Wording, risk: Risk, flag: Flag) -> str:
    action = risk.treatment.action(flag.subject) if flag.code is FlagCode.ACTION_OVERDUE else None
    if action is not None:
        return say.gettext("Action overdue: %(title)s", title=action.title)
    titles = {
        FlagCode.TRIGGERED: say.gettext("An early sign has shown"),
        FlagCode.ESCALATION_DUE: say.gettext("Above appetite, and nobody has answered it in time"),
        FlagCode.ACCEPTANCE_EXPIRED: say.gettext("Its acceptance has expired"),
        FlagCode.WINDOW_PASSED: say.gettext("The time in which it could happen has passed"),
        FlagCode.UNOWNED: say.gettext("Nobody owns it"),
        FlagCode.UNASSIGNED: say.gettext("Nobody owns it, and its issue in Jira has no assignee"),
        FlagCode.OWNER_AWAY: say.gettext("Its owner's account is not active any more"),
        FlagCode.ACTION_OVERDUE: say.gettext("An action is overdue"),
        FlagCode.REVIEW_OVERDUE: say.gettext("Its review is overdue"),
        FlagCode.ACCEPTANCE_ENDING: say.gettext("Its acceptance ends soon"),
    }
    return titles[flag.code]


def _todo(say: Wording, flag: Flag) -> str:
    todos = {
        FlagCode.TRIGGERED: say.gettext("Look at what was seen, then respond, rate it anew, or go on watching."),
        FlagCode.ESCALATION_DUE: say.gettext("Plan a response, accept it for a reason, or hand it up."),
        FlagCode.ACCEPTANCE_EXPIRED: say.gettext("Decide again: accept it anew, or plan a response."),
        FlagCode.WINDOW_PASSED: say.gettext("Close it with its outcome, or move its window."),
        FlagCode.UNOWNED: say.gettext("Name an owner."),
        FlagCode.UNASSIGNED: say.gettext("Assign the issue in Jira, or name an owner here."),
        FlagCode.OWNER_AWAY: say.gettext("Hand it to somebody who is here."),
        FlagCode.ACTION_OVERDUE: say.gettext("Do it, move its date, or cancel it."),
        FlagCode.REVIEW_OVERDUE: say.gettext("Look at it: mark it reviewed, or rate it anew."),
        FlagCode.ACCEPTANCE_ENDING: say.gettext("Accept it anew in time, or plan a response."),
    }
    return todos[flag.code]


def _role(say: Wording, flag: Flag) -> str:
    authorities = {
        Authority.OWNER.value: say.gettext("the owner"),
        Authority.MANAGER.value: say.gettext("the project manager"),
        Authority.SPONSOR.value: say.gettext("the sponsor"),
        Authority.BOARD.value: say.gettext("the board"),
    }
    if flag.actor is Actor.AUTHORITY:
        return authorities.get(flag.subject, "")
    roles = {
        Actor.OWNER: say.gettext("the owner"),
        Actor.ACTION_OWNER: say.gettext("whoever has the action"),
        Actor.MANAGER: say.gettext("the project manager"),
    }
    return roles[flag.actor]
