"""Let risks follow their responses: when an answering issue is done or reopened, rating, totals and facts move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from plugin.domain.facts import Cause, Fact
from plugin.domain.ids import IssueId, ProjectId
from plugin.domain.issue import Vocabulary
from plugin.domain.rating import Stage, assess
from plugin.domain.register import moved
from plugin.domain.response import follow
from plugin.domain.risk import Risk, Role
from plugin.domain.risk_model import RiskModels
from plugin.usecases import backing_later, mirror
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import KnownIssue, Project
from plugin.usecases.standings import note_standing


def follow_responses(
    uow: UnitOfWork,
    project: Project,
    issues: Mapping[IssueId, KnownIssue],
    heard_at: Mapping[IssueId, datetime],
    words: Vocabulary,
    now: datetime,
) -> set[IssueId]:
    """Move every risk that one of these issues answers; returns the issues whose property may have to change."""
    at_risk: set[IssueId] = set()
    for risk in uow.risks.of_issues(issues.keys()):
        after, facts = risk, list[Fact]()
        models = uow.models.of_project(risk.project_id)
        for link in (tie for tie in risk.issues if tie.role is Role.RESPONSE):
            known = issues.get(link.issue_id)
            if known is None:
                continue
            state = known.history.now
            done = words.is_done(state) and not state.deleted
            at = heard_at.get(link.issue_id, now)
            step = follow(after, link.issue_id, done=done, choice=project.settings.when_done, models=models, at=at)
            facts += [_fact(models, name, after, step.risk, link.issue_id, known.key, at) for name in step.facts]
            after = step.risk
        at_risk |= {link.issue_id for link in risk.issues if link.issue_id in issues}
        if any(issue_id in issues for issue_id in risk.issues_as(Role.BACKING)):
            backing_later.ask(uow, risk, now)
        if after != risk:
            save_moved(uow, risk, after, now, facts)
            at_risk |= {link.issue_id for link in after.issues}
    return at_risk


def save_moved(uow: UnitOfWork, before: Risk, after: Risk, now: datetime, facts: list[Fact]) -> None:
    """Write a changed risk with its facts, and move its project's totals by the difference."""
    uow.projects.lock(before.project_id)
    uow.risks.save(after)
    totals = uow.risks.totals(before.project_id)
    uow.risks.set_totals(before.project_id, moved(totals, before, after, uow.models.of_project(before.project_id)))
    note_standing(uow, before, after, max((fact.cause.at for fact in facts), default=now))
    uow.facts.record(facts)
    uow.projects.touch({before.project_id}, now)
    mirror.ask_project(uow, before.project_id, now)
    backing_later.ask(uow, after, now)


def _fact(
    models: RiskModels, name: str, before: Risk, after: Risk, issue_id: IssueId, issue_key: str, at: datetime
) -> Fact:
    detail: dict[str, object] = {"issueId": issue_id, "issueKey": issue_key}
    if name == "RiskRated":
        detail |= rating_move(models, before, after, Stage.CURRENT)
    return Fact(
        name, ProjectId(before.project_id), "risk", before.id, Cause(at, None, f"{issue_key} moved in Jira"), detail
    )


def rating_move(models: RiskModels, before: Risk | None, after: Risk, stage: Stage) -> dict[str, object]:
    """Old and new rating of one stage as plain values, for the history of a risk."""
    return {"stage": stage.value, "old": _plain(models, before, stage), "new": _plain(models, after, stage)}


def _plain(models: RiskModels, risk: Risk | None, stage: Stage) -> dict[str, object] | None:
    rating = risk.ratings.get(stage) if risk is not None else None
    if rating is None:
        return None
    assessment = assess(models, rating)
    return {
        "probability": rating.probability,
        "impact": {objective.value: order for objective, order in rating.impact.items()},
        "cost": rating.cost,
        "costLow": rating.cost_low,
        "costHigh": rating.cost_high,
        "days": rating.days,
        "confidence": rating.confidence.value if rating.confidence else None,
        "level": assessment.level.name,
        "score": assessment.score,
        "model": rating.model_version,
        "rationale": rating.rationale,
    }


def is_response(risk: Risk, issue_id: IssueId) -> bool:
    """Whether an issue answers this risk."""
    return any(link.issue_id == issue_id and link.role is Role.RESPONSE for link in risk.issues)
