"""The portfolio: how each project stands, with the figures of its page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import url_for

from plugin.usecases.portfolio import Standing, read_standings
from plugin.web.api.paging import page_of
from plugin.web.api.resource import Resource, resource
from plugin.web.api.schemas.portfolio import PortfolioPage
from plugin.web.api.schemas.shapes import PageQuery
from plugin.web.asking import reading
from plugin.web.seeing import projects_seen
from plugin.web.services import Services


def portfolio_resource(services: Services) -> Resource:
    """The route of the portfolio."""
    blueprint = resource(services, "portfolio", "How the projects stand; undefined is null with a reason, never 0")

    @blueprint.get("/portfolio")
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, PortfolioPage)
    def across(query: dict[str, Any]) -> object:
        """How each project stands where Plumbline is on and that the caller may see, by key"""
        page = page_of(projects_seen(services), lambda project: project.id, **query)
        now = services.clock()
        with reading(services) as uow:
            standings = read_standings(uow, page.items, now.date())
        return {"as_of": now, "items": [_shown(one) for one in standings], "after": page.after}

    return blueprint


def _shown(one: Standing) -> dict[str, object]:
    project = one.project
    return {
        "id": project.id,
        "key": project.key,
        "name": project.name,
        "currency": project.settings.currency,
        "progress": project.progress,
        "health": one.health,
        "reason": None if one.health else "Nothing was written down or frozen yet.",
        "next_review": one.next_review,
        "changed_at": project.changed_at,
        "figures": {
            key: {**asdict(figure), "explain": url_for("api-metrics.explain", project_id=project.id, key=key)}
            for key, figure in one.figures.items()
        },
    }
