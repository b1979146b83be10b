"""What every command on a risk begins and ends with: hold it, then save it with its facts and let totals follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from plugin.domain.errors import NotFound
from plugin.domain.facts import Fact
from plugin.domain.ids import IssueId, RiskId
from plugin.domain.register import moved
from plugin.domain.risk import Risk
from plugin.domain.risk_life import marked_edited
from plugin.domain.risk_model import RiskModels
from plugin.usecases import backing_later, mirror
from plugin.usecases.act import Act, check_version
from plugin.usecases.standings import note_standing
from plugin.usecases.watching import ask_soon


def hold(act: Act, risk_id: RiskId, expected: int | None) -> tuple[Risk, RiskModels]:
    """The risk, its project held for writing, and what the project rates with; NotFound or Stale."""
    risk = act.uow.risks.get(risk_id)
    if risk is None or risk.deleted_at is not None:
        raise NotFound("There is no such risk.")
    act.project(risk.project_id)
    check_version(expected, risk.version)
    return risk, act.uow.models.of_project(risk.project_id)


def act_fact(
    act: Act, name: str, risk: Risk, detail: Mapping[str, object] | None = None, reason: str | None = None
) -> Fact:
    """A fact of this act about one risk."""
    where = {"meetingId": act.meeting} if act.meeting else {}
    return Fact(name, risk.project_id, "risk", risk.id, act.cause(reason), {**(detail or {}), **where})


def saved(act: Act, before: Risk, after: Risk, facts: list[Fact], also: set[IssueId] | None = None) -> Risk:
    """Write a changed risk with its facts and settle what follows; `also` are issues that were tied to it."""
    after = marked_edited(before, after)
    act.uow.risks.save(after)
    settle(act, before, after, facts, also)
    return replace(after, version=before.version + 1)


def settle(
    act: Act, before: Risk | None, after: Risk | None, facts: list[Fact], also: set[IssueId] | None = None
) -> None:
    """Move the totals by the difference, record the facts, and have the properties of its issues written."""
    known = [risk for risk in (before, after) if risk is not None]
    project_id = known[0].project_id
    models = act.uow.models.of_project(project_id)
    totals = act.uow.risks.totals(project_id)
    act.uow.risks.set_totals(project_id, moved(totals, before, after, models))
    if after is not None:
        note_standing(act.uow, before, after, act.now)
    act.uow.facts.record(facts)
    act.uow.projects.touch({project_id}, act.now)
    ask_soon(act.uow, project_id, act.now)
    mirror.ask(act.uow, project_id, {x.issue_id for risk in known for x in risk.issues} | (also or set()), act.now)
    mirror.ask_project(act.uow, project_id, act.now)
    if after is not None:
        backing_later.ask(act.uow, after, act.now)
