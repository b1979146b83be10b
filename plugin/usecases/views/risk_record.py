"""The rest of a risk's record for its drawer: responses in one list, window, decisions, related risks, its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from plugin.domain.decisions import acceptance_terms
from plugin.domain.ids import AccountId, IssueId, RiskId
from plugin.domain.leverage import Leverage, leverage
from plugin.domain.rating_rules import lacks_response
from plugin.domain.risk import Relation, Risk, Role, Status
from plugin.domain.risk_model import RiskModels
from plugin.domain.treatment import STRATEGIES, Action
from plugin.domain.urgency import urgency
from plugin.usecases.views.marks import IssueMark, Issues, ReviewDue, review_due
from plugin.usecases.views.people import People, Person


@dataclass(frozen=True, slots=True)
class ResponseLine:
    """One answer to the risk: an action, an issue, or an action that is worked on in an issue."""

    is_done: bool
    is_live: bool
    action: Action | None
    owner: Person | None
    due: ReviewDue | None
    issue: IssueMark | None


@dataclass(frozen=True, slots=True)
class WindowLine:
    """When the event could happen, and how pressing that is; an urgency of "" says nothing."""

    first: date | None
    last: date | None
    lead_days: int | None
    act_by: date | None
    urgency: str
    has_passed: bool

    @property
    def is_said(self) -> bool:
        """Whether anybody has said anything about it."""
        return self.first is not None or self.last is not None


@dataclass(frozen=True, slots=True)
class AcceptanceLine:
    """An acceptance that stands, stood, or was taken back."""

    who: Person
    on: date
    authority: str
    justification: str
    until: date | None
    revoked_on: date | None
    holds: bool


@dataclass(frozen=True, slots=True)
class TermsLine:
    """What accepting this risk asks for."""

    level: str
    authority: str
    latest: date | None
    needs_expiry: bool
    is_above_appetite: bool


@dataclass(frozen=True, slots=True)
class EscalationLine:
    """The risk as it was handed up; an empty decision is waited for."""

    who: Person
    on: date
    to: str
    why: str
    decision: str


@dataclass(frozen=True, slots=True)
class RelatedLine:
    """Another risk and how it bears on this one, seen from this one."""

    risk_id: RiskId
    key: str
    title: str
    kind: str
    is_inverse: bool
    is_gone: bool


@dataclass(frozen=True, slots=True)
class RiskRecord:
    """What the drawer shows besides statement, ratings and history."""

    responses: tuple[ResponseLine, ...]
    window: WindowLine
    strategy: str
    strategies: tuple[str, ...]
    contingency_plan: str
    fallback_plan: str
    lacks_response: bool
    leverage: Leverage
    acceptance: AcceptanceLine | None
    terms: TermsLine | None
    escalation: EscalationLine | None
    related: tuple[RelatedLine, ...]
    speciality: str
    identified: str
    identified_on: date | None
    labels: tuple[str, ...]
    is_draft: bool
    close_reason: str
    comment: str
    lesson: str
    actual_cost: int | None
    actual_impact: tuple[tuple[str, str], ...]


def risk_record(
    risk: Risk, people: People, issues: Issues, others: Mapping[RiskId, Risk], models: RiskModels, today: date
) -> RiskRecord:
    """The record of a risk on a day; `others` are the risks that it is tied to."""
    treatment, window, ending = risk.treatment, risk.window, risk.ending
    near = urgency(window, today)
    return RiskRecord(
        responses=tuple(_responses(risk, people, issues, today)),
        window=WindowLine(
            window.first,
            window.last,
            window.lead_days,
            window.act_by,
            near.value if near else "",
            window.has_passed(today),
        ),
        strategy=treatment.strategy.value if treatment.strategy else "",
        strategies=tuple(one.value for one in STRATEGIES[risk.direction]),
        contingency_plan=treatment.contingency_plan,
        fallback_plan=treatment.fallback_plan,
        lacks_response=lacks_response(risk, models),
        leverage=leverage(risk, models),
        acceptance=_acceptance(risk, people, today),
        terms=_terms(risk, models, today),
        escalation=_escalation(risk, people),
        related=tuple(_related(one, others) for one in risk.relations),
        speciality=risk.speciality or "",
        identified=risk.identified.value if risk.identified else "",
        identified_on=risk.identified_on,
        labels=risk.labels,
        is_draft=risk.status is Status.DRAFT,
        close_reason=ending.reason.value if ending.reason else "",
        comment=ending.comment,
        lesson=ending.lesson,
        actual_cost=ending.actual_cost,
        actual_impact=tuple(
            (objective.value, models.current.impacts[order - 1].label)
            for objective, order in ending.actual_impact.items()
            if order <= len(models.current.impacts)
        ),
    )


def people_of(risk: Risk) -> Iterable[AccountId | None]:
    """Everybody whom the record names."""
    yield from (action.owner for action in risk.treatment.actions)
    for decision in (risk.treatment.acceptance, risk.treatment.escalation):
        if decision is not None:
            yield decision.by


def _responses(risk: Risk, people: People, issues: Issues, today: date) -> Iterable[ResponseLine]:
    """Actions in their order, then response issues that no action is worked on in."""
    ties = {link.issue_id: link for link in risk.issues if link.role is Role.RESPONSE}
    held: set[IssueId] = set()
    for action in risk.treatment.actions:
        if action.issue_id is not None:
            held.add(action.issue_id)
        mark = issues.mark(action.issue_id) if action.issue_id is not None else None
        owner = people.person(action.owner)
        yield ResponseLine(action.is_done, action.is_live, action, owner, review_due(action.due, today), mark)
    for issue_id, link in ties.items():
        if issue_id not in held:
            yield ResponseLine(link.done, not link.done, None, None, None, issues.mark(issue_id))


def _acceptance(risk: Risk, people: People, today: date) -> AcceptanceLine | None:
    held = risk.treatment.acceptance
    if held is None:
        return None
    return AcceptanceLine(
        people.person(held.by),
        held.on,
        held.authority.value,
        held.justification,
        held.expires_on,
        held.revoked_on,
        held.holds(today),
    )


def _terms(risk: Risk, models: RiskModels, today: date) -> TermsLine | None:
    if not risk.is_open or risk.current is None:
        return None
    terms = acceptance_terms(risk, models, today)
    return TermsLine(terms.level, terms.authority.value, terms.latest, terms.needs_expiry, terms.is_above_appetite)


def _escalation(risk: Risk, people: People) -> EscalationLine | None:
    held = risk.treatment.escalation
    if held is None:
        return None
    return EscalationLine(people.person(held.by), held.on, held.to.value, held.why, held.decision)


def _related(tie: Relation, others: Mapping[RiskId, Risk]) -> RelatedLine:
    other = others.get(tie.risk_id)
    is_gone = other is None or other.deleted_at is not None
    return RelatedLine(
        tie.risk_id,
        other.key if other else "",
        other.title if other else "",
        tie.kind.value,
        tie.is_inverse,
        is_gone,
    )
