"""The issue panel's sections as HTML; whether the reader may see the issue itself is asked of Jira each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from plugin.domain.errors import NotFound
from plugin.domain.ids import IssueId, ProjectId
from plugin.domain.risk import Risk, Role
from plugin.usecases.authority import Rights
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import Project
from plugin.usecases.views.panel import glance, linked_ids, panel_risks, read_scope, scope_sentence, through_links
from plugin.usecases.views.register import row
from plugin.web.asking import account, reading, require, site_id, visible
from plugin.web.ui.desk import Desk
from plugin.web.ui.risk_forms import Typed
from plugin.web.ui.risk_parts import scales

AT_ONCE = 3
MOST_CHOICES = 100
LONGEST_ID = 20


@dataclass(frozen=True, slots=True)
class Place:
    """The issue on screen and the project it lies in, with the reader's rights there."""

    issue_id: IssueId
    project_id: ProjectId
    project: Project | None
    rights: Rights
    is_known: bool

    @property
    def is_on(self) -> bool:
        """Whether Plumbline follows this project."""
        return self.project is not None and self.project.enabled


def placed(desk: Desk, issue_id: str, said_project: str) -> Place:
    """Where the issue is: as stored, else as the address says. NotFound for who may not see issue or project."""
    if not (issue_id.isascii() and issue_id.isdigit() and len(issue_id) <= LONGEST_ID):
        raise NotFound("There is no such issue, or you may not see it.")
    issue = IssueId(issue_id)
    if issue not in visible(desk.services, {issue}):
        raise NotFound("There is no such issue, or you may not see it.")
    with reading(desk.services) as uow:
        brief = uow.issues.brief([issue]).get(issue)
        project_id = brief.project_id if brief else ProjectId(said_project)
        known = uow.projects.get(project_id)
    return Place(issue, project_id, known, require(desk.services, project_id), brief is not None)


def panel(desk: Desk, place: Place) -> str:
    """All sections, or the one line that says why there are none."""
    if not place.is_on:
        return desk.render("fragments/panel/off.html", place=place)
    return desk.render(
        "fragments/panel/all.html", risks=risks_section(desk, place), scope=scope_section(desk, place), place=place
    )


def risks_section(
    desk: Desk, place: Place, *, form: Typed | None = None, adding: str = "", show_all: bool = False
) -> str:
    """Risks tied to the issue and risks that reach it through links; `adding` opens "new" or "existing"."""
    with reading(desk.services) as uow:
        tied = uow.risks.of_issues([place.issue_id])
        ties = uow.issues.ties(place.issue_id)
        others = linked_ids(ties, place.issue_id)
        reaching = uow.risks.of_issues(others) if others else ()
        briefs = uow.issues.brief(others)
        models = uow.models.of_project(place.project_id)
        choices = _choices(uow, place) if adding == "existing" else ()
    tied, reaching = _seen(desk, tied), _seen(desk, reaching)
    people = desk.people(risk.owner for risk in (*tied, *reaching))
    contributes = {risk.project_id for risk in tied if _rights(desk, risk.project_id).contribute}
    shown = panel_risks(desk.say, tied, place.issue_id, people, desk.today, models, contributes)
    through = through_links(ties, place.issue_id, reaching, people, desk.issues(briefs), desk.today, models)
    return desk.render(
        "fragments/panel/risks.html",
        place=place,
        project_id=place.project_id,
        risks=shown,
        through=through,
        at_once=len(shown) if show_all else AT_ONCE,
        adding=adding if place.rights.contribute and place.is_known else "",
        choices=[risk for risk in choices if risk.id not in {one.row.id for one in shown}],
        roles=tuple(one.value for one in Role),
        form=form or Typed(),
        section_url=url_for("issues-ui.risks_shown", issue_id=place.issue_id, project=place.project_id),
        **scales(desk, models),
    )


def scope_section(desk: Desk, place: Place) -> str:
    """What the issue did to the scope, in one sentence, and the reasons to choose from."""
    with reading(desk.services) as uow:
        read = read_scope(uow, place.project_id, place.issue_id)
    sentence = scope_sentence(desk.say, read, may_say_why=place.rights.contribute)
    return desk.render(
        "fragments/panel/scope.html",
        place=place,
        scope=sentence,
        number=desk.say.number,
        section_url=url_for("issues-ui.scope_shown", issue_id=place.issue_id, project=place.project_id),
    )


def glance_section(desk: Desk, place: Place) -> str:
    """The worst level and how many, and the risks themselves."""
    with reading(desk.services) as uow:
        tied = uow.risks.of_issues([place.issue_id])
        models = uow.models.of_project(place.project_id)
    opened = [risk for risk in _seen(desk, tied) if risk.is_open]
    people = desk.people(risk.owner for risk in opened)
    return desk.render(
        "fragments/panel/glance.html",
        place=place,
        glance=glance(opened, models),
        rows=[row(risk, people, desk.today, models) for risk in opened],
        section_url=url_for("issues-ui.glance_shown", issue_id=place.issue_id, project=place.project_id),
    )


def _choices(uow: UnitOfWork, place: Place) -> tuple[Risk, ...]:
    return uow.risks.page(place.project_id, filters={"status": "active"}, limit=MOST_CHOICES).items


def _seen(desk: Desk, risks: Sequence[Risk]) -> tuple[Risk, ...]:
    """Those of the risks that lie in projects which the reader may see."""
    return tuple(risk for risk in risks if _rights(desk, risk.project_id).see)


def _rights(desk: Desk, project_id: ProjectId) -> Rights:
    return desk.services.authority.rights(site_id(), account(), project_id)
