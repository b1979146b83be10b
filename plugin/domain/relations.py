"""How risks bear on each other: each tie is kept at both ends, and directed ties run in no circle."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from plugin.domain.errors import Conflict, Invalid, Problem
from plugin.domain.ids import RiskId
from plugin.domain.risk import Relation, RelationKind, Risk

SYMMETRIC = frozenset({RelationKind.SHARES_CAUSE, RelationKind.EXCLUDES})
"""What both risks say of each other alike."""
MOST_RELATIONS = 100

Relations = Callable[[RiskId], Iterable[Relation]]
"""The relations of a risk; none for one that is not there."""


def related(risk: Risk, other: Risk, kind: RelationKind, relations: Relations) -> tuple[Risk, Risk]:
    """Both risks with the tie: the first one `kind`s the other.

    Invalid where they are one risk, of two projects, or where the tie would close a circle; Conflict where it is there.
    """
    if problem := _problem(risk, other):
        raise Invalid([Problem("/riskId", problem)])
    tie = Relation(other.id, kind)
    back = Relation(risk.id, kind, is_inverse=kind not in SYMMETRIC)
    if tie in risk.relations:
        raise Conflict("The two risks are tied like this already.")
    if kind not in SYMMETRIC and leads_to(other.id, risk.id, kind, relations):
        raise Invalid([Problem("/riskId", "that would close a circle: the other risk leads to this one already")])
    if max(len(risk.relations), len(other.relations)) >= MOST_RELATIONS:
        raise Conflict(f"A risk has at most {MOST_RELATIONS} relations.")
    return _with(risk, (*risk.relations, tie)), _with(other, (*other.relations, back))


def unrelated(risk: Risk, other: Risk | None, other_id: RiskId, kind: RelationKind) -> tuple[Risk, Risk | None]:
    """Both risks without any tie of that kind between them, from whichever end; the other may be there no more."""
    left = _without(risk, other_id, kind)
    return left, None if other is None else _without(other, risk.id, kind)


def leads_to(start: RiskId, goal: RiskId, kind: RelationKind, relations: Relations) -> bool:
    """Whether directed ties of that kind lead from one risk to another; a risk leads to itself."""
    seen, waiting = set[RiskId](), [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            waiting += [one.risk_id for one in relations(here) if one.kind is kind and not one.is_inverse]
    return False


def _problem(risk: Risk, other: Risk) -> str:
    if risk.id == other.id:
        return "choose another risk than this one"
    return "" if risk.project_id == other.project_id else "choose a risk of the same register"


def _with(risk: Risk, relations: tuple[Relation, ...]) -> Risk:
    return replace(risk, relations=relations)


def _without(risk: Risk, other_id: RiskId, kind: RelationKind) -> Risk:
    return _with(risk, tuple(one for one in risk.relations if (one.risk_id, one.kind) != (other_id, kind)))
