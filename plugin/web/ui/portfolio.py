"""The portfolio page: every project that is switched on and that the reader may see, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, render_template, request, url_for

from plugin.usecases.portfolio import read_standings
from plugin.usecases.records import Project
from plugin.usecases.views.portfolio import PortfolioView, Printing, portfolio_view
from plugin.usecases.views.portfolio_order import order
from plugin.web.asking import reading
from plugin.web.project_address import project_address
from plugin.web.seeing import projects_seen
from plugin.web.services import Services
from plugin.web.ui import money
from plugin.web.ui.answering import asked_number, site_url
from plugin.web.ui.desk import desk_of
from plugin.web.ui.portfolio_risks import risks_everywhere
from plugin.web.ui.wording import Spoken


def pages(services: Services) -> Blueprint:
    """The page that Jira frames, with its table, so that the first paint is whole."""
    blueprint = Blueprint("portfolio-page", __name__, url_prefix="/ui")

    @blueprint.get("/portfolio")
    def page() -> str:
        seen = projects_seen(services)
        return render_template(
            "portfolio.html",
            content=_table(services, seen),
            bridge_url=services.all_js_url,
            live_url=url_for("portfolio-ui.live"),
            live_revision=revision(seen),
        )

    return blueprint


def fragments(services: Services) -> Blueprint:
    """The table in any order, and how often anything in it changed."""
    blueprint = Blueprint("portfolio-ui", __name__, url_prefix="/ui/portfolio")

    @blueprint.get("/table")
    def table() -> str:
        return _table(services, projects_seen(services))

    desk = desk_of(services)

    @blueprint.get("/risks")
    def risks() -> str:
        return risks_everywhere(desk, whole=True)

    @blueprint.get("/risks/register")
    def risk_list() -> str:
        return risks_everywhere(desk, whole=False)

    @blueprint.get("/live")
    def live() -> dict[str, int]:
        return {"revision": revision(projects_seen(services))}

    return blueprint


def revision(seen: Sequence[Project]) -> int:
    """Moves with every change shown in any of the projects, and when one joins or leaves them."""
    return sum(project.revision + 1 for project in seen)


def _table(services: Services, seen: Sequence[Project]) -> str:
    view = _view(services, seen)
    return render_template(
        "fragments/portfolio/table.html",
        part="projects",
        view=view,
        day=Spoken(services.clock()).day,
        projects_url=f"{site_url(services)}/jira/projects",
    )


def _view(services: Services, seen: Sequence[Project]) -> PortfolioView:
    now, jira = services.clock(), site_url(services)
    wanted = order(url_for("portfolio-ui.table"), request.args, asked_number("pages", 1))
    with reading(services) as uow:
        standings = read_standings(uow, seen, now.date())
    printing = Printing(
        money=money.shown,
        page=partial(project_address, jira),
        today=now.date(),
    )
    return portfolio_view(Spoken(now), standings, wanted, printing)
