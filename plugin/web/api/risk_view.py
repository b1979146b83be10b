"""A risk as the API answers it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plugin.domain.flag import Flag
from plugin.domain.flags import flags_of
from plugin.domain.ids import IssueId
from plugin.domain.quantities import plain_money
from plugin.domain.rating import Rating, assess
from plugin.domain.risk import Risk, statement
from plugin.domain.risk_model import RiskModels
from plugin.domain.trigger import Trigger
from plugin.web.api.naming import Names, key_of, named
from plugin.web.api.risk_record_view import record_view
from plugin.web.asking import reading
from plugin.web.services import Services


def risk_views(services: Services, risks: Sequence[Risk]) -> list[dict[str, object]]:
    """Risks with those of their issues named that the caller may see."""
    tied = {link.issue_id for risk in risks for link in risk.issues}
    names = _names(services, tied | {one for risk in risks for trigger in risk.triggers for one in trigger.issues})
    if not risks:
        return []
    with reading(services) as uow:
        models = uow.models.of_project(risks[0].project_id)
        away = uow.people.away()
    today = services.clock().date()
    return [
        {**risk_view(risk, names, models, flags_of(risk, models, today, away)), **record_view(risk, models, today)}
        for risk in risks
    ]


def risk_view(risk: Risk, names: Names, models: RiskModels, flags: Sequence[Flag]) -> dict[str, object]:
    """One risk; level and score are those of its current rating."""
    current = risk.assessed(models)
    return {
        "id": risk.id,
        "key": risk.key,
        "project_id": risk.project_id,
        "direction": risk.direction.value,
        "title": risk.title,
        "cause": risk.cause,
        "event": risk.event,
        "effect": risk.effect,
        "statement": statement(risk),
        "category": risk.category,
        "owner": risk.owner,
        "status": risk.status.value,
        "outcome": risk.outcome.value if risk.outcome else None,
        "closed_at": risk.closed_at,
        "level": current.level.name if current else None,
        "score": current.score if current else None,
        "ratings": {stage.value: _rating(rating, models) for stage, rating in risk.ratings.items()},
        "issues": [
            {
                "issue_id": link.issue_id,
                "issue_key": key_of(names, link.issue_id),
                "role": link.role.value,
                "done": link.done,
            }
            for link in risk.issues
        ],
        "proposal": risk.proposal
        and {"rating": _rating(risk.proposal.rating, models), "why": risk.proposal.why, "at": risk.proposal.at},
        "next_review": risk.next_review,
        "raised_at": risk.raised_at,
        "raised_by": risk.raised_by,
        "version": risk.version,
        "flags": [
            {
                "code": flag.code.value,
                "since": flag.since,
                "actor": flag.actor.value,
                "person": flag.person,
                "subject": flag.subject or None,
            }
            for flag in flags
        ],
        "triggers": [_trigger(trigger, names) for trigger in risk.triggers],
    }


def _trigger(trigger: Trigger, names: Names) -> dict[str, object]:
    rule = trigger.rule
    return {
        "id": trigger.id,
        "text": trigger.text,
        "rule": rule
        and {
            "watched": rule.watched.value,
            "subject": rule.subject,
            "comparator": rule.comparator.value,
            "limit": rule.limit,
            "lasting_hours": rule.lasting.total_seconds() / 3600,
        },
        "state": trigger.state.value,
        "holds_since": trigger.holds_since,
        "fired_at": trigger.fired_at,
        "evidence": trigger.evidence,
        "seen": trigger.seen,
        "issues": [{"issue_id": one, "issue_key": key_of(names, one)} for one in trigger.issues],
        "trouble": trigger.trouble or None,
        "troubled_since": trigger.troubled_since,
    }


def _rating(rating: Rating, models: RiskModels) -> dict[str, object]:
    assessment = assess(models, rating)
    return {
        "probability": rating.probability,
        "impact": {objective.value: order for objective, order in rating.impact.items()},
        "cost": plain_money(rating.cost),
        "level": assessment.level.name,
        "score": assessment.score,
        "at": rating.at,
        "by": rating.by,
        "model_version": rating.model_version,
        "rationale": rating.rationale,
        "confidence": rating.confidence and rating.confidence.value,
        "cost_low": plain_money(rating.cost_low),
        "cost_high": plain_money(rating.cost_high),
        "days": rating.days,
    }


def _names(services: Services, issue_ids: Iterable[IssueId]) -> Names:
    with reading(services) as uow:
        briefs = uow.issues.brief(set(issue_ids))
    return named(services, briefs)
