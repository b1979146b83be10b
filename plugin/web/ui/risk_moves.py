"""Risks moved by hand: to another cell of the heat map, or to another place on the ROAM board."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, request

from plugin.domain.errors import AppError, Invalid
from plugin.domain.ids import ProjectId
from plugin.domain.rating import Stage, assess
from plugin.domain.risk import Outcome, Risk
from plugin.domain.roam import Roam, roam_of
from plugin.usecases.moving import move_risk, placed
from plugin.usecases.views.marks import assessed_mark
from plugin.web.asking import acting, require
from plugin.web.ui.answering import expected_version, field_errors, fragment
from plugin.web.ui.desk import Desk
from plugin.web.ui.risk_forms import Typed, typed

PLACE = re.compile(r"([1-9])\.([1-9])")


def add_moves(blueprint: Blueprint, desk: Desk) -> None:
    """The question before a move, and the move."""

    @blueprint.get("/<risk_id>/move")
    def asked_why(project_id: str, risk_id: str) -> str:
        return _question(desk, _held(desk, project_id, risk_id), Typed())

    @blueprint.post("/<risk_id>/move")
    def moved(project_id: str, risk_id: str) -> Response:
        risk, values = _held(desk, project_id, risk_id), typed()
        try:
            with acting(desk.services) as act:
                move_risk(act, risk.id, _stage(), _place(), values.get("reason", ""), expected_version())
        except Invalid as invalid:
            errors = {"reason": " ".join(field_errors(invalid, {}).values())}
            return fragment(_question(desk, risk, Typed(values, errors)), status=422)
        except AppError as error:
            return fragment(desk.render("fragments/risks/bulk_result.html", wrong=str(error)))
        title = desk.say.gettext("%(key)s is rated anew", key=risk.key)
        return fragment("", flag={"title": title, "body": risk.title, "type": "success"}, changed=True)

    @blueprint.get("/<risk_id>/roam/<place>")
    def roam(project_id: str, risk_id: str, place: str) -> str:
        if place not in set(Roam):
            abort(404)
        risk = _held(desk, project_id, risk_id)
        return desk.render(
            "fragments/risks/roam_move.html",
            project_id=project_id,
            risk=risk,
            now=roam_of(risk, desk.today),
            place=place,
            outcomes=tuple(one.value for one in Outcome),
            form=Typed(),
        )


def _question(desk: Desk, risk: Risk, form: Typed) -> str:
    """What the move would change, and the field for the reason; or why it cannot be made."""
    models, stage = desk.models(risk.project_id), _stage()
    rating = risk.ratings.get(stage)
    if rating is None:
        abort(404)
    try:
        new = placed(models, rating, *_place())
    except AppError as error:
        return desk.render("fragments/risks/bulk_result.html", wrong=str(error))
    return desk.render(
        "fragments/risks/move.html",
        project_id=risk.project_id,
        risk=risk,
        stage=stage.value,
        to=f"{new.probability}.{max(new.impact.values())}",
        model=models.current,
        old=rating,
        new=new,
        old_mark=assessed_mark(assess(models, rating)),
        new_mark=assessed_mark(assess(models, new)),
        form=form,
    )


def _held(desk: Desk, project_id: str, risk_id: str) -> Risk:
    require(desk.services, ProjectId(project_id), "contribute")
    return desk.risk(ProjectId(project_id), risk_id)


def _stage() -> Stage:
    said = request.values.get("stage", "")
    if said not in set(Stage):
        abort(400)
    return Stage(said)


def _place() -> tuple[int, int]:
    found = PLACE.fullmatch(request.values.get("to", ""))
    if found is None:
        abort(400)
    return int(found[1]), int(found[2])
