"""Drafts judged one after the other or in a list: kept with an owner and a rating, or dismissed with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, Response, abort, request, url_for

from plugin.domain.drafts import FROM_PACK, Dismissal
from plugin.domain.errors import Conflict, Invalid, NotFound, Problem, Stale
from plugin.domain.ids import AccountId, ProjectId, RiskId
from plugin.domain.risk import Risk, Status
from plugin.usecases.drafting import Judgement, dismiss_draft, keep_draft
from plugin.usecases.risks import reopen_risk
from plugin.usecases.views.drafts import PAGE, owners_of, triage
from plugin.usecases.views.marks import assessed_mark
from plugin.web.asking import account, acting, reading, require
from plugin.web.services import Services
from plugin.web.ui.answering import expected_version, field_errors, fragment
from plugin.web.ui.desk import Desk, desk_of
from plugin.web.ui.owners import chosen_owner
from plugin.web.ui.risk_forms import ACCOUNT, Typed, typed

FIELDS = {"/owner": "owner", "/probability": "probability", "/impact": "impact", "/text": "text"}
MOST_DRAFTS = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """How the drafts are shown: one at a time or as a list, which one, who owned the last, and a form sent in vain."""

    view: str = "one"
    at: str = ""
    owner: AccountId | None = None
    form: Typed = field(default_factory=Typed)


def fragments(services: Services) -> Blueprint:
    """The view and what is done in it, for htmx."""
    blueprint = Blueprint("drafts-ui", __name__, url_prefix="/ui/projects/<project_id>/risks/drafts")
    desk = desk_of(services)
    _add_reading(blueprint, desk)
    _add_keeping(blueprint, desk)
    _add_dismissing(blueprint, desk)
    return blueprint


def triage_html(desk: Desk, project_id: ProjectId, asked: Asked | None = None) -> str:
    """The drafts of a project to be judged."""
    return desk.render("fragments/drafts/triage.html", **_context(desk, project_id, asked or Asked()))


def _context(desk: Desk, project_id: ProjectId, asked: Asked) -> dict[str, object]:
    rights = require(desk.services, project_id)
    me = account()
    with reading(desk.services) as uow:
        models = uow.models.of_project(project_id)
        drafts = uow.risks.page(project_id, filters={"status": "draft"}, limit=MOST_DRAFTS).items
        sourced = uow.risks.sourced(project_id, FROM_PACK)
        owned = uow.risks.page(project_id, filters={"status": "active"}, limit=PAGE).items
    view = triage(desk.say, drafts, sourced, desk.services.packs, models, asked.at)
    owners = owners_of(me if rights.contribute else None, owned, asked.owner)
    people = desk.people(owners)
    return {
        "project_id": project_id,
        "rights": rights,
        "triage": view,
        "view": asked.view,
        "shown": view.drafts[:PAGE],
        "draft": view.current,
        "owners": [(one, people.person(one), one == me) for one in owners],
        "owner": asked.owner or "",
        "form": asked.form,
        "model": models.current,
        "reasons": tuple(one.value for one in Dismissal if one is not Dismissal.OTHER),
    }


def _add_reading(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.get("")
    def shown(project_id: str) -> str:
        return triage_html(desk, ProjectId(project_id), _asked(request.args))

    @blueprint.get("/count")
    def counted(project_id: str) -> str:
        return desk.render("fragments/drafts/count.html", **_context(desk, ProjectId(project_id), Asked()))


def _add_keeping(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.post("/<risk_id>/keep")
    def kept(project_id: str, risk_id: str) -> Response:
        project = ProjectId(project_id)
        require(desk.services, project, "contribute")
        chosen = chosen_owner(desk, project, typed())
        owner = AccountId(chosen.values["owner"]) if ACCOUNT.fullmatch(chosen.values.get("owner", "")) else None
        judgement = Judgement(
            owner, _order(chosen.values, "probability"), _order(chosen.values, "impact"), "hinted" in request.form
        )
        asked = _asked(request.form, owner)
        try:
            _refuse(chosen.problems)
            draft = _draft(desk, project, risk_id)
            with acting(desk.services) as act:
                risk = keep_draft(act, draft.id, judgement, expected_version())
        except Invalid as invalid:
            form = Typed(chosen.values, field_errors(invalid, FIELDS), chosen.name)
            return _again(desk, project, Asked(asked.view, risk_id, owner, form))
        except (Conflict, Stale, NotFound) as conflict:
            return _found_otherwise(desk, project, asked, conflict)
        return _judged(desk, project, risk, asked, None)


def _add_dismissing(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.post("/<risk_id>/dismiss")
    def dismissed(project_id: str, risk_id: str) -> Response:
        project, asked = ProjectId(project_id), _asked(request.form)
        require(desk.services, project, "contribute")
        values = typed()
        why, text = values.get("reason", ""), values.get("text", "")
        if why not in set(Dismissal):
            abort(400)
        try:
            draft = _draft(desk, project, risk_id)
            with acting(desk.services) as act:
                risk = dismiss_draft(act, draft.id, Dismissal(why), text, expected_version())
        except Invalid as invalid:
            form = Typed(values, field_errors(invalid, FIELDS))
            return _again(desk, project, Asked(asked.view, risk_id, asked.owner, form))
        except (Conflict, Stale, NotFound) as conflict:
            return _found_otherwise(desk, project, asked, conflict)
        undo = url_for("drafts-ui.taken_back", project_id=project_id, risk_id=risk_id)
        action = {"label": desk.say.gettext("Undo"), "url": undo}
        title = desk.say.gettext("%(key)s is dismissed", key=draft.key)
        flag = {"title": title, "body": draft.title, "type": "success", "action": action}
        return _judged(desk, project, risk, asked, flag)

    @blueprint.post("/<risk_id>/back")
    def taken_back(project_id: str, risk_id: str) -> Response:
        project = ProjectId(project_id)
        require(desk.services, project, "contribute")
        found = desk.risk(project, risk_id)
        with acting(desk.services) as act:
            risk = reopen_risk(act, found.id, None, None)
        flag = {"title": desk.say.gettext("%(key)s is a draft again", key=risk.key), "type": "success"}
        return fragment("", flag=flag, changed=True)


def _judged(desk: Desk, project: ProjectId, risk: Risk, asked: Asked, flag: Mapping[str, object] | None) -> Response:
    """The next draft, or what became of this one in its row."""
    if asked.view == "one":
        return fragment(triage_html(desk, project, asked), flag=flag, changed=True)
    mark = assessed_mark(risk.assessed(desk.models(project)))
    context = _context(desk, project, asked)
    html = desk.render(
        "fragments/drafts/judged.html", risk_id=risk.id, key=risk.key, title=risk.title, mark=mark, **context
    )
    return fragment(html, flag=flag, changed=True)


def _again(desk: Desk, project: ProjectId, asked: Asked) -> Response:
    """The same draft with what was chosen and what is missing."""
    template = "fragments/drafts/triage.html" if asked.view == "one" else "fragments/drafts/row.html"
    return fragment(desk.render(template, **_context(desk, project, asked)), status=422)


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise Invalid(list(problems))


def _draft(desk: Desk, project_id: ProjectId, risk_id: str) -> Risk:
    found = desk.risk(project_id, RiskId(risk_id))
    if found.status is not Status.DRAFT:
        raise Conflict(desk.say.gettext("Somebody has judged this draft already."))
    return found


def _found_otherwise(desk: Desk, project: ProjectId, asked: Asked, why: Exception) -> Response:
    """Somebody else was quicker: show how things stand now, and say so."""
    flag = {"title": desk.say.gettext("Nothing was changed"), "body": str(why), "type": "warning"}
    return fragment(triage_html(desk, project, asked), flag=flag)


def _asked(values: Mapping[str, str], owner: AccountId | None = None) -> Asked:
    view = values.get("view", "one")
    said = values.get("owner", "")
    return Asked(
        view="list" if view == "list" else "one",
        at=values.get("at", ""),
        owner=owner or (AccountId(said) if ACCOUNT.fullmatch(said) else None),
    )


def _order(values: Mapping[str, str], name: str) -> int | None:
    text = values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else None
