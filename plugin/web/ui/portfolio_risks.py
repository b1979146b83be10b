"""The risks of all projects that the reader may see, as one list: the same table, filters and orders as a register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from flask import request, url_for

from plugin.domain.ids import ProjectId
from plugin.usecases.records import Project
from plugin.usecases.views.narrowing import narrowing
from plugin.usecases.views.register import grouped, read_register
from plugin.web.asking import account, reading
from plugin.web.seeing import projects_seen
from plugin.web.ui import money
from plugin.web.ui.answering import asked_number
from plugin.web.ui.desk import Desk
from plugin.web.ui.register_parts import ALWAYS, choices, headings, layout, said
from plugin.web.ui.risk_parts import scales


def risks_everywhere(desk: Desk, *, whole: bool) -> str:
    """The list with the portfolio's switch around it (`whole`), or the list alone. May ask Jira for rights."""
    seen = sorted(projects_seen(desk.services), key=lambda one: (one.name.casefold(), one.id))
    template = "fragments/portfolio/risks.html" if whole else "fragments/portfolio/risk_list.html"
    return desk.render(template, part="risks", **_list(desk, seen) if seen else {"none_seen": True})


def _list(desk: Desk, seen: list[Project]) -> dict[str, object]:
    ids = tuple(ProjectId(one.id) for one in seen)
    base = url_for("portfolio-ui.risks")
    asked = replace(narrowing(base, said(), asked_number("pages", 1)), cell="", map=False)
    known = choices(desk, ids)
    with reading(desk.services) as uow:
        # Ratings are read by their own version, and every version of the site is on each project's shelf.
        models = uow.models.of_project(ids[0])
        sought = asked.sought(ids, account(), desk.today, models.current.version)
        page = read_register(uow, sought, asked.order(known.owners, ids), asked.pages)
        total = uow.register.count(sought)
    amounts: dict[str, Callable[[int], str]] = {
        one.id: partial(money.shown, currency=one.settings.currency) for one in seen
    }
    return {
        **scales(desk, models),
        **layout(asked, known),
        "headings": headings(asked, (*ALWAYS, "project")),
        "groups": grouped(asked, page, known.people, desk.today, models),
        "shown": len(page.listed),
        "total": total,
        "more_url": asked.url(part="/register", pages=asked.pages + 1) if page.more else "",
        "projects": {one.id: one.name for one in seen},
        "moneys": amounts,
        "views_url": "",
        "map_url": "",
        "is_everywhere": True,
        "asked_for_more": bool(request.args),
    }
