"""The risks tab's parts as HTML: read in one unit of work, names and rights asked outside it, printed by templates."""

from __future__ import annotations

from dataclasses import replace

from flask import request, url_for

from plugin.domain.flags import flags_of
from plugin.domain.ids import AccountId, ProjectId
from plugin.domain.rating import Rating, Stage
from plugin.domain.risk import Outcome, Risk, Role
from plugin.domain.risk_model import RiskModels
from plugin.usecases.records import ProjectSettings
from plugin.usecases.views.categories import category_choices
from plugin.usecases.views.flags import flag_lines
from plugin.usecases.views.history import issues_in, owners_in, worth_telling
from plugin.usecases.views.register import FLAGS, Narrowing, narrowing, read_register, rows
from plugin.usecases.views.risk_detail import issues_of, risk_detail
from plugin.usecases.views.risk_work import risk_work
from plugin.usecases.views.risks import exposure, heat_map, risk_health
from plugin.web.asking import account, reading, require
from plugin.web.ui.answering import asked_number
from plugin.web.ui.desk import Desk
from plugin.web.ui.money import editable
from plugin.web.ui.risk_forms import Typed


def risks_tab(desk: Desk, project_id: ProjectId) -> str:
    """The whole tab: sentence, heat map, quick-add, register."""
    return desk.render("fragments/risks/tab.html", **_register(desk, project_id))


def register(desk: Desk, project_id: ProjectId) -> str:
    """The register, and sentence and heat map, which go to their own places."""
    return desk.render("fragments/risks/register_answer.html", **_register(desk, project_id))


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
        briefs = uow.issues.brief(issues_of(risk) | issues_in(facts))
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
    view = risk_detail(desk.say, risk, facts, people, desk.issues(briefs), desk.today, models)
    filled = form or Typed(_values(risk, editing), owner_name=people.person(risk.owner).name)
    return desk.render(
        "fragments/risks/drawer.html",
        currency=(known.settings if known else ProjectSettings()).currency,
        risk=view,
        flags=flag_lines(desk.say, risk, flags, people, desk.today),
        work=risk_work(risk, known.settings if known else ProjectSettings()),
        project_id=risk.project_id,
        rights=rights,
        may_act=rights.contribute,
        editing=editing if rights.contribute else "",
        form=filled,
        outcomes=tuple(one.value for one in Outcome),
        roles=tuple(one.value for one in Role),
        **scales(desk, models),
    )


def _register(desk: Desk, project_id: ProjectId) -> dict[str, object]:
    rights = require(desk.services, project_id)
    base = url_for("risks-ui.shown", project_id=project_id)
    asked = narrowing(base, request.args, asked_number("pages", 1))
    with reading(desk.services) as uow:
        known = uow.projects.get(project_id)
        models = uow.models.of_project(project_id)
        totals = uow.risks.totals(project_id)
        overdue = uow.risks.reviews_overdue(project_id, desk.today)
        page = read_register(uow, project_id, asked, account(), desk.today, models)
    people = desk.people(risk.owner for risk in page.risks)
    settings = known.settings if known else ProjectSettings()
    return {
        "project_id": project_id,
        "currency": settings.currency,
        "rights": rights,
        "asked": asked,
        "health": risk_health(totals, overdue),
        "exposure": exposure(totals),
        "map": heat_map(totals, asked, models.current),
        "rows": rows(page.risks, people, desk.today, models),
        "chips": _chips(asked),
        "refresh_url": asked.url(part="/register", pages=asked.pages),
        "more_url": asked.url(part="/register", pages=asked.pages + 1) if page.more else "",
        "all_url": Narrowing(base, asked.stage, asked.direction).url(part="/register"),
        "category_url": replace(asked, category="").url(part="/register"),
        "form": Typed(),
        "is_open": False,
        **scales(desk, models),
    }


def _chips(asked: Narrowing) -> dict[str, tuple[str, bool]]:
    """Where each chip leads and whether it is on, by its code; the template has the words."""
    chips = {
        "open": (replace(asked, all_states=not asked.all_states, pages=1).url(part="/register"), not asked.all_states)
    }
    return chips | {flag: (asked.toggled(flag).url(part="/register"), bool(getattr(asked, flag))) for flag in FLAGS}


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
