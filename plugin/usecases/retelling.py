"""Tell a risk's life from its facts: the same stretches that were kept while it happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from plugin.domain.rating import Confidence, Rating, Stage
from plugin.domain.risk import CloseReason, Ending, Outcome, Proposal, Risk, Status
from plugin.domain.risk_life import closed
from plugin.domain.risk_model import Objective, RiskModels
from plugin.domain.standing import Period, move_between, standing_of
from plugin.domain.treatment import Direction
from plugin.usecases.records import RecordedFact

Told = Callable[[Risk, RecordedFact], Risk]


def retold(risk: Risk, facts: Sequence[RecordedFact], models: RiskModels) -> list[Period]:
    """The stretches of a risk's life, in order, the last of them being how it stands now; never empty.

    Facts come in the order they were recorded; those of one instant were one change. What no fact tells is taken as it
    is now.
    """
    if not facts:
        return [Period(risk.id, 1, risk.raised_at, None, standing_of(risk, models), move_between(None, risk))]
    periods: list[Period] = []
    before = _at_first(risk, facts)
    for at, group in groupby(facts, key=lambda fact: fact.at):
        after = _after(before, group)
        if periods:
            _follow(periods, before, after, models, at)
        else:
            periods.append(Period(risk.id, 1, at, None, standing_of(after, models), move_between(None, after)))
        before = after
    _follow(periods, before, risk, models, facts[-1].at)
    return periods


def _follow(periods: list[Period], before: Risk, after: Risk, models: RiskModels, at: datetime) -> None:
    standing = standing_of(after, models)
    if standing != periods[-1].standing:
        periods[-1:] = periods[-1].followed(standing, move_between(before, after), at)


def _at_first(risk: Risk, facts: Sequence[RecordedFact]) -> Risk:
    """The risk before its first fact: unrated, with what later rewordings say stood there before them."""
    said: dict[str, Any] = {"direction": risk.direction, "category": risk.category, "owner": risk.owner}
    for fact in reversed(facts):
        said |= {name: pair[0] for name, pair in _changes(fact).items() if name in said}
    bare = replace(
        risk,
        ratings={},
        status=Status.OPEN if _is_rated_at_once(facts) else Status.DRAFT,
        outcome=None,
        closed_at=None,
        proposal=None,
        ending=Ending(),
        deleted_at=None,
    )
    return replace(bare, **{**said, "direction": Direction(said["direction"])})


def _is_rated_at_once(facts: Sequence[RecordedFact]) -> bool:
    """Whether the risk was raised into the register with its rating; else it was a draft at first."""
    if facts[0].detail.get("draft"):
        return False
    current = Stage.CURRENT.value
    return any(f.name == "RiskRated" and f.detail.get("stage") == current for f in facts if f.at == facts[0].at)


def _after(risk: Risk, facts: Iterable[RecordedFact]) -> Risk:
    for fact in facts:
        tell = _TELLERS.get(fact.name)
        risk = risk if tell is None else tell(risk, fact)
    return risk


def _rated(risk: Risk, fact: RecordedFact) -> Risk:
    said = fact.detail.get("new")
    if not isinstance(said, Mapping):
        return risk
    stage = Stage(str(fact.detail["stage"]))
    rating = Rating(
        probability=int(said["probability"]),
        impact={Objective(name): int(order) for name, order in said["impact"].items()},
        model_version=str(said["model"]),
        at=fact.at,
        by=fact.actor,
        cost=said.get("cost"),
        cost_low=said.get("costLow"),
        cost_high=said.get("costHigh"),
        days=said.get("days"),
        confidence=Confidence(sure) if (sure := said.get("confidence")) else None,
    )
    moved = replace(risk, ratings={**risk.ratings, stage: rating})
    return replace(moved, proposal=None) if stage is Stage.CURRENT else moved


def _proposed(risk: Risk, fact: RecordedFact) -> Risk:
    """The move that was proposed: to the target, or back from there to where the risk came from."""
    target, inherent, current = (risk.ratings.get(stage) for stage in (Stage.TARGET, Stage.INHERENT, Stage.CURRENT))
    is_there = target is not None and current is not None and target.same_as(current)
    rating = inherent if is_there else target
    return risk if rating is None else replace(risk, proposal=Proposal(rating, "", fact.at))


def _reworded(risk: Risk, fact: RecordedFact) -> Risk:
    new: dict[str, Any] = {name: pair[1] for name, pair in _changes(fact).items() if name in {"category", "owner"}}
    if "direction" in _changes(fact):
        new["direction"] = Direction(_changes(fact)["direction"][1])
    return replace(risk, **new)


def _ended(risk: Risk, fact: RecordedFact) -> Risk:
    if not risk.is_open:
        return risk
    said = fact.detail.get("closeReason")
    reason = CloseReason(said) if isinstance(said, str) and said in set(CloseReason) else None
    return closed(risk, Outcome(str(fact.detail["outcome"])), fact.at, Ending(reason=reason))


def _reopened(risk: Risk, _: RecordedFact) -> Risk:
    status = Status.OPEN if risk.current is not None else Status.DRAFT
    return replace(risk, status=status, outcome=None, closed_at=None, ending=Ending())


def _changes(fact: RecordedFact) -> Mapping[str, Any]:
    found = fact.detail.get("changes") if fact.name == "RiskRewritten" else None
    return found if isinstance(found, Mapping) else {}


_TELLERS: Mapping[str, Told] = {
    "RiskRated": _rated,
    "RatingProposed": _proposed,
    "ProposalWithdrawn": lambda risk, _: replace(risk, proposal=None),
    "ProposalDeclined": lambda risk, _: replace(risk, proposal=None),
    "RiskRewritten": _reworded,
    "RiskClosed": _ended,
    "RiskReopened": _reopened,
    "DraftKept": lambda risk, _: replace(risk, status=Status.OPEN),
    "DraftDismissed": lambda risk, fact: replace(risk, status=Status.REJECTED, closed_at=fact.at),
    "RiskDropped": lambda risk, fact: replace(risk, deleted_at=fact.at),
    "RiskRestored": lambda risk, _: replace(risk, deleted_at=None),
}
