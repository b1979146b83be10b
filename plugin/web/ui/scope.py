"""The scope tab: what was agreed, how far it moved, who decided; the content of a tab and the fragments inside it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, request

from plugin.domain.delta import Disposition
from plugin.domain.errors import Conflict
from plugin.domain.ids import BaselineId, DeltaId, ProjectId
from plugin.usecases import scope as commands
from plugin.usecases.views.reasons import OTHER, reasons
from plugin.web.asking import acting, require
from plugin.web.services import Services
from plugin.web.ui.answering import expected_version, fragment, only_ids
from plugin.web.ui.freezing import add_freezing
from plugin.web.ui.scope_parts import asked_place, chart, explanation, find_delta, frozen_items, log, one_change, whole
from plugin.web.ui.wording import Spoken

LONGEST_COMMENT = 2000


def fragments(services: Services) -> Blueprint:
    """The tab and its parts, for htmx."""
    blueprint = Blueprint("scope-ui", __name__, url_prefix="/ui/projects/<project_id>")
    blueprint.url_value_preprocessor(only_ids)
    _add_reading(blueprint, services)
    _add_baselines(blueprint, services)
    _add_changes(blueprint, services)
    add_freezing(
        blueprint, services, lambda project, chosen: whole(services, project, asked_place(services, project, chosen))
    )
    return blueprint


def tab(services: Services, project_id: str) -> str:
    """The tab's content as HTML, for the reader of the request under way; NotFound for who may not see the project."""
    return whole(services, ProjectId(project_id))


def _add_reading(blueprint: Blueprint, services: Services) -> None:
    @blueprint.get("/scope")
    def shown(project_id: str) -> str:
        return tab(services, project_id)

    @blueprint.get("/scope/log")
    def log_shown(project_id: str) -> str:
        return log(services, asked_place(services, project_id))

    @blueprint.get("/scope/chart")
    def chart_shown(project_id: str) -> str:
        return chart(services, asked_place(services, project_id))

    @blueprint.get("/scope/items")
    def items_shown(project_id: str) -> str:
        return frozen_items(services, asked_place(services, project_id), request.args.get("after"))

    @blueprint.get("/scope/why/<key>")
    def explained(project_id: str, key: str) -> str:
        return explanation(services, asked_place(services, project_id), key)

    @blueprint.get("/scope/burnup.csv")
    def burn_up_file(project_id: str) -> Response:
        response = make_response(chart(services, asked_place(services, project_id), as_file=True))
        response.headers["Content-Type"] = "text/csv; charset=utf-8"
        response.headers["Content-Disposition"] = 'attachment; filename="burn-up.csv"'
        return response


def _add_baselines(blueprint: Blueprint, services: Services) -> None:
    @blueprint.post("/scope/baselines/<baseline_id>/<any(submit, approve):step>")
    def taken(project_id: str, baseline_id: str, step: str) -> Response:
        require(services, ProjectId(project_id), "manage")
        place = asked_place(services, project_id, baseline_id)
        if place.baseline_id != baseline_id:
            abort(404)
        command = commands.submit if step == "submit" else commands.approve
        try:
            with acting(services) as act:
                command(act, BaselineId(baseline_id), expected_version())
        except Conflict as conflict:
            return fragment(whole(services, ProjectId(project_id), place, problem=str(conflict)), status=422)
        return fragment(whole(services, ProjectId(project_id), place))


def _add_changes(blueprint: Blueprint, services: Services) -> None:
    def answered(project_id: str, delta_id: str, right: str, **said: str | Disposition | None) -> str:
        require(services, ProjectId(project_id), right)
        delta = find_delta(services, ProjectId(project_id), delta_id)
        with acting(services) as act:
            commands.decide_delta(act, DeltaId(delta_id), **said)  # type: ignore[arg-type]
        return one_change(services, asked_place(services, project_id, delta.baseline_id), delta_id)

    @blueprint.post("/scope/changes/<delta_id>/decision")
    def decided(project_id: str, delta_id: str) -> Response | str:
        text = request.form.get("disposition", "")
        if text not in {one.value for one in Disposition}:
            abort(400)
        return answered(project_id, delta_id, "manage", disposition=Disposition(text))

    @blueprint.post("/scope/changes/<delta_id>/reason")
    def reasoned(project_id: str, delta_id: str) -> Response | str:
        code, comment = request.form.get("reason", ""), request.form.get("comment", "").strip()
        known = reasons(Spoken(services.clock()))
        if (code and code not in known) or len(comment) > LONGEST_COMMENT:
            abort(400)
        if comment and not code:
            code = OTHER
        return answered(project_id, delta_id, "contribute", reason=code, comment=comment)
