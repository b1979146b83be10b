"""The figures of gadgets as HTML; a project that may not be seen is spoken of like one that never was."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from plugin.domain.baseline import Baseline, Kind
from plugin.domain.ids import ProjectId, VersionId
from plugin.usecases.mirror import main_baseline
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import Project
from plugin.usecases.register_lists import Order, Sought
from plugin.usecases.views.narrowing import narrowing
from plugin.usecases.views.register import read_register, rows
from plugin.usecases.views.risks import heat_map, risk_health
from plugin.usecases.views.scope_gadget import scope_gadget
from plugin.usecases.views.wording import Moment
from plugin.web.asking import account, reading, site_id
from plugin.web.project_address import project_address
from plugin.web.ui.answering import site_url
from plugin.web.ui.desk import Desk
from plugin.web.ui.scope_parts import drawing, subject

LISTED = 5


@dataclass(frozen=True, slots=True)
class About:
    """Whose figure it is, where its page is, and how the gadget follows it."""

    key: str
    name: str
    url: str
    as_of: Moment
    live_url: str
    revision: int


def risk_matrix(desk: Desk, project_id: ProjectId) -> str:
    """The heat map, and beneath it the risks of the cell that was chosen."""
    project = _seen(desk, project_id)
    if project is None or not project.enabled:
        return _gone(desk, project)
    base = url_for("gadgets-ui.shown", kind="risk-matrix", project_id=project_id)
    asked = narrowing(base, request.args, 1)
    with reading(desk.services) as uow:
        totals = uow.risks.totals(project_id)
        models = uow.models.of_project(project_id)
        overdue = uow.risks.reviews_overdue(project_id, desk.today)
        sought = asked.sought((project_id,), account(), desk.today, models.current.version)
        page = read_register(uow, sought, asked.order(())) if asked.cell else None
    listed = page.listed if page else ()
    people = desk.people(one.risk.owner for one in listed[:LISTED])
    return desk.render(
        "fragments/gadgets/risk_matrix.html",
        about=_about(desk, project),
        asked=asked,
        health=risk_health(totals, overdue),
        map=heat_map(totals, asked, models.current),
        rows=rows(listed[:LISTED], people, desk.today, models),
        more=len(listed) > LISTED or bool(page and page.more),
        refresh_url=asked.url(),
        all_url=asked.at().url(),
    )


def top_risks(desk: Desk, project_id: ProjectId) -> str:
    """The worst open risks with owner, money and days, and how many more there are."""
    project = _seen(desk, project_id)
    if project is None or not project.enabled:
        return _gone(desk, project)
    with reading(desk.services) as uow:
        models = uow.models.of_project(project_id)
        sought = Sought((project_id,), desk.today)
        page = uow.register.page(sought, Order(), limit=LISTED)
        number = uow.register.count(sought)
        health = risk_health(uow.risks.totals(project_id), uow.risks.reviews_overdue(project_id, desk.today))
    people = desk.people(one.risk.owner for one in page.items)
    return desk.render(
        "fragments/gadgets/top_risks.html",
        currency=project.settings.currency,
        about=_about(desk, project),
        health=health,
        rows=rows(page.items, people, desk.today, models),
        more=number - len(page.items),
        refresh_url=url_for("gadgets-ui.shown", kind="top-risks", project_id=project_id),
    )


def scope(desk: Desk, project_id: ProjectId) -> str:
    """The ledger of the main baseline with its sentence, its ratios and its burn-up."""
    project = _seen(desk, project_id)
    if project is None or not project.enabled:
        return _gone(desk, project)
    view = None
    with reading(desk.services) as uow:
        baseline = _main(uow, project_id)
        if baseline is not None:
            version = (
                uow.calendar.version(VersionId(baseline.definition.ref))
                if baseline.definition.kind is Kind.VERSION
                else None
            )
            named, moves = subject(uow, baseline, version), uow.baselines.days(baseline.id)
            view = scope_gadget(desk.say, baseline, uow.baselines.ledger(baseline.id), named, moves, desk.today)
    return desk.render(
        "fragments/gadgets/scope.html",
        about=_about(desk, project),
        scope=view,
        drawing=drawing(desk.say, view.burn_up) if view else None,
        refresh_url=url_for("gadgets-ui.shown", kind="scope", project_id=project_id),
    )


def _seen(desk: Desk, project_id: ProjectId) -> Project | None:
    """The project as we know it, else with its id for a name; None for one that the reader may not see."""
    if not desk.services.authority.rights(site_id(), account(), project_id).see:
        return None
    with reading(desk.services) as uow:
        return uow.projects.get(project_id) or Project(project_id, "", "")


def _gone(desk: Desk, project: Project | None) -> str:
    return desk.render("fragments/gadgets/gone.html", is_off=project is not None)


def _about(desk: Desk, project: Project) -> About:
    return About(
        key=project.key,
        name=project.name,
        url=project_address(site_url(desk.services), project.key),
        as_of=desk.say.moment(project.changed_at or desk.now),
        live_url=url_for("gadgets-ui.live", project_id=project.id),
        revision=project.revision,
    )


def _main(uow: UnitOfWork, project_id: ProjectId) -> Baseline | None:
    main = main_baseline(uow.baselines.followed(project_id))
    return next((head for head in uow.baselines.of_project(project_id) if main and head.id == main.id), None)
