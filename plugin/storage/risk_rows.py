"""Risks as rows: ratings as JSON, and what the model makes of them beside, to sort and filter by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from plugin.domain.flag import Flag
from plugin.domain.ids import AccountId
from plugin.domain.rating import Confidence, Rating, Stage, cell
from plugin.domain.risk import LinkedIssue, Outcome, Proposal, Risk, Role, Status
from plugin.domain.risk_model import Objective, RiskModels
from plugin.domain.treatment import Direction
from plugin.storage.plain_json import from_plain, to_plain
from plugin.storage.repository import Row
from plugin.storage.risk_details import details_from, details_of


def risk_row(risk: Risk, models: RiskModels) -> dict[str, Any]:
    """The row of a risk without its version; the issues tied to it have rows of their own."""
    return {
        "id": risk.id,
        "key": risk.key,
        "number": int(risk.key.rpartition("-")[2]),
        "project_id": risk.project_id,
        "title": risk.title,
        "cause": risk.cause,
        "event": risk.event,
        "effect": risk.effect,
        "direction": risk.direction.value,
        "category": risk.category,
        "owner": risk.owner,
        "status": risk.status.value,
        "outcome": None if risk.outcome is None else risk.outcome.value,
        "raised_at": risk.raised_at,
        "raised_by": risk.raised_by,
        "closed_at": risk.closed_at,
        "next_review": risk.next_review,
        "ratings": {stage.value: _rating_json(rating) for stage, rating in risk.ratings.items()},
        "proposal": None if risk.proposal is None else _proposal_json(risk.proposal),
        "details": details_of(risk),
        "deleted_at": risk.deleted_at,
        **_beside(risk),
        **_assessed(risk, models),
    }


def flag_columns(flags: Iterable[Flag]) -> dict[str, Any]:
    """The flags whole, and their codes in a form that a filter finds one in."""
    shown = tuple(flags)
    codes = dict.fromkeys(flag.code.value for flag in shown)
    return {"flags": [to_plain(flag) for flag in shown], "flag_codes": f" {' '.join(codes)} " if codes else ""}


def tie_rows(risk: Risk) -> list[dict[str, Any]]:
    """The rows of the issues tied to a risk, in their order."""
    return [
        {
            "risk_id": risk.id,
            "issue_id": link.issue_id,
            "role": link.role.value,
            "done": link.done,
            "position": position,
        }
        for position, link in enumerate(risk.issues)
    ]


def risk_from(row: Row, ties: Iterable[Row]) -> Risk:
    """The risk of a row and of the rows of its issues."""
    ordered = sorted(ties, key=lambda tie: tie["position"])
    return Risk(
        id=row["id"],
        key=row["key"],
        project_id=row["project_id"],
        title=row["title"],
        cause=row["cause"],
        event=row["event"],
        effect=row["effect"],
        direction=Direction(row["direction"]),
        category=row["category"],
        owner=row["owner"],
        ratings={Stage(stage): _rating(values) for stage, values in row["ratings"].items()},
        raised_at=row["raised_at"],
        raised_by=row["raised_by"],
        status=Status(row["status"]),
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        closed_at=row["closed_at"],
        next_review=row["next_review"],
        issues=tuple(LinkedIssue(tie["issue_id"], Role(tie["role"]), tie["done"]) for tie in ordered),
        proposal=None if row["proposal"] is None else _proposal(row["proposal"]),
        deleted_at=row["deleted_at"],
        version=row["version"],
        flags=tuple(from_plain(Flag, one) for one in row["flags"]),
        **details_from(row["details"]),
    )


def _beside(risk: Risk) -> dict[str, Any]:
    """What lists sort and filter by, repeated from the details."""
    acceptance = risk.treatment.acceptance
    stands = acceptance is not None and acceptance.revoked_on is None
    return {
        "strategy": None if risk.treatment.strategy is None else risk.treatment.strategy.value,
        "source_kind": risk.source.kind,
        "source_reference": risk.source.reference,
        "window_first": risk.window.first,
        "window_last": risk.window.last,
        "accepted_until": acceptance.expires_on if acceptance is not None and stands else None,
        "action_due": risk.treatment.next_due,
        "watches": sum(trigger.is_watched for trigger in risk.triggers) if risk.is_open else 0,
        "accepted": stands,
        "responses": len(risk.responses),
        "responses_done": sum(response.done for response in risk.responses),
        "labels": "\n{}\n".format("\n".join(risk.labels)) if risk.labels else None,
    }


def _assessed(risk: Risk, models: RiskModels) -> dict[str, Any]:
    cells = {f"{stage.value}_cell": cell(risk.ratings[stage]) if stage in risk.ratings else None for stage in Stage}
    current = risk.assessed(models)
    if current is None:
        nothing = {"expected": None, "confidence": None, "above_appetite": False}
        return {**cells, "level": None, "level_rank": 0, "score": 0, **nothing}
    sure = risk.ratings[Stage.CURRENT].confidence
    is_above = risk.direction is Direction.THREAT and current.model.is_above_appetite(current.level.name)
    return {
        **cells,
        "level": current.level.name,
        "level_rank": current.level.rank,
        "score": current.score,
        "expected": current.expected,
        "confidence": None if sure is None else list(Confidence).index(sure) + 1,
        "above_appetite": is_above,
    }


def _rating_json(rating: Rating) -> dict[str, Any]:
    return {
        "probability": rating.probability,
        "impact": {objective.value: order for objective, order in rating.impact.items()},
        "model": rating.model_version,
        "at": rating.at.isoformat(),
        "by": rating.by,
        "cost": rating.cost,
        "rationale": rating.rationale,
        "confidence": None if rating.confidence is None else rating.confidence.value,
        "costLow": rating.cost_low,
        "costHigh": rating.cost_high,
        "days": rating.days,
    }


def _rating(values: dict[str, Any]) -> Rating:
    return Rating(
        probability=values["probability"],
        impact={Objective(name): order for name, order in values["impact"].items()},
        model_version=values["model"],
        at=datetime.fromisoformat(values["at"]),
        by=None if values["by"] is None else AccountId(values["by"]),
        cost=values["cost"],
        rationale=values["rationale"],
        confidence=None if (said := values.get("confidence")) is None else Confidence(said),
        cost_low=values.get("costLow"),
        cost_high=values.get("costHigh"),
        days=values.get("days"),
    )


def _proposal_json(proposal: Proposal) -> dict[str, Any]:
    return {"rating": _rating_json(proposal.rating), "why": proposal.why, "at": proposal.at.isoformat()}


def _proposal(values: dict[str, Any]) -> Proposal:
    return Proposal(_rating(values["rating"]), values["why"], datetime.fromisoformat(values["at"]))
