"""A project's figures by key, read together: what pages, the API and watched rules name alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from plugin.domain.figures import Figure, Late, risk_figures, scope_figures
from plugin.domain.ids import ProjectId
from plugin.usecases.mirror import main_baseline
from plugin.usecases.ports import UnitOfWork


def figures_of(uow: UnitOfWork, project_id: ProjectId, today: date) -> Mapping[str, Figure]:
    """Every figure of a project, at a cost that does not grow with it."""
    baseline = main_baseline(uow.baselines.followed(project_id))
    late = Late(
        uow.risks.reviews_overdue(project_id, today),
        uow.risks.actions_overdue(project_id, today),
        uow.risks.flagged(project_id),
    )
    risks = risk_figures(uow.risks.totals(project_id), uow.models.of_project(project_id).current, late)
    scope = scope_figures(uow.baselines.ledger(baseline.id) if baseline else None)
    return {figure.key: figure for figure in (*risks, *scope)}
