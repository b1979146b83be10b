"""Finding things for a caller: what may not be seen does not exist, and says so in the same words."""

from __future__ import annotations

from typing import TypeVar

from plugin.domain.baseline import Baseline
from plugin.domain.delta import Delta
from plugin.domain.errors import NotFound
from plugin.domain.ids import BaselineId, DeltaId, ProjectId, ReviewId, RiskId
from plugin.domain.lesson import Lesson
from plugin.domain.review import Review
from plugin.domain.risk import Risk
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import Project
from plugin.web.asking import reading, require
from plugin.web.services import Services

T = TypeVar("T")

NOT_SWITCHED_ON = "Plumbline is not switched on for this project."


def switched_on(services: Services, project_id: ProjectId, right: str = "see") -> Project:
    """The project, once the caller has the right; NotFound where the app is not switched on for it."""
    require(services, project_id, right)
    with reading(services) as uow:
        project = uow.projects.get(project_id)
    if project is None or not project.enabled:
        raise NotFound(NOT_SWITCHED_ON)
    return project


def may_see(services: Services, project_id: ProjectId) -> bool:
    """Whether the caller may see a project."""
    try:
        return require(services, project_id).see
    except NotFound:
        return False


def risk_for(services: Services, risk_id: RiskId, right: str = "see") -> Risk:
    """The risk, once the caller has the right in its project."""
    with reading(services) as uow:
        held = uow.risks.get(risk_id)
    risk = held if held is not None and held.deleted_at is None else None
    return _allowed(services, risk, risk.project_id if risk else None, right, "There is no such risk.")


def any_risk_for(services: Services, risk_id: RiskId, right: str = "see") -> Risk:
    """The risk, deleted or not, once the caller has the right in its project."""
    with reading(services) as uow:
        risk = uow.risks.get(risk_id)
    return _allowed(services, risk, risk.project_id if risk else None, right, "There is no such risk.")


def baseline_for(services: Services, baseline_id: BaselineId, right: str = "see") -> Baseline:
    """The baseline, once the caller has the right in its project."""
    with reading(services) as uow:
        baseline = uow.baselines.get(baseline_id)
    return _allowed(services, baseline, baseline.project_id if baseline else None, right, "There is no such baseline.")


def delta_for(services: Services, delta_id: DeltaId, right: str = "see") -> Delta:
    """The scope change, once the caller has the right in the project of its baseline."""
    with reading(services) as uow:
        delta = uow.baselines.delta(delta_id)
        project_id = _project_of(uow, delta)
    return _allowed(services, delta, project_id, right, "There is no such scope change.")


def review_for(services: Services, review_id: ReviewId, right: str = "see") -> Review:
    """The review, once the caller has the right in its project."""
    with reading(services) as uow:
        review = uow.reviews.get(review_id)
    return _allowed(services, review, review.project_id if review else None, right, "There is no such review.")


def lesson_for(services: Services, lesson_id: str, right: str = "see") -> Lesson:
    """The lesson, once the caller has the right in its project."""
    with reading(services) as uow:
        lesson = uow.reviews.lesson(lesson_id)
    return _allowed(services, lesson, lesson.project_id if lesson else None, right, "There is no such lesson.")


def _project_of(uow: UnitOfWork, delta: Delta | None) -> ProjectId | None:
    baseline = uow.baselines.get(delta.baseline_id) if delta else None
    return baseline.project_id if baseline else None


def _allowed(services: Services, found: T | None, project_id: ProjectId | None, right: str, missing: str) -> T:
    if found is None or project_id is None:
        raise NotFound(missing)
    try:
        require(services, project_id, right)
    except NotFound as error:
        # A stranger must not learn from the wording that the thing exists.
        raise NotFound(missing) from error
    return found
