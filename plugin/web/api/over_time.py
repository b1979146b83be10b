"""The register over time over HTTP: the burndown with its causes, and the matrix as of a past day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from plugin.domain.burndown import Burndown, Flow, Measure, burndown, usual_measure
from plugin.domain.ids import ProjectId
from plugin.domain.quantities import plain, plain_money
from plugin.domain.rating import Stage
from plugin.usecases.views.past_map import end_of
from plugin.web.api.access import switched_on
from plugin.web.api.resource import Resource, resource
from plugin.web.api.schemas.over_time import BurndownOut, BurndownQuery, MatrixOut, MatrixQuery
from plugin.web.asking import reading
from plugin.web.over_time import read_steps, told_standings
from plugin.web.services import Services

USUAL_DAYS = 84
MOST_DAYS = 3660
FIELDS = {flow: flow.value.replace("-", "_") for flow in Flow}


def over_time_resource(services: Services) -> Resource:
    """The routes below a project's risks."""
    blueprint = resource(services, "risks-over-time", "How a project's risks stood on other days")

    @blueprint.get("/projects/<jira:project_id>/risks/burndown")
    @blueprint.arguments(BurndownQuery, location="query")
    @blueprint.response(200, BurndownOut)
    def burned(query: dict[str, Any], project_id: ProjectId) -> object:
        """Exposure of open threats day by day, or by the week beyond 92 days, and what moved it

        Without `from` and `to` the last twelve weeks; days to come are cut off, and so is what is over ten years back.
        """
        switched_on(services, project_id)
        steps, _, currency = read_steps(services, project_id)
        now = services.clock()
        first, last = _days(query["first"], query["last"], now.date())
        told = burndown(steps, query["measure"] or usual_measure(steps), first, last)
        unit = currency if told.measure is Measure.MONEY else "points"
        return {"as_of": now, "measure": told.measure.value, "unit": unit, **_amounts(told)}

    @blueprint.get("/projects/<jira:project_id>/risks/matrix")
    @blueprint.arguments(MatrixQuery, location="query")
    @blueprint.response(200, MatrixOut)
    def matrix(query: dict[str, Any], project_id: ProjectId) -> object:
        """The open risks by cell at the end of a day, UTC; now without one"""
        switched_on(services, project_id)
        now = services.clock()
        at = end_of(min(query["at"] or now.date(), now.date()), now)
        return {
            "at": at,
            "stage": query["stage"].value,
            "direction": query["direction"].value,
            **_cells(services, project_id, query, at),
        }

    return blueprint


def _days(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    end = min(last or today, today)
    begin = min(first, end) if first else end - timedelta(days=min(USUAL_DAYS - 1, (end - date.min).days))
    return max(begin, end - timedelta(days=min(MOST_DAYS, (end - date.min).days))), end


def _amounts(told: Burndown) -> dict[str, object]:
    number = plain_money if told.measure is Measure.MONEY else plain
    return {
        "before": number(told.before),
        "stretches": [
            {
                "first": one.first,
                "last": one.last,
                "exposure": number(one.exposure),
                "target": number(one.target),
                "opportunities": number(one.opportunities),
                "net": number(one.net),
                "open": one.open,
                **{name: number(one.flows[flow]) for flow, name in FIELDS.items()},
            }
            for one in told.stretches
        ],
    }


def _cells(services: Services, project_id: ProjectId, query: dict[str, Any], at: Any) -> dict[str, object]:
    stage: Stage = query["stage"]
    told_standings(services, project_id)
    with reading(services) as uow:
        models = uow.models.of_project(project_id)
        stood = uow.standings.at(project_id, at)
    held = [one for one in stood if one.standing.is_open and one.standing.direction is query["direction"]]
    by_cell: dict[str, list[str]] = defaultdict(list)
    for one in held:
        if placed := one.standing.stages.get(stage):
            by_cell[placed.cell].append(one.risk_id)
    cells = []
    for cell, ids in sorted(by_cell.items()):
        version, probability, impact = cell.rsplit(".", 2)
        level = models.of(version).look_up(int(probability), int(impact))
        place = {"model_version": version, "probability": int(probability), "impact": int(impact)}
        cells.append({**place, "level": level.name, "count": len(ids), "risks": ids})
    return {"open": len(held), "cells": cells}
