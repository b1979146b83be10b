"""Registers as files: taken away from the risks tab as narrowed there."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort, request

from plugin.domain.ids import ProjectId
from plugin.domain.risk import Risk
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import Page, Project
from plugin.usecases.views.categories import category_words
from plugin.usecases.views.narrowing import Narrowing
from plugin.web.asking import account
from plugin.web.exporting import CONTENTS, FORMATS, Wanted, exported
from plugin.web.services import Services
from plugin.web.ui.answering import only_ids
from plugin.web.ui.desk import Desk, desk_of
from plugin.web.ui.known_project import known_project
from plugin.web.ui.register_parts import asked_for, choices
from plugin.web.ui.sheets_in import add_import
from plugin.web.ui.wording import Spoken

NAMED = ("level", "side", "strategy", "late", "flag", "label", "roam")


def fragments(services: Services) -> Blueprint:
    """The files, fetched by the page."""
    blueprint = Blueprint("sheets-ui", __name__, url_prefix="/ui/projects/<project_id>/risks")
    blueprint.url_value_preprocessor(only_ids)
    desk = desk_of(services)

    @blueprint.get("/export")
    def export(project_id: str) -> Response:
        project = known_project(services, ProjectId(project_id))
        kind, content = request.args.get("format", "csv"), request.args.get("content", "register")
        if kind not in FORMATS or content not in CONTENTS:
            abort(400)
        wanted = _wanted(desk, project, asked_for(project.id), kind, content)
        return exported(services, desk.say, project, wanted)

    add_import(blueprint, services)
    return blueprint


def _wanted(desk: Desk, project: Project, asked: Narrowing, kind: str, content: str) -> Wanted:
    owners = choices(desk, (project.id,)).owners

    def read(uow: UnitOfWork, after: str | None, limit: int) -> Page[Risk]:
        version = uow.models.of_project(project.id).current.version
        sought = asked.sought((project.id,), account(), desk.today, version)
        order = replace(asked, by="").order(owners)
        page = uow.register.page(sought, order, after=after, limit=limit)
        return Page(tuple(one.risk for one in page.items), page.after)

    return Wanted(kind, content, read, _narrowed(desk.say, asked))


def _narrowed(say: Spoken, asked: Narrowing) -> str:
    """What the register is narrowed to, in words for the head of a print."""
    words = {
        "mine": say.gettext("mine"),
        "above": say.gettext("above appetite"),
        "due": say.gettext("review due"),
        "flagged": say.gettext("flagged"),
        "unanswered": say.gettext("no response"),
    }
    said = [{"": say.gettext("open"), "all": say.gettext("all")}.get(asked.status, asked.status)]
    said += [word for flag, word in words.items() if getattr(asked, flag)]
    said += [category_words(say, asked.category)] if asked.category else []
    said += [f"{name}: {getattr(asked, name)}" for name in NAMED if getattr(asked, name)]
    if asked.owner:
        said.append(say.gettext("one owner"))
    if asked.q:
        said.append(say.gettext("with “%(words)s”", words=asked.q))
    if asked.cell:
        said.append(say.gettext("one cell of the %(stage)s map", stage=asked.stage.value))
    return ", ".join(said)
