"""What a review meeting can decide about a risk; every fact of it points to the meeting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from plugin.domain.errors import Invalid, Problem
from plugin.domain.ids import AccountId, RiskId
from plugin.domain.meeting import Decision, Meeting, Verdict
from plugin.domain.rating import Rating, Stage, assess, rating_problems
from plugin.domain.response import settle as follow_responses
from plugin.domain.risk import CloseReason, Ending, Outcome, Risk
from plugin.domain.risk_life import closed, rated, reviewed
from plugin.domain.risk_model import RiskModels
from plugin.domain.treatment import Acceptance, Action, Direction, Strategy
from plugin.usecases.act import Act, check_version
from plugin.usecases.meetings import note_decision, open_item
from plugin.usecases.register_acts import act_fact, hold, saved
from plugin.usecases.responding import rating_move

LONGEST = 2000

Decide = Callable[[Act, Meeting, Risk], Decision]
"""Carries a decision out on the risk and tells it for the minutes."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A new action as the meeting words it."""

    title: str
    owner: AccountId | None = None
    due: date | None = None


def decide(act: Act, meeting: Meeting, risk_id: RiskId, carry_out: Decide, seen: int | None = None) -> Meeting:
    """Carry a decision out about the risk that the meeting speaks of, and lead on where it does.

    `seen` is the version of the risk that was on the screen; Stale where it was changed since.
    """
    inside = replace(act, meeting=meeting.id)
    risk = open_item(inside, meeting, risk_id)
    check_version(seen, risk.version)
    return note_decision(inside, meeting, carry_out(inside, meeting, risk))


def still_right(comment: str = "") -> Decide:
    """The risk was looked at and stands as it is."""

    def carry_out(act: Act, _: Meeting, risk: Risk) -> Decision:
        held, models = hold(act, risk.id, None)
        after = reviewed(held, models, act.now.date())
        saved(act, held, after, [act_fact(act, "RiskReviewed", held, None, comment or None)])
        return _told(act, risk, Verdict.RIGHT, comment)

    return carry_out


def rerated(probability: int, impact: int, why: str) -> Decide:
    """Another cell of the project's present matrix for the current rating; a reason is asked for."""

    def carry_out(act: Act, _: Meeting, risk: Risk) -> Decision:
        held, models = hold(act, risk.id, None)
        rating = in_cell(held, models, probability, impact)
        problems = rating_problems(models.current, rating, "")
        if not why:
            problems.append(Problem("/rationale", "say in a few words why"))
        if problems:
            raise Invalid(problems)
        rating = replace(rating, at=act.now, by=act.by, rationale=why)
        after = reviewed(rated(held, Stage.CURRENT, rating, models), models, act.now.date())
        move = rating_move(models, held, after, Stage.CURRENT)
        facts = [act_fact(act, "RiskRated", held, move, why), act_fact(act, "RiskReviewed", held)]
        saved(act, held, after, facts)
        old, new = _level(held, models), _level(after, models)
        return replace(_told(act, risk, Verdict.RERATED, why), old=old, new=new)

    return carry_out


def in_cell(risk: Risk, models: RiskModels, probability: int, impact: int) -> Rating:
    """The current rating moved to a cell: what set its level gets the impact, what was above it comes down to it.

    Of a rating in an older model only the objective that set its level is carried over; the scales are others now.
    """
    old = risk.current
    if old is None:
        raise Invalid([Problem("/probability", "rate the risk in its own form first")])
    driver = assess(models, old).driver
    objective = driver if driver in models.current.objectives else models.current.objectives[0]
    is_present = old.model_version == models.current.version
    kept = {one: min(order, impact) for one, order in old.impact.items()} if is_present else {}
    impacts = {**kept, objective: impact}
    return replace(old, probability=probability, impact=impacts, model_version=models.current.version)


def new_action(planned: Planned) -> Decide:
    """Something more to do about the risk."""

    def carry_out(act: Act, _: Meeting, risk: Risk) -> Decision:
        title = planned.title.strip()
        if not title or len(title) > LONGEST:
            raise Invalid([Problem("/action", "say in a few words what is to be done")])
        held, models = hold(act, risk.id, None)
        action = Action(act.new_id(), title, owner=planned.owner, due=planned.due)
        with_it = replace(held, treatment=replace(held.treatment, actions=(*held.treatment.actions, action)))
        choice = act.project(held.project_id).settings.when_done
        after, names = follow_responses(held, with_it, choice=choice, models=models, at=act.now)
        facts = [act_fact(act, "ActionAdded", held, {"actionId": action.id, "action": title})]
        facts += [act_fact(act, name, held) for name in names]
        saved(act, held, after, facts)
        return replace(_told(act, risk, Verdict.ACTION, title), owner=planned.owner, until=planned.due)

    return carry_out


def accepted(why: str, until: date | None, *, manages: bool) -> Decide:
    """The risk is lived with until a day; above appetite that takes who administers the project."""

    def carry_out(act: Act, _: Meeting, risk: Risk) -> Decision:
        held, models = hold(act, risk.id, None)
        acceptance = _acceptance(act, held, models, why, until, manages=manages)
        strategy = held.treatment.strategy or Strategy.ACCEPT_PASSIVE
        treatment = replace(held.treatment, acceptance=acceptance, strategy=strategy)
        after = reviewed(replace(held, treatment=treatment), models, act.now.date())
        detail = {
            "level": _level(held, models),
            "authority": acceptance.authority.value,
            "until": until.isoformat() if until else None,
        }
        facts = [act_fact(act, "RiskAccepted", held, detail, why), act_fact(act, "RiskReviewed", held)]
        saved(act, held, after, facts)
        return replace(_told(act, risk, Verdict.ACCEPTED, why), until=until)

    return carry_out


def _acceptance(act: Act, risk: Risk, models: RiskModels, why: str, until: date | None, *, manages: bool) -> Acceptance:
    assessment, today = risk.assessed(models), act.now.date()
    if assessment is None:
        raise Invalid([Problem("/justification", "rate the risk first")])
    level = assessment.level
    is_above = risk.direction is Direction.THREAT and assessment.model.is_above_appetite(level.name)
    problems = [] if why else [Problem("/justification", "say why the risk can be lived with")]
    if is_above and not manages:
        problems.append(Problem("/justification", "above appetite somebody who administers the project has to accept"))
    if until is None and (is_above or level.accept_days is not None):
        problems.append(Problem("/until", "say until which day it is accepted"))
    elif until is not None and until <= today:
        problems.append(Problem("/until", "choose a day after today"))
    elif until is not None and level.accept_days is not None and (until - today).days > level.accept_days:
        problems.append(Problem("/until", f"level {level.name} is accepted for {level.accept_days} days at most"))
    if problems:
        raise Invalid(problems)
    return Acceptance(act.by, today, level.accept, why, until)


def closed_with(outcome: Outcome, reason: CloseReason | None, comment: str) -> Decide:
    """The risk has ended."""

    def carry_out(act: Act, _: Meeting, risk: Risk) -> Decision:
        held, _models = hold(act, risk.id, None)
        after = closed(held, outcome, act.now, Ending(reason, comment))
        detail = {"outcome": outcome.value} | ({"closeReason": reason.value} if reason else {})
        saved(act, held, after, [act_fact(act, "RiskClosed", held, detail, comment or None)])
        return replace(_told(act, risk, Verdict.CLOSED, comment), outcome=outcome.value)

    return carry_out


def skipped() -> Decide:
    """Not today."""
    return lambda act, _, risk: _told(act, risk, Verdict.SKIPPED, "")


def noted(text: str) -> Decide:
    """Something that was said and belongs in the minutes and in the risk's history."""

    def carry_out(act: Act, meeting: Meeting, risk: Risk) -> Decision:
        if not text or len(text) > LONGEST:
            raise Invalid([Problem("/note", "write the note, in at most 2,000 characters")])
        fact = act_fact(act, "RiskNoted", risk, {"meeting": meeting.key}, text)
        act.uow.facts.record([fact])
        return _told(act, risk, Verdict.NOTED, text)

    return carry_out


def _told(act: Act, risk: Risk, verdict: Verdict, text: str) -> Decision:
    return Decision(risk.id, verdict, act.now, act.by, text)


def _level(risk: Risk, models: RiskModels) -> str:
    assessment = risk.assessed(models)
    return assessment.level.name if assessment else ""
