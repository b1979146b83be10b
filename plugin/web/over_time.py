"""Reading how a project's risks stood, for pages and API alike; older risks are told from facts first."""

from __future__ import annotations

from collections.abc import Sequence

from plugin.domain.burndown import Step
from plugin.domain.ids import ProjectId
from plugin.domain.risk_model import RiskModels
from plugin.usecases.records import ProjectSettings
from plugin.usecases.standings import fill_standings
from plugin.web.asking import acting, reading
from plugin.web.services import Services


def told_standings(services: Services, project_id: ProjectId) -> None:
    """Make sure that every risk of the project has its stretches; writes only the first time a project is looked at."""
    while True:
        with reading(services) as uow:
            if not uow.standings.missing(project_id, 1):
                return
        with acting(services) as act:
            fill_standings(act.uow, project_id)


def read_steps(services: Services, project_id: ProjectId) -> tuple[Sequence[Step], RiskModels, str]:
    """Every change of the project's risks in order, what they were rated with, and the project's currency."""
    told_standings(services, project_id)
    with reading(services) as uow:
        known = uow.projects.get(project_id)
        settings = known.settings if known else ProjectSettings()
        return uow.standings.of_project(project_id), uow.models.of_project(project_id), settings.currency
