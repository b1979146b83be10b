"""The pages of a review meeting as HTML: its start, the risk it speaks of, its minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain.ids import ProjectId
from plugin.domain.meeting import Item, Meeting, Reason
from plugin.domain.risk import CloseReason, Outcome, Risk
from plugin.domain.risk_model import RiskModels
from plugin.usecases.records import ProjectSettings, RecordedFact
from plugin.usecases.views.history import issues_in, owners_in, worth_telling
from plugin.usecases.views.marks import LevelMark, level_mark
from plugin.usecases.views.minutes import minutes, reason_words, sentence
from plugin.usecases.views.people import People
from plugin.usecases.views.risk_detail import issues_of, risk_detail
from plugin.web.asking import reading, require
from plugin.web.ui.desk import Desk
from plugin.web.ui.risk_forms import Typed


@dataclass(frozen=True, slots=True)
class MiniCell:
    """A cell of the small matrix to choose from; `place` is "<probability>.<impact>"."""

    place: str
    level: LevelMark
    probability: str
    impact: str
    is_now: bool


def start_page(desk: Desk, project_id: ProjectId, form: Typed) -> str:
    """What a meeting could be about, meetings that go on, and the minutes of past ones."""
    rights = require(desk.services, project_id)
    with reading(desk.services) as uow:
        totals = uow.risks.totals(project_id)
        counts = {
            Reason.OVERDUE: uow.risks.reviews_overdue(project_id, desk.today),
            Reason.FLAGGED: uow.risks.flagged(project_id),
            Reason.ABOVE: totals["aboveAppetite"],
        }
        known = uow.meetings.of_project(project_id)
    usual = {Reason.OVERDUE} if counts[Reason.OVERDUE] else {one for one in Reason if counts[one]}
    return desk.render(
        "fragments/over_time/meetings.html",
        project_id=project_id,
        may_act=rights.contribute,
        form=form,
        reasons=[
            (one.value, reason_words(desk.say, one), counts[one], bool(form.value(one.value)) or one in usual)
            for one in Reason
        ],
        going_on=[_listed(desk, one) for one in known if one.ended_at is None],
        past=[_listed(desk, one) for one in known if one.ended_at is not None],
    )


def meeting_page(desk: Desk, meeting: Meeting, part: str = "", form: Typed | None = None) -> str:
    """The risk that the meeting speaks of, `part` open with what was typed; its minutes once all were spoken of."""
    item = meeting.current
    with reading(desk.services) as uow:
        risk = uow.risks.get(item.risk_id) if item else None
    if item is None or risk is None:
        return _minutes(desk, meeting)
    return _walk(desk, meeting, item, risk, part, form or Typed())


def people_of(desk: Desk, meeting: Meeting) -> People:
    """Names of those who took part or were named in a decision."""
    named = [account for one in meeting.decisions for account in (one.by, one.owner)]
    return desk.people([*meeting.present, meeting.started_by, *named])


def _walk(desk: Desk, meeting: Meeting, item: Item, risk: Risk, part: str, form: Typed) -> str:
    rights = require(desk.services, meeting.project_id)
    with reading(desk.services) as uow:
        facts = _since_review(worth_telling(uow.facts.of("risk", risk.id)))
        briefs = uow.issues.brief(issues_of(risk) | issues_in(facts))
        known = uow.projects.get(meeting.project_id)
        models = uow.models.of_project(meeting.project_id)
    here = people_of(desk, meeting)
    owners = [risk.owner, risk.raised_by, *(rating.by for rating in risk.ratings.values())]
    owners += [action.owner for action in risk.treatment.actions]
    people = desk.people([*owners, *(fact.actor for fact in facts), *owners_in(facts)])
    return desk.render(
        "fragments/over_time/meeting.html",
        currency=(known.settings if known else ProjectSettings()).currency,
        project_id=meeting.project_id,
        meeting=meeting,
        may_act=rights.contribute and risk.is_open,
        item=item,
        why=reason_words(desk.say, item.reason),
        risk=risk_detail(desk.say, risk, facts, people, desk.issues(briefs), desk.today, models),
        actions=[(one.title, one.state.value, people.person(one.owner), one.due) for one in risk.treatment.actions],
        reviewed=risk.last_review,
        said=[sentence(desk.say, one, here) for one in meeting.about(risk.id)],
        cells=_cells(risk, models, form),
        columns=[one.label for one in models.current.impacts],
        present=[(one, here.person(one)) for one in meeting.present],
        outcomes=[one.value for one in Outcome],
        close_reasons=[one.value for one in CloseReason],
        part=part,
        form=form,
    )


def _minutes(desk: Desk, meeting: Meeting) -> str:
    rights = require(desk.services, meeting.project_id)
    people = people_of(desk, meeting)
    return desk.render(
        "fragments/over_time/minutes.html",
        project_id=meeting.project_id,
        meeting=meeting,
        may_act=rights.contribute and meeting.ended_at is None,
        minutes=minutes(desk.say, meeting, people),
        present=[(one, people.person(one)) for one in meeting.present],
        form=Typed(),
    )


def _since_review(facts: Sequence[RecordedFact]) -> list[RecordedFact]:
    """What happened after the last time somebody looked at the risk."""
    last = max((place for place, fact in enumerate(facts) if fact.name == "RiskReviewed"), default=-1)
    return list(facts[last + 1 :])


def _cells(risk: Risk, models: RiskModels, form: Typed) -> list[tuple[str, list[tuple[MiniCell, bool]]]]:
    """The small matrix from the likeliest row down; the chosen cell is what was typed, else where the risk stands."""
    model, current = models.current, risk.current
    stands = ""
    if current is not None and current.model_version == model.version:
        stands = f"{current.probability}.{max(current.impact.values())}"
    chosen = form.value("cell") or stands or "1.1"
    rows = []
    for band in reversed(model.probabilities):
        cells = []
        for impact in model.impacts:
            place = f"{band.order}.{impact.order}"
            mark = level_mark(model, model.look_up(band.order, impact.order))
            cells.append((MiniCell(place, mark, band.label, impact.label, place == stands), place == chosen))
        rows.append((band.label, cells))
    return rows


def _listed(desk: Desk, meeting: Meeting) -> dict[str, object]:
    when = meeting.ended_at or meeting.started_at
    return {"id": meeting.id, "key": meeting.key, "when": desk.say.moment(when), "place": meeting.place} | {
        "total": len(meeting.agenda)
    }
