"""Re-rate risks from an older model into the present one: previewed, then made as a person's new ratings at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from plugin.domain.errors import Conflict, Invalid, NotFound
from plugin.domain.facts import Fact
from plugin.domain.ids import AccountId, ProjectId
from plugin.domain.model_mapping import StepMapping, mapped, mapping_problems
from plugin.domain.rating import Assessment, Stage
from plugin.domain.register import moved
from plugin.domain.risk import Risk
from plugin.domain.risk_life import rated
from plugin.domain.risk_model import RiskModels
from plugin.usecases import mirror
from plugin.usecases.act import Act
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.register_acts import act_fact
from plugin.usecases.responding import rating_move
from plugin.usecases.standings import note_standing


@dataclass(frozen=True, slots=True)
class Rerating:
    """One risk before and after; `after` is None where the new model rates none of what was rated."""

    before: Risk
    after: Risk | None
    stages: tuple[Stage, ...]
    old: Assessment | None
    new: Assessment | None

    @property
    def is_changed(self) -> bool:
        """Whether its present level has another name than before."""
        return self.old is not None and self.new is not None and self.old.level.name != self.new.level.name


def outdated(uow: UnitOfWork, project_id: ProjectId) -> Mapping[str, int]:
    """How many open risks and drafts have a rating in each model other than the present one."""
    present = uow.models.of_project(project_id).current.version
    counts = uow.risks.rated_with(project_id)
    return {version: count for version, count in counts.items() if version != present}


def preview_rerating(
    uow: UnitOfWork,
    project_id: ProjectId,
    version: str,
    mapping: StepMapping,
    at: datetime,
    by: AccountId | None = None,
    why: str = "",
) -> tuple[Rerating, ...]:
    """What re-rating every open risk and draft from `version` would do, worst first; nothing is written.

    NotFound where there is no such model, Conflict where it is the present one, Invalid where a step has no new one.
    """
    models = uow.models.of_project(project_id)
    if version == models.current.version:
        raise Conflict("These ratings stand in the present model already.")
    if version not in models.older:
        raise NotFound("There is no such risk model.")
    if problems := mapping_problems(mapping, models.of(version), models.current):
        raise Invalid(problems)
    risks = uow.risks.rated_in(project_id, version)
    return tuple(_rerated(risk, models, version, mapping, at, by, why) for risk in risks)


def rerate(act: Act, project_id: ProjectId, version: str, mapping: StepMapping, why: str) -> tuple[Rerating, ...]:
    """Make the new ratings of the preview, each with its fact, totals moved with them; those without one stay."""
    act.project(project_id)
    done = preview_rerating(act.uow, project_id, version, mapping, act.now, act.by, why)
    models = act.uow.models.of_project(project_id)
    totals = act.uow.risks.totals(project_id)
    facts: list[Fact] = []
    issues = set()
    for one in done:
        if one.after is None:
            continue
        act.uow.risks.save(one.after)
        totals = moved(totals, one.before, one.after, models)
        note_standing(act.uow, one.before, one.after, act.now)
        facts += _facts(act, one, models, why)
        issues |= {link.issue_id for link in one.before.issues}
    act.uow.risks.set_totals(project_id, totals)
    act.uow.facts.record(facts)
    act.uow.projects.touch({project_id}, act.now)
    mirror.ask(act.uow, project_id, issues, act.now)
    mirror.ask_project(act.uow, project_id, act.now)
    return done


def _rerated(
    risk: Risk,
    models: RiskModels,
    version: str,
    mapping: StepMapping,
    at: datetime,
    by: AccountId | None,
    why: str,
) -> Rerating:
    new, present = models.current, risk.assessed(models)
    ratings = {
        stage: mapped(rating, mapping, new.version, at, by, why)
        for stage, rating in risk.ratings.items()
        if rating.model_version == version
    }
    if not all(ratings.values()):
        return Rerating(risk, None, (), present, None)
    after = risk
    for stage, rating in ratings.items():
        if rating is not None:
            after = rated(after, stage, rating, models)
    # Nobody looked at the risk anew: its review may come earlier by this, never later.
    if risk.next_review is not None and after.next_review is not None:
        after = replace(after, next_review=min(risk.next_review, after.next_review))
    # A move that waits for the owner's answer is theirs to answer in the new model too.
    waiting = risk.proposal
    if waiting is not None and waiting.rating.model_version == version:
        again = mapped(waiting.rating, mapping, new.version, at, by, waiting.rating.rationale or why)
        after = replace(after, proposal=None if again is None else replace(waiting, rating=again))
    return Rerating(risk, after, tuple(ratings), present, after.assessed(models))


def _facts(act: Act, one: Rerating, models: RiskModels, why: str) -> Sequence[Fact]:
    if one.after is None:
        return ()
    return [
        act_fact(act, "RiskRated", one.before, rating_move(models, one.before, one.after, stage), why or None)
        for stage in one.stages
    ]
