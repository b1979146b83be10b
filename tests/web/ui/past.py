"""A register with a past: risks raised, answered, re-rated and ended over twelve weeks."""

from __future__ import annotations

from collections.abc import Callable

from plugin.domain.ids import RiskId
from plugin.domain.rating import Stage as Rated
from plugin.domain.risk import Outcome
from plugin.domain.risk_model import Objective
from plugin.usecases.act import Act
from plugin.usecases.risks import RatingDraft, close_risk, rate_risk
from tests.web.fakes import ANA, BEN, PAY
from tests.web.ui.scene import Scene

TITLES = (
    "Key developer leaves",
    "The supplier delivers the interface late",
    "Test data is not released by the data owner",
    "Load on the first day is higher than foreseen",
    "A change of law moves the reporting date",
    "Migration takes longer than the maintenance window",
)


def draft(probability: int, impact: int, cost: int | None = None) -> RatingDraft:
    """A rating on the schedule; cost in minor units."""
    return RatingDraft(probability, {Objective.SCHEDULE: impact}, cost, "Seen anew.")


def command(scene: Scene, do: Callable[[Act], object]) -> None:
    """Ana does something, committed."""
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        do(scene.world.act(uow, ANA))
        uow.commit()


def rate(scene: Scene, risk_id: RiskId, stage: Rated, rating: RatingDraft) -> None:
    """Ana rates a stage."""
    command(scene, lambda act: rate_risk(act, risk_id, stage, rating, None))


def end(scene: Scene, risk_id: RiskId, outcome: Outcome) -> None:
    """Ana closes a risk."""
    command(scene, lambda act: close_risk(act, risk_id, outcome, None, None))


def twelve_weeks(scene: Scene, *, cost: int | None = 400_000_00) -> list[RiskId]:
    """Six valued threats of which one is answered, one re-rated, one closed and one occurs; the last is a week old."""
    issue = scene.world.put_issue("10060", summary="Train a second developer")
    ids: list[RiskId] = []
    for number, title in enumerate(TITLES):
        scene.world.clock.forward(days=7)
        level = (4, 4) if number % 2 == 0 else (3, 3)
        risk = scene.risk(
            title,
            level=level,
            owner=ANA if number % 2 else BEN,
            cost=None if cost is None else cost // (number + 1),
            responses=[issue] if number == 0 else [],
            effect="the release moves by weeks",
        )
        rate(scene, risk.id, Rated.TARGET, draft(2, 2, None if cost is None else cost // (number + 2)))
        ids.append(risk.id)
        if number == 2:
            rate(scene, ids[1], Rated.CURRENT, draft(5, 5, cost))
        if number == 3:
            scene.world.finish_issue("10060")
        if number == 4:
            end(scene, ids[2], Outcome.DID_NOT)
    scene.world.clock.forward(days=7)
    end(scene, ids[3], Outcome.OCCURRED)
    assert scene.stored(scene.risk("Somebody left without notice")).project_id == PAY
    return ids
