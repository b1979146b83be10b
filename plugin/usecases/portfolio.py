"""How each of several projects stands, from the totals that events keep: nothing is counted anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from plugin.domain.figures import Figure, Late, risk_figures, scope_figures
from plugin.domain.ledger import Ledger
from plugin.domain.register import RiskTotals
from plugin.domain.risk_model import RiskModel
from plugin.usecases.mirror import main_baseline, project_property
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import Project

HEALTHS = ("off", "strained", "straight")
"""The words of `plumbline.project`'s health, worst first."""

FIGURES = (
    "risk.open",
    "risk.level.Critical",
    "risk.exposure.net",
    "risk.reviewsOverdue",
    "scope.growth",
    "scope.unapprovedShare",
)
"""The figures of a portfolio, by their keys."""

NO_LEVEL = "The project's risk model has no level of this name."


@dataclass(frozen=True, slots=True)
class Standing:
    """One project with its running totals; without a followed baseline there is no ledger."""

    project: Project
    totals: RiskTotals
    reviews_overdue: int
    next_review: date | None
    ledger: Ledger | None
    model: RiskModel

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The portfolio's figures, each with the reason where it is undefined."""
        risks = risk_figures(self.totals, self.model, Late(reviews=self.reviews_overdue))
        found = {figure.key: figure for figure in (*risks, *scope_figures(self.ledger))}
        return {key: found.get(key) or Figure(key, None, "risks", NO_LEVEL) for key in FIGURES}

    @property
    def health(self) -> str | None:
        """The word that Jira's property says too; None while nothing was written down or frozen to judge by."""
        if self.ledger is None and not self.totals["identified"]:
            return None
        said = project_property(self.totals, self.ledger, None, self.figures["risk.exposure.net"], self.model)
        return str(said["health"])


def read_standings(uow: UnitOfWork, projects: Iterable[Project], today: date) -> tuple[Standing, ...]:
    """How these projects stand, in their order; reviews are overdue from the day after their own."""
    return tuple(_standing(uow, project, today) for project in projects)


def _standing(uow: UnitOfWork, project: Project, today: date) -> Standing:
    totals = uow.risks.totals(project.id)
    has_open = bool(totals["open"])
    baseline = main_baseline(uow.baselines.followed(project.id))
    return Standing(
        project=project,
        totals=totals,
        reviews_overdue=uow.risks.reviews_overdue(project.id, today) if has_open else 0,
        next_review=uow.risks.next_review(project.id) if has_open else None,
        ledger=uow.baselines.ledger(baseline.id) if baseline else None,
        model=uow.models.of_project(project.id).current,
    )
