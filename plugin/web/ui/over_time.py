"""The register over time: burndown with its causes, how well the process works, a past heat map beside today's."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta

from flask import Blueprint, Response, make_response, request, url_for

from plugin.domain.burndown import Burndown, Flow, Measure, burndown, usual_measure
from plugin.domain.ids import ProjectId
from plugin.domain.quantities import plain, plain_money
from plugin.domain.rating import Stage
from plugin.domain.risk import Risk
from plugin.domain.treatment import Direction
from plugin.ui.burndown_chart import steps_drawn
from plugin.ui.charts import sparkline
from plugin.usecases.views.burndown import SPANS, USUAL_SPAN, burndown_view, first_day
from plugin.usecases.views.level_steps import level_steps
from plugin.usecases.views.past_map import PastPlace, compared, end_of
from plugin.usecases.views.process_health import process_health
from plugin.web.asking import reading, require
from plugin.web.over_time import read_steps, told_standings
from plugin.web.services import Services
from plugin.web.ui import money
from plugin.web.ui.burndown_drawing import drawn
from plugin.web.ui.desk import Desk, desk_of

USUAL_DAYS_BACK = 28


def fragments(services: Services) -> Blueprint:
    """The view and its parts, for htmx."""
    blueprint = Blueprint("over-time-ui", __name__, url_prefix="/ui/projects/<project_id>/over-time")
    desk = desk_of(services)

    @blueprint.get("")
    def shown(project_id: str) -> str:
        return over_time(desk, ProjectId(project_id))

    @blueprint.get("/burndown")
    def charted(project_id: str) -> str:
        return desk.render("fragments/over_time/burndown.html", **_burndown(desk, ProjectId(project_id)))

    @blueprint.get("/burndown.csv")
    def filed(project_id: str) -> Response:
        response = make_response(_file(_told(desk, ProjectId(project_id))[2]))
        response.headers["Content-Type"] = "text/csv; charset=utf-8"
        response.headers["Content-Disposition"] = 'attachment; filename="risk-burndown.csv"'
        return response

    @blueprint.get("/map")
    def mapped(project_id: str) -> str:
        return desk.render("fragments/over_time/map.html", **_map(desk, ProjectId(project_id)))

    @blueprint.get("/spark")
    def sparked(project_id: str) -> str:
        require(desk.services, ProjectId(project_id))
        steps, _, _ = read_steps(desk.services, ProjectId(project_id))
        told = burndown(steps, usual_measure(steps), first_day(USUAL_SPAN, desk.today), desk.today)
        values = [one.exposure for one in told.stretches]
        return desk.render("fragments/over_time/spark.html", line=sparkline(values), change=values[-1] - told.before)

    @blueprint.get("/risk/<risk_id>")
    def stepped(project_id: str, risk_id: str) -> str:
        require(desk.services, ProjectId(project_id))
        return level_history(desk, desk.risk(ProjectId(project_id), risk_id))

    return blueprint


def level_history(desk: Desk, risk: Risk) -> str:
    """How a risk's level moved, for its drawer; nothing where it never did."""
    told_standings(desk.services, risk.project_id)
    with reading(desk.services) as uow:
        life = uow.standings.of_risk(risk.id)
        models = uow.models.of_project(risk.project_id)
    view = level_steps(desk.say, life, models)
    drawing = steps_drawn([(one.since, one.share) for one in view.steps], desk.now)
    return desk.render("fragments/over_time/levels.html", view=view, drawing=drawing)


def over_time(desk: Desk, project_id: ProjectId) -> str:
    """The whole view, which takes the register's place in the risks tab."""
    told = _burndown(desk, project_id)
    shown = {**_map(desk, project_id), **told, "is_asked": "at" in request.args}
    return desk.render("fragments/over_time/view.html", **shown)


def _told(desk: Desk, project_id: ProjectId) -> tuple[str, Measure, Burndown, dict[str, object]]:
    """Span, measure and burndown that are asked for, and what else is read on the way."""
    require(desk.services, project_id)
    steps, models, currency = read_steps(desk.services, project_id)
    asked = request.args.get("span", "")
    span = asked if asked in SPANS else USUAL_SPAN
    said = request.args.get("measure", "")
    measure = Measure(said) if said in set(Measure) else usual_measure(steps)
    first = first_day(span, desk.today)
    read = {"steps": steps, "models": models, "currency": currency}
    return span, measure, burndown(steps, measure, first, desk.today), read


def _burndown(desk: Desk, project_id: ProjectId) -> dict[str, object]:
    span, measure, told, read = _told(desk, project_id)
    currency = str(read["currency"])

    def amount(minor: int) -> str:
        return money.shown(minor, currency).replace("-", "−")

    def address(part: str, **changes: str) -> str:
        said = {"span": span, "measure": measure.value, **changes}
        return url_for(f"over-time-ui.{part}", project_id=project_id, **said)  # type: ignore[arg-type]

    view = burndown_view(desk.say, told, amount)
    return {
        "project_id": project_id,
        "currency": currency,
        "view": view,
        "drawing": drawn(desk.say, told, view.last),
        "measure": measure.value,
        "spans": [(code, address("charted", span=code), code == span) for code in SPANS],
        "measures": [(one.value, address("charted", measure=one.value), one is measure) for one in Measure],
        "refresh_url": address("charted"),
        "csv_url": address("filed"),
        "figures": process_health(desk.say, read["steps"], read["models"], desk.now, amount),  # type: ignore[arg-type]
    }


def _map(desk: Desk, project_id: ProjectId) -> dict[str, object]:
    require(desk.services, project_id)
    place = past_place(url_for("over-time-ui.mapped", project_id=project_id), desk.today)
    then_at: datetime = end_of(place.on, desk.now)
    told_standings(desk.services, project_id)
    with reading(desk.services) as uow:
        models = uow.models.of_project(project_id)
        then = uow.standings.at(project_id, then_at)
        now = uow.standings.at(project_id, desk.now)
    return {
        "project_id": project_id,
        "place": place,
        "today": desk.today,
        "compared": compared(place, then, now, models, models.current),
        "stages": [(one.value, place.url(stage=one, cell=""), one is place.stage) for one in Stage],
        "directions": [(one.value, place.url(direction=one, cell=""), one is place.direction) for one in Direction],
        "map_url": place.url(),
    }


def past_place(base: str, today: date) -> PastPlace:
    """What a query asks for; what makes no sense in it, or lies ahead, is read as not asked."""
    stage, direction = request.args.get("stage", ""), request.args.get("direction", "")
    side = request.args.get("side", "")
    return PastPlace(
        base=base,
        on=min(_day(request.args.get("at", "")) or today - timedelta(days=USUAL_DAYS_BACK), today),
        stage=Stage(stage) if stage in set(Stage) else Stage.CURRENT,
        direction=Direction(direction) if direction in set(Direction) else Direction.THREAT,
        cell=request.args.get("cell", "")[:100],
        side="now" if side == "now" else "then",
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year > 1970 else None


def _file(told: Burndown) -> str:
    """The table for a spreadsheet: plain numbers, days in ISO 8601."""
    number = plain_money if told.measure is Measure.MONEY else plain
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("first", "last", "exposure", *(flow.value for flow in Flow), "target", "opportunities", "open"))
    for one in told.stretches:
        moved = [number(one.flows[flow]) for flow in Flow]
        sums = [number(one.exposure), *moved, number(one.target), number(one.opportunities), one.open]
        writer.writerow([one.first.isoformat(), one.last.isoformat(), *sums])
    return out.getvalue()
