"""Decisions above a risk's owner: who may accept it and until when, taking that back, handing it up, the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from plugin.domain.errors import Conflict, Problem
from plugin.domain.risk import Risk
from plugin.domain.risk_model import Authority, RiskModels
from plugin.domain.treatment import Acceptance, Direction, Escalation, Strategy

LONGEST_JUSTIFICATION = 2000
_SENIORITY = list(Authority)


@dataclass(frozen=True, slots=True)
class AcceptanceTerms:
    """What the level of a risk demands of an acceptance; `latest` is the last day that it may last to, if limited."""

    level: str
    authority: Authority
    latest: date | None
    is_above_appetite: bool

    @property
    def needs_expiry(self) -> bool:
        """Whether it has to end on a day."""
        return self.is_above_appetite or self.latest is not None


def acceptance_terms(risk: Risk, models: RiskModels, today: date) -> AcceptanceTerms:
    """The terms of the present level; Conflict where the risk cannot be accepted: a draft, or ended."""
    assessment = risk.assessed(models)
    if assessment is None or not risk.is_open:
        raise Conflict("Only an open risk can be accepted.")
    level, model = assessment.level, assessment.model
    latest = None if level.accept_days is None else today + timedelta(days=level.accept_days)
    above = risk.direction is Direction.THREAT and model.is_above_appetite(level.name)
    return AcceptanceTerms(level.name, level.accept, latest, above)


def acceptance_problems(terms: AcceptanceTerms, acceptance: Acceptance) -> list[Problem]:
    """Everything in an acceptance that its terms do not allow."""
    problems = []
    if not acceptance.justification.strip():
        problems.append(Problem("/justification", "say why the risk can be lived with"))
    if len(acceptance.justification) > LONGEST_JUSTIFICATION:
        problems.append(Problem("/justification", f"keep it to {LONGEST_JUSTIFICATION} characters"))
    if is_junior(acceptance.authority, terms.authority):
        problems.append(Problem("/authority", f"a risk of level {terms.level} asks for {terms.authority.value}"))
    return problems + _expiry_problems(terms, acceptance)


def _expiry_problems(terms: AcceptanceTerms, acceptance: Acceptance) -> list[Problem]:
    ends = acceptance.expires_on
    if ends is None:
        return [Problem("/expiresOn", "say until which day it is accepted")] if terms.needs_expiry else []
    if ends <= acceptance.on:
        return [Problem("/expiresOn", "choose a day after today")]
    if terms.latest is not None and ends > terms.latest:
        return [Problem("/expiresOn", f"a risk of level {terms.level} is accepted until {terms.latest} at the latest")]
    return []


def is_junior(authority: Authority, needed: Authority) -> bool:
    """Whether an authority is below the one that is needed."""
    return _SENIORITY.index(authority) < _SENIORITY.index(needed)


def accepted(risk: Risk, acceptance: Acceptance) -> Risk:
    """The risk lived with; without a strategy so far it has one now: active acceptance where a plan waits."""
    strategy = risk.treatment.strategy
    if strategy is None:
        strategy = Strategy.ACCEPT_ACTIVE if risk.treatment.contingency_plan else Strategy.ACCEPT_PASSIVE
    return replace(risk, treatment=replace(risk.treatment, acceptance=acceptance, strategy=strategy))


def revoked(risk: Risk, today: date) -> Risk:
    """The risk accepted no more; Conflict where no acceptance stands."""
    acceptance = risk.treatment.acceptance
    if acceptance is None or acceptance.revoked_on is not None:
        raise Conflict("No acceptance stands for this risk.")
    return replace(risk, treatment=replace(risk.treatment, acceptance=replace(acceptance, revoked_on=today)))


def escalated(risk: Risk, escalation: Escalation) -> Risk:
    """The risk handed up; Conflict where it has ended or waits for a decision already."""
    if not risk.is_open:
        raise Conflict("Only an open risk can be escalated.")
    standing = risk.treatment.escalation
    if standing is not None and not standing.decision:
        raise Conflict("This risk waits for a decision already.")
    return replace(risk, treatment=replace(risk.treatment, escalation=escalation))


def decided(risk: Risk, decision: str) -> Risk:
    """The risk with what was decided about it; Conflict where nothing waits for a decision."""
    escalation = risk.treatment.escalation
    if escalation is None or escalation.decision:
        raise Conflict("Nothing waits for a decision.")
    return replace(risk, treatment=replace(risk.treatment, escalation=replace(escalation, decision=decision)))
