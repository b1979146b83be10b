"""A risk's drawer and the row that adds one as HTML: read in one unit of work, names and rights asked outside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plugin.domain.endings import may_close
from plugin.domain.flags import flags_of
from plugin.domain.ids import AccountId, ProjectId, RiskId
from plugin.domain.rating import Confidence
from plugin.domain.risk import CloseReason, Identified, Outcome, RelationKind, Risk, Role
from plugin.domain.risk_model import Authority, RiskModels
from plugin.domain.treatment import ActionKind, ActionState, Effectiveness
from plugin.usecases.authority import Rights
from plugin.usecases.figures import figures_of
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import ProjectSettings
from plugin.usecases.risk_record import SPECIALITIES
from plugin.usecases.views.categories import category_choices
from plugin.usecases.views.flags import flag_lines
from plugin.usecases.views.history import issues_in, owners_in, worth_telling
from plugin.usecases.views.risk_detail import issues_of, risk_detail
from plugin.usecases.views.risk_record import people_of, risk_record
from plugin.usecases.views.risk_work import risk_work
from plugin.usecases.views.triggers import evidence_of, figure_choices, trigger_lines
from plugin.web.asking import account, reading, require
from plugin.web.ui.desk import Desk
from plugin.web.ui.risk_forms import Typed
from plugin.web.ui.risk_merging import Merge
from plugin.web.ui.risk_values import base_of, values_of

CHOICES: Mapping[str, tuple[str, ...]] = {
    "outcomes": tuple(Outcome),
    "roles": tuple(Role),
    "close_reasons": tuple(CloseReason),
    "identified_choices": tuple(Identified),
    "speciality_choices": SPECIALITIES,
    "confidence_choices": tuple(Confidence),
    "action_kinds": tuple(ActionKind),
    "action_states": tuple(ActionState),
    "effectiveness_choices": tuple(Effectiveness),
    "authorities": tuple(Authority),
    "relation_kinds": tuple(RelationKind),
}
"""The codes that the drawer's forms offer; templates have their words."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What else a drawer shows: the action being edited, two versions to choose from, that it was changed meanwhile."""

    subject: str = ""
    merge: Merge | None = None
    is_stale: bool = False


NOTHING_ELSE = Shown()


def quick(desk: Desk, project_id: ProjectId, form: Typed, *, is_open: bool) -> str:
    """The row that adds a risk, short or with everything there is to say."""
    with reading(desk.services) as uow:
        known, models = uow.projects.get(project_id), uow.models.of_project(project_id)
    return desk.render(
        "fragments/risks/quick.html",
        currency=(known.settings if known else ProjectSettings()).currency,
        project_id=project_id,
        form=form,
        is_open=is_open,
        **scales(desk, models),
    )


def drawer(desk: Desk, risk: Risk, editing: str = "", form: Typed | None = None, shown: Shown = NOTHING_ELSE) -> str:
    """One risk whole; `editing` is the part that is shown as a form: "statement", "closing", a stage, or none."""
    rights = require(desk.services, risk.project_id)
    with reading(desk.services) as uow:
        facts = worth_telling(uow.facts.of("risk", risk.id))
        briefs = uow.issues.brief(issues_of(risk) | issues_in(facts) | evidence_of(risk))
        figures = figures_of(uow, risk.project_id, desk.today).keys() if editing == "trigger" else ()
        known = uow.projects.get(risk.project_id)
        models = uow.models.of_project(risk.project_id)
        flags = flags_of(risk, models, desk.today, uow.people.away())
        others = _related(uow, risk)
    settings = known.settings if known else ProjectSettings()
    told = [*(fact.actor for fact in facts), *owners_in(facts), *(flag.person for flag in flags)]
    people = desk.people([*_hands(risk), *people_of(risk), *told])
    issues = desk.issues(briefs)
    values = values_of(risk, editing, shown.subject)
    owner = AccountId(values["owner"]) if values.get("owner") else None
    return desk.render(
        "fragments/risks/drawer.html",
        currency=settings.currency,
        risk=risk_detail(desk.say, risk, facts, people, issues, desk.today, models),
        record=risk_record(risk, people, issues, others, models, desk.today),
        flags=flag_lines(desk.say, risk, flags, people, desk.today),
        work=risk_work(risk, settings),
        triggers=trigger_lines(desk.say, risk, issues),
        figures=figure_choices(desk.say, figures),
        project_id=risk.project_id,
        editing=editing if rights.contribute else "",
        form=form or Typed(values, owner_name=people.person(owner).name),
        base=base_of(risk, editing, shown.subject),
        subject=shown.subject,
        merge=shown.merge,
        is_stale=shown.is_stale,
        **_allowed(risk, rights),
        **CHOICES,
        **scales(desk, models),
    )


def scales(desk: Desk, models: RiskModels) -> dict[str, object]:
    """The model's words for forms."""
    return {"model": models.current, "objectives": models.current.objectives, "categories": category_choices(desk.say)}


def _allowed(risk: Risk, rights: Rights) -> dict[str, object]:
    return {
        "rights": rights,
        "may_act": rights.contribute,
        "may_close": rights.contribute and may_close(risk, account(), manages=rights.manage),
    }


def _related(uow: UnitOfWork, risk: Risk) -> dict[RiskId, Risk]:
    found = (uow.risks.get(risk_id) for risk_id in dict.fromkeys(tie.risk_id for tie in risk.relations))
    return {other.id: other for other in found if other is not None}


def _hands(risk: Risk) -> Iterable[AccountId | None]:
    yield risk.owner
    yield risk.raised_by
    yield from (rating.by for rating in risk.ratings.values())
