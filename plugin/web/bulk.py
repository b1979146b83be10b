"""Many risks at once, each in a transaction of its own: those that can be changed are, the others say why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain.errors import AppError, Invalid, NotFound
from plugin.domain.ids import ProjectId, RiskId
from plugin.domain.risk import Risk
from plugin.usecases.register_edits import Order, carry_out
from plugin.web.asking import acting, reading
from plugin.web.services import Services


@dataclass(frozen=True, slots=True)
class Pick:
    """One risk that was picked, and the version that was seen, None where nobody says."""

    id: RiskId
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A risk that stayed as it was, and why; without key where there is none to name."""

    id: str
    key: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What worked and what not."""

    changed: tuple[Risk, ...]
    refused: tuple[Refused, ...]


def carried_out(services: Services, project_id: ProjectId, picks: Sequence[Pick], order: Order) -> Outcome:
    """Do it to each; ask for the right in the project first. A risk of another project is as good as none."""
    changed: list[Risk] = []
    refused: list[Refused] = []
    for pick in picks:
        try:
            changed.append(_one(services, project_id, pick, order))
        except AppError as error:
            refused.append(_refusal(services, project_id, pick, error))
    return Outcome(tuple(changed), tuple(refused))


def _one(services: Services, project_id: ProjectId, pick: Pick, order: Order) -> Risk:
    with acting(services) as act:
        held = act.uow.risks.get(pick.id)
        if held is None or held.project_id != project_id:
            raise NotFound("There is no such risk.")
        return carry_out(act, pick.id, order, pick.version)


def _refusal(services: Services, project_id: ProjectId, pick: Pick, error: AppError) -> Refused:
    with reading(services) as uow:
        held = uow.risks.get(pick.id)
    known = held if held is not None and held.project_id == project_id else None
    detail = "; ".join(problem.detail for problem in error.problems) if isinstance(error, Invalid) else str(error)
    detail = f"{detail[:1].upper()}{detail[1:]}".rstrip(".") + "."
    return Refused(pick.id, known.key if known else "", known.title if known else "", detail)
