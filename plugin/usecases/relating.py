"""How risks of a register bear on each other: tie two, untie them, raise the risk that a response brings about."""

from __future__ import annotations

from collections.abc import Iterable

from plugin.domain.errors import Invalid, NotFound, Problem
from plugin.domain.facts import Fact
from plugin.domain.ids import RiskId
from plugin.domain.relations import related, unrelated
from plugin.domain.risk import Relation, RelationKind, Risk
from plugin.usecases.act import Act
from plugin.usecases.register_acts import act_fact, hold, saved
from plugin.usecases.risks import RiskDraft, raise_risk


def relate_risks(act: Act, risk_id: RiskId, other_id: RiskId, kind: RelationKind, expected: int | None = None) -> Risk:
    """Tie two risks: the first `kind`s the other. Both keep the tie and both histories tell of it."""
    risk, _ = hold(act, risk_id, expected)
    other = _other(act, other_id)
    after, other_after = related(risk, other, kind, lambda one: _relations(act, one))
    saved(act, other, other_after, [_fact(act, "RelatedRisk", other, risk, kind, is_inverse=True)])
    return saved(act, risk, after, [_fact(act, "RelatedRisk", risk, other, kind)])


def unrelate_risks(
    act: Act, risk_id: RiskId, other_id: RiskId, kind: RelationKind, expected: int | None = None
) -> Risk:
    """Undo a tie, from whichever end; NotFound where there is none."""
    risk, _ = hold(act, risk_id, expected)
    other = act.uow.risks.get(other_id)
    after, other_after = unrelated(risk, other, other_id, kind)
    if after == risk:
        raise NotFound("The two risks are not tied like this.")
    if other is not None and other_after is not None and other_after != other:
        saved(act, other, other_after, [_fact(act, "UnrelatedRisk", other, risk, kind, is_inverse=True)])
    return saved(act, risk, after, [_fact(act, "UnrelatedRisk", risk, other or risk, kind)])


def raise_secondary(act: Act, risk_id: RiskId, title: str, expected: int | None = None) -> tuple[Risk, Risk]:
    """A draft of the risk that answering this one brings about, tied to it; this risk, and the new one."""
    risk, _ = hold(act, risk_id, expected)
    draft = RiskDraft(title, direction=risk.direction, category=risk.category, is_draft=True)
    secondary = raise_risk(act, risk.project_id, draft)
    after = relate_risks(act, risk_id, secondary.id, RelationKind.RAISES)
    found = act.uow.risks.get(secondary.id)
    return after, found or secondary


def _other(act: Act, other_id: RiskId) -> Risk:
    other = act.uow.risks.get(other_id)
    if other is None or other.deleted_at is not None:
        raise Invalid([Problem("/riskId", "choose a risk of this register")])
    return other


def _relations(act: Act, risk_id: RiskId) -> Iterable[Relation]:
    found = act.uow.risks.get(risk_id)
    return found.relations if found is not None else ()


def _fact(act: Act, name: str, risk: Risk, other: Risk, kind: RelationKind, *, is_inverse: bool = False) -> Fact:
    detail = {"riskId": other.id, "other": f"{other.key} {other.title}", "kind": kind.value, "inverse": is_inverse}
    return act_fact(act, name, risk, detail)
