"""Start from a pack: choose one, answer its questions, and take what they propose as drafts."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, request, url_for

from plugin.domain.drafts import COMMON, FROM_PACK
from plugin.domain.errors import Invalid
from plugin.domain.ids import ProjectId
from plugin.domain.pack import Answer, Pack
from plugin.usecases.drafting import add_drafts, choose_speciality, renew_drafts
from plugin.usecases.records import ProjectSettings
from plugin.usecases.views.packs import PackOffer, choices, offer
from plugin.web.asking import acting, reading, require
from plugin.web.services import Services
from plugin.web.ui.answering import fragment
from plugin.web.ui.beginning import beginning
from plugin.web.ui.desk import Desk, desk_of
from plugin.web.ui.drafts import triage_html

QUESTION = "q-"
"""What the name of a question's field begins with."""


def fragments(services: Services) -> Blueprint:
    """The view and its parts, for htmx."""
    blueprint = Blueprint("packs-ui", __name__, url_prefix="/ui/projects/<project_id>/risks/packs")
    desk = desk_of(services)
    _add_reading(blueprint, desk)
    _add_taking(blueprint, desk)
    return blueprint


def _add_reading(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.get("")
    def chosen(project_id: str) -> str:
        project = ProjectId(project_id)
        rights = require(desk.services, project)
        with reading(desk.services) as uow:
            known = uow.projects.get(project)
            risks = uow.risks.sourced(project, FROM_PACK)
        settings = known.settings if known else ProjectSettings()
        return desk.render(
            "fragments/packs/choose.html",
            project_id=project_id,
            rights=rights,
            speciality=settings.speciality,
            packs=choices(desk.services.packs, risks, settings.speciality),
        )

    @blueprint.get("/begin")
    def begun(project_id: str) -> str:
        rights = require(desk.services, ProjectId(project_id))
        with reading(desk.services) as uow:
            begin = beginning(desk, uow.risks.totals(ProjectId(project_id)))
        return desk.render("fragments/packs/bar.html", project_id=project_id, rights=rights, begin=begin)

    @blueprint.get("/<code>")
    def opened(project_id: str, code: str) -> str:
        require(desk.services, ProjectId(project_id), "contribute")
        return _pack_html(desk, ProjectId(project_id), _pack(desk, code), "fragments/packs/pack.html", {}, set())

    @blueprint.get("/<code>/offer")
    def answered(project_id: str, code: str) -> str:
        require(desk.services, ProjectId(project_id), "contribute")
        off = set(request.args.getlist("shown")) - set(request.args.getlist("risk"))
        answers = _answers(request.args)
        return _pack_html(desk, ProjectId(project_id), _pack(desk, code), "fragments/packs/offer.html", answers, off)


def _add_taking(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.post("/<code>/drafts")
    def taken(project_id: str, code: str) -> Response:
        project = ProjectId(project_id)
        require(desk.services, project, "contribute")
        pack, codes = _pack(desk, code), request.form.getlist("risk")
        answers = _answers(request.form)
        if not codes:
            return fragment(_nothing_ticked(desk, project, pack, answers), status=422)
        try:
            with acting(desk.services) as act:
                added = add_drafts(act, project, pack, codes, answers)
                if pack.code != COMMON:
                    choose_speciality(act, project, pack.code)
        except Invalid as invalid:
            body = {"title": desk.say.gettext("Nothing was added"), "body": str(invalid), "type": "warning"}
            return fragment(_pack_html(desk, project, pack, "fragments/packs/pack.html", {}, set()), flag=body)
        count = len(added.drafts)
        title = desk.say.ngettext("%(n)s draft added", "%(n)s drafts added", count, n=count)
        again = len(added.known) + len(added.dismissed)
        told = desk.say.ngettext("%(n)s was here before.", "%(n)s were here before.", again, n=again) if again else ""
        flag = {"title": title, "body": told, "type": "success"}
        return fragment(triage_html(desk, project), flag=flag, changed=True)

    @blueprint.post("/<code>/renew")
    def renewed(project_id: str, code: str) -> Response:
        project = ProjectId(project_id)
        require(desk.services, project, "contribute")
        pack = _pack(desk, code)
        with acting(desk.services) as act:
            count = len(renew_drafts(act, project, pack))
        title = desk.say.ngettext("%(n)s draft renewed", "%(n)s drafts renewed", count, n=count)
        html = _pack_html(desk, project, pack, "fragments/packs/pack.html", {}, set())
        return fragment(html, flag={"title": title, "type": "success"}, changed=True)


def _pack(desk: Desk, code: str) -> Pack:
    return next((pack for pack in desk.services.packs if pack.code == code), None) or abort(404)


def _answers(asked: Mapping[str, str]) -> dict[str, Answer]:
    """The answers in a query or a form; what is no answer is read as not answered."""
    said = {name.removeprefix(QUESTION): value for name, value in asked.items() if name.startswith(QUESTION)}
    return {code: Answer(value) for code, value in said.items() if value in set(Answer)}


def _pack_html(
    desk: Desk, project: ProjectId, pack: Pack, template: str, answers: Mapping[str, Answer], off: set[str]
) -> str:
    return desk.render(template, project_id=project, error="", **_context(desk, project, pack, answers, off))


def _nothing_ticked(desk: Desk, project: ProjectId, pack: Pack, answers: Mapping[str, Answer]) -> str:
    off = set(request.form.getlist("shown"))
    context = _context(desk, project, pack, answers, off)
    error = desk.say.gettext("Tick at least one risk.")
    return desk.render("fragments/packs/pack.html", project_id=project, error=error, **context)


def _context(
    desk: Desk, project: ProjectId, pack: Pack, answers: Mapping[str, Answer], off: set[str]
) -> dict[str, object]:
    with reading(desk.services) as uow:
        risks = uow.risks.sourced(project, FROM_PACK)
        drafts = uow.risks.totals(project)["drafts"]
    known = {code: answer for code, answer in answers.items() if pack.question(code) is not None}
    shown: PackOffer = offer(desk.say, pack, risks, known, off)
    urls = {
        name: url_for(f"packs-ui.{name}", project_id=project, code=pack.code)
        for name in ("answered", "taken", "renewed")
    }
    return {"offer": shown, "pack": pack, "drafts": drafts, "urls": urls}
