"""The views of the risks tab: register, heat map, ranked list, by owner, by category, ROAM board."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import request

from plugin.domain.ids import AccountId, ProjectId
from plugin.domain.roam import Roam
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.domain.treatment import Direction
from plugin.usecases.register_lists import Column, Grouping, Order
from plugin.usecases.views.narrowing import Narrowing
from plugin.usecases.views.register import row, rows
from plugin.usecases.views.risk_boards import (
    BOARD,
    chips_by_cell,
    marks_of,
    sums_by_category,
    sums_by_owner,
)
from plugin.usecases.views.risks import heat_map
from plugin.web.asking import account, reading, require
from plugin.web.ui.answering import asked_number
from plugin.web.ui.desk import Desk
from plugin.web.ui.register_parts import asked_for, choices, head_of_register, opening, register_page

VIEWS = ("register", "heat", "ranked", "owners", "categories", "roam")
TOPS = (10, 25, 50)
IN_A_CELL = 6
OFF_MAP = 20
ON_BOARD = 20

Context = dict[str, object]


def risks_tab(desk: Desk, project_id: ProjectId) -> str:
    """The whole tab in the view that is asked for; the register where none is."""
    asked_view = request.args.get("view", "")
    view = asked_view if asked_view in VIEWS else VIEWS[0]
    made = (
        register_page(desk, project_id, opening(desk, project_id))
        if view == VIEWS[0]
        else _other(desk, project_id, view)
    )
    return desk.render("fragments/risks/tab.html", view=view, views=VIEWS, **made)


def _other(desk: Desk, project_id: ProjectId, view: str) -> Context:
    rights, asked = require(desk.services, project_id), asked_for(project_id)
    with reading(desk.services) as uow:
        head, _ = head_of_register(desk, uow, project_id)
    refresh = f"{asked.base}?view={view}&stage={asked.stage.value}&top={_top()}"
    made = _MADE[view](desk, project_id, asked)
    return {**head, **made, "project_id": project_id, "rights": rights, "asked": asked, "view_url": refresh}


def _heat(desk: Desk, project_id: ProjectId, asked: Narrowing) -> Context:
    plain = Narrowing(asked.base, asked.stage)
    with reading(desk.services) as uow:
        model = uow.models.of_project(project_id).current
        sought = plain.sought((project_id,), account(), desk.today, model.version)
        totals = uow.risks.totals(project_id)
        chips = uow.register.chips(sought, IN_A_CELL)
        number, off = uow.register.off_map(sought, OFF_MAP)
    return {
        "maps": [
            (one.value, heat_map(totals, replace(plain, direction=one), model), chips_by_cell(chips, one))
            for one in Direction
        ],
        "stages": [(one.code, f"{asked.base}?view=heat&stage={one.code}", one.is_on)
                   for one in heat_map(totals, plain, model).stages],
        "levels": marks_of(model),
        "off": off,
        "off_count": number,
    }  # fmt: skip


def _ranked(desk: Desk, project_id: ProjectId, asked: Narrowing) -> Context:
    with reading(desk.services) as uow:
        models = uow.models.of_project(project_id)
        sought = Narrowing(asked.base).sought((project_id,), account(), desk.today, models.current.version)
        page = uow.register.page(sought, Order(Column.LEVEL), limit=_top())
        total = uow.register.count(sought)
    people = desk.people(one.risk.owner for one in page.items)
    tops = [(one, f"{asked.base}?view=ranked&top={one}", one == _top()) for one in TOPS]
    return {"rows": rows(page.items, people, desk.today, models), "total": total, "tops": tops}


def _owners(desk: Desk, project_id: ProjectId, asked: Narrowing) -> Context:
    known = choices(desk, (project_id,))
    return _sums(desk, project_id, asked, Grouping.OWNER, known.owners)


def _categories(desk: Desk, project_id: ProjectId, asked: Narrowing) -> Context:
    return _sums(desk, project_id, asked, Grouping.CATEGORY, ())


def _sums(desk: Desk, project_id: ProjectId, asked: Narrowing, by: Grouping, owners: tuple[AccountId, ...]) -> Context:
    plain = Narrowing(asked.base)
    with reading(desk.services) as uow:
        model = uow.models.of_project(project_id).current
        sought = plain.sought((project_id,), account(), desk.today, model.version)
        tallies = uow.register.tallies(sought, by)
    made = (
        sums_by_owner(tallies, plain, model, desk.people(owners), owners)
        if by is Grouping.OWNER
        else sums_by_category(tallies, plain, model, STARTER_CATEGORIES)
    )
    return {"sums": made, "levels": marks_of(model), "by": by.value}


def _roam(desk: Desk, project_id: ProjectId, asked: Narrowing) -> Context:
    with reading(desk.services) as uow:
        models = uow.models.of_project(project_id)
        plain = Narrowing(asked.base).sought((project_id,), account(), desk.today, models.current.version)
        counts, placed = uow.register.board(replace(plain, statuses=BOARD), ON_BOARD)
    people = desk.people(one.owner for risks in placed.values() for one in risks)
    columns = [
        (
            one.value,
            counts.get(one, 0),
            [row(risk, people, desk.today, models) for risk in placed.get(one, ())],
            replace(Narrowing(asked.base), roam=one.value, status="all" if one is Roam.RESOLVED else "").url(),
        )
        for one in Roam
    ]
    return {"columns": columns, "places": tuple(one.value for one in Roam)}


def _top() -> int:
    asked = asked_number("top", TOPS[0])
    return asked if asked in TOPS else TOPS[0]


_MADE: Mapping[str, Callable[[Desk, ProjectId, Narrowing], Context]] = {
    "heat": _heat,
    "ranked": _ranked,
    "owners": _owners,
    "categories": _categories,
    "roam": _roam,
}
