"""The daily sweep: flags that come with the calendar or with people, each told by one fact as it appears and goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from plugin.domain.errors import JiraBusy, JiraRefused, JiraTrouble
from plugin.domain.facts import Cause, Fact
from plugin.domain.flag import Flag
from plugin.domain.flags import flags_of
from plugin.domain.ids import AccountId, ProjectId, SiteId
from plugin.domain.risk import Risk
from plugin.usecases import backing_later
from plugin.usecases.jira_port import Jira
from plugin.usecases.ports import Clock, UnitOfWork, Work

SWEEP = "sweep"
"""The errand of a project's sweep."""
PEOPLE = "look-at-person"
"""The errand that asks whether somebody's account is active; its subject is the account."""
ASK_AGAIN = timedelta(hours=20)
"""An account that was asked for within this time is not asked for again by a sweep."""
QUIET = timedelta(seconds=2)


def ask(uow: UnitOfWork, project_id: ProjectId, at: datetime) -> None:
    """Have a project swept at that time."""
    uow.errands.ask(SWEEP, project_id, lane=project_id, run_at=at)


def ask_for_person(uow: UnitOfWork, account_id: AccountId, now: datetime) -> None:
    """Have somebody's account looked at soon, if they own anything; Jira told that it changed."""
    if uow.people.known([account_id]):
        uow.errands.ask(PEOPLE, account_id, lane="", run_at=now + QUIET)


def sweep(work: Work, jira: Jira, site_id: SiteId, project_id: ProjectId, clock: Clock) -> int:
    """Bring the flags of a project's risks up to date; tells how many facts that made.

    Where Jira does not say who is still there, the calendar's flags are set all the same, and its trouble is raised
    afterwards, so that the sweep is made again.
    """
    trouble: JiraBusy | JiraTrouble | JiraRefused | None = None
    try:
        _ask_for_owners(work, jira, site_id, project_id, clock())
    except (JiraBusy, JiraTrouble, JiraRefused) as found:
        trouble = found
    with work(site_id, write=True) as uow:
        project = uow.projects.lock(project_id)
        told = _told(uow, project_id, clock()) if project is not None and project.enabled else 0
        uow.commit()
    if trouble is not None:
        raise trouble
    return told


def look_at(work: Work, jira: Jira, site_id: SiteId, account_ids: Collection[AccountId], clock: Clock) -> None:
    """Ask Jira whether these accounts are active; where one came or went, the site's projects are swept at once."""
    active = jira.active(account_ids)
    now = clock()
    with work(site_id, write=True) as uow:
        if uow.people.note(active, now):
            for project in uow.projects.all():
                if project.enabled:
                    ask(uow, project.id, now)
        uow.commit()


def _ask_for_owners(work: Work, jira: Jira, site_id: SiteId, project_id: ProjectId, now: datetime) -> None:
    with work(site_id) as uow:
        people = {account for risk, _ in uow.risks.to_sweep(project_id) for account in _responsible(risk)}
        asked = uow.people.known(people, since=now - ASK_AGAIN)
    if unasked := people - asked:
        active = jira.active(unasked)
        with work(site_id, write=True) as uow:
            uow.people.note(active, now)
            uow.commit()


def _responsible(risk: Risk) -> Iterable[AccountId]:
    if not risk.is_open:
        return ()
    owners = (risk.owner, *(action.owner for action in risk.treatment.actions if action.is_live))
    return (owner for owner in owners if owner)


def _told(uow: UnitOfWork, project_id: ProjectId, now: datetime) -> int:
    models, away = uow.models.of_project(project_id), uow.people.away()
    facts: list[Fact] = []
    for risk, told in uow.risks.to_sweep(project_id):
        flags = flags_of(risk, models, now.date(), away)
        marks = {_mark(flag): flag for flag in flags}
        facts += [_fact("FlagRaised", risk, now, _detail(flag)) for mark, flag in marks.items() if mark not in told]
        facts += [_fact("FlagLowered", risk, now, _named(mark)) for mark in sorted(told - marks.keys())]
        if risk.is_open:
            backing_later.ask(uow, risk, now)
        if flags != risk.flags or marks.keys() != told:
            uow.risks.note_flags(risk.id, flags, marks)
    if facts:
        uow.facts.record(facts)
        uow.projects.touch({project_id}, now)
    return len(facts)


def _mark(flag: Flag) -> str:
    return f"{flag.code.value}:{flag.subject}"


def _named(mark: str) -> dict[str, object]:
    code, _, subject = mark.partition(":")
    return {"flag": code, "subject": subject}


def _detail(flag: Flag) -> dict[str, object]:
    who = {"actor": flag.actor.value, "person": flag.person}
    return {"flag": flag.code.value, "subject": flag.subject, "since": flag.since.isoformat(), **who}


def _fact(name: str, risk: Risk, now: datetime, detail: Mapping[str, object]) -> Fact:
    return Fact(name, risk.project_id, "risk", risk.id, Cause(now), detail)
