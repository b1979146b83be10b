"""Review meetings: begin one with its agenda, decide about one risk after the other, note who is there, end it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from plugin.domain.errors import Conflict, Invalid, NotFound, Problem
from plugin.domain.ids import AccountId, ProjectId, RiskId
from plugin.domain.meeting import (
    Decision,
    Meeting,
    Reason,
    Verdict,
    agenda_of,
    decided,
    ended,
    gone_back,
    joined,
    parted,
)
from plugin.domain.risk import Risk
from plugin.domain.risk_model import RiskModels
from plugin.domain.treatment import Direction
from plugin.usecases.act import Act, check_version
from plugin.usecases.ports import UnitOfWork

PAGE = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """Which risks a meeting walks through: the reasons, and the owner where it is about one person's risks."""

    reasons: Collection[Reason]
    owner: AccountId | None = None


def agenda(uow: UnitOfWork, project_id: ProjectId, choice: Choice, today: date) -> list[tuple[Reason, Risk]]:
    """The open risks that a choice holds: the longest overdue first, then the worst."""
    models = uow.models.of_project(project_id)
    found: list[tuple[Reason, Risk]] = []
    for risk in _open_risks(uow, project_id, choice.owner):
        found += [(reason, risk) for reason in choice.reasons if _is_due(reason, risk, models, today)]
    return sorted(found, key=lambda one: (one[1].next_review or today) if one[0] is Reason.OVERDUE else today)


def begin_meeting(act: Act, project_id: ProjectId, choice: Choice) -> Meeting:
    """Begin a meeting; Invalid where nothing is on its agenda. Whoever begins it takes part."""
    act.project(project_id)
    groups = [(why, risk.id, risk.key, risk.title) for why, risk in agenda(act.uow, project_id, choice, act.now.date())]
    items = agenda_of(groups)
    if not items:
        raise Invalid([Problem("/reasons", "no open risk fits this choice; choose more")])
    meeting = Meeting(
        id=act.new_id(),
        key=act.uow.projects.next_key(project_id, "M"),
        project_id=project_id,
        started_at=act.now,
        started_by=act.by,
        agenda=items,
        present=(act.by,) if act.by else (),
    )
    act.uow.meetings.add(meeting)
    act.record("MeetingBegun", project_id, "meeting", meeting.id, None, key=meeting.key, risks=len(items))
    return meeting


def hold_meeting(act: Act, meeting_id: str, expected: int | None) -> Meeting:
    """The meeting, its project held for writing; NotFound or Stale."""
    meeting = act.uow.meetings.get(meeting_id)
    if meeting is None:
        raise NotFound("There is no such meeting.")
    act.project(meeting.project_id)
    check_version(expected, meeting.version)
    return meeting


def note_decision(act: Act, meeting: Meeting, decision: Decision) -> Meeting:
    """Keep a decision, and lead on past risks that are not open any more."""
    return _kept(act, _passed_over(act, decided(meeting, decision)))


def step_back(act: Act, meeting: Meeting) -> Meeting:
    """Go back to the risk before."""
    return _kept(act, gone_back(meeting))


def name_person(act: Act, meeting: Meeting, account: AccountId, *, is_there: bool) -> Meeting:
    """Note that a person takes part, or does not."""
    return _kept(act, joined(meeting, account) if is_there else parted(meeting, account))


def end_meeting(act: Act, meeting: Meeting) -> Meeting:
    """End the meeting; its minutes stay as they are."""
    after = ended(meeting, act.now)
    act.record("MeetingEnded", meeting.project_id, "meeting", meeting.id, None, key=meeting.key)
    return _kept(act, after)


def open_item(act: Act, meeting: Meeting, risk_id: RiskId) -> Risk:
    """The risk that the meeting speaks of; Conflict where that is another one or it has ended meanwhile."""
    risk = act.uow.risks.get(risk_id)
    if meeting.current is None or meeting.current.risk_id != risk_id or risk is None:
        raise Conflict("The meeting is at another risk by now.")
    return risk


def skip_gone(act: Act, meeting: Meeting) -> Meeting:
    """The meeting past risks that are not open any more; unchanged where the present one is."""
    after = _passed_over(act, meeting)
    return meeting if after == meeting else _kept(act, after)


def _kept(act: Act, after: Meeting) -> Meeting:
    act.uow.meetings.save(after)
    act.uow.projects.touch({after.project_id}, act.now)
    return replace(after, version=after.version + 1)


def _passed_over(act: Act, meeting: Meeting) -> Meeting:
    while (item := meeting.current) is not None:
        risk = act.uow.risks.get(item.risk_id)
        if risk is not None and risk.is_open:
            break
        meeting = decided(meeting, Decision(item.risk_id, Verdict.ENDED, act.now, None))
    return meeting


def _open_risks(uow: UnitOfWork, project_id: ProjectId, owner: AccountId | None) -> Iterator[Risk]:
    filters = {"status": "active"} | ({"owner": owner} if owner else {})
    after: str | None = None
    while True:
        page = uow.risks.page(project_id, filters=filters, after=after, limit=PAGE)
        yield from page.items
        after = page.after
        if after is None:
            return


def _is_due(reason: Reason, risk: Risk, models: RiskModels, today: date) -> bool:
    if reason is Reason.OVERDUE:
        return risk.next_review is not None and risk.next_review < today
    if reason is Reason.FLAGGED:
        return bool(risk.flags)
    assessment = risk.assessed(models)
    is_above = assessment is not None and assessment.model.is_above_appetite(assessment.level.name)
    return is_above and risk.direction is Direction.THREAT
