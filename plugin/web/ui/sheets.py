"""Registers as files: taken away from the risks tab as narrowed there."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for

from plugin.domain.errors import NotFound
from plugin.domain.ids import ProjectId
from plugin.domain.risk import Risk
from plugin.usecases.records import Project
from plugin.usecases.views.categories import category_words
from plugin.usecases.views.register import Narrowing, filters_of, is_above, narrowing
from plugin.web.asking import account, reading, require
from plugin.web.exporting import CONTENTS, FORMATS, Wanted, exported
from plugin.web.services import Services
from plugin.web.ui.answering import only_ids
from plugin.web.ui.wording import Spoken


def fragments(services: Services) -> Blueprint:
    """The files, fetched by the page."""
    blueprint = Blueprint("sheets-ui", __name__, url_prefix="/ui/projects/<project_id>/risks")
    blueprint.url_value_preprocessor(only_ids)

    @blueprint.get("/export")
    def export(project_id: str) -> Response:
        project = known_project(services, ProjectId(project_id))
        kind, content = request.args.get("format", "csv"), request.args.get("content", "register")
        if kind not in FORMATS or content not in CONTENTS:
            abort(400)
        asked = narrowing(url_for("risks-ui.shown", project_id=project_id), request.args)
        return exported(services, Spoken(services.clock()), project, _wanted(services, project, asked, kind, content))

    return blueprint


def known_project(services: Services, project_id: ProjectId, right: str = "see") -> Project:
    """The project, once the reader has the right; NotFound where Plumbline never met it."""
    require(services, project_id, right)
    with reading(services) as uow:
        project = uow.projects.get(project_id)
    if project is None:
        raise NotFound("Plumbline is not switched on for this project.")
    return project


def _wanted(services: Services, project: Project, asked: Narrowing, kind: str, content: str) -> Wanted:
    with reading(services) as uow:
        models = uow.models.of_project(project.id)

    def keep(risk: Risk) -> bool:
        return not asked.above or is_above(risk, models)

    filters = filters_of(asked, account(), services.clock().date())
    return Wanted(kind, content, filters, keep, _narrowed(Spoken(services.clock()), asked))


def _narrowed(say: Spoken, asked: Narrowing) -> str:
    """What the register is narrowed to, in words for the head of a print."""
    words = {
        "mine": say.gettext("mine"),
        "above": say.gettext("above appetite"),
        "due": say.gettext("review due"),
        "flagged": say.gettext("flagged"),
        "unanswered": say.gettext("no response"),
    }
    said = [say.gettext("all") if asked.all_states else say.gettext("open")]
    said += [word for flag, word in words.items() if getattr(asked, flag)]
    said += [category_words(say, asked.category)] if asked.category else []
    if asked.cell:
        said.append(say.gettext("one cell of the %(stage)s map", stage=asked.stage.value))
    return ", ".join(said)
