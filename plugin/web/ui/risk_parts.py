"""The risks tab's parts as HTML: read in one unit of work, names and rights asked outside it, printed by templates."""

from __future__ import annotations

from plugin.domain.flags import flags_of
from plugin.domain.ids import AccountId, ProjectId
from plugin.domain.rating import Rating, Stage
from plugin.domain.risk import Outcome, Risk, Role
from plugin.domain.risk_model import RiskModels
from plugin.usecases.figures import figures_of
from plugin.usecases.records import ProjectSettings
from plugin.usecases.views.categories import category_choices
from plugin.usecases.views.flags import flag_lines
from plugin.usecases.views.history import issues_in, owners_in, worth_telling
from plugin.usecases.views.risk_detail import issues_of, risk_detail
from plugin.usecases.views.risk_work import risk_work
from plugin.usecases.views.triggers import evidence_of, figure_choices, trigger_lines
from plugin.web.asking import reading, require
from plugin.web.ui.desk import Desk
from plugin.web.ui.money import editable
from plugin.web.ui.risk_forms import Typed


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


def drawer(desk: Desk, risk: Risk, editing: str = "", form: Typed | None = None) -> str:
    """One risk whole; `editing` is the part that is shown as a form: "statement", "closing", a stage, or none."""
    rights = require(desk.services, risk.project_id)
    with reading(desk.services) as uow:
        facts = worth_telling(uow.facts.of("risk", risk.id))
        briefs = uow.issues.brief(issues_of(risk) | issues_in(facts) | evidence_of(risk))
        figures = figures_of(uow, risk.project_id, desk.today).keys() if editing == "trigger" else ()
        known = uow.projects.get(risk.project_id)
        models = uow.models.of_project(risk.project_id)
        flags = flags_of(risk, models, desk.today, uow.people.away())
    people = desk.people(
        [
            risk.owner,
            risk.raised_by,
            *(flag.person for flag in flags),
            *_hands(risk),
            *(fact.actor for fact in facts),
            *owners_in(facts),
        ]
    )
    issues = desk.issues(briefs)
    view = risk_detail(desk.say, risk, facts, people, issues, desk.today, models)
    filled = form or Typed(_values(risk, editing), owner_name=people.person(risk.owner).name)
    return desk.render(
        "fragments/risks/drawer.html",
        currency=(known.settings if known else ProjectSettings()).currency,
        risk=view,
        flags=flag_lines(desk.say, risk, flags, people, desk.today),
        work=risk_work(risk, known.settings if known else ProjectSettings()),
        triggers=trigger_lines(desk.say, risk, issues),
        figures=figure_choices(desk.say, figures),
        project_id=risk.project_id,
        rights=rights,
        may_act=rights.contribute,
        editing=editing if rights.contribute else "",
        form=filled,
        outcomes=tuple(one.value for one in Outcome),
        roles=tuple(one.value for one in Role),
        **scales(desk, models),
    )


def scales(desk: Desk, models: RiskModels) -> dict[str, object]:
    """The model's words for forms."""
    return {"model": models.current, "objectives": models.current.objectives, "categories": category_choices(desk.say)}


def _hands(risk: Risk) -> list[AccountId | None]:
    return [rating.by for rating in risk.ratings.values()]


def _values(risk: Risk, editing: str) -> dict[str, str]:
    """What stands in the form of the part that is being edited."""
    if editing == "statement":
        return {
            "title": risk.title,
            "cause": risk.cause,
            "event": risk.event,
            "effect": risk.effect,
            "category": risk.category or "",
            "owner": risk.owner or "",
            "direction": risk.direction.value,
        }
    if editing in set(Stage):
        rating = risk.ratings.get(Stage(editing)) or risk.ratings.get(Stage.CURRENT)
        return _rating_values(rating) if rating else {}
    return {}


def _rating_values(rating: Rating) -> dict[str, str]:
    values = {"probability": str(rating.probability)}
    values |= {f"impact-{objective.value}": str(order) for objective, order in rating.impact.items()}
    if rating.cost is not None:
        values["cost"] = editable(rating.cost)
    return values
