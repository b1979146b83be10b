"""What a review meeting can decide about a risk; every fact of it points to the meeting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from plugin.domain.endings import NEEDS_OWNER, may_close
from plugin.domain.errors import Invalid, NotAllowed, Problem
from plugin.domain.ids import RiskId
from plugin.domain.meeting import Decision, Meeting, Verdict
from plugin.domain.rating import Rating, Stage, assess, rating_problems
from plugin.domain.risk import Risk
from plugin.domain.risk_life import rated, reviewed
from plugin.domain.risk_model import RiskModels
from plugin.usecases.accepting import AcceptanceDraft, accept_risk
from plugin.usecases.act import Act, check_version
from plugin.usecases.closing import EndingDraft, end_risk
from plugin.usecases.meetings import note_decision, open_item
from plugin.usecases.register_acts import act_fact, hold, saved
from plugin.usecases.responding import rating_move
from plugin.usecases.risks import review_risk
from plugin.usecases.treating import ActionDraft, add_action

LONGEST = 2000

Decide = Callable[[Act, Meeting, Risk], Decision]
"""Carries a decision out on the risk and tells it for the minutes."""


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
        review_risk(act, risk.id, comment or None, None)
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


def new_action(draft: ActionDraft) -> Decide:
    """Something more to do about the risk."""

    def carry_out(act: Act, _: Meeting, risk: Risk) -> Decision:
        add_action(act, risk.id, draft)
        return replace(_told(act, risk, Verdict.ACTION, draft.title.strip()), owner=draft.owner, until=draft.due)

    return carry_out


def accepted(draft: AcceptanceDraft, *, manages: bool) -> Decide:
    """The risk is lived with until a day; `manages` tells whether the person administers the project."""

    def carry_out(act: Act, _: Meeting, risk: Risk) -> Decision:
        try:
            accept_risk(act, risk.id, draft, manages=manages, expected=None)
        except NotAllowed as refused:
            raise Invalid([Problem("/justification", str(refused).rstrip("."))]) from refused
        review_risk(act, risk.id, None, None)
        return replace(_told(act, risk, Verdict.ACCEPTED, draft.justification.strip()), until=draft.expires_on)

    return carry_out


def closed_with(draft: EndingDraft, *, manages: bool) -> Decide:
    """The risk has ended."""

    def carry_out(act: Act, _: Meeting, risk: Risk) -> Decision:
        if not may_close(risk, act.by, manages=manages):
            raise Invalid([Problem("/outcome", NEEDS_OWNER.rstrip("."))])
        end_risk(act, risk.id, draft, None)
        return replace(_told(act, risk, Verdict.CLOSED, draft.comment.strip()), outcome=draft.outcome.value)

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
