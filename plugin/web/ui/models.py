"""The sections on risk models, for the site and for a project: list, editor with its live check, choice, re-rating."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, render_template, request, url_for

from plugin.domain.errors import Invalid
from plugin.domain.ids import ProjectId
from plugin.domain.risk_model import RiskModel
from plugin.domain.starter_model import STARTER_MODEL
from plugin.usecases.modelling import choose_model, find_model, make_model
from plugin.usecases.rerating import outdated
from plugin.usecases.views.risk_models import (
    Shelf,
    model_rows,
    outdated_rows,
    project_sentence,
    site_sentence,
    starts,
)
from plugin.web.asking import acting, reading, require, require_admin
from plugin.web.services import Services
from plugin.web.ui.answering import fragment, only_ids, people
from plugin.web.ui.model_desk import editor
from plugin.web.ui.model_form import model_of, values_of
from plugin.web.ui.model_shape import SIZES, reshaped
from plugin.web.ui.rerating import add_rerating
from plugin.web.ui.wording import Spoken

LONGEST_REFERENCE = 40
LONGEST_VALUE = 400
FOLLOW = "follow"

Place = ProjectId | None
"""A project, or None for the site as a whole."""


def site_fragments(services: Services) -> Blueprint:
    """The site's section; for its administrators."""
    blueprint = Blueprint("site-models-ui", __name__, url_prefix="/ui/admin/models")

    def place() -> Place:
        require_admin(services)
        return None

    _add_list(blueprint, services, place)
    _add_editor(blueprint, services, place)
    return blueprint


def project_fragments(services: Services) -> Blueprint:
    """A project's section; for whoever manages it."""
    blueprint = Blueprint("project-models-ui", __name__, url_prefix="/ui/projects/<project_id>/settings/model")
    blueprint.url_value_preprocessor(only_ids)

    def place() -> Place:
        project = ProjectId((request.view_args or {})["project_id"])
        require(services, project, "manage")
        return project

    _add_list(blueprint, services, place)
    _add_editor(blueprint, services, place)
    add_rerating(blueprint, services, lambda project, **shown: _section(services, project, **shown))
    return blueprint


def _add_list(blueprint: Blueprint, services: Services, place: Callable[[], Place]) -> None:
    @blueprint.get("")
    def shown(project_id: str = "") -> str:
        del project_id
        return _section(services, place())

    @blueprint.post("/choose")
    def chosen(project_id: str = "") -> Response:
        del project_id
        where, asked = place(), request.form.get("version", "")
        with acting(services) as act:
            choose_model(act, where, None if asked == FOLLOW else asked)
        say = Spoken(services.clock())
        body = say.gettext("No rating was changed; each keeps the model it was made with.")
        flag = {"title": say.gettext("The risk model is chosen"), "body": body, "type": "success"}
        return fragment(_section(services, where), flag=flag)


def _add_editor(blueprint: Blueprint, services: Services, place: Callable[[], Place]) -> None:
    @blueprint.get("/edit")
    def edited(project_id: str = "") -> str:
        del project_id
        where, reference = place(), request.args.get("from", "")[:LONGEST_REFERENCE]
        with reading(services) as uow:
            model = find_model(uow, reference)
        return _editor(services, where, values_of(model))

    @blueprint.post("/shape")
    def shaped(project_id: str = "") -> str:
        del project_id
        return _editor(services, place(), reshaped(_typed()))

    @blueprint.post("/check")
    def checked(project_id: str = "") -> str:
        del project_id
        where = place()
        view = editor(Spoken(services.clock()), _url(where), _typed(), is_site=where is None)
        return render_template("fragments/models/check.html", view=view)

    @blueprint.post("/save")
    def saved(project_id: str = "") -> Response:
        del project_id
        where, values = place(), _typed()
        model, problems = model_of(values)
        if problems:
            return fragment(_editor(services, where, values, with_errors=True), status=422)
        try:
            with acting(services) as act:
                made, _ = make_model(act, model, where)
                if values.get("use"):
                    choose_model(act, where, made.version)
        except Invalid:
            return fragment(_editor(services, where, values, with_errors=True), status=422)
        say = Spoken(services.clock())
        flag = {"title": say.gettext("“%(name)s” is kept as a new version", name=made.name), "type": "success"}
        return fragment(_section(services, where), flag=flag)


def _section(services: Services, where: Place, problem: str = "") -> str:
    return render_template("fragments/models/shelf.html", view=_shelf(services, where), problem=problem)


def _shelf(services: Services, where: Place) -> Shelf:
    say = Spoken(services.clock())
    with reading(services) as uow:
        made = uow.models.all()
        sites = uow.models.choice(None) or STARTER_MODEL.version
        own = uow.models.choice(where) if where else None
        counts = outdated(uow, where) if where else {}
        total = uow.risks.totals(where)["open"] + uow.risks.totals(where)["drafts"] if where else 0
    by_version: dict[str, RiskModel] = {one.model.version: one.model for one in made}
    used = by_version[own or sites]
    names = people(services, [one.made_by for one in made])
    has_own = own is not None
    return Shelf(
        url=_url(where),
        is_site=where is None,
        sentence=project_sentence(say, used, has_own=has_own) if where else site_sentence(say, used),
        has_own=has_own,
        rows=model_rows(say, made, names, used.version, sites),
        starts=starts(say),
        outdated=outdated_rows(say, counts, by_version, total),
    )


def _editor(services: Services, where: Place, values: dict[str, str], *, with_errors: bool = False) -> str:
    view = editor(Spoken(services.clock()), _url(where), values, is_site=where is None, with_errors=with_errors)
    return render_template("fragments/models/editor.html", view=view)


def _typed() -> dict[str, str]:
    """The form as it was sent; what says how large it is has to be a number that the editor offers."""
    values = {name: text[:LONGEST_VALUE] for name, text in request.form.items()}
    if any(values.get(name) not in set("234567") for name in SIZES):
        abort(400)
    return values


def _url(where: Place) -> str:
    if where is None:
        return url_for("site-models-ui.shown")
    return url_for("project-models-ui.shown", project_id=where)
