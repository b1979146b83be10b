"""Gives the sample register its past: its risks are raised, re-rated and closed weeks ago, as no REST call may do."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from plugin.domain.ids import AccountId, IssueId, ProjectId, SiteId
from plugin.domain.rating import Confidence, Stage
from plugin.domain.risk import Outcome, Role
from plugin.domain.risk_model import Objective
from plugin.domain.treatment import Direction
from plugin.keyfile import kept_keys
from plugin.storage import SqlWork, open_database
from plugin.storage.secrets import Secrets
from plugin.storage.sites import SqlSites
from plugin.usecases.act import Act
from plugin.usecases.risks import RatingDraft, RiskDraft, close_risk, raise_risk, rate_risk, review_risk
from tests.standin.sample import SAMPLE_RISKS, Sample, SampleRisk
from tests.standin.sample_risks import Rating
from tests.standin.sample_treatment import SAMPLE_TREATMENT, SampleTreatment
from tests.standin.world import Site

RE_RATED, ENDED = 0.55, 0.35
"""At which share of a risk's age, counted back from now, it was rated anew and has ended."""
FORGOTTEN = frozenset({"A provider changes its settlement file without notice"})
"""Risks whose last review was never held."""


@dataclass(frozen=True, slots=True)
class _Past:
    work: SqlWork
    site_id: SiteId
    site: Site
    sample: Sample
    now: datetime

    def act(self, days_ago: float) -> tuple[datetime, AccountId]:
        return self.now - timedelta(days=days_ago), AccountId(self.sample.lead)


def enter_past(work: SqlWork, site_id: SiteId, site: Site, sample: Sample, now: datetime) -> Mapping[str, str]:
    """Enter every risk of the sample as of its own day into the app's database; its id by its title."""
    past = _Past(work, site_id, site, sample, now)
    return {risk.title: _enter(past, number, risk) for number, risk in enumerate(SAMPLE_RISKS)}


def enter_past_at(home: Path, site: Site, sample: Sample, now: datetime) -> Mapping[str, str]:
    """The same for the app whose database and keys are kept in a folder."""
    database = open_database(f"sqlite:///{home / 'plumbline.db'}")
    try:
        sites = SqlSites(database, Secrets(kept_keys(home)))
        ours = sites.by_installation(site.forge.installation_id) if site.forge else sites.by_client_key(site.client_key)
        if ours is None:
            raise RuntimeError("the app is not installed in this home")
        return enter_past(SqlWork(database, lambda: now), ours.id, site, sample, now)
    finally:
        database.dispose()


def _enter(past: _Past, number: int, risk: SampleRisk) -> str:
    told = SAMPLE_TREATMENT.get(risk.title, SampleTreatment())
    age = risk.age_days - number % 6
    with past.work(past.site_id, write=True) as uow:

        def act(days_ago: float) -> Act:
            at, by = past.act(days_ago)
            return Act(uow, by, at, lambda: uuid.uuid4().hex)

        risk_id = raise_risk(act(age), ProjectId(past.sample.project_id), _draft(past, risk, told)).id
        if risk.current != risk.inherent:
            draft = _rating(risk.current, told, "current", "Seen again in the fortnightly look at the register.")
            rate_risk(act(age * RE_RATED), risk_id, Stage.CURRENT, draft, None)
        if risk.outcome is not None:
            close_risk(act(age * ENDED), risk_id, Outcome(risk.outcome), "The window has passed.", None)
        elif risk.title not in FORGOTTEN:
            review_risk(act(1 + number % 4), risk_id, "Looked at in the weekly round.", None)
        uow.commit()
    return risk_id


def _draft(past: _Past, risk: SampleRisk, told: SampleTreatment) -> RiskDraft:
    ratings = {Stage.CURRENT: _rating(risk.inherent, told, "inherent")}
    if risk.target is not None:
        ratings[Stage.TARGET] = _rating(risk.target, told, "target")
    roles = ((Role.RESPONSE, risk.responses), (Role.AFFECTED, risk.affected))
    return RiskDraft(
        title=risk.title,
        cause=risk.cause,
        event=risk.event,
        effect=risk.effect,
        direction=Direction(risk.direction),
        category=risk.category,
        owner=AccountId(past.sample.people[risk.owner]) if risk.owner else None,
        ratings=ratings,
        issues=[
            (IssueId(past.site.issue(past.sample.key(summary)).id), role) for role, names in roles for summary in names
        ],
    )


def _rating(rated: Rating, told: SampleTreatment, stage: str, why: str | None = None) -> RatingDraft:
    probability, impact = rated
    cost = (told.costs or {}).get(stage)
    return RatingDraft(
        probability,
        {Objective(name): order for name, order in impact.items()},
        None if cost is None else cost * 100,
        why,
        confidence=Confidence(told.confidence) if told.confidence else None,
        days=told.days,
    )
