"""The project page's frame and overview as HTML: head, tabs, cards, what waits, what happened, why figures are so."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request, url_for

from plugin.domain.errors import JiraBusy, JiraRefused, JiraTrouble
from plugin.domain.ids import ProjectId, RiskId
from plugin.usecases.authority import Rights
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import Project, RecordedFact
from plugin.usecases.views.history import happenings, issues_in, owners_in, worth_telling
from plugin.usecases.views.project import TABS, ProjectHead, overview, project_head, read_overview
from plugin.usecases.views.risks import exposure, risk_health, threats_by_level
from plugin.web.asking import account, reading, require, site_id
from plugin.web.ui import reviews, scope
from plugin.web.ui.desk import Desk
from plugin.web.ui.meetings import meetings_tab
from plugin.web.ui.over_time import over_time
from plugin.web.ui.risk_views import risks_tab

LATEST = 10
WHYS = ("above", "exposure", "reviews")


def head_of(desk: Desk, project_id: ProjectId) -> ProjectHead:
    """The head's figures; NotFound for who may not see the project."""
    require(desk.services, project_id)
    with reading(desk.services) as uow:
        known = uow.projects.get(project_id)
    return project_head(desk.say, project_id, known, _jira_names(desk, project_id, known), desk.say.moment(desk.now))


def view(desk: Desk, project_id: ProjectId, tab: str, shown: ProjectHead) -> str:
    """Head, tabs, and the chosen tab; a project that is not switched on has one thing to say instead."""
    rights = require(desk.services, project_id)
    content = _content(desk, project_id, tab) if shown.enabled else _off(desk, project_id, tab, rights)
    return desk.render(
        "fragments/project/view.html", head_html=head(desk, project_id, tab, shown), content=content, tab=tab
    )


def head(desk: Desk, project_id: ProjectId, tab: str, shown: ProjectHead) -> str:
    """Name, as-of time, tabs, and how far the project has been read in."""
    rights = require(desk.services, project_id)
    with reading(desk.services) as uow:
        totals = uow.risks.totals(project_id)
    return desk.render(
        "fragments/project/head.html",
        head=shown,
        tab=tab,
        tabs=TABS,
        open_risks=totals["open"] if shown.enabled else None,
        may_manage=rights.manage,
        head_url=url_for("project-ui.headed", project_id=project_id, tab=tab),
    )


def overview_tab(desk: Desk, project_id: ProjectId) -> str:
    """Cards, what waits for the reader, and what happened lately."""
    rights = require(desk.services, project_id)
    with reading(desk.services) as uow:
        known = uow.projects.get(project_id)
        read = read_overview(uow, project_id, account(), desk.today)
        facts = worth_telling(uow.facts.latest(project_id, limit=LATEST * 4))[:LATEST]
        briefs = uow.issues.brief(issues_in(facts))
        subjects = _subjects(uow, facts)
        models = uow.models.of_project(project_id)
    people = desk.people([*(fact.actor for fact in facts), *owners_in(facts)])
    latest = happenings(desk.say, facts, people, desk.issues(briefs), subjects, models)
    return desk.render(
        "fragments/project/overview.html",
        currency=known.settings.currency if known else "EUR",
        project_id=project_id,
        view=overview(desk.say, read, rights, desk.today, models),
        latest=latest,
        rights=rights,
        percent=desk.say.percent,
        number=desk.say.number,
    )


def explanation(desk: Desk, project_id: ProjectId, key: str) -> str:
    """Why a figure of the register is what it is: formula in words, what goes in, and the list behind it."""
    with reading(desk.services) as uow:
        totals = uow.risks.totals(project_id)
        overdue = uow.risks.reviews_overdue(project_id, desk.today)
        known = uow.projects.get(project_id)
        models = uow.models.of_project(project_id)
    model = models.current
    return desk.render(
        "fragments/project/why.html",
        currency=known.settings.currency if known else "EUR",
        key=key,
        project_id=project_id,
        health=risk_health(totals, overdue),
        exposure=exposure(totals),
        levels=threats_by_level(totals, models),
        rhythm=[(level.name, level.review_days) for level in reversed(model.levels)],
        points=[(band.label, desk.say.percent(band.point)) for band in reversed(model.probabilities)],
        model=model,
        as_of=desk.say.moment(desk.now),
    )


def _content(desk: Desk, project_id: ProjectId, tab: str) -> str:
    if tab == "risks" and request.args.get("view") == "time":
        return over_time(desk, project_id)
    if tab == "risks" and request.args.get("view") == "meeting":
        return meetings_tab(desk, project_id)
    if tab == "risks":
        return risks_tab(desk, project_id)
    if tab == "scope":
        return scope.tab(desk.services, project_id)
    if tab == "reviews":
        return reviews.tab(desk.services, project_id)
    return overview_tab(desk, project_id)


def _off(desk: Desk, project_id: ProjectId, tab: str, rights: Rights) -> str:
    return desk.render("fragments/project/off.html", project_id=project_id, tab=tab, may_manage=rights.manage)


def _jira_names(desk: Desk, project_id: ProjectId, known: Project | None) -> dict[str, str]:
    """Key and name from Jira where we have none of our own yet; nothing where it does not answer."""
    if known is not None and known.name != known.id:
        return {}
    try:
        _, key, name = desk.services.jira(site_id()).project(project_id)
    except (JiraBusy, JiraTrouble, JiraRefused):
        return {}
    return {"key": key, "name": name}


def _subjects(uow: UnitOfWork, facts: Sequence[RecordedFact]) -> dict[str, str]:
    """What risks are called by the facts that do not say it themselves."""
    ids = {fact.entity_id for fact in facts if fact.entity == "risk"}
    found = {risk_id: uow.risks.get(RiskId(risk_id)) for risk_id in ids}
    return {risk_id: f"{risk.key} {risk.title}" for risk_id, risk in found.items() if risk is not None}
