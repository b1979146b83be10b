"""Keep how risks stand over time: a stretch is begun by each change that counts, and told from facts where none is."""

from __future__ import annotations

from datetime import datetime

from plugin.domain.ids import ProjectId
from plugin.domain.risk import Risk
from plugin.domain.standing import Period, move_between, standing_of
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.retelling import retold

AT_ONCE = 500
MOST_FACTS = 10_000


def note_standing(uow: UnitOfWork, before: Risk | None, after: Risk, at: datetime) -> None:
    """Begin a stretch where the change counts; call it in the change's transaction, before its facts are recorded.

    `at` is the instant of the change, which may be earlier than now. The cost does not grow with the risk's life,
    but for the one time when a risk from before there were stretches is met.
    """
    models = uow.models.of_project(after.project_id)
    standing = standing_of(after, models)
    if before is None:
        uow.standings.keep(after.project_id, [Period(after.id, 1, at, None, standing, move_between(None, after))])
        return
    last = uow.standings.last(after.id) or _told(uow, before)
    if last.standing == standing:
        return
    uow.standings.keep(after.project_id, last.followed(standing, move_between(before, after), at))


def fill_standings(uow: UnitOfWork, project_id: ProjectId) -> int:
    """Tell at most AT_ONCE risks of a project that nothing is kept of from their facts; tells how many there were."""
    found = uow.standings.missing(project_id, AT_ONCE)
    for risk_id in found:
        risk = uow.risks.get(risk_id)
        if risk is not None:
            _told(uow, risk)
    return len(found)


def _told(uow: UnitOfWork, risk: Risk) -> Period:
    """Write the stretches of a risk as its facts tell them; the last of them."""
    facts = uow.facts.of("risk", risk.id, limit=MOST_FACTS)
    periods = retold(risk, facts, uow.models.of_project(risk.project_id))
    uow.standings.keep(risk.project_id, periods)
    return periods[-1]
