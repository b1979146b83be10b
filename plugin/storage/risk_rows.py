"""Risks as rows: ratings as JSON, and what the model makes of them beside, to sort and filter by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from plugin.domain.ids import AccountId
from plugin.domain.rating import Rating, Stage
from plugin.domain.risk import Direction, LinkedIssue, Outcome, Proposal, Risk, Role, Status
from plugin.domain.risk_model import Objective, RiskModel
from plugin.storage.repository import Row


def risk_row(risk: Risk, model: RiskModel) -> dict[str, Any]:
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
        **_assessed(risk, model),
    }


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
        version=row["version"],
    )


def _assessed(risk: Risk, model: RiskModel) -> dict[str, Any]:
    columns: dict[str, Any] = {"level": None, "level_rank": 0, "score": 0}
    for stage in Stage:
        assessment = risk.assessed(model, stage)
        columns[f"{stage.value}_cell"] = (
            None if assessment is None else f"{assessment.probability}.{risk.ratings[stage].impact[assessment.driver]}"
        )
        if assessment is not None and stage is Stage.CURRENT:
            columns |= {"level": assessment.level.name, "level_rank": assessment.level.rank, "score": assessment.score}
    return columns


def _rating_json(rating: Rating) -> dict[str, Any]:
    return {
        "probability": rating.probability,
        "impact": {objective.value: order for objective, order in rating.impact.items()},
        "model": rating.model_version,
        "at": rating.at.isoformat(),
        "by": rating.by,
        "cost": rating.cost,
        "rationale": rating.rationale,
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
    )


def _proposal_json(proposal: Proposal) -> dict[str, Any]:
    return {"rating": _rating_json(proposal.rating), "why": proposal.why, "at": proposal.at.isoformat()}


def _proposal(values: dict[str, Any]) -> Proposal:
    return Proposal(_rating(values["rating"]), values["why"], datetime.fromisoformat(values["at"]))
