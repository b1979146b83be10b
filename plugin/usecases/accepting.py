"""Deciding about a risk from above: accept it until a day, take that back, hand it up, note what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugin.domain.decisions import (
    acceptance_problems,
    acceptance_terms,
    accepted,
    decided,
    escalated,
    revoked,
)
from plugin.domain.errors import Invalid, NotAllowed, Problem
from plugin.domain.ids import RiskId
from plugin.domain.risk import Risk
from plugin.domain.risk_model import Authority
from plugin.domain.treatment import Acceptance, Escalation
from plugin.usecases.act import Act
from plugin.usecases.register_acts import act_fact, hold, saved
from plugin.usecases.risk_record import record_changes

NEEDS_MANAGER = "To accept a risk above appetite you need the permission Administer projects in this project."


@dataclass(frozen=True, slots=True)
class AcceptanceDraft:
    """An acceptance as somebody gives it; without an authority it is the one that the risk's level asks for."""

    justification: str
    expires_on: date | None = None
    authority: Authority | None = None


def accept_risk(act: Act, risk_id: RiskId, draft: AcceptanceDraft, *, manages: bool, expected: int | None) -> Risk:
    """Accept the risk as it stands; a new acceptance takes the place of an older one, whose fact stays.

    `manages` tells whether the person administers the project, which accepting above appetite asks for.
    """
    risk, models = hold(act, risk_id, expected)
    terms = acceptance_terms(risk, models, act.now.date())
    if terms.is_above_appetite and not manages:
        raise NotAllowed(NEEDS_MANAGER)
    acceptance = Acceptance(
        by=act.by,
        on=act.now.date(),
        authority=draft.authority or terms.authority,
        justification=draft.justification.strip(),
        expires_on=draft.expires_on,
    )
    if problems := acceptance_problems(terms, acceptance):
        raise Invalid(problems)
    after = accepted(risk, acceptance)
    detail: dict[str, object] = {
        "level": terms.level,
        "authority": acceptance.authority.value,
        "until": acceptance.expires_on.isoformat() if acceptance.expires_on else None,
    }
    if changes := record_changes(risk, after):
        detail["changes"] = changes
    return saved(act, risk, after, [act_fact(act, "RiskAccepted", risk, detail, acceptance.justification)])


def revoke_acceptance(act: Act, risk_id: RiskId, reason: str | None, expected: int | None) -> Risk:
    """Take an acceptance back; Conflict where none stands."""
    risk, _ = hold(act, risk_id, expected)
    after = revoked(risk, act.now.date())
    return saved(act, risk, after, [act_fact(act, "AcceptanceRevoked", risk, None, reason)])


def escalate_risk(act: Act, risk_id: RiskId, to: Authority, why: str, expected: int | None) -> Risk:
    """Hand the risk up; it waits for a decision from then on."""
    risk, _ = hold(act, risk_id, expected)
    if not why.strip():
        raise Invalid([Problem("/why", "say what should be decided")])
    escalation = Escalation(to, act.now.date(), act.by, why.strip())
    fact = act_fact(act, "RiskEscalated", risk, {"authority": to.value}, why.strip())
    return saved(act, risk, escalated(risk, escalation), [fact])


def decide_escalation(act: Act, risk_id: RiskId, decision: str, expected: int | None) -> Risk:
    """Note what was decided about a risk that was handed up."""
    risk, _ = hold(act, risk_id, expected)
    if not decision.strip():
        raise Invalid([Problem("/decision", "say what was decided")])
    after = decided(risk, decision.strip())
    return saved(act, risk, after, [act_fact(act, "EscalationDecided", risk, None, decision.strip())])
