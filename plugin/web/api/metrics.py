"""A project's figures, and how each of them is made."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from flask import url_for

from plugin.domain.errors import NotFound
from plugin.domain.figures import Figure, Late, risk_figures, scope_figures
from plugin.domain.ids import ProjectId
from plugin.domain.ledger import Ledger
from plugin.domain.register import RiskTotals
from plugin.domain.register_health import RegisterHealth, health_figure
from plugin.domain.risk_model import RiskModel
from plugin.usecases.mirror import main_baseline
from plugin.usecases.records import FollowedBaseline
from plugin.web.api.access import switched_on
from plugin.web.api.explanations import Explanation, explained
from plugin.web.api.resource import Resource, resource
from plugin.web.api.schemas.projects import ExplanationOut, MetricsOut
from plugin.web.asking import reading
from plugin.web.services import Services


@dataclass(frozen=True, slots=True)
class _Read:
    """What the figures of a project are made of, read in one transaction."""

    as_of: datetime
    model: RiskModel
    totals: RiskTotals
    late: Late
    baseline: FollowedBaseline | None
    ledger: Ledger | None
    health: RegisterHealth

    @property
    def figures(self) -> dict[str, Figure]:
        of_risks = (*risk_figures(self.totals, self.model, self.late), health_figure(self.health))
        found = [*of_risks, *scope_figures(self.ledger)]
        return {figure.key: figure for figure in found}


def metrics_resource(services: Services) -> Resource:
    """The routes of figures."""
    blueprint = resource(services, "metrics", "A project's figures; undefined is null with a reason, never 0")

    @blueprint.get("/projects/<jira:project_id>/metrics")
    @blueprint.response(200, MetricsOut)
    def all_of(project_id: ProjectId) -> object:
        """Every figure of a project"""
        read = _read(services, project_id)
        return {
            "as_of": read.as_of,
            "figures": {
                key: {**asdict(figure), "explain": url_for("api-metrics.explain", project_id=project_id, key=key)}
                for key, figure in read.figures.items()
            },
        }

    @blueprint.get("/projects/<jira:project_id>/metrics/<figure:key>")
    @blueprint.response(200, ExplanationOut)
    def explain(project_id: ProjectId, key: str) -> object:
        """One figure with its formula, its inputs and the list of what it counts"""
        read = _read(services, project_id)
        figure = read.figures.get(key)
        if figure is None:
            raise NotFound("There is no such figure.")
        explanation = explained(key, read.totals, read.ledger, read.health)
        return {
            **asdict(figure),
            "as_of": read.as_of,
            "formula": explanation.formula,
            "inputs": explanation.inputs,
            "items": _items(project_id, explanation, read.baseline),
        }

    return blueprint


def _read(services: Services, project_id: ProjectId) -> _Read:
    switched_on(services, project_id)
    now = services.clock()
    with reading(services) as uow:
        baseline = main_baseline(uow.baselines.followed(project_id))
        return _Read(
            now,
            uow.models.of_project(project_id).current,
            uow.risks.totals(project_id),
            Late(
                uow.risks.reviews_overdue(project_id, now.date()),
                uow.risks.actions_overdue(project_id, now.date()),
                uow.risks.flagged(project_id),
            ),
            baseline,
            uow.baselines.ledger(baseline.id) if baseline else None,
            services.kept_health.of(uow, project_id, now.date()).health,
        )


def _items(project_id: ProjectId, explanation: Explanation, baseline: FollowedBaseline | None) -> str | None:
    if explanation.is_of_health:
        return url_for("api-register-health.health", project_id=project_id)
    if explanation.risks is not None:
        return url_for("api-risks.register", **{"project_id": project_id, **explanation.risks})  # type: ignore[arg-type]
    if baseline is None:
        return None
    endpoint = "api-baselines.items" if explanation.scope == "items" else "api-deltas.of_baseline"
    return url_for(endpoint, baseline_id=baseline.id)
