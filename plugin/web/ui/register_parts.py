"""The risks tab's list as HTML: sentence, heat map, filters, the register in its order and groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for

from plugin.domain.flag import FlagCode
from plugin.domain.ids import AccountId, ProjectId
from plugin.domain.risk_model import RiskModels
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import ProjectSettings
from plugin.usecases.register_lists import Column, Grouping
from plugin.usecases.saved_views import opening_view
from plugin.usecases.views.narrowing import FLAGS, SHOWABLE, Narrowing, narrowing
from plugin.usecases.views.people import Naming, People
from plugin.usecases.views.register import grouped, read_register, sort_state
from plugin.usecases.views.risks import exposure, heat_map, risk_health
from plugin.web.asking import account, reading, require
from plugin.web.ui.answering import asked_number
from plugin.web.ui.beginning import beginning
from plugin.web.ui.desk import Desk
from plugin.web.ui.risk_forms import Typed
from plugin.web.ui.risk_parts import scales

SORTABLE = {
    "key": Column.KEY,
    "level": Column.LEVEL,
    "title": Column.TITLE,
    "owner": Column.OWNER,
    "category": Column.CATEGORY,
    "window": Column.WINDOW,
    "review": Column.REVIEW,
    "action": Column.ACTION,
    "strategy": Column.STRATEGY,
    "status": Column.STATUS,
    "expected": Column.EXPECTED,
    "changed": Column.CHANGED,
    "confidence": Column.CONFIDENCE,
    "project": Column.PROJECT,
}
"""What sorts each column of the table; the others follow from the risk's issues and are not sorted by."""
ALWAYS = ("key", "level", "title")


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of the table: where its heading leads, and how the list is sorted by it."""

    code: str
    url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Who owns risks, by name, and which labels occur: what filters offer."""

    people: People
    owners: tuple[AccountId, ...]
    labels: tuple[str, ...]

    @property
    def named(self) -> tuple[tuple[AccountId, str], ...]:
        """Owners to choose from; whom Jira does not name is not offered."""
        return tuple((one, self.people.person(one).name) for one in self.owners if self.people.person(one).name)


def register(desk: Desk, project_id: ProjectId) -> str:
    """The register, and sentence and heat map, which go to their own places."""
    return desk.render("fragments/risks/register_answer.html", **register_page(desk, project_id, asked_for(project_id)))


def choices(desk: Desk, projects: tuple[ProjectId, ...]) -> Choices:
    """Owners in the order of their names, those without one last. May ask Jira: not in a unit of work."""
    with reading(desk.services) as uow:
        owners, labels = uow.register.owners(projects), uow.register.labels(projects)
    people = desk.people(owners)

    def place(one: AccountId) -> tuple[bool, str, str]:
        person = people.person(one)
        return (person.naming is not Naming.NAMED, person.name.casefold(), one)

    return Choices(people, tuple(sorted(owners, key=place)), tuple(labels))


def asked_for(project_id: ProjectId) -> Narrowing:
    """The state that the request under way asks for."""
    return narrowing(url_for("risks-ui.shown", project_id=project_id), said(), asked_number("pages", 1))


def opening(desk: Desk, project_id: ProjectId) -> Narrowing:
    """The state that the request asks for; where it asks for none, the view that the register opens with."""
    asked = asked_for(project_id)
    if set(said()) - {"tab", "jwt"}:
        return asked
    with reading(desk.services) as uow:
        view = opening_view(uow.saved_views.of_project(project_id, account()))
    return narrowing(asked.base, dict(parse_qsl(view.query))) if view else asked


def said() -> dict[str, str]:
    """The query under way; columns that were ticked one by one stand together."""
    found = dict(request.args.items())
    return found | ({"cols": ",".join(ticked)} if (ticked := request.args.getlist("col")) else {})


def headings(asked: Narrowing, first: tuple[str, ...] = ALWAYS) -> tuple[Heading, ...]:
    """The columns of the table in their order."""
    shown = (*first, *(code for code in SHOWABLE if code in asked.cols))
    return tuple(
        Heading(code, asked.sorted_by(column).url(part="/register"), sort_state(asked, column))
        if (column := SORTABLE.get(code))
        else Heading(code)
        for code in shown
    )


def register_page(desk: Desk, project_id: ProjectId, asked: Narrowing) -> dict[str, object]:
    """All that the register and its head print."""
    rights = require(desk.services, project_id)
    known_choices = choices(desk, (project_id,))
    with reading(desk.services) as uow:
        head, models = head_of_register(desk, uow, project_id)
        sought = asked.sought((project_id,), account(), desk.today, models.current.version)
        totals = uow.risks.totals(project_id)
        page = read_register(uow, sought, asked.order(known_choices.owners), asked.pages)
        total = uow.register.count(sought)
    return {
        **head,
        **scales(desk, models),
        **layout(asked, known_choices),
        "project_id": project_id,
        "rights": rights,
        "begin": beginning(desk, totals),
        "map": heat_map(totals, asked, models.current),
        "groups": grouped(asked, page, known_choices.people, desk.today, models),
        "shown": len(page.listed),
        "total": total,
        "more_url": asked.url(part="/register", pages=asked.pages + 1) if page.more else "",
        "form": Typed(),
        "is_open": False,
    }


def head_of_register(desk: Desk, uow: UnitOfWork, project_id: ProjectId) -> tuple[dict[str, object], RiskModels]:
    """The sentence above every view of the register, and what the project rates with."""
    known, totals = uow.projects.get(project_id), uow.risks.totals(project_id)
    overdue = uow.risks.reviews_overdue(project_id, desk.today)
    currency = (known.settings if known else ProjectSettings()).currency
    head = {"currency": currency, "health": risk_health(totals, overdue), "exposure": exposure(totals)}
    return head, uow.models.of_project(project_id)


def layout(asked: Narrowing, known: Choices) -> dict[str, object]:
    """Where filters, headings and the choice of columns lead."""
    return {
        "asked": asked,
        "choices": known,
        "headings": headings(asked),
        "chips": _chips(asked),
        "showable": SHOWABLE,
        "flag_codes": tuple(one.value for one in FlagCode),
        "groupings": tuple(one.value for one in Grouping),
        "sortable": tuple(code for code in SORTABLE if code != "project"),
        "register_url": f"{asked.base}/register",
        "kept": _kept(asked),
        "refresh_url": asked.url(part="/register", pages=asked.pages),
        "all_url": replace(Narrowing(asked.base, asked.stage, asked.direction), cols=asked.cols).url(part="/register"),
        "views_url": f"{asked.base}/views?{urlencode({'query': asked.query})}",
        "map_url": replace(asked, map=not asked.map, pages=1).url(),
    }


def _chips(asked: Narrowing) -> dict[str, tuple[str, bool]]:
    """Where each chip leads and whether it is on, by its code; the template has the words."""
    all_states = replace(asked, status="" if asked.status else "all", pages=1)
    chips = {"open": (all_states.url(part="/register"), not asked.status)}
    return chips | {flag: (asked.toggled(flag).url(part="/register"), bool(getattr(asked, flag))) for flag in FLAGS}


def _kept(asked: Narrowing) -> Mapping[str, str]:
    """What the filters' form does not ask, to be sent along with it."""
    kept = ("stage", "direction", "mine", "above", "due", "flagged", "unanswered", "cell", "map")
    return {name: value for name, value in asked.said().items() if name in kept}
