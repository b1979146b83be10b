"""A risk as the cells of its row: everything that is kept of it, by the code of the column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from plugin.domain.ids import AccountId, IssueId, RiskId
from plugin.domain.rating import Rating, Stage, assess
from plugin.domain.risk import Risk
from plugin.domain.risk_model import RiskModels
from plugin.domain.written.entries import written_entries
from plugin.usecases.sheets import record_lists
from plugin.usecases.views.categories import category_words
from plugin.usecases.views.sheet import OutCell
from plugin.usecases.views.wording import UNKNOWN, Wording


@dataclass(frozen=True, slots=True)
class Known:
    """What a row needs beside its risk: models, names, keys of issues that may be named and of related risks."""

    models: RiskModels
    currency: str
    say: Wording
    names: Mapping[AccountId, str]
    issue_keys: Mapping[IssueId, str]
    risk_keys: Mapping[RiskId, str]

    def owner(self, account_id: AccountId | None) -> str:
        """A person's name, else their account id; "—" for nobody."""
        return UNKNOWN if account_id is None else self.names.get(account_id) or account_id

    def category(self, risk: Risk) -> str:
        """The path of a risk's category in words."""
        return category_words(self.say, risk.category)


def record_cells(risk: Risk, known: Known) -> dict[str, OutCell]:
    """The cells by column code; an issue that the reader may not see is left out."""
    cells: dict[str, OutCell] = {
        "key": risk.key,
        "title": risk.title,
        "status": risk.status.value,
        "direction": risk.direction.value,
        "cause": risk.cause,
        "event": risk.event,
        "effect": risk.effect,
        "category": known.category(risk),
        "owner": known.names.get(risk.owner, "") if risk.owner else "",
        "owner_account": risk.owner,
        "currency": known.currency,
        "window_first": risk.window.first,
        "window_last": risk.window.last,
        "lead_days": risk.window.lead_days,
        "next_review": risk.next_review,
        "last_review": risk.last_review,
        "labels": record_lists.written_labels(risk.labels),
        "speciality": risk.speciality,
        "identified": risk.identified and risk.identified.value,
        "identified_on": risk.identified_on,
        "raised_at": instant(risk.raised_at),
        "raised_by": risk.raised_by,
        "closed_at": instant(risk.closed_at),
        "flags": ", ".join(dict.fromkeys(flag.code.value for flag in risk.flags)),
        "source": " ".join(part for part in (risk.source.kind, risk.source.reference) if part),
        "id": risk.id,
        "version": risk.version,
    }
    for stage in Stage:
        cells |= _rating_cells(stage, risk.ratings.get(stage), known.models)
    return cells | _treatment_cells(risk, known) | _ending_cells(risk)


def amount(minor: int | None) -> Decimal | None:
    """Whole units with two decimals, as the app keeps money whatever the currency."""
    return None if minor is None else Decimal(minor).scaleb(-2)


def instant(at: datetime | None) -> str | None:
    """An instant as text, since a sheet's own would lose its zone and its fractions."""
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def _rating_cells(stage: Stage, rating: Rating | None, models: RiskModels) -> dict[str, OutCell]:
    if rating is None:
        return {}
    assessment = assess(models, rating)
    cells: dict[str, OutCell] = {
        "probability": rating.probability,
        **{f"impact.{objective.value}": order for objective, order in rating.impact.items()},
        "level": assessment.level.name,
        "score": assessment.score,
        "cost": amount(rating.cost),
        "cost_low": amount(rating.cost_low),
        "cost_high": amount(rating.cost_high),
        "expected": amount(assessment.expected),
        "days": rating.days,
        "confidence": rating.confidence and rating.confidence.value,
        "rationale": rating.rationale,
        "model": rating.model_version,
        "at": instant(rating.at),
        "by": rating.by,
    }
    return {f"{stage.value}.{name}": cell for name, cell in cells.items()}


def _treatment_cells(risk: Risk, known: Known) -> dict[str, OutCell]:
    treatment = risk.treatment
    return {
        "strategy": treatment.strategy and treatment.strategy.value,
        "actions": written_entries(record_lists.action_entries(treatment.actions, known.issue_keys)),
        "contingency": treatment.contingency_plan,
        "fallback": treatment.fallback_plan,
        "acceptance": written_entries(record_lists.acceptance_entries(treatment.acceptance)),
        "escalation": written_entries(record_lists.escalation_entries(treatment.escalation)),
        "triggers": written_entries(record_lists.trigger_entries(risk.triggers)),
        "issues": written_entries(record_lists.issue_entries(risk.issues, known.issue_keys)),
        "relations": written_entries(record_lists.relation_entries(risk.relations, known.risk_keys)),
        "proposal": written_entries(record_lists.proposal_entries(risk.proposal)),
        "hint": written_entries(record_lists.rating_entries(risk.hint)),
    }


def _ending_cells(risk: Risk) -> dict[str, OutCell]:
    ending = risk.ending
    return {
        "outcome": risk.outcome and risk.outcome.value,
        "close_reason": ending.reason and ending.reason.value,
        "close_comment": ending.comment,
        "actual_impact": written_entries(record_lists.impact_entries(ending.actual_impact)),
        "actual_cost": amount(ending.actual_cost),
        "lesson": ending.lesson,
    }
