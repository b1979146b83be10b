"""Many risks written at once: the totals moved once, facts, standings and properties as for single ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from plugin.domain.facts import Cause, Fact
from plugin.domain.ids import ProjectId
from plugin.domain.rating import Stage
from plugin.domain.register import RiskTotals, contribution
from plugin.domain.risk import ACTIVE, Risk, Status
from plugin.domain.risk_model import RiskModels
from plugin.domain.standing import Period, move_between, standing_of
from plugin.usecases import backing_later, mirror
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.responding import rating_move
from plugin.usecases.standings import note_standing
from plugin.usecases.watching import ask_soon

Change = tuple[Risk | None, Risk]
"""A risk before (None for a new one) and after."""

WORDS = ("title", "cause", "event", "effect", "direction", "category", "owner")


def write_all(uow: UnitOfWork, project_id: ProjectId, changes: Sequence[Change], cause: Cause) -> None:
    """Write these risks of one project, which is held for writing, and settle what follows."""
    if not changes:
        return
    models, now = uow.models.of_project(project_id), cause.at
    new = [after for before, after in changes if before is None]
    uow.risks.add_all(new)
    for before, after in changes:
        if before is not None:
            uow.risks.save(after)
    _move_totals(uow, project_id, changes, models)
    periods = [Period(one.id, 1, now, None, standing_of(one, models), move_between(None, one)) for one in new]
    uow.standings.keep(project_id, periods)
    for before, after in changes:
        if before is not None:
            note_standing(uow, before, after, now)
    uow.facts.record([fact for before, after in changes for fact in _facts(before, after, models, cause)])
    _tell_jira(uow, project_id, changes, now)


def _move_totals(uow: UnitOfWork, project_id: ProjectId, changes: Sequence[Change], models: RiskModels) -> None:
    totals: RiskTotals = Counter(uow.risks.totals(project_id))
    for before, after in changes:
        totals.update(contribution(after, models))
        totals.subtract(contribution(before, models))
    uow.risks.set_totals(project_id, Counter({key: amount for key, amount in totals.items() if amount}))


def _tell_jira(uow: UnitOfWork, project_id: ProjectId, changes: Sequence[Change], now: datetime) -> None:
    known = [risk for change in changes for risk in change if risk is not None]
    uow.projects.touch({project_id}, now)
    ask_soon(uow, project_id, now)
    mirror.ask(uow, project_id, {tie.issue_id for risk in known for tie in risk.issues}, now)
    mirror.ask_project(uow, project_id, now)
    for _, after in changes:
        backing_later.ask(uow, after, now)


def _facts(before: Risk | None, after: Risk, models: RiskModels, cause: Cause) -> list[Fact]:
    def fact(name: str, detail: dict[str, object]) -> Fact:
        return Fact(name, after.project_id, "risk", after.id, cause, detail)

    facts = []
    if before is None:
        facts.append(fact("RiskRaised", {"title": after.title, "key": after.key, "source": after.source.reference}))
    elif words := {
        n: [getattr(before, n), getattr(after, n)] for n in WORDS if getattr(before, n) != getattr(after, n)
    }:
        facts.append(fact("RiskRewritten", {"changes": words}))
    elif before.ratings == after.ratings and before.status is after.status:
        facts.append(fact("RiskImportedAgain", {}))
    for stage in (stage for stage in Stage if stage in after.ratings):
        old = before.ratings.get(stage) if before else None
        if old is None or not old.same_as(after.ratings[stage]):
            facts.append(fact("RiskRated", rating_move(models, before, after, stage)))
    told = {(tie.issue_id, tie.role) for tie in before.issues} if before else set()
    facts += [
        fact("IssueLinked", {"issueId": tie.issue_id, "role": tie.role.value})
        for tie in after.issues
        if (tie.issue_id, tie.role) not in told
    ]
    return facts + _life(before, after, fact)


def _life(before: Risk | None, after: Risk, fact: object) -> list[Fact]:
    """That a risk ended or was opened again by the sheet."""
    was = before.status if before else Status.OPEN
    is_over, was_over = (one not in {*ACTIVE, Status.DRAFT} for one in (after.status, was))
    if is_over and not was_over:
        return [fact("RiskClosed", {"outcome": after.outcome.value if after.outcome else None})]  # type: ignore[operator]
    return [fact("RiskReopened", {})] if was_over and not is_over else []  # type: ignore[operator]
